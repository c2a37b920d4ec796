{# The columns that tell one threshold from another: those of a series of numbers over the chunks, within a period. #}
{% macro threshold_grain() %}
    {% do return(["monitor_name", "segment_index", "metric_family", "metric_name", "column_name", "drift_type"]) %}
{% endmacro %}
