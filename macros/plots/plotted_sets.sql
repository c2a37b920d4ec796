{#
  What distributions are drawn of: one row per chunk, and one per monitor for the reference as a whole, as chunk -1.
  `reference_sets`: the name of a relation with the row_count of each monitor's reference.
#}
{% macro plotted_sets(reference_sets) %}
    with placed_chunks as ({{ ml_monitor.plotted_chunks() }})

    select {{ ml_monitor.chunk_columns() }}, chunk_key, chunk_position, chunk_start_date, chunk_end_date, row_count
    from placed_chunks
    union all
    select
        placed_chunks.monitor_name,
        'reference' as period,
        -1 as chunk_index,
        ':all' as chunk_key,
        cast(null as {{ dbt.type_bigint() }}) as chunk_position,
        min(placed_chunks.chunk_start_date) as chunk_start_date,
        max(placed_chunks.chunk_end_date) as chunk_end_date,
        max(reference_sets.row_count) as row_count
    from placed_chunks
    inner join {{ reference_sets }} as reference_sets on placed_chunks.monitor_name = reference_sets.monitor_name
    where placed_chunks.period = 'reference'
    group by placed_chunks.monitor_name
{% endmacro %}
