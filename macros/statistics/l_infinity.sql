{#
  L-infinity (Chebyshev) distance between two categorical distributions, in [0, 1]: the largest |p - q| over all categories of either side.

  An aggregate expression over one row per category. Arguments: the share of the reference, the share of the chunk (SQL expressions).
#}
{% macro l_infinity(reference_share, chunk_share) -%} max(abs({{ reference_share }} - {{ chunk_share }})) {%- endmacro %}


{#
  Its standard error: the binomial variance v = p (1 - p) / N + q (1 - q) / n at the category of the maximum where the distance is larger than noise, less of it
  where not (folded_weight). Without drift the largest of k free differences has a square of about v (1 + ln k).
  A scalar expression. Arguments, all SQL expressions: the distance, v, and k, the number of categories less 1.
#}
{% macro l_infinity_error(distance, variance, degrees_of_freedom) -%}
    {%- set expected_square -%}
    ({{ variance }} * (1 + ln(case when {{ degrees_of_freedom }} > 1 then {{ degrees_of_freedom }} else {{ ml_monitor.real(1) }} end)))
    {%- endset -%}
    {%- set weight = ml_monitor.folded_weight("power(" ~ distance ~ ", 2)", expected_square) -%}
    sqrt({{ variance }} * ({{ weight }} + (1 - {{ weight }}) * {{ ml_monitor.folded_share() }}))
{%- endmacro %}


{#
  What share_distances() asks of it: the columns that it aggregates, those that it makes of them, and its sampling error from all of these.
  The shares at the maximum are columns because the error repeats them many times.
#}
{% macro l_infinity_aggregates() %}
    {% do return(
        {
            "l_infinity": ml_monitor.l_infinity("reference_share", "chunk_share"),
            "point_of_maximum": ml_monitor.point_of_maximum("reference_share", "chunk_share"),
        }
    ) %}
{% endmacro %}


{% macro l_infinity_derived() %}
    {% do return(
        {
            "reference_level": ml_monitor.reference_level_at("point_of_maximum"),
            "signed_distance": ml_monitor.signed_distance_at("point_of_maximum", "l_infinity"),
        }
    ) %}
{% endmacro %}


{% macro l_infinity_sampling_error() -%}
    {%- set variance -%}
    ({{ ml_monitor.binomial_variance("reference_level", "reference_total") }}
    + {{ ml_monitor.binomial_variance("reference_level + signed_distance", "chunk_total") }})
    {%- endset -%}
    {{ ml_monitor.l_infinity_error("l_infinity", variance, "degrees_of_freedom") }}
{%- endmacro %}
