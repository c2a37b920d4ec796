{#
  Jensen-Shannon distance between two discrete distributions, base 2, in [0, 1]:
    sqrt((KL(p || m) + KL(q || m)) / 2), m = (p + q) / 2, KL in bits, 0 log 0 = 0.
  Source: J. Lin, "Divergence measures based on the Shannon entropy", IEEE Trans. Inf. Theory 37 (1991) 145-151;
  D. Endres and J. Schindelin, "A new metric for probability distributions", IEEE Trans. Inf. Theory 49 (2003) 1858-1860.

  An aggregate expression over one row per bin or category. Arguments: the share of the reference, the share of the chunk (SQL expressions,
  each summing to 1 over the group). Values outside the reference's bins are rows with a reference share of 0.
#}
{% macro jensen_shannon(reference_share, chunk_share) -%}
    {%- set p = reference_share -%}
    {%- set q = chunk_share -%}
    {%- set divergence -%}
    sum(
      case when {{ p }} is null or {{ q }} is null then null when {{ p }} > 0 then {{ p }} * ln(2 * {{ p }} / ({{ p }} + {{ q }})) else 0 end
      + case when {{ p }} is null or {{ q }} is null then null when {{ q }} > 0 then {{ q }} * ln(2 * {{ q }} / ({{ p }} + {{ q }})) else 0 end
    )
    {%- endset -%}
    {#- Rounding can take it a little below 0 where both sides are equal, and a little above 2 ln 2 where they share nothing. -#}
    sqrt(case when {{ divergence }} < 0 then 0 when {{ divergence }} > 2 * ln(2) then 2 * ln(2) else {{ divergence }} end / (2 * ln(2)))
{%- endmacro %}


{#
  The part of the variance of its square that comes from drift, by the delta method: d/dq = log2(q / m) / 2 and d/dp = log2(p / m) / 2. Near p = q the
  square is sum (p - q)^2 / (8 ln 2 m); quadratic_root_error() makes the standard error of both.
  Arguments as above, and, the same in every row, both totals.
#}
{% macro jensen_shannon_variance(reference_share, chunk_share, reference_total, chunk_total) -%}
    {%- set p = reference_share -%}
    {%- set q = chunk_share -%}
    {{ ml_monitor.share_variance("(ln(2 * " ~ q ~ " / (" ~ p ~ " + " ~ q ~ ")) / (2 * ln(2)))", q, chunk_total) }}
    + {{ ml_monitor.share_variance("(ln(2 * " ~ p ~ " / (" ~ p ~ " + " ~ q ~ ")) / (2 * ln(2)))", p, reference_total) }}
{%- endmacro %}


{# What share_distances() asks of it: the columns that it aggregates, and its sampling error from these. #}
{% macro jensen_shannon_aggregates() %}
    {% do return(
        {
            "jensen_shannon": ml_monitor.jensen_shannon("reference_share", "chunk_share"),
            "jensen_shannon_variance": ml_monitor.jensen_shannon_variance("reference_share", "chunk_share", "reference_total", "chunk_total"),
        }
    ) %}
{% endmacro %}


{% macro jensen_shannon_sampling_error() -%}
    {{
        ml_monitor.quadratic_root_error(
            "power(jensen_shannon, 2)", "jensen_shannon_variance", ml_monitor.inverse_sizes() ~ " / (8 * ln(2))", "degrees_of_freedom"
        )
    }}
{%- endmacro %}
