{#
  What labels say of the estimate since the incident opened: one row per incident of performance. It counts the chunks with complete labels, and those of them that lie
  outside the band of their estimate. Argument: the name of a relation made by labelled_chunks().
#}
{% macro contradicted_estimates(labelled) %}
    select
        spans.incident_id,
        count(labelled.is_realized_inside_band) as labelled_chunk_count,
        sum(case when not labelled.is_realized_inside_band then 1 else 0 end) as contradicted_chunk_count
    from {{ ref("monitor_incident_spans") }} as spans
    inner join
        {{ labelled }} as labelled
        on {{ ml_monitor.same("spans", "labelled", ml_monitor.segment_grain()) }}
        and labelled.chunk_index >= spans.opened_chunk_index
        and (spans.closed_chunk_index is null or labelled.chunk_index <= spans.closed_chunk_index)
    where spans.kind in ('performance', 'estimated_performance')
    group by spans.incident_id
{% endmacro %}
