{#
  A value as a 64-bit float, or null if it is NaN, infinite or beyond 1e75: to this package such a value is missing. The squares of values
  up to 1e75, and the spread of those squares, stay finite; beyond it stand sentinels, not measurements.
  The comparison is the portable test: every engine sorts NaN above all numbers or makes any comparison with it false.
#}
{% macro finite(expression) -%}
    case
        when abs(cast({{ expression }} as {{ ml_monitor.type_double() }})) <= cast(1e75 as {{ ml_monitor.type_double() }})
        then cast({{ expression }} as {{ ml_monitor.type_double() }})
    end
{%- endmacro %}


{# The larger (smaller) of two values. The engines' greatest and least treat nulls in different ways; here a null on the left wins. #}
{% macro larger(one, other) -%} case when {{ one }} < {{ other }} then {{ other }} else {{ one }} end {%- endmacro %}
{% macro smaller(one, other) -%} case when {{ one }} > {{ other }} then {{ other }} else {{ one }} end {%- endmacro %}


{#
  How far a value lies from a centre in units of a scale: (value - centre) / scale. What is below 1e-70 of the scale counts as 0, since its powers
  may be too small for a number, which is an error in Postgres. Null where the scale is null.
#}
{% macro standardised(value, centre, scale) -%}
    case
        when abs({{ value }} - {{ centre }}) * {{ ml_monitor.real(1e70) }} <= {{ scale }}
        then 0
        else ({{ value }} - {{ centre }}) / {{ scale }}
    end
{%- endmacro %}


{# A relation of one column `number`: the whole numbers from 0 to 10^digits - 1. #}
{% macro numbers(digits) -%}
    select {% for digit in range(digits) %} {{ ' + ' if not loop.first }}digit_{{ digit }}.digit * {{ 10**digit }}{% endfor %} as number
    from
        {% for digit in range(digits) %}
            {{ 'cross join ' if not loop.first }} (
                select 0 as digit
                union all
                select 1
                union all
                select 2
                union all
                select 3
                union all
                select 4
                union all
                select 5
                union all
                select 6
                union all
                select 7
                union all
                select 8
                union all
                select 9
            ) as digit_{{ digit }}
        {% endfor %}
{%- endmacro %}
