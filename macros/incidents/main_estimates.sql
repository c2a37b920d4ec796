{#
  The estimates of the metric that a monitor names first: one row per monitor and analysis chunk, the latest in `recency` 1.
#}
{% macro main_estimates() %}
    select
        metrics.monitor_name,
        metrics.metric_value,
        row_number() over (partition by metrics.monitor_name order by metrics.chunk_index desc) as recency
    from {{ ref("monitor_metrics") }} as metrics
    inner join
        {{ ref("monitor_config") }} as config on metrics.monitor_name = config.monitor_name and metrics.metric_name = config.main_metric
    where
        metrics.period = 'analysis'
        and metrics.metric_family = 'estimated_performance'
        and metrics.segment_column = ':all'
        and metrics.not_judged_reason in (':none', 'no_threshold')
{% endmacro %}
