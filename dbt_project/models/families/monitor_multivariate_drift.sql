{#-
  The standard error of an area under the ROC curve A, with n rows on the one side and m on the other (J. A. Hanley, B. J. McNeil, Radiology 143, 1982, 29-36):

      sqrt((A (1 - A) + (n - 1) (Q1 - A^2) + (m - 1) (Q2 - A^2)) / (n m)),   Q1 = A / (2 - A),   Q2 = 2 A^2 / (1 + A)

  The two differences stand as A (1 - A)^2 / (2 - A) and A^2 (1 - A) / (1 + A), which rounding makes no less than 0.
-#}
{%- set auroc_error -%}
    sqrt(
        (
            auroc * (1 - auroc)
            + (row_count - 1) * auroc * (1 - auroc) * (1 - auroc) / (2 - auroc)
            + (reference_row_count - 1) * auroc * auroc * (1 - auroc) / (1 + auroc)
        )
        / row_count / reference_row_count
    )
{%- endset -%}
with
    computed as (
        {% if ml_monitor.has_python_models() %}
            select
                {{ ml_monitor.slice_columns() }},
                'reconstruction_error' as metric_name,
                mean_error as metric_value,
                standard_deviation / nullif(sqrt(row_count), 0) as sampling_error,
                row_count as count_used,
                computed_at
            from {{ ref("monitor_reconstruction_error") }}
            union all
            select
                {{ ml_monitor.chunk_columns() }},
                0 as segment_index,
                'domain_classifier_auroc' as metric_name,
                auroc as metric_value,
                case when auroc is not null then {{ auroc_error }} end as sampling_error,
                row_count as count_used,
                computed_at
            from {{ ref("monitor_domain_classifier") }}
        {% else %}
            -- This engine runs no Python models, and both are computed in one.
            {{
                ml_monitor.no_rows(
                    dict(
                        ml_monitor.slice_types(),
                        metric_name="text",
                        metric_value="real",
                        sampling_error="real",
                        count_used="whole",
                        computed_at="time",
                    )
                )
            }}
        {% endif %}
    )

select
    {{ ml_monitor.slice_columns("slices") }},
    settings.metric_family,
    settings.metric_name,
    ':table' as column_name,
    case settings.metric_name when 'reconstruction_error' then 'pca' else 'domain_classifier' end as method,
    'baseline' as drift_type,
    computed.metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    computed.sampling_error,
    coalesce(computed.count_used, 0) as count_used,
    slices.row_count - coalesce(computed.count_used, 0) as count_unused,
    computed.computed_at
from {{ ref("monitor_slices") }} as slices
inner join
    {{ ref("monitor_metric_settings") }} as settings
    on slices.monitor_name = settings.monitor_name
    and settings.metric_family = 'multivariate_drift'
    -- A classifier for each segment would cost many times as much as all else.
    and (settings.metric_name <> 'domain_classifier_auroc' or slices.segment_index = 0)
left join computed on {{ ml_monitor.same_slice("slices", "computed") }} and settings.metric_name = computed.metric_name
