{#
  The runs of each series (a chunk's column): from one of its positions to the next its distribution function is constant (chunk_cdf), while the reference's
  rises from start_cdf to end_cdf; start_integral and end_integral are the areas under the reference's function up to both ends.
  The last position makes a run of width 0, so that a chunk and a reference of one and the same value have a run too.
  Arguments: the names of common table expressions: series, column_key of what is compared; series, position, row_count of the chunks; one made by
  reference_ecdf().
#}
{% macro chunk_runs(pending_series, chunk_positions, reference_ecdf) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set along_chunk = "partition by located.series order by located.position" %}
    with
        with_ends as (
            select series, position, sum(row_count) as row_count
            from
                (
                    select series, position, row_count
                    from {{ chunk_positions }} as chunk_positions
                    union all
                    -- Both ends of the reference, so that the runs cover all of it.
                    select pending.series, ends.position, 0 as row_count
                    from (select distinct series, column_key from {{ chunk_positions }}) as pending
                    inner join
                        (
                            select column_key, position
                            from {{ reference_ecdf }}
                            where position = first_position or position = last_position
                        ) as ends
                        on pending.column_key = ends.column_key
                ) as all_positions
            group by series, position
        ),

        chunk_totals as (
            select series, column_key, cast(sum(row_count) as {{ double }}) as chunk_total
            from {{ chunk_positions }}
            group by series, column_key
        ),

        located as (
            select
                with_ends.series,
                with_ends.position,
                with_ends.row_count,
                chunk_totals.chunk_total,
                chunk_totals.column_key,
                reference_ecdf.cdf,
                reference_ecdf.cdf_before,
                reference_ecdf.integral
            from with_ends
            inner join chunk_totals on with_ends.series = chunk_totals.series
            inner join
                {{ reference_ecdf }} as reference_ecdf
                on chunk_totals.column_key = reference_ecdf.column_key
                and with_ends.position = reference_ecdf.position
        )

    select
        located.series,
        located.column_key,
        located.position,
        lead(located.position, 1, located.position) over ({{ along_chunk }}) as next_position,
        sum(cast(located.row_count as {{ double }})) over ({{ along_chunk }} rows between unbounded preceding and current row)
        / located.chunk_total as chunk_cdf,
        located.cdf as start_cdf,
        located.integral as start_integral,
        lead(located.cdf_before, 1, located.cdf) over ({{ along_chunk }}) as end_cdf,
        lead(located.integral, 1, located.integral) over ({{ along_chunk }}) as end_integral
    from located
{% endmacro %}
