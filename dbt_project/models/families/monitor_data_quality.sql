{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
{#- Missing, unseen and out-of-range values of each column in each chunk, and the share of each segment, from counts that are there already. -#}
with
    versions as ({{ ml_monitor.pending_versions("data_quality") }}),

    pending as (
        select
            {{ ml_monitor.slice_columns("slices") }},
            slices.row_count,
            versions.result_version,
            versions.metric_name,
            watched.column_name,
            watched.feature_type,
            watched.column_group
        from versions
        inner join {{ ref("monitor_slices") }} as slices on {{ ml_monitor.same_chunk("versions", "slices") }}
        inner join
            {{ ref("monitor_columns") }} as watched
            on versions.monitor_name = watched.monitor_name
            and versions.column_group = watched.column_group
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on versions.monitor_name = settings.monitor_name
            and versions.metric_name = settings.metric_name
            and watched.feature_type = settings.feature_type
            and settings.metric_family = 'data_quality'
    ),

    pending_slices as (select distinct {{ ml_monitor.slice_columns() }} from pending),

    chunk_counts as (
        select
            {{ ml_monitor.slice_columns("counted") }},
            counted.column_name,
            sum(case when counted.bin_type = 'missing' then counted.row_count else 0 end) as missing_count,
            sum(case when counted.bin_type = 'unseen' then counted.row_count else 0 end) as unseen_count
        from {{ ref("monitor_distributions") }} as counted
        inner join pending_slices on {{ ml_monitor.same_slice("counted", "pending_slices") }}
        group by {{ ml_monitor.slice_columns("counted") }}, counted.column_name
    ),

    range_counts as (
        select {{ ml_monitor.slice_columns("counted") }}, counted.column_name, sum(counted.out_of_range_count) as outside_count
        from {{ ref("monitor_value_counts") }} as counted
        inner join pending_slices on {{ ml_monitor.same_slice("counted", "pending_slices") }}
        group by {{ ml_monitor.slice_columns("counted") }}, counted.column_name
    ),

    reference_values as (
        select monitor_name, segment_index, column_name, sum(row_count) as value_count
        from {{ ref("monitor_fitted_distributions") }}
        group by monitor_name, segment_index, column_name
    ),

    counts as (
        select
            {{ ml_monitor.slice_columns("pending") }},
            pending.metric_name,
            pending.column_name,
            pending.result_version,
            -- Only labels that have come can be unseen.
            case
                when pending.column_group = 'target' then pending.row_count - coalesce(chunk_counts.missing_count, 0) else pending.row_count
            end as row_count,
            pending.row_count as chunk_row_count,
            1
            - coalesce(reference_values.value_count, 0)
            / nullif(cast(segments.reference_row_count as {{ ml_monitor.type_double() }}), 0) as reference_missing_share,
            case
                -- Without a value in the reference a column of numbers has no range and no bins, and its values are not counted.
                when pending.feature_type = 'continuous' and reference_values.value_count is null
                then null
                when pending.metric_name = 'missing_values'
                then coalesce(chunk_counts.missing_count, 0)
                when pending.metric_name = 'values_out_of_range'
                then coalesce(range_counts.outside_count, 0)
                -- A null is something new where the reference has none.
                when pending.column_group = 'target' or coalesce(reference_values.value_count, 0) < segments.reference_row_count
                then coalesce(chunk_counts.unseen_count, 0)
                else coalesce(chunk_counts.unseen_count, 0) + coalesce(chunk_counts.missing_count, 0)
            end as found_count
        from pending
        inner join
            {{ ref("monitor_segments") }} as segments on {{ ml_monitor.same("pending", "segments", ["monitor_name", "segment_index"]) }}
        left join reference_values on {{ ml_monitor.same("pending", "reference_values", ["monitor_name", "segment_index", "column_name"]) }}
        left join chunk_counts on {{ ml_monitor.same_slice("pending", "chunk_counts") }} and pending.column_name = chunk_counts.column_name
        left join range_counts on {{ ml_monitor.same_slice("pending", "range_counts") }} and pending.column_name = range_counts.column_name
    ),

    shares as ({{ ml_monitor.segment_shares("versions") }})

select
    {{ ml_monitor.slice_columns("counts") }},
    'data_quality' as metric_family,
    counts.metric_name,
    counts.column_name,
    'exact' as method,
    ':none' as drift_type,
    case
        when counts.row_count > 0
        then
            counts.found_count / case
                when config.is_data_quality_normalized
                then cast(counts.row_count as {{ ml_monitor.type_double() }})
                else {{ ml_monitor.real(1) }}
            end
    end as metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    case
        when counts.metric_name = 'missing_values'
        then
            {{
                ml_monitor.share_sampling_error(
                    "counts.reference_missing_share", "counts.row_count", "config.is_data_quality_normalized"
                )
            }}
    end as sampling_error,
    cast(counts.row_count as {{ dbt.type_bigint() }}) as count_used,
    cast(counts.chunk_row_count - counts.row_count as {{ dbt.type_bigint() }}) as count_unused,
    counts.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from counts
inner join {{ ref("monitor_config") }} as config on counts.monitor_name = config.monitor_name
union all
select
    {{ ml_monitor.slice_columns() }},
    'data_quality' as metric_family,
    metric_name,
    ':table' as column_name,
    'exact' as method,
    ':none' as drift_type,
    found_count / nullif(chunk_row_count, 0) as metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    {{ ml_monitor.share_sampling_error("reference_share", "nullif(chunk_row_count, 0)", "1 = 1") }} as sampling_error,
    cast(chunk_row_count as {{ dbt.type_bigint() }}) as count_used,
    cast(0 as {{ dbt.type_bigint() }}) as count_unused,
    result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from shares
