-- Tile: heatmap of columns by chunks under the method that rankings use; color by times_threshold, mark where alert_flag is 1.
select
    metrics.monitor_name,
    metrics.column_name,
    metrics.column_role,
    metrics.metric_name,
    metrics.chunk_index,
    metrics.chunk_start_date,
    metrics.metric_value,
    metrics.metric_value / nullif(metrics.upper_threshold, 0) as times_threshold,
    case when metrics.is_alert then 1 else 0 end as alert_flag
from {{ ref('ml_monitor', 'monitor_metrics') }} as metrics
inner join
    {{ ref('ml_monitor', 'monitor_metric_settings') }} as settings
    on metrics.monitor_name = settings.monitor_name
    and metrics.metric_family = settings.metric_family
    and metrics.metric_name = settings.metric_name
    and metrics.feature_type = settings.feature_type
where
    metrics.metric_family = 'univariate_drift'
    and metrics.drift_type = 'baseline'
    and metrics.period = 'analysis'
    and settings.is_used_in_ranking
order by metrics.monitor_name, metrics.column_name, metrics.chunk_index
