-- Tile: line of one column's drift over reference and analysis chunks with its threshold; filters: monitor, column, method.
select
    period,
    chunk_index,
    chunk_key,
    chunk_start_date,
    metric_value,
    upper_threshold,
    case when is_alert then metric_value end as alert_value,
    count_used,
    count_unused
from {{ ref('ml_monitor', 'monitor_metrics') }}
where monitor_name = 'diamonds_price' and metric_family = 'univariate_drift' and metric_name = 'jensen_shannon' and column_name = 'depth'
order by period desc, chunk_index asc
