{#
  The runs of each chunk: from one of its positions to the next its distribution function is constant (chunk_cdf), while the reference's
  rises from start_cdf to end_cdf; start_integral and end_integral are the areas under the reference's function up to both ends.
  The last position makes a run of width 0, so that a chunk and a reference of one and the same value have a run too.
  Argument: the name of a common table expression made by reference_ecdf().
#}
{% macro chunk_runs(reference_ecdf) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set whole_chunk = "partition by chunk_positions.monitor_name, chunk_positions.period, chunk_positions.chunk_index, chunk_positions.column_name" %}
    {%- set along_chunk = whole_chunk ~ " order by chunk_positions.position" %}
    with
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
                            from {{ reference_ecdf }}
                            where position = first_position or position = last_position
                        ) as ends
                        on chunk_columns.monitor_name = ends.monitor_name
                        and chunk_columns.column_name = ends.column_name
                ) as with_ends
            group by monitor_name, period, chunk_index, column_name, position
        )

    select
        chunk_positions.monitor_name,
        chunk_positions.period,
        chunk_positions.chunk_index,
        chunk_positions.column_name,
        chunk_positions.position,
        lead(chunk_positions.position, 1, chunk_positions.position) over ({{ along_chunk }}) as next_position,
        cast(sum(chunk_positions.chunk_count) over ({{ along_chunk }} rows between unbounded preceding and current row) as {{ double }})
        / sum(chunk_positions.chunk_count) over ({{ whole_chunk }}) as chunk_cdf,
        reference_ecdf.cdf as start_cdf,
        reference_ecdf.integral as start_integral,
        lead(reference_ecdf.cdf_before, 1, reference_ecdf.cdf) over ({{ along_chunk }}) as end_cdf,
        lead(reference_ecdf.integral, 1, reference_ecdf.integral) over ({{ along_chunk }}) as end_integral
    from chunk_positions
    inner join
        {{ reference_ecdf }} as reference_ecdf
        on chunk_positions.monitor_name = reference_ecdf.monitor_name
        and chunk_positions.column_name = reference_ecdf.column_name
        and chunk_positions.position = reference_ecdf.position
{% endmacro %}
