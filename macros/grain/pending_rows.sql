{#
  The rows of a period of one monitor that lie in its pending chunks, as the `from` clause of a select: the relation `period_rows`. `pending`: the name of a relation
  made by pending_versions().
#}
{% macro from_pending_rows(monitor, period, pending) %}
    from {{ ref("monitor_" ~ period ~ "_rows") }} as period_rows
    inner join
        (
            select chunk_index from {{ pending }} where monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and period = '{{ period }}'
        ) as pending_chunks
        on period_rows.chunk_index = pending_chunks.chunk_index
    where period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
{% endmacro %}
