-- Tile: table of the alerts in the last chunk of each monitor, the worst and the oldest first.
select
    monitor_name,
    severity,
    metric_family,
    metric_name,
    column_name,
    chunk_key,
    metric_value,
    p_value,
    lower_threshold,
    upper_threshold,
    alert_direction,
    age_in_chunks
from {{ ref('ml_monitor', 'monitor_alerts') }}
where chunks_ago = 0
order by monitor_name asc, severity_rank asc, age_in_chunks desc, metric_name asc, column_name asc
