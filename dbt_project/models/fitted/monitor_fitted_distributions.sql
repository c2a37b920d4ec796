{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
{#- The distribution of each column over the whole reference, and over its rows of each segment: every bin, empty ones too, and every category that is there. -#}
with
    pending as ({{ ml_monitor.pending_versions("fitted_distributions") }}),

    bin_counts as (
        select monitor_name, segment_index, column_name, bin_index, sum(row_count) as row_count
        from {{ ref("monitor_value_counts") }}
        where monitor_name in (select monitor_name from pending) and period = 'reference'
        group by monitor_name, segment_index, column_name, bin_index
    ),

    category_counts as (
        select monitor_name, segment_index, column_name, category, sum(row_count) as row_count
        from {{ ref("monitor_category_counts") }}
        where monitor_name in (select monitor_name from pending) and period = 'reference' and category is not null
        group by monitor_name, segment_index, column_name, category
    ),

    -- A category has the same number in every segment.
    numbered_categories as (
        select
            monitor_name,
            column_name,
            category,
            row_number() over (partition by monitor_name, column_name order by category) - 1 as bin_index
        from category_counts
        where segment_index = 0
    )

select
    bins.monitor_name,
    segments.segment_index,
    bins.column_name,
    'continuous' as feature_type,
    'bin' as bin_type,
    cast(numbers.number as {{ dbt.type_bigint() }}) as bin_index,
    numbers.number * bins.bin_width + bins.lower_edge as bin_lower_edge,
    case
        when numbers.number = bins.bin_count - 1 then bins.upper_edge else (numbers.number + 1) * bins.bin_width + bins.lower_edge
    end as bin_upper_edge,
    ':none' as category,
    cast(coalesce(bin_counts.row_count, 0) as {{ dbt.type_bigint() }}) as row_count,
    pending.result_version
from {{ ref("monitor_fitted_bins") }} as bins
inner join pending on bins.monitor_name = pending.monitor_name
inner join {{ ref("monitor_segments") }} as segments on bins.monitor_name = segments.monitor_name and segments.reference_row_count > 0
inner join ({{ ml_monitor.numbers(4) }}) as numbers on numbers.number < bins.bin_count
left join
    bin_counts
    on bins.monitor_name = bin_counts.monitor_name
    and segments.segment_index = bin_counts.segment_index
    and bins.column_name = bin_counts.column_name
    and numbers.number = bin_counts.bin_index

union all

select
    category_counts.monitor_name,
    category_counts.segment_index,
    category_counts.column_name,
    'categorical' as feature_type,
    'category' as bin_type,
    numbered_categories.bin_index,
    {{ ml_monitor.real(none) }} as bin_lower_edge,
    {{ ml_monitor.real(none) }} as bin_upper_edge,
    category_counts.category,
    cast(category_counts.row_count as {{ dbt.type_bigint() }}) as row_count,
    pending.result_version
from category_counts
inner join
    numbered_categories on {{ ml_monitor.same("category_counts", "numbered_categories", ["monitor_name", "column_name", "category"]) }}
inner join pending on category_counts.monitor_name = pending.monitor_name
