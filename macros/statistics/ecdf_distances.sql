{#
  Kolmogorov-Smirnov and Wasserstein with their standard errors, one row per series, in positions.
  A chunk that is left out of the reference it is compared with: F(rest) - G = (F - G) N / (N - n), with N and n the values of the whole reference and of
  the chunk, so both statistics are those against the whole times that factor.
  Arguments: a relation made by compared_ecdfs(); a relation series, reference_total, chunk_total, leaves_out, with the totals of what is compared (the
  reference's without the chunk where leaves_out is 1).
#}
{% macro ecdf_distances(segments, totals) %}
    {%- set along_axis = "partition by series order by position, width rows between unbounded preceding and current row" %}
    with
        -- slope is the sign of F - G in the segment, slope_sum its integral up to the segment's end
        sloped as (
            select
                *,
                case
                    when reference_cdf_mean > chunk_cdf then width when reference_cdf_mean < chunk_cdf then - width else 0 * width
                end as rise
            from {{ segments }}
        ),

        risen as (select *, sum(rise) over ({{ along_axis }}) as risen_to from sloped),

        aggregated as (
            select
                series,
                {{
                    ml_monitor.larger(
                        ml_monitor.kolmogorov_smirnov("reference_cdf_start", "chunk_cdf"),
                        ml_monitor.kolmogorov_smirnov("reference_cdf_end", "chunk_cdf"),
                    )
                }} as kolmogorov_smirnov,
                {{
                    ml_monitor.larger(
                        ml_monitor.point_of_maximum("reference_cdf_start", "chunk_cdf"),
                        ml_monitor.point_of_maximum("reference_cdf_end", "chunk_cdf"),
                    )
                }} as point_of_maximum,
                {{ ml_monitor.wasserstein("reference_cdf_mean", "chunk_cdf", "width") }} as wasserstein,
                -- the moments of the sums of signs: E S = integral of s (1 - F), E S^2 = integral of 2 S s (1 - F)
                sum(rise * (1 - reference_cdf_mean)) as reference_mean,
                sum(rise * (2 * risen_to - rise) * (1 - reference_cdf_mean)) as reference_square,
                sum(rise * (1 - chunk_cdf)) as chunk_mean,
                sum(rise * (2 * risen_to - rise) * (1 - chunk_cdf)) as chunk_square,
                sum(
                    width
                    * sqrt({{ ml_monitor.larger("reference_cdf_mean * (1 - reference_cdf_mean)", "0") }})
                ) as spread
            from risen
            group by series
        ),

        scaled as (
            select
                aggregated.*,
                totals.reference_total,
                totals.chunk_total,
                case
                    when totals.leaves_out = 1
                    then (totals.reference_total + totals.chunk_total) / nullif(totals.reference_total, 0)
                    else {{ ml_monitor.real(1) }}
                end as scale,
                {{ ml_monitor.reference_level_at("aggregated.point_of_maximum") }} as reference_level,
                {{ ml_monitor.signed_distance_at("aggregated.point_of_maximum", "aggregated.kolmogorov_smirnov") }} as signed_distance
            from aggregated
            inner join
                {{ totals }} as totals on aggregated.series = totals.series and totals.reference_total > 0 and totals.chunk_total > 0
        ),

        -- The reference without the chunk: its mean is the chunk's and the scaled difference.
        compared as (
            select
                series,
                reference_total,
                chunk_total,
                kolmogorov_smirnov * scale as kolmogorov_smirnov,
                {{
                    ml_monitor.binomial_variance(
                        "reference_level + signed_distance - signed_distance * scale", "reference_total"
                    )
                }}
                + {{ ml_monitor.binomial_variance("reference_level + signed_distance", "chunk_total") }} as variance_at_maximum,
                wasserstein * scale as wasserstein,
                {{ ml_monitor.larger("(chunk_square - power(chunk_mean, 2))", "0") }} / chunk_total as chunk_variance,
                {{
                    ml_monitor.larger(
                        "(chunk_square + (reference_square - chunk_square) * scale - power(chunk_mean + (reference_mean - chunk_mean) * scale, 2))",
                        "0",
                    )
                }}
                / reference_total as reference_variance,
                spread
            from scaled
        )

    select
        series,
        kolmogorov_smirnov,
        {{ ml_monitor.kolmogorov_smirnov_error("kolmogorov_smirnov", "variance_at_maximum", "reference_total", "chunk_total") }}
        as kolmogorov_smirnov_error,
        wasserstein,
        {{
            ml_monitor.wasserstein_error(
                "wasserstein", "(chunk_variance + reference_variance)", "spread", "reference_total", "chunk_total"
            )
        }} as wasserstein_error
    from compared
{% endmacro %}
