{#
  What the clocks of a time zone show at a UTC time; both are times without a zone. `time_zone` is a text, as SQL.
  Differs: no function for it has the same name everywhere.
#}
{% macro zone_time(utc_time, time_zone) %} {{ return(adapter.dispatch("zone_time", "ml_monitor")(utc_time, time_zone)) }}{% endmacro %}
{% macro default__zone_time(utc_time, time_zone) -%} ({{ utc_time }} at time zone 'UTC' at time zone {{ time_zone }}) {%- endmacro %}
{% macro duckdb__zone_time(utc_time, time_zone) -%} timezone({{ time_zone }}, timezone('UTC', {{ utc_time }})) {%- endmacro %}
{% macro spark__zone_time(utc_time, time_zone) -%} convert_timezone('UTC', {{ time_zone }}, {{ utc_time }}) {%- endmacro %}
{% macro snowflake__zone_time(utc_time, time_zone) -%} convert_timezone('UTC', {{ time_zone }}, {{ utc_time }}) {%- endmacro %}
{% macro bigquery__zone_time(utc_time, time_zone) -%} datetime(timestamp({{ utc_time }}, 'UTC'), {{ time_zone }}) {%- endmacro %}
