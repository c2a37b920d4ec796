{#
  When a row was. There are two kinds of timestamps:

  with a zone   an instant. Rows are ordered by it, and the clock of the monitor's `time_zone` says in which calendar period it is.
  without one   what a clock showed, nobody knows where. It is taken as written: rows are ordered by it, and it lies in the period it names.

  Where clocks go back, an hour is there twice. Only instants tell its two halves apart, so the order never goes by the wall clock of an instant.
#}
{# What rows are ordered by, a time without a zone: an instant's UTC time, or the timestamp itself. Null where it is missing, infinite or too far away. #}
{% macro row_instant(monitor, alias, period) %}
    {%- if monitor.timestamp is none -%} cast(null as {{ ml_monitor.type_time() }})
    {%- else -%}
        {%- set column = alias ~ "." ~ ml_monitor.quoted(monitor.timestamp) -%}
        {%- if ml_monitor.is_instant(monitor, period, monitor.timestamp) -%}
            {# A day less than what is allowed without a zone, so that no clock of the earth shows another year. #}
            {{ ml_monitor.time_between(ml_monitor.utc_time(column), "0001-01-02 00:00:00", "9999-12-31 00:00:00") }}
        {%- else -%}
            {%- set time = "cast(" ~ column ~ " as " ~ ml_monitor.type_time() ~ ")" -%}
            {{ ml_monitor.time_between(time, "0001-01-01 00:00:00", "9999-12-31 23:59:59") }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{# A row's timestamp, without a zone: that of an instant is what the clocks of the monitor's time zone showed. Null where row_instant() is. #}
{% macro row_timestamp(monitor, alias, period) %}
    {%- set time = ml_monitor.row_instant(monitor, alias, period) -%}
    {%- if ml_monitor.is_instant(monitor, period, monitor.timestamp) -%} {{ ml_monitor.wall_clock(time, monitor.time_zone) }}
    {%- else -%} {{ time }}
    {%- endif -%}
{% endmacro %}


{% macro time_between(time, first, last) %}
    case
        when
            {{ time }} >= cast('{{ first }}' as {{ ml_monitor.type_time() }})
            and {{ time }} <= cast('{{ last }}' as {{ ml_monitor.type_time() }})
        then {{ time }}
    end
{% endmacro %}


{# A column as it is, but for an instant: that becomes what the clocks of the monitor's time zone showed, whose text no session changes. #}
{% macro column_without_zone(monitor, alias, period, column_name) -%}
    {%- set column = alias ~ "." ~ ml_monitor.quoted(column_name) -%}
    {%- if ml_monitor.is_instant(monitor, period, column_name) -%}
        {{ ml_monitor.wall_clock(ml_monitor.utc_time(column), monitor.time_zone) }}
    {%- else -%} {{ column }}
    {%- endif -%}
{%- endmacro %}


{# Whether a column of a monitor has a type with a zone; taken to have none where nothing is being built. #}
{% macro is_instant(monitor, period, column_name) %}
    {% do return(column_name is not none and ml_monitor.family_of_column(monitor, period, column_name) == "instant") %}
{% endmacro %}
