{#
  The name of a bin for a legend or an axis, `12.5 to 15`: with as many digits as it takes to tell neighboring bins apart, and no zeros at the end.
#}
{% macro bin_label(lower_edge, upper_edge) -%}
    {%- set width = "(" ~ upper_edge ~ " - " ~ lower_edge ~ ")" -%}
    {{ ml_monitor.edge_text(lower_edge, width) }} || ' to ' || {{ ml_monitor.edge_text(upper_edge, width) }}
{%- endmacro %}


{% macro edge_text(edge, width) -%}
    case
        when abs({{ edge }}) >= 1e15
        then cast({{ edge }} as {{ dbt.type_string() }})
        {%- for narrowest, digits in [(10, 0), (1, 1), (0.1, 2), (0.01, 3), (0.001, 4)] %}
            when {{ width }} >= {{ narrowest }} then {{ ml_monitor.rounded_text(edge, digits) }}
        {%- endfor %}
        else {{ ml_monitor.rounded_text(edge, 6) }}
    end
{%- endmacro %}
