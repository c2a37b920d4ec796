{#
  The type "array of" for text or floating-point elements. The same types are in the anchors of dbt_project/models/chunks/_chunks.yml.
  Differs: the types of arrays have other names; Snowflake's have no element type, BigQuery's hold no null.
#}
{% macro type_array(element_type) %} {{ return(adapter.dispatch("type_array", "ml_monitor")(element_type)) }}{% endmacro %}
{% macro default__type_array(element_type) %} {{ return(element_type ~ "[]") }}{% endmacro %}
{% macro spark__type_array(element_type) %} {{ return("array<" ~ element_type ~ ">") }}{% endmacro %}
{# Snowflake's arrays hold variants: their elements are cast when they are read. #}
{% macro snowflake__type_array(element_type) %} {{ return("array") }}{% endmacro %}
{# BigQuery stores no array with a null in it, but one of structs that hold nulls. #}
{% macro bigquery__type_array(element_type) %} {{ return("array<struct<value " ~ element_type ~ ">>") }}{% endmacro %}
