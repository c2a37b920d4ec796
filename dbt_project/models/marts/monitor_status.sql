{#- One line per monitor, for a tile or a morning's glance. -#}
with
    latest_chunks as (
        select
            monitor_name,
            chunk_index,
            chunk_key,
            chunk_start_date,
            chunk_end_date,
            row_number() over (partition by monitor_name order by chunk_index desc) as recency
        from {{ ref("monitor_chunks") }}
        where period = 'analysis'
    ),

    alert_totals as (
        select
            alerts.monitor_name,
            count(*) as alert_count,
            sum(case when alerts.chunks_ago = 0 then 1 else 0 end) as alerts_in_last_chunk,
            min(case when alerts.chunks_ago = 0 then alerts.severity_rank end) as worst_severity_rank,
            -- since when the oldest of the alerts that stand now has stood
            min(case when alerts.chunks_ago = 0 then alerts.chunk_index - alerts.age_in_chunks + 1 end) as first_alert_chunk_index
        from {{ ref("monitor_alerts") }} as alerts
        group by alerts.monitor_name
    ),

    worst_columns as (
        select
            alerts.monitor_name,
            alerts.column_name,
            row_number() over (
                partition by alerts.monitor_name
                order by coalesce(alerts.metric_value / nullif(alerts.upper_threshold, 0), 0) desc, ranking.rank
            ) as place
        from {{ ref("monitor_alerts") }} as alerts
        inner join
            {{ ref("monitor_feature_ranking") }} as ranking
            on alerts.monitor_name = ranking.monitor_name
            and alerts.column_name = ranking.column_name
            and alerts.metric_name = ranking.drift_method
            and ranking.ranking_method = 'alert_count'
        inner join
            {{ ref("monitor_config") }} as watched
            on alerts.monitor_name = watched.monitor_name
            and alerts.drift_type = {{ ml_monitor.ranked_drift_type("watched") }}
        where alerts.chunks_ago = 0 and alerts.metric_family = 'univariate_drift'
    )

select
    config.monitor_name,
    config.model_version,
    case
        when latest.chunk_index is null then 'no analysis rows' when coalesce(totals.alerts_in_last_chunk, 0) > 0 then 'alert' else 'ok'
    end as status,
    case
        totals.worst_severity_rank when 1 then 'critical' when 2 then 'high' when 3 then 'medium' when 4 then 'low' else ':none'
    end as severity,
    cast(latest.chunk_index as {{ dbt.type_int() }}) as last_chunk_index,
    latest.chunk_key as last_chunk_key,
    latest.chunk_start_date as last_chunk_start_date,
    latest.chunk_end_date as last_chunk_end_date,
    cast(coalesce(totals.alerts_in_last_chunk, 0) as {{ dbt.type_bigint() }}) as alerts_in_last_chunk,
    cast(coalesce(totals.alert_count, 0) as {{ dbt.type_bigint() }}) as alert_count,
    first_alerts.chunk_key as first_alert_chunk_key,
    first_alerts.chunk_start_date as first_alert_start_date,
    worst_columns.column_name as worst_column,
    config.main_metric as performance_metric,
    performance.estimated_value as estimated_performance,
    performance.realized_value as realized_performance,
    config.limitations
from {{ ref("monitor_config") }} as config
left join latest_chunks as latest on config.monitor_name = latest.monitor_name and latest.recency = 1
left join alert_totals as totals on config.monitor_name = totals.monitor_name
left join
    {{ ref("monitor_chunks") }} as first_alerts
    on totals.monitor_name = first_alerts.monitor_name
    and totals.first_alert_chunk_index = first_alerts.chunk_index
    and first_alerts.period = 'analysis'
left join worst_columns on config.monitor_name = worst_columns.monitor_name and worst_columns.place = 1
left join
    {{ ref("monitor_performance") }} as performance
    on config.monitor_name = performance.monitor_name
    and config.main_metric = performance.metric_name
    and latest.chunk_index = performance.chunk_index
    and performance.period = 'analysis'
