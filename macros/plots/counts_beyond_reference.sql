{#
  The counts of what the reference has no bin for: one row per chunk, column and drawn bin that occurs there.
  `new_categories`: the name of a relation made by named_new_categories().
#}
{% macro counts_beyond_reference(new_categories) %}
    select {{ ml_monitor.chunk_columns() }}, column_name, bin_type, place, sum(row_count) as row_count
    from
        (
            select
                {{ ml_monitor.chunk_columns("counted") }},
                counted.column_name,
                counted.bin_type,
                coalesce(new_categories.place, 0) as place,
                counted.row_count
            from {{ ref("monitor_distributions") }} as counted
            left join
                {{ new_categories }} as new_categories
                on {{ ml_monitor.same("counted", "new_categories", ["monitor_name", "column_name", "category"]) }}
                and counted.bin_type = 'unseen'
            where counted.segment_index = 0 and counted.bin_type in ('below', 'above', 'unseen', 'missing')
        ) as placed_counts
    group by {{ ml_monitor.chunk_columns() }}, column_name, bin_type, place
{% endmacro %}
