{#
  A part of a column of numbers, in words and as SQL over a row of the monitored relation. Over a relation with column_name, quoted_name, place, lower_edge and upper_edge.
  A reader sees edges with as many digits as tell them apart; SQL has all of them.
#}
{% macro number_part_text() -%}
    {%- set width = "(upper_edge - lower_edge)" -%}
    {%- set lower, upper = ml_monitor.edge_text("lower_edge", width), ml_monitor.edge_text("upper_edge", width) -%}
    {%- set alone = ml_monitor.edge_text("coalesce(lower_edge, upper_edge)", "abs(coalesce(lower_edge, upper_edge)) / 100") -%}
    case
        when place = 98
        then column_name || ' missing'
        when place = 0
        then column_name || ' below ' || {{ alone }} || ' (lowest of the reference)'
        when place = 11
        then column_name || ' above ' || {{ alone }} || ' (highest of the reference)'
        when lower_edge is null
        then column_name || ' present'
        when lower_edge = upper_edge
        then column_name || ' = ' || {{ alone }}
        else column_name || ' in [' || {{ lower }} || ', ' || {{ upper }} || case when place = 10 then ']' else ')' end
    end
{%- endmacro %}


{% macro number_part_condition() -%}
    {%- set lower = ml_monitor.number_text("lower_edge", "double", "double") -%}
    {%- set upper = ml_monitor.number_text("upper_edge", "double", "double") -%}
    case
        when place = 98
        then quoted_name || ' is null'
        when place = 0
        then quoted_name || ' < ' || {{ upper }}
        when place = 11
        then quoted_name || ' > ' || {{ lower }}
        when lower_edge is null
        then quoted_name || ' is not null'
        else
            quoted_name
            || ' >= '
            || {{ lower }}
            || ' and '
            || quoted_name
            || case when place = 10 or lower_edge = upper_edge then ' <= ' else ' < ' end
            || {{ upper }}
    end
{%- endmacro %}


{# The literal of a text, as a text: where an engine reads a backslash as an escape, it is one here, too. #}
{% macro literal_of_text(text) -%}
    {%- set quote = "'" ~ ml_monitor.escaped("'") ~ "'" -%}
    {%- set escaped_quote = "'" ~ ml_monitor.escaped(ml_monitor.escaped("'")) ~ "'" -%}
    {%- set backslash = "'" ~ ml_monitor.escaped("\\") ~ "'" -%}
    {%- set escaped_backslash = "'" ~ ml_monitor.escaped(ml_monitor.escaped("\\")) ~ "'" -%}
    {{ quote }} || replace(replace({{ text }}, {{ backslash }}, {{ escaped_backslash }}), {{ quote }}, {{ escaped_quote }}) || {{ quote }}
{%- endmacro %}
