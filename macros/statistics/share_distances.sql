{#
  Statistics of shares with their standard errors, one row per series: the columns <method> and <method>_error, both totals and the degrees of freedom.
  Arguments: a relation made by compared_shares(); the names of the methods that are wanted.
#}
{% macro share_distances(compared_shares, methods) %}
    {%- set shares = ["reference_share", "chunk_share"] %}
    {%- set totals = ["reference_total", "chunk_total"] %}
    {%- set unit = "(1 / nullif(reference_total, 0) + 1 / nullif(chunk_total, 0))" %}
    with
        aggregated as (
            select
                series,
                {%- if "jensen_shannon" in methods %}
                    {{ ml_monitor.jensen_shannon(*shares) }} as jensen_shannon,
                    {{ ml_monitor.jensen_shannon_variance(*shares + totals) }} as jensen_shannon_variance,
                {%- endif %}
                {%- if "hellinger" in methods %}
                    {{ ml_monitor.hellinger(*shares) }} as hellinger,
                    {{ ml_monitor.hellinger_variance(*shares + totals) }} as hellinger_variance,
                {%- endif %}
                {%- if "population_stability_index" in methods %}
                    {{ ml_monitor.population_stability_index(*shares + totals) }} as population_stability_index,
                    {{ ml_monitor.population_stability_index_variance(*shares + totals) }} as population_stability_index_variance,
                {%- endif %}
                {%- if "total_variation_distance" in methods %}
                    {{ ml_monitor.total_variation_distance(*shares) }} as total_variation_distance,
                    {{ ml_monitor.total_variation_distance_error(*shares + totals + ["category_count"]) }}
                    as total_variation_distance_error,
                {%- endif %}
                {%- if "l_infinity" in methods %}
                    {{ ml_monitor.l_infinity(*shares) }} as l_infinity, {{ ml_monitor.point_of_maximum(*shares) }} as point_of_maximum,
                {%- endif %}
                {%- if "chi2" in methods %}
                    case
                        when max(chunk_total) > 0 and max(reference_total) > 0
                        then {{ ml_monitor.chi2("reference_count", "chunk_count", "reference_total", "chunk_total", "category_count") }}
                    end as chi2,
                {%- endif %}
                max(reference_total) as reference_total,
                max(chunk_total) as chunk_total,
                max(category_count) - 1 as degrees_of_freedom
            from {{ compared_shares }}
            group by series
        )

        {%- if "l_infinity" in methods %}
            ,
            located as (
                select
                    *,
                    {{ ml_monitor.reference_level_at("point_of_maximum") }} as reference_level,
                    {{ ml_monitor.signed_distance_at("point_of_maximum", "l_infinity") }} as signed_distance
                from aggregated
            )
        {%- endif %}

    select
        series,
        {%- if "jensen_shannon" in methods %}
            jensen_shannon,
            {{
                ml_monitor.quadratic_root_error(
                    "power(jensen_shannon, 2)", "jensen_shannon_variance", unit ~ " / (8 * ln(2))", "degrees_of_freedom"
                )
            }} as jensen_shannon_error,
        {%- endif %}
        {%- if "hellinger" in methods %}
            hellinger,
            {{ ml_monitor.quadratic_root_error("power(hellinger, 2)", "hellinger_variance", unit ~ " / 8", "degrees_of_freedom") }}
            as hellinger_error,
        {%- endif %}
        {%- if "population_stability_index" in methods %}
            population_stability_index,
            sqrt(
                {{ ml_monitor.quadratic_variance("population_stability_index_variance", unit, "degrees_of_freedom") }}
            ) as population_stability_index_error,
        {%- endif %}
        {%- if "total_variation_distance" in methods %} total_variation_distance, total_variation_distance_error, {%- endif %}
        {%- if "l_infinity" in methods %}
            {%- set variance -%}
            ({{ ml_monitor.binomial_variance("reference_level", "reference_total") }}
            + {{ ml_monitor.binomial_variance("reference_level + signed_distance", "chunk_total") }})
            {%- endset %}
            l_infinity,
            {{ ml_monitor.l_infinity_error("l_infinity", variance, "degrees_of_freedom") }} as l_infinity_error,
        {%- endif %}
        {%- if "chi2" in methods %} chi2, {{ ml_monitor.chi2_error("chi2", "degrees_of_freedom") }} as chi2_error, {%- endif %}
        reference_total,
        chunk_total,
        degrees_of_freedom
    from {{ "located" if "l_infinity" in methods else "aggregated" }}
{% endmacro %}
