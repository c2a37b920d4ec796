{# What a rate is under a logarithm: itself, and where it is 0, which has none, half a row of so many, as is usual. #}
{% macro rate_under_log(value, row_count) -%}
    case when {{ value }} = 0 then 1 / (2 * ({{ row_count }} + 1)) else {{ value }} end
{%- endmacro %}


{# The variance of that logarithm by the delta method, from the variance of the rate. Half a row has the square of its value twice. #}
{% macro log_variance(value, variance) -%} case when {{ value }} = 0 then 2 else {{ variance }} / power({{ value }}, 2) end {%- endmacro %}
