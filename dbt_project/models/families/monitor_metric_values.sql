{{ config(materialized="view") }}
{#- Every number of every family in one shape, before it is judged. A new family is one more entry of this list. Estimates are those that labels corrected. -#}
{%- set families = [
    "monitor_univariate_share_drift",
    "monitor_univariate_ecdf_drift",
    "monitor_multivariate_drift",
    "monitor_estimated_regression_performance",
    "monitor_realized_regression_performance",
    "monitor_classification_performance",
    "monitor_concept_drift",
    "monitor_rows_out_of_support",
    "monitor_data_quality",
    "monitor_summary_statistics",
    "monitor_fairness_metrics",
    "monitor_business_metrics",
] -%}
with
    numbers as (
        {% for family in families %}
            select {{ ml_monitor.number_columns() }}, computed_at from {{ ref(family) }} {{ 'union all' if not loop.last }}
        {% endfor %}
    )

select
    {{ ml_monitor.slice_columns("numbers") }},
    numbers.metric_family,
    numbers.metric_name,
    numbers.column_name,
    numbers.method,
    numbers.drift_type,
    coalesce(corrected.corrected_value, numbers.metric_value) as metric_value,
    numbers.p_value,
    case when numbers.metric_value is not null then numbers.sampling_error end as sampling_error,
    numbers.count_used,
    numbers.count_unused,
    numbers.computed_at
from numbers
left join
    {{ ref("monitor_corrected_estimates") }} as corrected
    on {{ ml_monitor.same("numbers", "corrected", ml_monitor.slice_grain() + ["metric_name"]) }}
    and numbers.metric_family = 'estimated_performance'
