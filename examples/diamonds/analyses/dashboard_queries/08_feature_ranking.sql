-- Tile: bars of the features to look at first, by number of alerts and by correlation with each performance metric.
select
    monitor_name,
    ranking_method,
    metric_family,
    metric_name,
    rank,
    column_name,
    drift_method,
    number_of_alerts,
    mean_times_threshold,
    pearsonr_correlation,
    pearsonr_pvalue
from {{ ref('ml_monitor', 'monitor_feature_ranking') }}
order by monitor_name, ranking_method, metric_family, metric_name, rank
