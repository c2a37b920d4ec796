{#
  The UTC time of an instant, as a time without a zone. The session's time zone has no part in it.
  Differs: each engine's cast would take the session's time zone. DuckDB's way needs no extension for time zones.
#}
{% macro utc_time(instant) %} {{ return(adapter.dispatch("utc_time", "ml_monitor")(instant)) }}{% endmacro %}
{% macro default__utc_time(instant) -%} ({{ instant }} at time zone 'UTC') {%- endmacro %}
{% macro duckdb__utc_time(instant) -%} make_timestamp(epoch_us({{ instant }})) {%- endmacro %}
{# Spark's functions go by the session's time zone, where an hour may be there twice. Adding to a time without a zone does not. #}
{% macro spark__utc_time(instant) -%}
    (cast('1970-01-01 00:00:00' as timestamp_ntz) + interval '0.000001' second * unix_micros({{ instant }}))
{%- endmacro %}
{% macro snowflake__utc_time(instant) -%} cast(convert_timezone('UTC', {{ instant }}) as timestamp_ntz) {%- endmacro %}
{% macro bigquery__utc_time(instant) -%} datetime({{ instant }}, 'UTC') {%- endmacro %}
