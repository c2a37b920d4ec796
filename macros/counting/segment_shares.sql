{#
  How many rows of each chunk lie in each segment, 0 where none does: that a segment is gone may be the news. `versions`: the name of a relation of the pending parts of `data_quality`.
#}
{% macro segment_shares(versions) %}
    select
        {{ ml_monitor.chunk_columns("versions") }},
        segments.segment_index,
        versions.metric_name,
        versions.result_version,
        cast(coalesce(slices.row_count, 0) as {{ ml_monitor.type_double() }}) as found_count,
        chunks.row_count as chunk_row_count,
        segments.reference_row_count / nullif(cast(everything.reference_row_count as {{ ml_monitor.type_double() }}), 0) as reference_share
    from {{ versions }} as versions
    inner join {{ ref("monitor_chunks") }} as chunks on {{ ml_monitor.same_chunk("versions", "chunks") }}
    inner join {{ ref("monitor_segments") }} as segments on versions.monitor_name = segments.monitor_name and segments.segment_index > 0
    inner join
        {{ ref("monitor_segments") }} as everything on versions.monitor_name = everything.monitor_name and everything.segment_index = 0
    left join
        {{ ref("monitor_slices") }} as slices
        on {{ ml_monitor.same_chunk("versions", "slices") }}
        and segments.segment_index = slices.segment_index
    where {{ ml_monitor.is_metric_with("versions.metric_name", "is_of_segments") }}
{% endmacro %}
