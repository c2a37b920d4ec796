-- Tile: bars of one column's bins or categories in each analysis chunk against the whole reference; filters: monitor, column.
with
    bins_of_chunks as (
        select
            chunks.chunk_index,
            chunks.chunk_key,
            fitted.bin_type,
            fitted.bin_index,
            fitted.bin_lower_edge,
            fitted.bin_upper_edge,
            fitted.category,
            coalesce(counted.row_count, 0) as row_count,
            fitted.row_count as reference_row_count
        from {{ ref('ml_monitor', 'monitor_chunks') }} as chunks
        inner join {{ ref('ml_monitor', 'monitor_fitted_distributions') }} as fitted on chunks.monitor_name = fitted.monitor_name
        left join
            {{ ref('ml_monitor', 'monitor_distributions') }} as counted
            on chunks.monitor_name = counted.monitor_name
            and chunks.period = counted.period
            and chunks.chunk_index = counted.chunk_index
            and fitted.column_name = counted.column_name
            and fitted.bin_type = counted.bin_type
            and fitted.bin_index = counted.bin_index
        where chunks.monitor_name = 'diamonds_price' and chunks.period = 'analysis' and fitted.column_name = 'depth'

        union all

        -- What lies outside the reference: values below or above its range, categories it never had.
        select
            chunks.chunk_index,
            chunks.chunk_key,
            counted.bin_type,
            counted.bin_index,
            counted.bin_lower_edge,
            counted.bin_upper_edge,
            counted.category,
            counted.row_count,
            counted.reference_row_count
        from {{ ref('ml_monitor', 'monitor_distributions') }} as counted
        inner join
            {{ ref('ml_monitor', 'monitor_chunks') }} as chunks
            on counted.monitor_name = chunks.monitor_name
            and counted.period = chunks.period
            and counted.chunk_index = chunks.chunk_index
        where
            counted.monitor_name = 'diamonds_price'
            and counted.period = 'analysis'
            and counted.column_name = 'depth'
            and counted.bin_type in ('below', 'above', 'unseen')
    )

select
    chunk_index,
    chunk_key,
    bin_type,
    bin_index,
    bin_lower_edge,
    bin_upper_edge,
    category,
    row_count,
    row_count * 1.0 / nullif(sum(row_count) over (partition by chunk_index), 0) as chunk_share,
    reference_row_count * 1.0 / nullif(sum(reference_row_count) over (partition by chunk_index), 0) as reference_share
from bins_of_chunks
order by chunk_index, bin_index, category
