{#
  Hellinger distance between two discrete distributions, in [0, 1]: sqrt(sum (sqrt p - sqrt q)^2) / sqrt 2.
  Source: E. Hellinger, J. reine angew. Math. 136 (1909) 210-271; L. Le Cam and G. Yang, "Asymptotics in Statistics", Springer 2000.

  An aggregate expression over one row per bin or category. Arguments: the share of the reference, the share of the chunk (SQL expressions).
#}
{% macro hellinger(reference_share, chunk_share) -%}
    {%- set squares -%} sum(power(sqrt({{ reference_share }}) - sqrt({{ chunk_share }}), 2)) {%- endset -%}
    {#- Rounding can take the sum a little above 2 where the sides share nothing. -#}
    sqrt({{ ml_monitor.smaller(squares, "2") }}) / sqrt(2)
{%- endmacro %}


{#
  The part of the variance of its square, 1 - sum sqrt(p q), that comes from drift, by the delta method: d/dq = -sqrt(p / q) / 2 and d/dp = -sqrt(q / p) / 2.
  Near p = q the square is sum (p - q)^2 / (8 m); quadratic_root_error() makes the standard error of both.
  Arguments as above, and, the same in every row, both totals.
#}
{% macro hellinger_variance(reference_share, chunk_share, reference_total, chunk_total) -%}
    {{ ml_monitor.share_variance("(sqrt(" ~ reference_share ~ " / " ~ chunk_share ~ ") / 2)", chunk_share, chunk_total) }}
    + {{ ml_monitor.share_variance("(sqrt(" ~ chunk_share ~ " / " ~ reference_share ~ ") / 2)", reference_share, reference_total) }}
{%- endmacro %}


{# What share_distances() asks of it: the columns that it aggregates, and its sampling error from these. #}
{% macro hellinger_aggregates() %}
    {% do return(
        {
            "hellinger": ml_monitor.hellinger("reference_share", "chunk_share"),
            "hellinger_variance": ml_monitor.hellinger_variance("reference_share", "chunk_share", "reference_total", "chunk_total"),
        }
    ) %}
{% endmacro %}


{% macro hellinger_sampling_error() -%}
    {{ ml_monitor.quadratic_root_error("power(hellinger, 2)", "hellinger_variance", ml_monitor.inverse_sizes() ~ " / 8", "degrees_of_freedom") }}
{%- endmacro %}
