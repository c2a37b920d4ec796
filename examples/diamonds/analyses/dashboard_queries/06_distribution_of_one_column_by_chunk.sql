-- Tile: bars of one column's bins or categories in each analysis chunk against the whole reference; filters: monitor, column.
select
    chunks.chunk_index,
    chunks.chunk_key,
    counted.bin_type,
    counted.bin_index,
    counted.bin_lower_edge,
    counted.bin_upper_edge,
    counted.category,
    counted.row_count,
    counted.row_count * 1.0 / nullif(sum(counted.row_count) over (partition by chunks.chunk_index), 0) as chunk_share,
    counted.reference_row_count
    * 1.0
    / nullif(sum(counted.reference_row_count) over (partition by chunks.chunk_index), 0) as reference_share
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
    and counted.bin_type <> 'missing'
order by chunks.chunk_index, counted.bin_index, counted.category
