{#
  Cramer's V of the table {reference, chunk} x categories, in [0, 1]: sqrt(chi2 / (N + n)), chi2 without Yates' correction, N and n the rows of the sides. In
  shares V^2 = N n / (N + n) sum (p - q)^2 / (N p + n q).
  It is 0 where all shares are equal, so for a single category too, and 1 where the sides share no category. It is null where a side has no value.
  It depends on the sizes: of the same small difference it makes less, the more N and n differ. So compare chunks of about one size.
  Source: H. Cramer, "Mathematical Methods of Statistics", Princeton 1946, chapter 21; scipy.stats.contingency.association.

  An aggregate expression over one row per category. Arguments, all SQL expressions: the share of the reference and of the chunk; the totals of both, the
  same in every row.
#}
{% macro cramers_v(reference_share, chunk_share, reference_total, chunk_total) -%}
    {%- set category_total -%} ({{ reference_total }} * {{ reference_share }} + {{ chunk_total }} * {{ chunk_share }}) {%- endset -%}
    {%- set part -%}
    {{ reference_total }} * {{ chunk_total }} / ({{ reference_total }} + {{ chunk_total }})
    * power({{ reference_share }} - {{ chunk_share }}, 2) / {{ category_total }}
    {%- endset -%}
    {%- set square -%} sum(case when {{ reference_share }} = 0 and {{ chunk_share }} = 0 then 0 else {{ part }} end) {%- endset -%}
    {#- Rounding can take the sum a little above 1 where the sides share nothing. -#}
    sqrt({{ ml_monitor.smaller(square, "1") }})
{%- endmacro %}


{#
  The part of the variance of its square that comes from drift, by the delta method, with s = (q - p) / (N p + n q):
    d/dq = N n / (N + n) s (2 - n s) and d/dp = - N n / (N + n) s (2 + N s).
  Near p = q the square is a chi-squared variable over N + n (chi2_error); quadratic_root_error() makes the standard error of both.
  Arguments as above.
#}
{% macro cramers_v_variance(reference_share, chunk_share, reference_total, chunk_total) -%}
    {%- set slope -%}
    (({{ chunk_share }} - {{ reference_share }}) / ({{ reference_total }} * {{ reference_share }} + {{ chunk_total }} * {{ chunk_share }}))
    {%- endset -%}
    {%- set factor = reference_total ~ " * " ~ chunk_total ~ " / (" ~ reference_total ~ " + " ~ chunk_total ~ ") * " ~ slope -%}
    {{ ml_monitor.share_variance("(" ~ factor ~ " * (2 - " ~ chunk_total ~ " * " ~ slope ~ "))", chunk_share, chunk_total) }}
    + {{ ml_monitor.share_variance("(" ~ factor ~ " * (2 + " ~ reference_total ~ " * " ~ slope ~ "))", reference_share, reference_total) }}
{%- endmacro %}


{# What share_distances() asks of it: the columns that it aggregates, and its sampling error from these. #}
{% macro cramers_v_aggregates() %}
    {% set arguments = ["reference_share", "chunk_share", "reference_total", "chunk_total"] %}
    {% do return({"cramers_v": ml_monitor.cramers_v(*arguments), "cramers_v_variance": ml_monitor.cramers_v_variance(*arguments)}) %}
{% endmacro %}


{% macro cramers_v_sampling_error() -%}
    {{
        ml_monitor.quadratic_root_error(
            "power(cramers_v, 2)", "cramers_v_variance", "(1 / nullif(reference_total + chunk_total, 0))", "degrees_of_freedom"
        )
    }}
{%- endmacro %}
