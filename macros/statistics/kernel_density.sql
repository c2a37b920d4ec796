{#
  The density of N values at a point x, estimated with a Gaussian kernel of bandwidth h: sum exp(-((v - x) / h)^2 / 2) / (N h sqrt(2 pi)).
  Source: E. Parzen, Ann. Math. Statist. 33 (1962) 1065-1076; D. W. Scott, "Multivariate Density Estimation", Wiley 1992.

  An aggregate expression over one row per value. Arguments: v, x, h (SQL expressions, the last two the same in every row and h above 0).
  Beyond 37 bandwidths a term is 0 in 64 bits: Postgres raises an error for what is too small for a number.
#}
{% macro kernel_density(value, at, bandwidth) -%}
    {%- set distance -%} {{ ml_monitor.standardised(value, at, "(" ~ bandwidth ~ ")") }} {%- endset -%}
    sum(case when abs({{ value }} - {{ at }}) > 37 * ({{ bandwidth }}) then 0 else exp(-0.5 * power({{ distance }}, 2)) end)
    / (count({{ value }}) * max({{ bandwidth }}) * sqrt(2 * acos(-1)))
{%- endmacro %}


{# Scott's bandwidth of a kernel: s N^(-1/5), s the sample standard deviation (n - 1) of N values. #}
{% macro scott_bandwidth(standard_deviation, value_count) -%} {{ standard_deviation }} * power({{ value_count }}, -0.2) {%- endmacro %}
