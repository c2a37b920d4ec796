{#
  The type of a time without a zone, which all timestamps in the package's tables have.
  Differs: `timestamp` is an instant on Spark and BigQuery, which the session's time zone decides how to show, and on Snowflake a setting decides what it is.
#}
{% macro type_time() %} {{ return(adapter.dispatch("type_time", "ml_monitor")()) }}{% endmacro %}
{% macro default__type_time() %} {% do return(dbt.type_timestamp()) %} {% endmacro %}
{% macro spark__type_time() %} {% do return("timestamp_ntz") %} {% endmacro %}
{% macro snowflake__type_time() %} {% do return("timestamp_ntz") %} {% endmacro %}
{% macro bigquery__type_time() %} {% do return("datetime") %} {% endmacro %}
