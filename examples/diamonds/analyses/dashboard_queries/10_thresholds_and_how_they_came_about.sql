-- Tile: table of every threshold with what it was computed from, and whether a limit moved or removed it.
select
    monitor_name,
    metric_family,
    metric_name,
    column_name,
    threshold_type,
    threshold_offset_from,
    reference_chunk_count,
    reference_offset,
    reference_standard_deviation,
    threshold_lower_parameter,
    threshold_upper_parameter,
    lower_limit,
    upper_limit,
    lower_threshold,
    upper_threshold,
    p_value_threshold,
    case when unlimited_lower_threshold <= lower_limit or unlimited_upper_threshold >= upper_limit then 1 else 0 end as limited_flag
from {{ ref('ml_monitor', 'monitor_thresholds') }}
order by monitor_name, metric_family, metric_name, column_name
