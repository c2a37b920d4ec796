{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{% if ml_monitor.has_python_models() -%}
-- depends_on: {{ ref('monitor_fitted_calibration') }}
{%- endif %}
{#-
  The expected confusion matrix of each group before labels come: a row is positive with its calibrated chance, with the offset of its group. So the number of positives
  among predicted positives, and that among predicted negatives, are Poisson binomial variables; their variances are kept, and what the error of the offset adds.
-#}
{%- set monitors = ml_monitor.monitors_with_chances() %}
with
    pending as ({{ ml_monitor.pending_versions("estimated_group_sums") }}),

    slices as ({{ ml_monitor.pending_slices("pending") }}),

    chances as (
        {% for monitor in monitors %}
            {% for period in ["reference", "analysis"] %}
                select {{ ml_monitor.slices_of_monitor(monitor, period) }}, y_pred, calibrated_1
                from ({{ ml_monitor.chances_in_groups(monitor, period, "pending") }}) as chances_of_period
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(dict(ml_monitor.slice_types(), y_pred="real", calibrated_1="real")) }}
    ),

    in_groups as (
        select
            {{ ml_monitor.slice_columns("chances") }},
            chances.y_pred,
            coalesce(offsets.offset_error, {{ ml_monitor.real(ml_monitor.offset_deviation()) }}) as offset_error,
            {{ ml_monitor.chance_with_offset("chances.calibrated_1", "coalesce(offsets.chance_offset, 0)") }} as chance
        from chances
        left join
            {{ ref("monitor_fitted_group_offsets") }} as offsets
            on {{ ml_monitor.same("chances", "offsets", ["monitor_name", "segment_index"]) }}
    ),

    sums as (
        select
            {{ ml_monitor.slice_columns() }},
            max(offset_error) as offset_error,
            count(*) as predicted_count,
            {% for side, y_pred in [("positive", 1), ("negative", 0)] -%}
                sum(case when y_pred = {{ y_pred }} then 1 else 0 end) as predicted_{{ side }},
                sum(case when y_pred = {{ y_pred }} then chance else 0 end) as labels_of_{{ side }},
                sum(
                    case when y_pred = {{ y_pred }} then chance * (1 - chance) else 0 end
                ) as variance_of_{{ side }} {{- "," if not loop.last }}
            {% endfor %}
        from in_groups
        group by {{ ml_monitor.slice_columns() }}
    )

select
    {{ ml_monitor.slice_columns("slices") }},
    slices.row_count,
    cast(sums.predicted_count as {{ dbt.type_bigint() }}) as predicted_count,
    sums.labels_of_positive as true_positive,
    sums.predicted_positive - sums.labels_of_positive as false_positive,
    sums.labels_of_negative as false_negative,
    sums.predicted_negative - sums.labels_of_negative as true_negative,
    sums.variance_of_positive as true_positive_variance,
    sums.variance_of_negative as false_negative_variance,
    -- The derivative of an expected number of labels by the offset is its variance.
    power(sums.variance_of_positive * sums.offset_error, 2) as offset_true_positive_variance,
    power(sums.variance_of_negative * sums.offset_error, 2) as offset_false_negative_variance,
    sums.variance_of_positive * sums.variance_of_negative * power(sums.offset_error, 2) as offset_covariance,
    slices.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from slices
inner join sums on {{ ml_monitor.same_slice("slices", "sums") }}
