{# The columns of monitor_metrics that, within a period, tell one series over the chunks from another. #}
{% macro series() -%}
    monitor_name, model_version, segment_column, segment_value, metric_family, metric_name, column_name, drift_type
{%- endmacro %}
