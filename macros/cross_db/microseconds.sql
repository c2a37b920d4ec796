{#
  The microseconds of a time without a zone since 1970, a whole number.
  Differs: no function for it has the same name everywhere.
#}
{% macro microseconds(time) %} {{ return(adapter.dispatch("microseconds", "ml_monitor")(time)) }}{% endmacro %}
{% macro default__microseconds(time) %} cast(extract(epoch from {{ time }}) * 1000000 as bigint){% endmacro %}
{% macro duckdb__microseconds(time) %} epoch_us({{ time }}){% endmacro %}
{# unix_micros() would take the session's time zone, in which there are times that no clock shows. #}
{% macro spark__microseconds(time) -%}
    (
        unix_date(cast({{ time }} as date)) * 86400000000
        + extract(hour from {{ time }}) * 3600000000
        + extract(minute from {{ time }}) * cast(60000000 as bigint)
        + cast(extract(second from {{ time }}) * 1000000 as bigint)
    )
{%- endmacro %}
{% macro snowflake__microseconds(time) %} date_part(epoch_microsecond, {{ time }}){% endmacro %}
{% macro bigquery__microseconds(time) %} unix_micros(timestamp({{ time }}, 'UTC')){% endmacro %}
