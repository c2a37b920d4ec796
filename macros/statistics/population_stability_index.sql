{#
  Population stability index of two discrete distributions, 0 or more: sum (q - p) ln(q / p), which is KL(p || q) + KL(q || p) in nats.
  A bin that is empty on one side takes the share of half a count there, 0.5 / total; one that is empty on both sides takes no part. So the index is
  finite, does not change when the sides change places, and is 0 where all shares are equal and nowhere else.
  Source: H. Jeffreys, Proc. R. Soc. Lond. A 186 (1946) 453-461; N. Siddiqi, "Credit Risk Scorecards", Wiley 2006. Half a count: J. B. S. Haldane,
  Ann. Hum. Genet. 20 (1956) 309-311.

  An aggregate expression over one row per bin or category. Arguments, all SQL expressions: the share of the reference and of the chunk; the totals of
  both, the same in every row.
#}
{% macro population_stability_index(reference_share, chunk_share, reference_total, chunk_total) -%}
    {%- set p = ml_monitor.share_or_half_a_count(reference_share, reference_total) -%}
    {%- set q = ml_monitor.share_or_half_a_count(chunk_share, chunk_total) -%}
    sum(case when {{ reference_share }} = 0 and {{ chunk_share }} = 0 then 0 else ({{ q }} - {{ p }}) * ln({{ q }} / {{ p }}) end)
{%- endmacro %}


{#
  The part of its variance that comes from drift, by the delta method: d/dq = ln(q / p) + 1 - p / q, d/dp = ln(p / q) + 1 - q / p. Near p = q the index is
  sum (p - q)^2 / m; quadratic_variance() makes the variance of both.
  Source: B. Yurdakul, "Statistical Properties of Population Stability Index", Western Michigan University 2018, for the index without drift.
#}
{% macro population_stability_index_variance(reference_share, chunk_share, reference_total, chunk_total) -%}
    {%- set p = ml_monitor.share_or_half_a_count(reference_share, reference_total) -%}
    {%- set q = ml_monitor.share_or_half_a_count(chunk_share, chunk_total) -%}
    {{ ml_monitor.share_variance("(ln(" ~ q ~ " / " ~ p ~ ") + 1 - " ~ p ~ " / " ~ q ~ ")", chunk_share, chunk_total) }}
    + {{ ml_monitor.share_variance("(ln(" ~ p ~ " / " ~ q ~ ") + 1 - " ~ q ~ " / " ~ p ~ ")", reference_share, reference_total) }}
{%- endmacro %}


{# A share, or that of half a count where it is 0. #}
{% macro share_or_half_a_count(share, total) -%}
    (case when {{ share }} = 0 then {{ ml_monitor.real(0.5) }} / nullif({{ total }}, 0) else {{ share }} end)
{%- endmacro %}


{# What share_distances() asks of it: the columns that it aggregates, and its sampling error from these. #}
{% macro population_stability_index_aggregates() %}
    {% set arguments = ["reference_share", "chunk_share", "reference_total", "chunk_total"] %}
    {% do return(
        {
            "population_stability_index": ml_monitor.population_stability_index(*arguments),
            "population_stability_index_variance": ml_monitor.population_stability_index_variance(*arguments),
        }
    ) %}
{% endmacro %}


{% macro population_stability_index_sampling_error() -%}
    sqrt({{ ml_monitor.quadratic_variance("population_stability_index_variance", ml_monitor.inverse_sizes(), "degrees_of_freedom") }})
{%- endmacro %}
