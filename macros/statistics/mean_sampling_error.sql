{#
  The sampling error of a mean of n values: s / sqrt(n), s the sample standard deviation (n - 1) of the reference.
  Source: A. M. Mood, F. A. Graybill, D. C. Boes, "Introduction to the Theory of Statistics", McGraw-Hill 1974.

  A scalar expression. Arguments: s and n (SQL expressions). As in NannyML n counts the rows whose value is missing too.
#}
{% macro mean_sampling_error(standard_deviation, row_count) -%} {{ standard_deviation }} / sqrt({{ row_count }}) {%- endmacro %}
