-- Tile: lines of estimated and realized performance over time, with the band of the estimate, the thresholds and a mark on every alert.
select
    monitor_name,
    period,
    chunk_index,
    chunk_key,
    chunk_start_date,
    metric_name,
    estimated_value,
    estimated_lower_confidence_boundary,
    estimated_upper_confidence_boundary,
    realized_value,
    estimated_lower_threshold,
    estimated_upper_threshold,
    realized_lower_threshold,
    realized_upper_threshold,
    case when is_estimated_alert then estimated_value end as estimated_alert_value,
    case when is_realized_alert then realized_value end as realized_alert_value
from {{ ref('ml_monitor', 'monitor_performance') }}
where metric_name = 'rmse'
order by monitor_name asc, period desc, chunk_index asc
