{#
  The element of an array column at a place that counts from 1; a number, or of the given type.
  Differs: places count from 0 or 1, Snowflake's elements are variants, and BigQuery's are structs (type_array).
#}
{% macro array_element(array_column, place, element_type=none) %}
    {{ return(adapter.dispatch("array_element", "ml_monitor")(array_column, place, element_type)) }}
{% endmacro %}
{% macro default__array_element(array_column, place, element_type=none) %} {{ array_column }} [{{ place }}]{% endmacro %}
{# Spark counts from 0 in brackets and from 1 in element_at. #}
{% macro spark__array_element(array_column, place, element_type=none) %} element_at({{ array_column }}, {{ place }}){% endmacro %}
{% macro snowflake__array_element(array_column, place, element_type=none) %}
    cast({{ array_column }} [{{ place - 1 }}] as {{ element_type or ml_monitor.type_double() }})
{% endmacro %}
{% macro bigquery__array_element(array_column, place, element_type=none) %} {{ array_column }} [ordinal({{ place }})].value{% endmacro %}
