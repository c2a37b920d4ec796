{# The columns that every family of metrics gives of a number. monitor_metric_values lays the families one below the other. #}
{% macro number_columns() -%}
    {{ ml_monitor.slice_columns() }},
    metric_family,
    metric_name,
    column_name,
    method,
    drift_type,
    metric_value,
    p_value,
    sampling_error,
    count_used,
    count_unused
{%- endmacro %}
