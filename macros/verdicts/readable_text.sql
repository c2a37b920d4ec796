{# A share as text: '18 %', 'under 1 %', 'over 99 %'. #}
{% macro share_text(share) -%}
    case
        when {{ share }} > 0 and {{ share }} < {{ ml_monitor.real(0.005) }}
        then 'under 1 %'
        when {{ share }} < 1 and {{ share }} >= {{ ml_monitor.real(0.995) }}
        then 'over 99 %'
        else
            {{ dbt.concat([dbt.cast("cast(floor(100 * " ~ share ~ " + " ~ ml_monitor.real(0.5) ~ ") as " ~ dbt.type_int() ~ ")", dbt.type_string()), "' %'"]) }}
    end
{%- endmacro %}


{# A number to be read: whole numbers from 100 on, else with two to four decimals. number_text() makes the text of it, readable_text() puts in the commas. #}
{% macro readable_number(number) -%}
    case
        {% for limit, factor in [(100, 1), (1, 100), (0.001, 10000)] -%}
            when abs({{ number }}) >= {{ ml_monitor.real(limit) }}
            then floor({{ number }} * {{ factor }} + {{ ml_monitor.real(0.5) }}) / {{ ml_monitor.real(factor) }}
        {% endfor -%}
        else {{ number }}
    end
{%- endmacro %}


{#
  The text of a rounded number with commas between thousands. Argument: the name of a column made by readable_number(); the expression repeats it many times.
#}
{% macro readable_text(column_name) -%}
    {%- set text = ml_monitor.number_text(column_name, "double", "double") -%}
    {%- set digits = "(" ~ dbt.cast("cast(abs(" ~ column_name ~ ") as " ~ dbt.type_bigint() ~ ")", dbt.type_string()) ~ ")" -%}
    {%- set sign = "case when " ~ column_name ~ " < 0 then '-' else '' end" -%}
    {%- set last = "substr(" ~ digits ~ ", length(" ~ digits ~ ") - 2, 3)" -%}
    {%- set middle = "substr(" ~ digits ~ ", length(" ~ digits ~ ") - 5, 3)" -%}
    case
        when abs({{ column_name }}) >= {{ ml_monitor.real(1e9) }}
        then {{ text }}
        when abs({{ column_name }}) >= {{ ml_monitor.real(1e6) }}
        then {{ dbt.concat([sign, "substr(" ~ digits ~ ", 1, length(" ~ digits ~ ") - 6)", "','", middle, "','", last]) }}
        when abs({{ column_name }}) >= 1000
        then {{ dbt.concat([sign, "substr(" ~ digits ~ ", 1, length(" ~ digits ~ ") - 3)", "','", last]) }}
        else {{ text }}
    end
{%- endmacro %}
