-- Tile: line of the PCA reconstruction error over time with its band, its thresholds and a mark on every alert.
select
    monitor_name,
    period,
    chunk_index,
    chunk_key,
    chunk_start_date,
    metric_value,
    lower_confidence_boundary,
    upper_confidence_boundary,
    lower_threshold,
    upper_threshold,
    case when is_alert then metric_value end as alert_value
from {{ ref('ml_monitor', 'monitor_metrics') }}
where metric_family = 'multivariate_drift'
order by monitor_name asc, period desc, chunk_index asc
