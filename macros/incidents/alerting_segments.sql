{#
  The segments that have an incident of the same kind, column and time as each incident: those that lie within its own segment, and those of its own entry. One row per incident, segment
  and wider segment in which it is counted.
  Arguments: the names of a relation of incidents with the columns of monitor_incident_spans, and of one made by segments_within().
#}
{% macro alerting_segments(spans, wider) %}
    select
        spans.incident_id,
        spans.segment_column as own_segment_column,
        spans.segment_value as own_segment_value,
        wider.wider_column,
        wider.wider_value,
        segments.segment_column,
        segments.segment_value,
        max(segments.times_threshold) as times_threshold
    from {{ spans }} as spans
    inner join {{ spans }} as segments on {{ ml_monitor.same("spans", "segments", ["monitor_name", "kind", "column_name"]) }}
    inner join
        {{ wider }} as wider
        on {{ ml_monitor.same("segments", "wider", ml_monitor.segment_grain()) }}
        -- Those within it; and beside it, those of its own entry.
        and wider.wider_column in (spans.segment_column, ':all')
        and wider.wider_value in (spans.segment_value, ':all')
        and (wider.wider_column = spans.segment_column or segments.segment_column = spans.segment_column)
        -- An incident of a segment began alone, also where others follow later.
        and (segments.segment_column <> spans.segment_column or segments.opened_chunk_index <= spans.opened_chunk_index + 1)
        and (spans.closed_chunk_index is null or spans.closed_chunk_index >= segments.opened_chunk_index)
        and (segments.closed_chunk_index is null or segments.closed_chunk_index >= spans.opened_chunk_index)
    group by
        spans.incident_id,
        spans.segment_column,
        spans.segment_value,
        wider.wider_column,
        wider.wider_value,
        segments.segment_column,
        segments.segment_value
{% endmacro %}
