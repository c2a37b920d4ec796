{#
  Mean, sum, population variance and standard deviation of values, aggregate expressions in which equal values leave no rounding: the mean of equal values can miss them by its last
  digit, and then each of them would lie beyond it; their sum, added one by one, misses the product by more, the more they are.
#}
{% macro mean_of_values(value) -%}
    case when min({{ value }}) = max({{ value }}) then min({{ value }}) else avg({{ value }}) end
{%- endmacro %}


{% macro sum_of_values(value) -%}
    case when min({{ value }}) = max({{ value }}) then count({{ value }}) * min({{ value }}) else sum({{ value }}) end
{%- endmacro %}


{% macro variance_of_values(value) -%}
    case when min({{ value }}) = max({{ value }}) then {{ ml_monitor.real(0) }} else power(stddev_pop({{ value }}), 2) end
{%- endmacro %}


{% macro deviation_of_values(value) -%}
    case when min({{ value }}) = max({{ value }}) then {{ ml_monitor.real(0) }} else stddev_pop({{ value }}) end
{%- endmacro %}
