{#
  Two-sample Kolmogorov-Smirnov statistic, in [0, 1]: the largest |F - G| of the two cumulative distribution functions.
  Source: N. Smirnov, "Table for estimating the goodness of fit of empirical distributions", Ann. Math. Statist. 19 (1948) 279-281.

  An aggregate expression over one row per point at which either function can be at its extreme (every value of either sample will do).
  Arguments: the cumulative share of the reference and of the chunk at that point (SQL expressions).
#}
{% macro kolmogorov_smirnov(reference_cdf, chunk_cdf) -%} max(abs({{ reference_cdf }} - {{ chunk_cdf }})) {%- endmacro %}
