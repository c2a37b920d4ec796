{#
  The characters of a text between the quotes of a literal.
  Differs: in some engines a backslash escapes what follows, and Spark and BigQuery read '' as two literals side by side.
#}
{% macro escaped(value) %} {{ return(adapter.dispatch("escaped", "ml_monitor")(value)) }}{% endmacro %}
{% macro default__escaped(value) %} {{ return(value | replace("'", "''")) }}{% endmacro %}
{# In Spark, BigQuery and Snowflake a backslash escapes what follows, and Spark and BigQuery read '' as two literals side by side. #}
{% macro spark__escaped(value) %} {{ return(value | replace("\\", "\\\\") | replace("'", "\\'")) }}{% endmacro %}
{% macro bigquery__escaped(value) %} {{ return(ml_monitor.spark__escaped(value)) }}{% endmacro %}
{% macro snowflake__escaped(value) %} {{ return(ml_monitor.spark__escaped(value)) }}{% endmacro %}
