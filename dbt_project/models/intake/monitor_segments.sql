{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
-- depends_on: {{ ref('monitor_chunk_fingerprints') }}
{#- What chunks are cut into: everything, which is segment 0, and of each setting of `segments` the most frequent values of the reference, `:other` and `:null`. -#}
{%- set monitors = ml_monitor.typed_monitors() %}
with
    pending as ({{ ml_monitor.pending_versions("segments") }}),

    reference_sets as ({{ ml_monitor.rows_of_period("reference") }}),

    segments as (
        select
            pending.monitor_name,
            ':all' as segment_column,
            ':all' as segment_type,
            0 as segment_index,
            ':all' as segment_value,
            reference_sets.row_count as reference_row_count
        from pending
        inner join reference_sets on pending.monitor_name = reference_sets.monitor_name
        {% for monitor in monitors if monitor.segments %}
            union all
            {{ ml_monitor.segments_of_relation(ml_monitor.reading_all(monitor), "pending") }}
        {% endfor %}
    ),

    -- Where crossings lie in other segments.
    wider as ({{ ml_monitor.wider_segments(monitors, "pending", "segments") }})

select
    segments.monitor_name,
    cast(segments.segment_index as {{ dbt.type_bigint() }}) as segment_index,
    segments.segment_column,
    segments.segment_type,
    segments.segment_value,
    cast(segments.reference_row_count as {{ dbt.type_bigint() }}) as reference_row_count,
    coalesce(wider.wider_segments, ':none') as wider_segments,
    pending.result_version
from segments
inner join pending on segments.monitor_name = pending.monitor_name
left join wider on {{ ml_monitor.same("segments", "wider", ["monitor_name", "segment_index"]) }}
