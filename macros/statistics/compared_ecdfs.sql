{#
  The empirical distribution functions of the reference and of each chunk, laid side by side: one row per chunk, column and segment of the
  axis within which the chunk's function is constant and does not cross the reference's.
    reference_cdf_start, reference_cdf_end   the reference's function at the segment's start and just before its end
    reference_cdf_mean                       its mean over the segment
    chunk_cdf, width
  Only positions that occur make segments. Between two neighbouring positions of a chunk its function is constant and the reference's
  rises from one known value to another, so both the largest gap and the area follow from cumulative sums; where the two cross, the
  segment is cut at the position of the crossing.
#}
{% macro compared_ecdfs() %}
    {%- set double = ml_monitor.type_double() %}
    {%- set whole_chunk = "partition by chunk_positions.monitor_name, chunk_positions.period, chunk_positions.chunk_index, chunk_positions.column_name" %}
    {%- set along_chunk = whole_chunk ~ " order by chunk_positions.position" %}
    with
        reference_ecdf as ({{ ml_monitor.reference_ecdf() }}),

        chunk_positions as (
            select monitor_name, period, chunk_index, column_name, position, sum(row_count) as chunk_count
            from
                (
                    select monitor_name, period, chunk_index, column_name, position, row_count
                    from {{ ref("monitor_value_counts") }}
                    where chunk_index is not null
                    union all
                    -- Both ends of the reference, so that the segments cover all of it.
                    select
                        chunk_columns.monitor_name,
                        chunk_columns.period,
                        chunk_columns.chunk_index,
                        chunk_columns.column_name,
                        ends.position,
                        0 as row_count
                    from
                        (
                            select distinct monitor_name, period, chunk_index, column_name
                            from {{ ref("monitor_value_counts") }}
                            where chunk_index is not null
                        ) as chunk_columns
                    inner join
                        (
                            select monitor_name, column_name, position
                            from reference_ecdf
                            where position = first_position or position = last_position
                        ) as ends
                        on chunk_columns.monitor_name = ends.monitor_name
                        and chunk_columns.column_name = ends.column_name
                ) as with_ends
            group by monitor_name, period, chunk_index, column_name, position
        ),

        -- The last position makes a run of width 0, so that a chunk and a reference of one and the same value have a segment too.
        runs as (
            select
                chunk_positions.monitor_name,
                chunk_positions.period,
                chunk_positions.chunk_index,
                chunk_positions.column_name,
                chunk_positions.position,
                lead(chunk_positions.position, 1, chunk_positions.position) over ({{ along_chunk }}) as next_position,
                cast(
                    sum(chunk_positions.chunk_count) over (
                        {{ along_chunk }} rows between unbounded preceding and current row
                    ) as {{ double }}
                )
                / sum(chunk_positions.chunk_count) over ({{ whole_chunk }}) as chunk_cdf,
                reference_ecdf.cdf as start_cdf,
                reference_ecdf.integral as start_integral,
                lead(reference_ecdf.cdf_before, 1, reference_ecdf.cdf) over ({{ along_chunk }}) as end_cdf,
                lead(reference_ecdf.integral, 1, reference_ecdf.integral) over ({{ along_chunk }}) as end_integral
            from chunk_positions
            inner join
                reference_ecdf
                on chunk_positions.monitor_name = reference_ecdf.monitor_name
                and chunk_positions.column_name = reference_ecdf.column_name
                and chunk_positions.position = reference_ecdf.position
        ),

        -- Where the reference crosses a run's level, at which position? The runs' levels and the reference's are sorted together;
        -- the next position of the reference is the answer.
        levels as (
            {%- set run_columns = [
                "period",
                "chunk_index",
                "next_position",
                "chunk_cdf",
                "start_cdf",
                "start_integral",
                "end_cdf",
                "end_integral",
            ] %}
            select monitor_name, column_name, position, chunk_cdf as cdf_level, 0 as is_reference, {{ run_columns | join(", ") }}
            from runs
            where start_cdf < chunk_cdf and chunk_cdf < end_cdf
            union all
            select
                monitor_name,
                column_name,
                position,
                cdf as cdf_level,
                1 as is_reference
                {%- for column in run_columns %}, null as {{ column }}{% endfor %}
            from reference_ecdf
            where reference_count > 0
        ),

        crossings as (
            select
                *,
                min(case when is_reference = 1 then position end) over (
                    partition by monitor_name, column_name order by cdf_level, is_reference rows between current row and unbounded following
                ) as crossing_position
            from levels
        ),

        crossed_runs as (
            select
                crossings.*,
                reference_ecdf.cdf as crossing_cdf,
                reference_ecdf.cdf_before as crossing_cdf_before,
                reference_ecdf.integral as crossing_integral
            from crossings
            inner join
                reference_ecdf
                on crossings.monitor_name = reference_ecdf.monitor_name
                and crossings.column_name = reference_ecdf.column_name
                and crossings.crossing_position = reference_ecdf.position
            where crossings.is_reference = 0
        ),

        segments as (
            select
                monitor_name,
                period,
                chunk_index,
                column_name,
                chunk_cdf,
                start_cdf,
                end_cdf,
                end_integral - start_integral as area,
                next_position - position as width
            from runs
            where not (start_cdf < chunk_cdf and chunk_cdf < end_cdf)
            union all
            select
                monitor_name,
                period,
                chunk_index,
                column_name,
                chunk_cdf,
                start_cdf,
                crossing_cdf_before,
                crossing_integral - start_integral,
                crossing_position - position
            from crossed_runs
            union all
            select
                monitor_name,
                period,
                chunk_index,
                column_name,
                chunk_cdf,
                crossing_cdf,
                end_cdf,
                end_integral - crossing_integral,
                next_position - crossing_position
            from crossed_runs
        )

    select
        monitor_name,
        period,
        chunk_index,
        column_name,
        start_cdf as reference_cdf_start,
        end_cdf as reference_cdf_end,
        case when width > 0 then area / width else start_cdf end as reference_cdf_mean,
        chunk_cdf,
        width
    from segments
{% endmacro %}
