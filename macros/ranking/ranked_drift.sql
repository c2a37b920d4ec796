{#
  The drift that features are ranked by: one row per feature and analysis chunk.
  It is measured by the method that the monitor names first for the feature's type.
#}
{% macro ranked_drift() %}
    select
        {{ ml_monitor.columns_of("metrics", ml_monitor.segment_grain() + ["model_version", "column_name"]) }},
        metrics.metric_name as drift_method,
        metrics.chunk_index,
        metrics.metric_value,
        metrics.is_alert,
        metrics.metric_value / nullif(metrics.upper_threshold, 0) as times_threshold
    from {{ ref("monitor_metrics") }} as metrics
    inner join
        {{ ref("monitor_metric_settings") }} as settings
        on {{ ml_monitor.same("metrics", "settings", ["monitor_name", "metric_family", "metric_name", "feature_type"]) }}
        and settings.is_used_in_ranking
    inner join
        {{ ref("monitor_config") }} as config
        on metrics.monitor_name = config.monitor_name
        and metrics.drift_type = {{ ml_monitor.ranked_drift_type("config") }}
    where metrics.metric_family = 'univariate_drift' and metrics.column_role = 'feature' and metrics.period = 'analysis'
{% endmacro %}
