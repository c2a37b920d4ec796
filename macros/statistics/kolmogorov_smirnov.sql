{#
  Two-sample Kolmogorov-Smirnov statistic, in [0, 1]: the largest |F - G| of the two cumulative distribution functions.
  Source: N. Smirnov, "Table for estimating the goodness of fit of empirical distributions", Ann. Math. Statist. 19 (1948) 279-281.

  An aggregate expression over one row per point at which either function can be at its extreme (every value of either sample will do).
  Arguments: the cumulative share of the reference and of the chunk at that point (SQL expressions).
#}
{% macro kolmogorov_smirnov(reference_cdf, chunk_cdf) -%} max(abs({{ reference_cdf }} - {{ chunk_cdf }})) {%- endmacro %}


{#
  Its standard error: the binomial variance v = F (1 - F) / N + G (1 - G) / n at the point of the maximum where the statistic is larger than noise, less of it
  where not (folded_weight). Without drift it is sqrt(1 / n + 1 / N) times Kolmogorov's variable K, with E K^2 = pi^2 / 12 and Var K = pi^2 / 12 - (pi / 2)
  ln(2)^2; a column of few values varies less, no more than one folded difference.
  Source: A. Kolmogorov, Giorn. Ist. Ital. Attuari 4 (1933) 83-91; the moments of K in G. Marsaglia, W. W. Tsang, J. Wang, J. Stat. Software 8 (2003) 18.

  A scalar expression. Arguments, all SQL expressions: the statistic, v, both totals.
#}
{% macro kolmogorov_smirnov_error(statistic, variance, reference_total, chunk_total) -%}
    {%- set unit -%} (1 / nullif({{ reference_total }}, 0) + 1 / nullif({{ chunk_total }}, 0)) {%- endset -%}
    {%- set variance_without_drift = "((power(acos(-1), 2) / 12 - acos(-1) / 2 * power(ln(2), 2)) * " ~ unit ~ ")" -%}
    {%- set weight = ml_monitor.folded_weight("power(" ~ statistic ~ ", 2)", "(power(acos(-1), 2) / 12 * " ~ unit ~ ")") -%}
    sqrt(
        {{ variance }} * {{ weight }}
        + (1 - {{ weight }}) * ({{ ml_monitor.smaller(variance_without_drift, "(" ~ ml_monitor.folded_share() ~ " * " ~ variance ~ ")") }})
    )
{%- endmacro %}
