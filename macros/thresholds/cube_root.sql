{#
  The cube root of a value that is not negative: it makes distances between samples nearly normal. They are skewed to the right: a chi-squared statistic (and
  with it the population stability index), its square root (Jensen-Shannon, Hellinger), the largest of many differences (Kolmogorov-Smirnov, L-infinity).
  Source: E. Wilson, M. Hilferty, "The distribution of chi-square", Proc. Natl. Acad. Sci. 17 (1931) 684-688.
#}
{% macro cube_root(expression) -%}
    power({{ ml_monitor.larger(expression, "0") }}, cast(1 as {{ ml_monitor.type_double() }}) / 3)
{%- endmacro %}
