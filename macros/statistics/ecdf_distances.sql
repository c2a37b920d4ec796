{#
  Kolmogorov-Smirnov and Wasserstein with their standard errors, one row per series, in positions.
  A chunk that is left out of the reference it is compared with: F(rest) - G = (F - G) N / (N - n), with N and n the values of the whole reference and of
  the chunk, so both statistics are those against the whole times that factor.
  Arguments: a relation made by compared_ecdfs(); a relation series, reference_total, chunk_total, leaves_out, with the totals of what is compared (the
  reference's without the chunk where leaves_out is 1).
#}
{% macro ecdf_distances(segments, totals) %}
    {%- set before = "partition by series order by stretch rows between unbounded preceding and 1 preceding" %}
    with
        -- Stretches of the axis in which neither function rises by more than 1/32. S of wasserstein_error(), which only a sum along the
        -- axis in its order can give, is a straight line in each: sorting all segments would cost more than everything else.
        stretches as (
            select
                series,
                floor(reference_cdf_start * 32) + floor(chunk_cdf * 32) as stretch,
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
                sum(
                    case when reference_cdf_mean > chunk_cdf then width when reference_cdf_mean < chunk_cdf then - width else 0 end
                ) as rise,
                sum(width) as width,
                min(distance_along) as distance_along,
                {%- for function in ["reference_cdf_mean", "chunk_cdf"] %}
                    sum(width * (1 - {{ function }})) as {{ function }}_rest,
                    sum(width * (2 * distance_along + width) * (1 - {{ function }})) as {{ function }}_moment,
                {%- endfor %}
                sum(width * sqrt({{ ml_monitor.larger("reference_cdf_mean * (1 - reference_cdf_mean)", "0") }})) as spread
            from {{ segments }}
            group by series, floor(reference_cdf_start * 32) + floor(chunk_cdf * 32)
        ),

        sloped as (select *, rise / nullif(width, 0) as slope, coalesce(sum(rise) over ({{ before }}), 0) as risen_before from stretches),

        aggregated as (
            select
                series,
                max(kolmogorov_smirnov) as kolmogorov_smirnov,
                max(point_of_maximum) as point_of_maximum,
                sum(wasserstein) as wasserstein,
                -- E S is the integral of s (1 - F), E S^2 that of 2 S s (1 - F), with s the slope of S.
                {%- for function, side in [("reference_cdf_mean", "reference"), ("chunk_cdf", "chunk")] %}
                    coalesce(sum(slope * {{ function }}_rest), 0) as {{ side }}_mean,
                    coalesce(
                        sum(
                            2 * risen_before * slope * {{ function }}_rest
                            + power(slope, 2) * ({{ function }}_moment - 2 * distance_along * {{ function }}_rest)
                        ),
                        0
                    ) as {{ side }}_square,
                {%- endfor %}
                sum(spread) as spread
            from sloped
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
            inner join {{ totals }} as totals on aggregated.series = totals.series and totals.reference_total > 0 and totals.chunk_total > 0
        ),

        -- The reference without the chunk: its mean is the chunk's and the scaled difference.
        compared as (
            select
                series,
                reference_total,
                chunk_total,
                -- The product can round to a little more than 1.
                {{ ml_monitor.smaller("kolmogorov_smirnov * scale", "1") }} as kolmogorov_smirnov,
                {{
                    ml_monitor.binomial_variance(
                        "reference_level + signed_distance - signed_distance * scale", "reference_total"
                    )
                }} + {{ ml_monitor.binomial_variance("reference_level + signed_distance", "chunk_total") }} as variance_at_maximum,
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
