{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period", "chunk_index")) }}
{#- Counts per chunk: they add up over chunks, so any coarser period is a sum. -#}
with
    pending as ({{ ml_monitor.pending_versions("value_counts") }}),

    chunk_counts as (
        select
            counted.result_version,
            counted.monitor_name,
            counted.period,
            counted.chunk_index,
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
        group by
            counted.result_version,
            counted.monitor_name,
            counted.period,
            counted.chunk_index,
            counted.column_name,
            counted.bin_index,
            bins.bin_count

        union all

        select
            counted.result_version,
            counted.monitor_name,
            counted.period,
            counted.chunk_index,
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

    present as (
        select monitor_name, period, chunk_index, column_name, sum(row_count) as row_count
        from chunk_counts
        group by monitor_name, period, chunk_index, column_name
    ),

    missing_counts as (
        select
            pending.result_version,
            chunks.monitor_name,
            chunks.period,
            chunks.chunk_index,
            watched.column_name,
            watched.feature_type,
            'missing' as bin_type,
            cast(-1 as {{ dbt.type_bigint() }}) as bin_index,
            ':none' as category,
            chunks.row_count - coalesce(present.row_count, 0) as row_count
        from {{ ref("monitor_chunks") }} as chunks
        inner join {{ ref("monitor_columns") }} as watched on chunks.monitor_name = watched.monitor_name
        inner join
            pending
            on chunks.monitor_name = pending.monitor_name
            and chunks.period = pending.period
            and chunks.chunk_index = pending.chunk_index
            and watched.column_group = pending.column_group
        left join
            present
            on chunks.monitor_name = present.monitor_name
            and chunks.period = present.period
            and chunks.chunk_index = present.chunk_index
            and watched.column_name = present.column_name
        where chunks.row_count > coalesce(present.row_count, 0)
    ),

    all_counts as (
        select *
        from chunk_counts
        union all
        select *
        from missing_counts
    )

select
    all_counts.monitor_name,
    all_counts.period,
    all_counts.chunk_index,
    all_counts.column_name,
    all_counts.feature_type,
    all_counts.bin_type,
    all_counts.bin_index,
    fitted.bin_lower_edge,
    fitted.bin_upper_edge,
    all_counts.category,
    cast(all_counts.row_count as {{ dbt.type_bigint() }}) as row_count,
    case
        when all_counts.bin_type <> 'missing' then cast(coalesce(fitted.row_count, 0) as {{ dbt.type_bigint() }})
    end as reference_row_count,
    all_counts.result_version
from all_counts
left join
    {{ ref("monitor_fitted_distributions") }} as fitted
    on all_counts.monitor_name = fitted.monitor_name
    and all_counts.column_name = fitted.column_name
    and all_counts.bin_type = fitted.bin_type
    and all_counts.bin_index = fitted.bin_index
