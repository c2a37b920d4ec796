{{ config(materialized="view") }}
{#- Every number of every family in one shape, before it is judged. A new family is one more entry of this list. -#}
{%- set families = [
    "monitor_univariate_share_drift",
    "monitor_univariate_ecdf_drift",
    "monitor_multivariate_drift",
    "monitor_estimated_regression_performance",
    "monitor_realized_regression_performance",
    "monitor_classification_performance",
    "monitor_rows_out_of_support",
    "monitor_data_quality",
    "monitor_summary_statistics",
    "monitor_fairness_metrics",
    "monitor_business_metrics",
] -%}
{% for family in families %}
    select
        {{ ml_monitor.slice_columns() }},
        metric_family,
        metric_name,
        column_name,
        method,
        drift_type,
        metric_value,
        p_value,
        case when metric_value is not null then sampling_error end as sampling_error,
        count_used,
        count_unused,
        computed_at
    from {{ ref(family) }} {{ 'union all' if not loop.last }}
{% endfor %}
