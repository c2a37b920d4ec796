{#
  What the standard errors of the drift statistics have in common. Reference and chunk are taken as independent samples of N and n rows.
  Source of the delta method: A. W. van der Vaart, "Asymptotic Statistics", Cambridge 1998, chapter 3.

  share_variance: the variance that a sample of `total` rows leaves in a smooth function of its shares, with `derivative` that function's
  derivative by the share of each bin: (sum q d^2 - (sum q d)^2) / n. An aggregate expression over one row per bin.
#}
{% macro share_variance(derivative, share, total) -%}
    {%- set first = "sum(case when " ~ share ~ " > 0 then " ~ share ~ " * " ~ derivative ~ " else 0 * " ~ share ~ " end)" -%}
    {%- set second = "sum(case when " ~ share ~ " > 0 then " ~ share ~ " * power(" ~ derivative ~ ", 2) else 0 * " ~ share ~ " end)" -%}
    {{ ml_monitor.larger("(" ~ second ~ " - power(" ~ first ~ ", 2))", "0") }} / nullif(max({{ total }}), 0)
{%- endmacro %}


{#
  The variance of a divergence that is `unit` / (1 / n + 1 / N) times sum (p - q)^2 / m near p = q. Without drift it is then `unit` times a chi-squared variable,
  and with it, `unit` times a noncentral one: variance 2 k u^2 + 4 u^2 lambda for k degrees of freedom. The delta method gives the second part; estimated from
  samples it is too large by 4 k u^2, which is taken off.
  Source: P. B. Patnaik, "The non-central chi-square and F-distributions and their applications", Biometrika 36 (1949) 202-232.
#}
{% macro quadratic_variance(delta_variance, unit, degrees) -%}
    {%- set noise = degrees ~ " * power(" ~ unit ~ ", 2)" -%}
    (2 * {{ noise }} + {{ ml_monitor.larger("(" ~ delta_variance ~ " - 4 * " ~ noise ~ ")", "0") }})
{%- endmacro %}


{#
  The standard error of the root of such a divergence: sd / (2 root). Near 0, where that would grow without bound, the root is taken of what the
  divergence is expected to be without drift, k u. With a single bin nothing varies.
#}
{% macro quadratic_root_error(divergence, delta_variance, unit, degrees) -%}
    coalesce(
        sqrt({{ ml_monitor.quadratic_variance(delta_variance, unit, degrees) }})
        / nullif(2 * sqrt({{ ml_monitor.larger("(" ~ divergence ~ ")", degrees ~ " * " ~ unit) }}), 0),
        0
    )
{%- endmacro %}


{#
  The absolute value of a normal variable: far from 0 it varies as the variable itself, at 0 its variance is (1 - 2 / pi) of that (the half-normal
  distribution). Between the two the first has the weight 1 - s / x^2 where x^2 is larger than s, its expectation without drift, else none. The weight is
  the one that W. James and C. Stein, Proc. 4th Berkeley Symp. 1 (1961) 361-379, shrink an estimate by.
#}
{% macro folded_weight(squared_value, expected_square) -%}
    (case when {{ squared_value }} > {{ expected_square }} then 1 - {{ expected_square }} / {{ squared_value }} else 0 end)
{%- endmacro %}


{% macro folded_share() -%}(1 - 2 / acos(-1)) {%- endmacro %}


{# 1 / N + 1 / n, from the columns of share_distances(): the variance that two samples leave in a difference, in units of one row's. #}
{% macro inverse_sizes() -%}(1 / nullif(reference_total, 0) + 1 / nullif(chunk_total, 0)){%- endmacro %}
