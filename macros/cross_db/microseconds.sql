{#
  The microseconds of a timestamp since 1970, a whole number.
  Differs: no function for it has the same name everywhere.
#}
{% macro microseconds(timestamp) %} {{ return(adapter.dispatch("microseconds", "ml_monitor")(timestamp)) }}{% endmacro %}
{% macro default__microseconds(timestamp) %} cast(extract(epoch from {{ timestamp }}) * 1000000 as bigint){% endmacro %}
{% macro duckdb__microseconds(timestamp) %} epoch_us({{ timestamp }}){% endmacro %}
{% macro spark__microseconds(timestamp) %} unix_micros({{ timestamp }}){% endmacro %}
{% macro snowflake__microseconds(timestamp) %} date_part(epoch_microsecond, {{ timestamp }}){% endmacro %}
{% macro bigquery__microseconds(timestamp) %} unix_micros({{ timestamp }}){% endmacro %}
