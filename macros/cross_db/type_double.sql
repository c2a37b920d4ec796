{#
  The 64-bit floating-point type.
  Differs: DuckDB's `float` has 32 bits, so dbt.type_float() is no substitute, and not every engine knows `double precision`.
#}
{% macro type_double() %} {{ return(adapter.dispatch("type_double", "ml_monitor")()) }}{% endmacro %}
{% macro default__type_double() %} double precision{% endmacro %}
{% macro duckdb__type_double() %} double{% endmacro %}
{% macro spark__type_double() %} double{% endmacro %}
{% macro bigquery__type_double() %} float64{% endmacro %}
