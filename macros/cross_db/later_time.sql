{#
  A time without a zone and `count` calendar periods later; both are SQL, and `period` is one of chunk_periods().
  Differs: dbt's dateadd for Spark goes by the session's time zone, and no engine but Snowflake adds quarters by that name alike.
#}
{% macro later_time(time, count, period) %} {{ return(adapter.dispatch("later_time", "ml_monitor")(time, count, period)) }}{% endmacro %}
{% macro default__later_time(time, count, period) -%}
    {%- set is_quarter = period == "quarter" -%}
    cast(
        {{ dbt.dateadd("month" if is_quarter else period, "3 * " ~ count if is_quarter else count, time) }} as {{ ml_monitor.type_time() }}
    )
{%- endmacro %}
{% macro spark__later_time(time, count, period) -%}
    ({{ time }} + {{ count }} * interval {{ "3 months" if period == "quarter" else "1 " ~ period }})
{%- endmacro %}
