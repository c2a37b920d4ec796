{#
  A number as a person reads it: three significant digits, without zeros at the end. A text expression; null for null. Rounded as a decimal, since Postgres does not round
  floating-point numbers to digits.
#}
{% macro told_number(number) -%}
    case
        when abs({{ number }}) >= 1e15
        then cast({{ number }} as {{ dbt.type_string() }})
        {%- for limit, digits in [(100, 0), (10, 1), (1, 2), (0.1, 3), (0.01, 4)] %}
            when abs({{ number }}) >= {{ limit }} then {{ ml_monitor.rounded_text(number, digits) }}
        {%- endfor %}
        when abs({{ number }}) >= 0.0001
        then {{ ml_monitor.rounded_text(number, 5) }}
        when {{ number }} = 0
        then '0'
        when {{ number }} > 0
        then 'less than 0.0001'
        when {{ number }} < 0
        then 'between -0.0001 and 0'
    end
{%- endmacro %}


{# A number rounded to so many digits behind the point, as text without zeros at the end. The point is added where the engine writes none. #}
{% macro rounded_text(number, digits) -%}
    {%- if digits == 0 -%} cast(cast(round({{ number }}) as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
    {%- else -%}
        {%- set decimal = "round(cast(" ~ number ~ " as " ~ dbt.type_numeric() ~ "), " ~ digits ~ ")" -%}
        {%- set text = "cast(" ~ decimal ~ " as " ~ dbt.type_string() ~ ")" -%}
        case
            when {{ dbt.position("'.'", text) }} > 0
            then {{ ml_monitor.without_trailing(ml_monitor.without_trailing(text, "0"), ".") }}
            else {{ text }}
        end
    {%- endif -%}
{%- endmacro %}


{# The usual range in words: `usual 0.77 to 0.86`, `usual at least 0.77`, `usual at most 0.86`; null without thresholds. #}
{% macro told_range(low, high) -%}
    case
        when {{ low }} is not null and {{ high }} is not null
        then 'usual ' || {{ ml_monitor.told_number(low) }} || ' to ' || {{ ml_monitor.told_number(high) }}
        when {{ low }} is not null
        then 'usual at least ' || {{ ml_monitor.told_number(low) }}
        when {{ high }} is not null
        then 'usual at most ' || {{ ml_monitor.told_number(high) }}
    end
{%- endmacro %}


{# When a chunk begins, in words: its day; the key where chunks are hours; `chunk [0:99]` without a timestamp. #}
{% macro told_chunk(date, key, chunk_period) -%}
    case
        when {{ date }} is null
        then 'chunk ' || {{ key }}
        when {{ chunk_period }} = 'hour'
        then {{ key }}
        else cast(cast({{ date }} as date) as {{ dbt.type_string() }})
    end
{%- endmacro %}


{# A share of rows in words, in percent. #}
{% macro told_share(share) -%} {{ ml_monitor.told_number("(100 * " ~ share ~ ")") }} || ' %' {%- endmacro %}
