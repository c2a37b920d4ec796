{# After how many judged chunks without an alert an incident stays open: one more closes it. #}
{% macro close_after() %} {% do return(2) %} {% endmacro %}
