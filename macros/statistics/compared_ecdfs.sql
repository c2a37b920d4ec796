{#
  The empirical distribution functions of the reference and of each chunk, laid side by side: one row per series (a chunk's column) and segment of the
  axis within which the chunk's function is constant and does not cross the reference's.
    reference_cdf_start, reference_cdf_end   the reference's function at the segment's start and just before its end
    reference_cdf_mean                       its mean over the segment
    chunk_cdf, width
    distance_along                           how far from the reference's first position the segment starts
  Only positions that occur make segments. Between two neighbouring positions of a chunk its function is constant and the reference's
  rises from one known value to another, so both the largest gap and the area follow from cumulative sums; where the two cross, the
  segment is cut at the position of the crossing.
  Arguments: a relation base_key, position, row_count of what chunks are compared with (the reference's values, or another chunk's), and a relation series,
  base_key, position, row_count of the chunks' values.
#}
{% macro compared_ecdfs(base_positions, chunk_positions) %}
    with
        reference_ecdf as ({{ ml_monitor.reference_ecdf(base_positions, chunk_positions) }}),

        runs as ({{ ml_monitor.chunk_runs(chunk_positions, "reference_ecdf") }}),

        crossed_runs as ({{ ml_monitor.crossed_runs("runs", "reference_ecdf") }}),

        segments as (
            select
                series,
                position - first_position as distance_along,
                chunk_cdf,
                start_cdf,
                end_cdf,
                end_integral - start_integral as area,
                next_position - position as width
            from runs
            where not (start_cdf < chunk_cdf and chunk_cdf < end_cdf)
            union all
            select
                series,
                position - first_position,
                chunk_cdf,
                start_cdf,
                crossing_cdf_before,
                crossing_integral - start_integral,
                crossing_position - position
            from crossed_runs
            union all
            select
                series,
                crossing_position - first_position,
                chunk_cdf,
                crossing_cdf,
                end_cdf,
                end_integral - crossing_integral,
                next_position - crossing_position
            from crossed_runs
        )

    select
        series,
        distance_along,
        start_cdf as reference_cdf_start,
        end_cdf as reference_cdf_end,
        case when end_cdf > start_cdf then area / width else start_cdf end as reference_cdf_mean,
        chunk_cdf,
        width
    from segments
{% endmacro %}
