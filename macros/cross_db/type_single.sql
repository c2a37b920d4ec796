{#
  The 32-bit floating-point type; the 64-bit one where there is none.
  Differs: it is called real or float, and in Snowflake and BigQuery each of them has 64 bits.
#}
{% macro type_single() %} {{ return(adapter.dispatch("type_single", "ml_monitor")()) }}{% endmacro %}
{% macro default__type_single() %} {{ return("real") }}{% endmacro %}
{% macro spark__type_single() %} {{ return("float") }}{% endmacro %}
{% macro snowflake__type_single() %} {{ return("double precision") }}{% endmacro %}
{% macro bigquery__type_single() %} {{ return("float64") }}{% endmacro %}
