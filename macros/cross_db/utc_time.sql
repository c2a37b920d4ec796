{#
  The date and time in UTC of a timestamp with time zone, as a timestamp without one.
  Differs: the engines move a timestamp to a zone in ways of their own; Spark's timestamps show the time of its session's zone, BigQuery's that of UTC.
#}
{% macro utc_time(instant) %} {{ return(adapter.dispatch("utc_time", "ml_monitor")(instant)) }}{% endmacro %}
{% macro default__utc_time(instant) %} {{ return("cast(" ~ instant ~ " at time zone 'UTC' as timestamp)") }}{% endmacro %}
{% macro spark__utc_time(instant) %} {{ return("cast(" ~ instant ~ " as timestamp)") }}{% endmacro %}
{% macro snowflake__utc_time(instant) %} {{ return("cast(convert_timezone('UTC', " ~ instant ~ ") as timestamp_ntz)") }}{% endmacro %}
{% macro bigquery__utc_time(instant) %} {{ return("cast(" ~ instant ~ " as timestamp)") }}{% endmacro %}
