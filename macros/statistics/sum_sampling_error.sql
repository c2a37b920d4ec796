{#
  The sampling error of a sum of n values: s sqrt(n), s the sample standard deviation (n - 1) of the reference.
  Source: n times the error of a mean (mean_sampling_error).

  A scalar expression. Arguments: s and n (SQL expressions). As in NannyML n counts the rows whose value is missing too.
#}
{% macro sum_sampling_error(standard_deviation, row_count) -%} {{ standard_deviation }} * sqrt({{ row_count }}) {%- endmacro %}
