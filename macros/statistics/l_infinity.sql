{#
  L-infinity (Chebyshev) distance between two categorical distributions, in [0, 1]: the largest |p - q| over all categories of either side.

  An aggregate expression over one row per category. Arguments: the share of the reference, the share of the chunk (SQL expressions).
#}
{% macro l_infinity(reference_share, chunk_share) -%} max(abs({{ reference_share }} - {{ chunk_share }})) {%- endmacro %}


{#
  Its standard error: the binomial variance v = p (1 - p) / N + q (1 - q) / n at the category of the maximum where the distance is larger than noise, less of it
  where not (folded_weight). Without drift the largest of k free differences has a square of about v (1 + ln k).
  A scalar expression. Arguments, all SQL expressions: the distance, v, and k, the number of categories less 1.
#}
{% macro l_infinity_error(distance, variance, degrees_of_freedom) -%}
    {%- set expected_square -%}
    ({{ variance }} * (1 + ln(case when {{ degrees_of_freedom }} > 1 then {{ degrees_of_freedom }} else {{ ml_monitor.real(1) }} end)))
    {%- endset -%}
    {%- set weight = ml_monitor.folded_weight("power(" ~ distance ~ ", 2)", expected_square) -%}
    sqrt({{ variance }} * ({{ weight }} + (1 - {{ weight }}) * {{ ml_monitor.folded_share() }}))
{%- endmacro %}
