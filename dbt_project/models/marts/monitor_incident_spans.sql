{#- A minimal version for input incidents: a column with an alert in its latest analysis chunk, since the first chunk of that run of alerts. -#}
with
    judged_chunks as (
        select
            monitor_name,
            model_version,
            segment_column,
            segment_value,
            column_name,
            chunk_index,
            chunk_key,
            chunk_start_date,
            sum(case when is_alert then 1 else 0 end) as alert_count
        from {{ ref("monitor_metrics") }}
        where period = 'analysis' and metric_family in ('univariate_drift', 'data_quality') and drift_type <> 'consecutive'
        group by monitor_name, model_version, segment_column, segment_value, column_name, chunk_index, chunk_key, chunk_start_date
    ),

    placed as (
        select
            judged_chunks.*,
            max(chunk_index) over (partition by monitor_name, segment_column, segment_value, column_name) as latest_chunk_index,
            max(case when alert_count = 0 then chunk_index end) over (
                partition by monitor_name, segment_column, segment_value, column_name
            ) as last_quiet_chunk_index
        from judged_chunks
    ),

    runs as (
        select
            placed.*,
            row_number() over (partition by monitor_name, segment_column, segment_value, column_name order by chunk_index) as place,
            sum(alert_count) over (partition by monitor_name, segment_column, segment_value, column_name) as alerts_of_run,
            count(*) over (partition by monitor_name, segment_column, segment_value, column_name) as chunks_of_run
        from placed
        where chunk_index > coalesce(last_quiet_chunk_index, -1)
    )

select
    {{ dbt.hash(dbt.concat(["opening.monitor_name", "'|'", "opening.segment_column", "'|'", "opening.segment_value", "'|input|'", "opening.column_name", "'|'", "opening.chunk_key"])) }}
    as incident_id,
    opening.monitor_name,
    opening.model_version,
    opening.segment_column,
    opening.segment_value,
    'input' as kind,
    opening.column_name,
    'open' as status,
    opening.chunk_index as opened_chunk_index,
    opening.chunk_key as opened_chunk_key,
    opening.chunk_start_date as opened_chunk_date,
    latest.chunk_index as last_alert_chunk_index,
    latest.chunk_key as last_alert_chunk_key,
    latest.chunk_start_date as last_alert_chunk_date,
    cast(opening.chunks_of_run as {{ dbt.type_bigint() }}) as judged_chunk_count,
    cast(opening.alerts_of_run as {{ dbt.type_bigint() }}) as alert_count
from runs as opening
inner join
    runs as latest
    on opening.monitor_name = latest.monitor_name
    and opening.segment_column = latest.segment_column
    and opening.segment_value = latest.segment_value
    and opening.column_name = latest.column_name
    and latest.chunk_index = latest.latest_chunk_index
where opening.place = 1
