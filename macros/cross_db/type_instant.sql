{#
  The type of a time with a zone, whose literals can tell it: '2025-01-31 00:00:00+00:00'.
  Differs: Spark and BigQuery call an instant `timestamp`, and Snowflake has a type for each way to show one.
#}
{% macro type_instant() %} {{ return(adapter.dispatch("type_instant", "ml_monitor")()) }}{% endmacro %}
{% macro default__type_instant() %} {% do return("timestamp with time zone") %} {% endmacro %}
{% macro spark__type_instant() %} {% do return("timestamp") %} {% endmacro %}
{% macro snowflake__type_instant() %} {% do return("timestamp_tz") %} {% endmacro %}
{% macro bigquery__type_instant() %} {% do return("timestamp") %} {% endmacro %}
