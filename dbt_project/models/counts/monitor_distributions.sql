{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period", "chunk_index")) }}
{#- Counts per slice: they add up over chunks, so any coarser period is a sum. -#}
with
    pending as ({{ ml_monitor.pending_versions("value_counts") }}),

    slices as ({{ ml_monitor.pending_slices("pending") }}),

    -- A whole number takes the place of the names of a slice and its column in the joins to come.
    series as (
        select
            row_number() over (order by slices.result_version, slices.segment_index, watched.column_name) as series,
            {{ ml_monitor.slice_columns("slices") }},
            slices.row_count,
            slices.result_version,
            watched.column_name,
            watched.feature_type
        from slices
        inner join
            {{ ref("monitor_columns") }} as watched
            on slices.monitor_name = watched.monitor_name
            and slices.column_group = watched.column_group
    ),

    counted as (
        select
            series.series,
            case when counted.bin_index < 0 then 'below' when counted.bin_index >= bins.bin_count then 'above' else 'bin' end as bin_type,
            cast(counted.bin_index as {{ dbt.type_bigint() }}) as bin_index,
            ':none' as category,
            sum(counted.row_count) as row_count
        from {{ ref("monitor_value_counts") }} as counted
        inner join series on {{ ml_monitor.same("counted", "series", ["result_version", "segment_index", "column_name"]) }}
        inner join {{ ref("monitor_fitted_bins") }} as bins on {{ ml_monitor.same("counted", "bins", ["monitor_name", "column_name"]) }}
        where counted.chunk_index is not null
        group by series.series, counted.bin_index, bins.bin_count

        union all

        select
            series.series,
            case when fitted.bin_index is not null then 'category' else 'unseen' end as bin_type,
            coalesce(fitted.bin_index, -1) as bin_index,
            counted.category,
            counted.row_count
        from {{ ref("monitor_category_counts") }} as counted
        inner join series on {{ ml_monitor.same("counted", "series", ["result_version", "segment_index", "column_name"]) }}
        left join
            {{ ref("monitor_fitted_distributions") }} as fitted
            on {{ ml_monitor.same("counted", "fitted", ["monitor_name", "segment_index", "column_name", "category"]) }}
            and fitted.bin_type = 'category'
        where counted.chunk_index is not null and counted.category is not null
    ),

    missing as (
        select series.series, series.row_count - coalesce(present.row_count, 0) as row_count
        from series
        left join (select series, sum(row_count) as row_count from counted group by series) as present on series.series = present.series
    ),

    all_counts as (
        -- Every bin and category of the reference, also those that have no row in the chunk.
        select
            series.series,
            fitted.bin_type,
            fitted.bin_index,
            fitted.bin_lower_edge,
            fitted.bin_upper_edge,
            fitted.category,
            coalesce(counted.row_count, 0) as row_count,
            fitted.row_count as reference_row_count
        from series
        inner join
            {{ ref("monitor_fitted_distributions") }} as fitted
            on {{ ml_monitor.same("series", "fitted", ["monitor_name", "segment_index", "column_name"]) }}
        left join
            counted on series.series = counted.series and fitted.bin_index = counted.bin_index and counted.bin_type in ('bin', 'category')

        union all

        select
            series,
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
            series,
            'missing' as bin_type,
            -1 as bin_index,
            {{ ml_monitor.real(none) }} as bin_lower_edge,
            {{ ml_monitor.real(none) }} as bin_upper_edge,
            ':none' as category,
            row_count,
            cast(null as {{ dbt.type_bigint() }}) as reference_row_count
        from missing
        where row_count > 0
    )

select
    {{ ml_monitor.slice_columns("series") }},
    series.column_name,
    series.feature_type,
    all_counts.bin_type,
    cast(all_counts.bin_index as {{ dbt.type_bigint() }}) as bin_index,
    all_counts.bin_lower_edge,
    all_counts.bin_upper_edge,
    all_counts.category,
    cast(all_counts.row_count as {{ dbt.type_bigint() }}) as row_count,
    cast(all_counts.reference_row_count as {{ dbt.type_bigint() }}) as reference_row_count,
    series.result_version
from all_counts
inner join series on all_counts.series = series.series
