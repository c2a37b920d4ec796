{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
-- depends_on: {{ ref('monitor_reference_rows') }}
-- depends_on: {{ ref('monitor_analysis_rows') }}
{% if ml_monitor.has_python_models() -%}
-- depends_on: {{ ref('monitor_fitted_calibration') }}
{%- endif %}
{#- Custom metrics before labels, per slice, from calibrated probabilities; the counterpart of monitor_estimated_classification. -#}
{%- set monitors = ml_monitor.monitors_with_custom_metrics() if ml_monitor.has_python_models() else [] %}
with
    pending as ({{ ml_monitor.pending_versions("custom_estimates") }}),

    slices as ({{ ml_monitor.pending_slices("pending") }}),

    estimates as (
        {% for monitor in monitors if monitor.custom.estimates and monitor.metrics %}
            {% for period in ["reference", "analysis"] %}
                {{ ml_monitor.custom_estimates(monitor, period, "pending") }}
                union all
            {% endfor %}
        {% endfor %}
        {{ ml_monitor.no_rows(ml_monitor.custom_estimate_columns()) }}
    )

select
    {{ ml_monitor.slice_columns("slices") }},
    coalesce(estimates.metric_name, ':none') as metric_name,
    cast(coalesce(estimates.row_count, 0) as {{ dbt.type_bigint() }}) as row_count,
    estimates.value_sum,
    estimates.value_count,
    estimates.variance,
    cast(coalesce(estimates.unusable_count, 0) as {{ dbt.type_bigint() }}) as unusable_count,
    slices.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from slices
left join estimates on {{ ml_monitor.same_slice("slices", "estimates") }}
