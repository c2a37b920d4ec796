{#
  Wasserstein-1 (earth mover's) distance in the unit of the column: the area between the two cumulative distribution functions,
    integral |F(x) - G(x)| dx.
  Source: S. Vallender, "Calculation of the Wasserstein distance between probability distributions on the line", Theory Probab. Appl. 18 (1974)
  784-786.

  An aggregate expression over one row per segment of the axis within which F - G does not change its sign.
  Arguments: the mean of F and of G over the segment, and the segment's width (SQL expressions).
#}
{% macro wasserstein(reference_cdf, chunk_cdf, width) -%} sum(abs({{ reference_cdf }} - {{ chunk_cdf }}) * {{ width }}) {%- endmacro %}
