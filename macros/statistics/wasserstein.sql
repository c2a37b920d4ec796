{#
  Wasserstein-1 (earth mover's) distance in the unit of the column: the area between the two cumulative distribution functions,
    integral |F(x) - G(x)| dx.
  Source: S. Vallender, "Calculation of the Wasserstein distance between probability distributions on the line", Theory Probab. Appl. 18 (1974)
  784-786.

  An aggregate expression over one row per segment of the axis within which F - G does not change its sign.
  Arguments: the mean of F and of G over the segment, and the segment's width (SQL expressions).
#}
{% macro wasserstein(reference_cdf, chunk_cdf, width) -%} sum(abs({{ reference_cdf }} - {{ chunk_cdf }}) * {{ width }}) {%- endmacro %}


{#
  Its standard error. The distance is the difference of the means of S(x), the integral of sign(F - G) up to x, between chunk and reference, so it varies
  as these means do: v = Var_F(S) / N + Var_G(S) / n. Where the distance is no larger than noise the signs are noise too, and the variance is less
  (folded_weight). Without drift F - G is normal with variance (1 / n + 1 / N) F (1 - F) everywhere, so the distance is sqrt(2 / pi (1 / n + 1 / N)) times the
  integral of sqrt(F (1 - F)), the `spread`.
  Source: E. del Barrio, E. Gine, C. Matran, Ann. Probab. 27 (1999) 1009-1071, for both limits.

  A scalar expression. Arguments, all SQL expressions: the distance, v, the spread, both totals.
#}
{% macro wasserstein_error(distance, variance, spread, reference_total, chunk_total) -%}
    {%- set expected_square -%}
    (2 / acos(-1) * power({{ spread }}, 2) * (1 / nullif({{ reference_total }}, 0) + 1 / nullif({{ chunk_total }}, 0)))
    {%- endset -%}
    {%- set weight = ml_monitor.folded_weight("power(" ~ distance ~ ", 2)", expected_square) -%}
    sqrt({{ variance }} * ({{ weight }} + (1 - {{ weight }}) * {{ ml_monitor.folded_share() }}))
{%- endmacro %}


{#
  Of the values of a chunk, the mean distance to the lower end of the reference of those below it, and to the upper end of those above it.
  Two aggregate expressions over rows of monitor_value_counts.
#}
{% macro mean_distances_outside() -%}
    sum(case when bin_index < 0 then distance_outside else 0 end) / sum(row_count) as distance_below,
    sum(case when bin_index < 0 then 0 else distance_outside end) / sum(row_count) as distance_above
{%- endmacro %}
