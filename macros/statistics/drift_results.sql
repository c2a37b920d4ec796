{#
  What is to be computed of univariate drift and is not there yet, with the series (monitor_univariate_series) it belongs to; for a condition on
  versions.metric_name.
#}
{% macro pending_drift(condition) %}
    select versions.result_version, versions.metric_name, drift_series.*
    from
        (
            {%- for result_name, drift_type in [("univariate_drift", "baseline"), ("consecutive_drift", "consecutive")] %}
                select pending_{{ drift_type }}.*, '{{ drift_type }}' as drift_type
                from ({{ ml_monitor.pending_versions(result_name) }}) as pending_{{ drift_type }} {{ "union all" if not loop.last }}
            {%- endfor %}
        ) as versions
    inner join
        {{ ref("monitor_univariate_series") }} as drift_series
        on {{ ml_monitor.same_chunk("versions", "drift_series") }}
        and versions.drift_type = drift_series.drift_type
        and versions.column_group = drift_series.column_group
    inner join
        {{ ref("monitor_metric_settings") }} as settings
        on versions.monitor_name = settings.monitor_name
        and versions.metric_name = settings.metric_name
        and drift_series.feature_type = settings.feature_type
        and settings.metric_family = 'univariate_drift'
    where {{ condition }}
{% endmacro %}


{#
  The rows of a model of univariate drift. Argument: a relation of pending_drift() with method, reference_total, chunk_total, metric_value, p_value and
  error_of_samples_apart, the standard error if chunk and base had no rows in common.
#}
{% macro drift_results(distances) %}
    select
        {{ ml_monitor.slice_columns() }},
        'univariate_drift' as metric_family,
        metric_name,
        column_name,
        method,
        drift_type,
        metric_value,
        p_value,
        case
            when metric_value is null
            then null
            when {{ ml_monitor.is_metric_with("metric_name", "is_quadratic") }}
            then error_of_samples_apart * share_of_variance
            else error_of_samples_apart * sqrt(share_of_variance)
        end as sampling_error,
        cast(coalesce(chunk_total, 0) as {{ dbt.type_bigint() }}) as count_used,
        cast(row_count - coalesce(chunk_total, 0) as {{ dbt.type_bigint() }}) as count_unused,
        result_version,
        {{ ml_monitor.current_utc_time() }} as computed_at
    from
        (
            -- A chunk of n rows compared with the whole reference of N is part of it: not 1 / n + 1 / N but 1 / n - 1 / N.
            select
                distances.*,
                case
                    when drift_type = 'baseline' and period = 'reference' and leaves_out = 0
                    then (reference_total - chunk_total) / nullif(reference_total + chunk_total, 0)
                    else {{ ml_monitor.real(1) }}
                end as share_of_variance
            from {{ distances }} as distances
        ) as compared_distances
{% endmacro %}
