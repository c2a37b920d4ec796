{#
  Total variation distance between two discrete distributions, in [0, 1]: half of sum |p - q|, the share of the rows that would have to change their bin.
  Source: D. A. Levin and Y. Peres, "Markov Chains and Mixing Times", 2nd edition, AMS 2017, chapter 4.

  An aggregate expression over one row per bin or category. Arguments: the share of the reference, the share of the chunk (SQL expressions).
#}
{% macro total_variation_distance(reference_share, chunk_share) -%}
    {#- Shares that sum to 1 but for rounding can give a little more than 1. -#}
    {{ ml_monitor.smaller("sum(abs(" ~ reference_share ~ " - " ~ chunk_share ~ ")) / 2", "1") }}
{%- endmacro %}


{#
  Its standard error. A bin that differs clearly adds to the distance with its sign, one that does not adds the absolute value of noise, whose variance is
  (1 - 2 / pi) of the noise's (folded_weight). With w the weight of the sign s, v = p (1 - p) / N + q (1 - q) / n and k bins that are not empty:
    variance = (Var_q(w s) / n + Var_p(w s) / N + (1 - 2 / pi) k / (k - 1) sum (1 - w) v) / 4.
  The factor k / (k - 1) accounts for the correlation of the bins: it is exact for two and nearly so for more bins of one size.
  Source: F. C. Leone, L. S. Nelson, R. B. Nottingham, "The folded normal distribution", Technometrics 3 (1961) 543-550, and the delta method.
  Arguments as above, and, the same in every row, both totals and the number of bins that are not empty.
#}
{% macro total_variation_distance_error(reference_share, chunk_share, reference_total, chunk_total, category_count) -%}
    {%- set difference = "(" ~ chunk_share ~ " - " ~ reference_share ~ ")" -%}
    {%- set noise -%}
    ({{ reference_share }} * (1 - {{ reference_share }}) / nullif({{ reference_total }}, 0)
    + {{ chunk_share }} * (1 - {{ chunk_share }}) / nullif({{ chunk_total }}, 0))
    {%- endset -%}
    {%- set weight = ml_monitor.folded_weight("power(" ~ difference ~ ", 2)", noise) -%}
    {%- set signed_weight = "(case when " ~ difference ~ " < 0 then -1 else 1 end * " ~ weight ~ ")" -%}
    sqrt(
        (
            {{ ml_monitor.share_variance(signed_weight, chunk_share, chunk_total) }}
            + {{ ml_monitor.share_variance(signed_weight, reference_share, reference_total) }}
            + {{ ml_monitor.folded_share() }}
            * coalesce(max({{ category_count }}) / nullif(max({{ category_count }}) - {{ ml_monitor.real(1) }}, 0), 0)
            * sum((1 - {{ weight }}) * {{ noise }})
        )
        / 4
    )
{%- endmacro %}


{# What share_distances() asks of it: the columns that it aggregates, and its sampling error from these, which is one of them. #}
{% macro total_variation_distance_aggregates() %}
    {% do return(
        {
            "total_variation_distance": ml_monitor.total_variation_distance("reference_share", "chunk_share"),
            "total_variation_distance_error": ml_monitor.total_variation_distance_error(
                "reference_share", "chunk_share", "reference_total", "chunk_total", "category_count"
            ),
        }
    ) %}
{% endmacro %}


{% macro total_variation_distance_sampling_error() -%} total_variation_distance_error{%- endmacro %}
