{#
  The start of the calendar period of a timestamp; weeks begin on Monday. `period` is one of chunk_periods().
  Differs: BigQuery's weeks begin on Sunday unless told otherwise. Spark's date_trunc goes by the session's time zone.
#}
{% macro period_start(period, timestamp) %} {{ return(adapter.dispatch("period_start", "ml_monitor")(period, timestamp)) }}{% endmacro %}
{% macro default__period_start(period, timestamp) %}
    cast({{ dbt.date_trunc(period, timestamp) }} as {{ ml_monitor.type_time() }})
{% endmacro %}
{# Dates have no time zone, so they are cut instead; an hour is added to its day. #}
{% macro spark__period_start(period, timestamp) %}
    {%- set time = "cast(" ~ timestamp ~ " as timestamp_ntz)" -%}
    {%- if period == "hour" -%}(cast(cast({{ time }} as date) as timestamp_ntz) + make_dt_interval(0, extract(hour from {{ time }})))
    {%- elif period == "day" -%} cast(cast({{ time }} as date) as timestamp_ntz)
    {%- else -%} cast(trunc(cast({{ time }} as date), '{{ period }}') as timestamp_ntz)
    {%- endif -%}
{% endmacro %}
{# BigQuery's weeks begin on Sunday unless told otherwise. #}
{% macro bigquery__period_start(period, timestamp) %}
    {%- if period == "week" -%} cast(date_trunc(cast({{ timestamp }} as date), week(monday)) as datetime)
    {%- else -%} datetime_trunc(cast({{ timestamp }} as datetime), {{ period }})
    {%- endif -%}
{% endmacro %}
