{#
  The last microsecond of the calendar period that begins at `start`.
  Differs: dbt's dateadd for Spark counts in seconds.
#}
{% macro period_end(period, start) %} {{ return(adapter.dispatch("period_end", "ml_monitor")(period, start)) }}{% endmacro %}
{% macro default__period_end(period, start) %}
    {%- set next_start = dbt.dateadd("month" if period == "quarter" else period, 3 if period == "quarter" else 1, start) -%}
    cast({{ dbt.dateadd("microsecond", -1, next_start) }} as {{ ml_monitor.type_time() }})
{% endmacro %}
{# dbt's dateadd for Spark counts in seconds. #}
{% macro spark__period_end(period, start) %}
    ({{ start }} + interval {{ "3 months" if period == "quarter" else "1 " ~ period }} - interval 1 microsecond)
{% endmacro %}
