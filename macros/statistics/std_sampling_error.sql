{#
  The sampling error of the standard deviation of n values, from that of the variance by the delta method:
    sqrt((mu4 - s^4 (n - 3) / (n - 1)) / n) / (2 s),
  s the sample standard deviation (n - 1) and mu4 the fourth central moment of the reference. Null if the reference lacks a value, as in NannyML, if the
  bracket is negative, for one row, and for a reference without spread.
  Source: A. M. Mood, F. A. Graybill, D. C. Boes, "Introduction to the Theory of Statistics", McGraw-Hill 1974.

  Here s^4 is taken out of the root: mu4 is the kurtosis times the fourth power of the population standard deviation.
  A scalar expression. Arguments: s, the kurtosis mu4 / sigma^4, the numbers of values and of missing values in the reference, and n (SQL expressions).
#}
{% macro std_sampling_error(standard_deviation, kurtosis, reference_count, missing_count, row_count) -%}
    {%- set double = ml_monitor.type_double() -%}
    {%- set bracket -%}
    {{ kurtosis }} * power(({{ reference_count }} - 1) / cast(nullif({{ reference_count }}, 0) as {{ double }}), 2)
    - ({{ row_count }} - 3) / cast(nullif({{ row_count }} - 1, 0) as {{ double }})
    {%- endset -%}
    case
        when {{ missing_count }} = 0 and {{ standard_deviation }} > 0 and {{ bracket }} >= 0
        then {{ standard_deviation }} / 2 * sqrt(({{ bracket }}) / {{ row_count }})
    end
{%- endmacro %}
