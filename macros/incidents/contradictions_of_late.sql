{#
  What labels say of a monitor's estimates since performance got worse, or in the last three chunks that have them: one row per monitor.
  Arguments: the names of relations made by labelled_chunks(), with their `recency`, and by open_incident_counts().
#}
{% macro contradictions_of_late(labelled, incident_counts) %}
    select
        labelled.monitor_name,
        count(labelled.is_realized_inside_band) as labelled_count,
        sum(case when not labelled.is_realized_inside_band then 1 else 0 end) as outside_count
    from {{ labelled }} as labelled
    left join {{ incident_counts }} as incident_counts on labelled.monitor_name = incident_counts.monitor_name
    where
        labelled.chunk_index >= incident_counts.performance_opened_index
        or (incident_counts.performance_opened_index is null and labelled.recency <= 3)
    group by labelled.monitor_name
{% endmacro %}
