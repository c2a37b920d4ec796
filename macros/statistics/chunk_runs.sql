{#
  The runs of each series (a chunk's column): from one of its positions to the next its distribution function is constant (chunk_cdf), while the reference's
  rises from start_cdf to end_cdf; start_integral and end_integral are the areas under the reference's function up to both ends.
  The last position makes a run of width 0, so that a chunk and a reference of one and the same value have a run too.
  Arguments: the names of common table expressions: series, base_key, position, row_count of the chunks; one made by reference_ecdf().
#}
{% macro chunk_runs(chunk_positions, reference_ecdf) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set along_chunk = "partition by series order by position_key" %}
    with
        -- The reference's row takes the place of base and position: one whole number to sort by, and to join to either end of a run.
        keyed_positions as (
            select chunk_positions.series, reference_ecdf.position_key, chunk_positions.row_count
            from {{ chunk_positions }} as chunk_positions
            inner join
                {{ reference_ecdf }} as reference_ecdf
                on chunk_positions.base_key = reference_ecdf.base_key
                and chunk_positions.position = reference_ecdf.position
            union all
            -- Both ends of the reference, so that the runs cover all of it.
            select present.series, ends.position_key, 0 as row_count
            from (select distinct series, base_key from {{ chunk_positions }}) as present
            inner join
                (
                    select base_key, position_key from {{ reference_ecdf }} where position = first_position or position = last_position
                ) as ends
                on present.base_key = ends.base_key
        ),

        chunk_totals as (select series, cast(sum(row_count) as {{ double }}) as chunk_total from {{ chunk_positions }} group by series),

        cumulated as (
            select
                series,
                position_key,
                lead(position_key) over ({{ along_chunk }}) as next_position_key,
                sum(cast(row_count as {{ double }})) over (
                    {{ along_chunk }} rows between unbounded preceding and current row
                ) as cumulative_count
            from keyed_positions
        ),

        -- Of several rows at one position the last has counted all of them.
        distinct_runs as (
            select series, position_key, coalesce(next_position_key, position_key) as next_position_key, cumulative_count
            from cumulated
            where next_position_key is null or next_position_key > position_key
        )

    select
        distinct_runs.series,
        run_start.base_key,
        run_start.position,
        run_end.position as next_position,
        distinct_runs.cumulative_count / chunk_totals.chunk_total as chunk_cdf,
        run_start.cdf as start_cdf,
        run_start.integral as start_integral,
        case when run_end.position > run_start.position then run_end.cdf_before else run_start.cdf end as end_cdf,
        run_end.integral as end_integral
    from distinct_runs
    inner join chunk_totals on distinct_runs.series = chunk_totals.series
    inner join {{ reference_ecdf }} as run_start on distinct_runs.position_key = run_start.position_key
    inner join {{ reference_ecdf }} as run_end on distinct_runs.next_position_key = run_end.position_key
{% endmacro %}
