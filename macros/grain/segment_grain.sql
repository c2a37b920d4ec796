{# The columns that tell one segment of a monitor from another in the tables that users read: there a segment has a name. #}
{% macro segment_grain() %} {% do return(["monitor_name", "segment_column", "segment_value"]) %} {% endmacro %}
