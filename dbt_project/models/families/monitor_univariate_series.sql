{#-
  Every series, one column of one slice, with what it is compared with, its base: the whole reference, the reference without the chunk, or the chunk before.
  A table, so that what the drift models read many times is read and not worked out again.
-#}
with
    chunks_in_order as (
        select
            {{ ml_monitor.chunk_columns("chunks") }},
            config.has_baseline_drift,
            config.has_consecutive_drift,
            case when chunks.period = 'reference' and config.reference_comparison = 'leave_one_out' then 1 else 0 end as leaves_out,
            {{ ml_monitor.of_chunk_before("chunks.period") }} as period_before,
            {{ ml_monitor.of_chunk_before("chunks.chunk_index") }} as chunk_index_before
        from {{ ref("monitor_chunks") }} as chunks
        inner join {{ ref("monitor_config") }} as config on chunks.monitor_name = config.monitor_name
    ),

    -- A segment that the reference does not have cannot be compared with it.
    compared_slices as (
        select chunks_in_order.*, slices.segment_index, slices.row_count
        from chunks_in_order
        inner join {{ ref("monitor_slices") }} as slices on {{ ml_monitor.same_chunk("chunks_in_order", "slices") }}
        inner join
            {{ ref("monitor_segments") }} as segments
            on {{ ml_monitor.same("slices", "segments", ["monitor_name", "segment_index"]) }}
            and segments.reference_row_count > 0
    ),

    bases as (
        select
            {{ ml_monitor.slice_columns() }},
            row_count,
            'baseline' as drift_type,
            leaves_out,
            {{ ml_monitor.text(none) }} as base_period,
            cast(null as {{ dbt.type_bigint() }}) as base_chunk_index
        from compared_slices
        where has_baseline_drift
        union all
        select {{ ml_monitor.slice_columns() }}, row_count, 'consecutive', 0, period_before, chunk_index_before
        from compared_slices
        where has_consecutive_drift and chunk_index_before is not null
    ),

    watched_columns as (
        select distinct watched.monitor_name, watched.column_name, watched.column_group, watched.feature_type
        from {{ ref("monitor_columns") }} as watched
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on watched.monitor_name = settings.monitor_name
            and watched.feature_type = settings.feature_type
            and settings.metric_family = 'univariate_drift'
    )

-- Whole numbers take the place of the names of a series and of its base in the joins to come.
select
    cast(
        row_number() over (
            order by {{ ml_monitor.slice_columns("bases") }}, watched_columns.column_name, bases.drift_type
        ) as {{ dbt.type_bigint() }}
    ) as series,
    cast(
        dense_rank() over (
            order by
                bases.monitor_name,
                bases.segment_index,
                watched_columns.column_name,
                coalesce(bases.base_period, ':none'),
                coalesce(bases.base_chunk_index, -1)
        ) as {{ dbt.type_bigint() }}
    ) as base_key,
    {{ ml_monitor.slice_columns("bases") }},
    watched_columns.column_name,
    watched_columns.column_group,
    watched_columns.feature_type,
    bases.drift_type,
    bases.row_count,
    cast(bases.leaves_out as {{ dbt.type_bigint() }}) as leaves_out,
    bases.base_period,
    bases.base_chunk_index
from bases
inner join watched_columns on bases.monitor_name = watched_columns.monitor_name
