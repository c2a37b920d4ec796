{#-
  The share of each chunk's rows that lies in each segment. A segment that some chunk has rows of has a share in every chunk, 0 where it has none: that it is gone may be the news.
-#}
with
    known as (
        select monitor_name, segment_index, sum(case when period = 'reference' then row_count else 0 end) as reference_row_count
        from {{ ref("monitor_slices") }}
        where segment_index > 0
        group by monitor_name, segment_index
    ),

    reference_rows as (
        select monitor_name, cast(sum(row_count) as {{ ml_monitor.type_double() }}) as row_count
        from {{ ref("monitor_chunks") }}
        where period = 'reference'
        group by monitor_name
    )

select
    {{ ml_monitor.chunk_columns("chunks") }},
    known.segment_index,
    settings.metric_family,
    settings.metric_name,
    ':table' as column_name,
    'exact' as method,
    ':none' as drift_type,
    coalesce(slices.row_count, 0) / nullif(cast(chunks.row_count as {{ ml_monitor.type_double() }}), 0) as metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    {{
        ml_monitor.share_sampling_error(
            "(known.reference_row_count / nullif(reference_rows.row_count, 0))", "nullif(chunks.row_count, 0)", "1 = 1"
        )
    }} as sampling_error,
    chunks.row_count as count_used,
    cast(0 as {{ dbt.type_bigint() }}) as count_unused,
    cast(null as {{ ml_monitor.type_time() }}) as computed_at
from {{ ref("monitor_chunks") }} as chunks
inner join known on chunks.monitor_name = known.monitor_name
inner join
    {{ ref("monitor_metric_settings") }} as settings
    on chunks.monitor_name = settings.monitor_name
    and settings.metric_name = 'segment_share'
left join reference_rows on chunks.monitor_name = reference_rows.monitor_name
left join
    {{ ref("monitor_slices") }} as slices on {{ ml_monitor.same_chunk("chunks", "slices") }} and known.segment_index = slices.segment_index
