{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period", "chunk_index")) }}
{#- Counts per chunk: they add up over chunks, so any coarser period is a sum. -#}
with
    pending as ({{ ml_monitor.pending_versions("value_counts") }}),

    counted as (
        select
            counted.result_version,
            counted.column_name,
            'continuous' as feature_type,
            case when counted.bin_index < 0 then 'below' when counted.bin_index >= bins.bin_count then 'above' else 'bin' end as bin_type,
            cast(counted.bin_index as {{ dbt.type_bigint() }}) as bin_index,
            ':none' as category,
            sum(counted.row_count) as row_count
        from {{ ref("monitor_value_counts") }} as counted
        inner join
            {{ ref("monitor_fitted_bins") }} as bins on counted.monitor_name = bins.monitor_name and counted.column_name = bins.column_name
        where counted.chunk_index is not null and counted.result_version in (select result_version from pending)
        group by counted.result_version, counted.column_name, counted.bin_index, bins.bin_count

        union all

        select
            counted.result_version,
            counted.column_name,
            'categorical' as feature_type,
            case when fitted.bin_index is not null then 'category' else 'unseen' end as bin_type,
            coalesce(fitted.bin_index, -1) as bin_index,
            counted.category,
            counted.row_count
        from {{ ref("monitor_category_counts") }} as counted
        left join
            {{ ref("monitor_fitted_distributions") }} as fitted
            on counted.monitor_name = fitted.monitor_name
            and counted.column_name = fitted.column_name
            and counted.category = fitted.category
            and fitted.bin_type = 'category'
        where
            counted.chunk_index is not null
            and counted.category is not null
            and counted.result_version in (select result_version from pending)
    ),

    present as (select result_version, column_name, sum(row_count) as row_count from counted group by result_version, column_name),

    pending_columns as (
        select
            pending.result_version,
            {{ ml_monitor.slice_columns("pending") }},
            watched.column_name,
            watched.feature_type,
            chunks.row_count - coalesce(present.row_count, 0) as missing_count
        from pending
        inner join {{ ref("monitor_chunks") }} as chunks on {{ ml_monitor.same_slice("pending", "chunks") }}
        inner join
            {{ ref("monitor_columns") }} as watched
            on pending.monitor_name = watched.monitor_name
            and pending.column_group = watched.column_group
        left join present on pending.result_version = present.result_version and watched.column_name = present.column_name
    ),

    all_counts as (
        -- Every bin and category of the reference, also those that have no row in the chunk.
        select
            pending_columns.result_version,
            pending_columns.column_name,
            fitted.bin_type,
            fitted.bin_index,
            fitted.bin_lower_edge,
            fitted.bin_upper_edge,
            fitted.category,
            coalesce(counted.row_count, 0) as row_count,
            fitted.row_count as reference_row_count
        from pending_columns
        inner join
            {{ ref("monitor_fitted_distributions") }} as fitted
            on pending_columns.monitor_name = fitted.monitor_name
            and pending_columns.column_name = fitted.column_name
        left join
            counted
            on pending_columns.result_version = counted.result_version
            and fitted.column_name = counted.column_name
            and fitted.bin_type = counted.bin_type
            and fitted.bin_index = counted.bin_index

        union all

        select
            result_version,
            column_name,
            bin_type,
            bin_index,
            {{ ml_monitor.real(none) }} as bin_lower_edge,
            {{ ml_monitor.real(none) }} as bin_upper_edge,
            category,
            row_count,
            0 as reference_row_count
        from counted
        where bin_type in ('below', 'above', 'unseen')

        union all

        select
            result_version,
            column_name,
            'missing' as bin_type,
            -1 as bin_index,
            {{ ml_monitor.real(none) }} as bin_lower_edge,
            {{ ml_monitor.real(none) }} as bin_upper_edge,
            ':none' as category,
            missing_count as row_count,
            cast(null as {{ dbt.type_bigint() }}) as reference_row_count
        from pending_columns
        where missing_count > 0
    )

select
    {{ ml_monitor.slice_columns("pending_columns") }},
    all_counts.column_name,
    pending_columns.feature_type,
    all_counts.bin_type,
    cast(all_counts.bin_index as {{ dbt.type_bigint() }}) as bin_index,
    all_counts.bin_lower_edge,
    all_counts.bin_upper_edge,
    all_counts.category,
    cast(all_counts.row_count as {{ dbt.type_bigint() }}) as row_count,
    cast(all_counts.reference_row_count as {{ dbt.type_bigint() }}) as reference_row_count,
    all_counts.result_version
from all_counts
inner join
    pending_columns on all_counts.result_version = pending_columns.result_version and all_counts.column_name = pending_columns.column_name
