-- Tile: stacked bars of labeled and unlabeled rows per chunk; incomplete chunks in a lighter color.
select
    monitor_name,
    period,
    chunk_index,
    chunk_key,
    chunk_start_date,
    row_count,
    labelled_row_count,
    row_count - labelled_row_count as unlabelled_row_count,
    case when is_chunk_complete then 1 else 0 end as complete_flag
from {{ ref('ml_monitor', 'monitor_chunks') }}
order by monitor_name asc, period desc, chunk_index asc
