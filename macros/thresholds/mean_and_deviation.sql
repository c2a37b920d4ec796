{#
  The mean and the population standard deviation of the values of reference chunks, two aggregate expressions. The mean of equal values can miss them by their
  last digit, and then each of them would lie beyond it.
#}
{% macro mean_of_values(value) -%}
    case when min({{ value }}) = max({{ value }}) then min({{ value }}) else avg({{ value }}) end
{%- endmacro %}


{% macro deviation_of_values(value) -%}
    case when min({{ value }}) = max({{ value }}) then {{ ml_monitor.real(0) }} else stddev_pop({{ value }}) end
{%- endmacro %}
