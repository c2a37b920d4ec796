{#
  The sampling error of the median of n values: 1 / (2 sqrt(n) f), f the density of the reference at its median; 0 for a reference without spread, whose
  density has no bound.
  Source: A. M. Mood, F. A. Graybill, D. C. Boes, "Introduction to the Theory of Statistics", McGraw-Hill 1974.

  A scalar expression. Arguments: f, the standard deviation of the reference, and n (SQL expressions). As in NannyML n counts the rows whose value is
  missing too.
#}
{% macro median_sampling_error(density, standard_deviation, row_count) -%}
    case when {{ standard_deviation }} = 0 then 0 else 1 / (2 * sqrt({{ row_count }}) * nullif({{ density }}, 0)) end
{%- endmacro %}
