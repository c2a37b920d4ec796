-- Tile: one card per monitor with its status, the alerts of the last chunk and the performance there.
select
    monitor_name,
    status,
    severity,
    last_chunk_key,
    last_chunk_end_date,
    alerts_in_last_chunk,
    first_alert_chunk_key,
    first_alert_start_date,
    worst_column,
    performance_metric,
    estimated_performance,
    realized_performance
from {{ ref('ml_monitor', 'monitor_status') }}
order by monitor_name
