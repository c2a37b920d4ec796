{#- The alerts of the analysis period, ordered by what they mean and how long they have stood. -#}
with
    analysis_metrics as (
        select
            *,
            -- Runs of neighbouring chunks with the same verdict share the difference of the two numberings.
            row_number() over (partition by {{ ml_monitor.series() }} order by chunk_index)
            - row_number() over (partition by {{ ml_monitor.series() }}, is_alert order by chunk_index) as run_number,
            max(chunk_index) over (partition by monitor_name) as latest_chunk_index
        from {{ ref("monitor_metrics") }}
        where period = 'analysis'
    ),

    aged as (
        select *, row_number() over (partition by {{ ml_monitor.series() }}, is_alert, run_number order by chunk_index) as age_in_chunks
        from analysis_metrics
    ),

    ranked as (
        select
            aged.*,
            case
                when aged.metric_family = 'realized_performance' and aged.alert_direction = settings.worse_direction
                then 1
                when aged.metric_family = 'estimated_performance' and aged.alert_direction = settings.worse_direction
                then 2
                when aged.metric_family = 'multivariate_drift' or (aged.metric_name = 'missing_values' and aged.alert_direction = 'above')
                then 3
                else 4
            end as severity_rank
        from aged
        left join
            {{ ref("monitor_metric_settings") }} as settings
            on aged.monitor_name = settings.monitor_name
            and aged.metric_family = settings.metric_family
            and aged.metric_name = settings.metric_name
            and aged.feature_type = settings.feature_type
        where aged.is_alert
    )

select
    metric_id,
    monitor_name,
    model_version,
    segment_column,
    segment_value,
    chunk_key,
    chunk_index,
    chunk_start_date,
    chunk_end_date,
    metric_family,
    metric_name,
    column_name,
    column_role,
    drift_type,
    metric_value,
    p_value,
    lower_threshold,
    upper_threshold,
    alert_direction,
    severity_rank,
    case severity_rank when 1 then 'critical' when 2 then 'high' when 3 then 'medium' else 'low' end as severity,
    cast(age_in_chunks as {{ dbt.type_bigint() }}) as age_in_chunks,
    cast(latest_chunk_index - chunk_index as {{ dbt.type_bigint() }}) as chunks_ago,
    computed_at
from ranked
