{#- The alerts of the analysis period, each with its incident, and why nobody has to act on it where that is so. No model reads it, so that a failing check of it skips nothing. -#}
{%- set segment = ml_monitor.segment_grain() %}
with
    alerts as (
        select
            *,
            -- Runs of neighboring chunks share the difference of the two numberings.
            chunk_index - row_number() over (partition by {{ ml_monitor.series() }} order by chunk_index) as run_number,
            {{ ml_monitor.incident_kind("alerts") }} as kind,
            {{ ml_monitor.incident_column("alerts") }} as incident_column
        from {{ ref("monitor_metrics") }} as alerts
        where period = 'analysis' and is_alert
    ),

    aged as (
        select *, row_number() over (partition by {{ ml_monitor.series() }}, run_number order by chunk_index) as age_in_chunks from alerts
    ),

    latest as (
        select monitor_name, max(chunk_index) as latest_chunk_index
        from {{ ref("monitor_chunks") }}
        where period = 'analysis'
        group by monitor_name
    ),

    sizes as ({{ ml_monitor.alert_sizes() }}),

    memory as ({{ ml_monitor.incident_memory() }}),

    -- The drift of a column whose values are missing or new says the same once more.
    broken_columns as (
        select {{ segment | join(", ") }}, chunk_index, column_name, min(metric_name) as inhibited_by
        from alerts
        where is_worse and metric_name in ('missing_values', 'unseen_values')
        group by {{ segment | join(", ") }}, chunk_index, column_name
    ),

    realized as (
        select distinct {{ segment | join(", ") }}, chunk_index from alerts where is_worse and metric_family = 'realized_performance'
    ),

    realized_metrics as (
        select distinct {{ segment | join(", ") }}, chunk_index, metric_name from alerts where is_worse and metric_family = 'business'
    ),

    placed as (
        select
            aged.*,
            coalesce(latest.latest_chunk_index, aged.chunk_index) - aged.chunk_index as chunks_ago,
            sizes.times_threshold,
            spans.incident_id,
            case
                when aged.verdict = 'not_judged'
                then aged.not_judged_reason
                when {{ ml_monitor.muted_by() }} <> ':none'
                then 'mute'
                when aged.metric_family = 'univariate_drift' and broken_columns.inhibited_by is not null
                then broken_columns.inhibited_by
                when aged.metric_family = 'estimated_performance' and realized.chunk_index is not null
                then 'realized_performance'
                when aged.metric_family = 'estimated_business' and realized_metrics.chunk_index is not null
                then 'business'
                else ':none'
            end as inhibited_by,
            coalesce(severities.severity_rank, 4) as severity_rank,
            memory.first_seen_at
        from aged
        inner join sizes on aged.metric_id = sizes.metric_id
        left join latest on aged.monitor_name = latest.monitor_name
        left join
            {{ ref("monitor_incident_spans") }} as spans
            on {{ ml_monitor.same("aged", "spans", segment + ["kind"]) }}
            and aged.incident_column = spans.column_name
            and aged.is_worse
            and aged.chunk_index between spans.opened_chunk_index and spans.last_alert_chunk_index
        left join {{ ref("monitor_incident_severities") }} as severities on spans.incident_id = severities.incident_id
        left join memory on spans.incident_id = memory.incident_id
        left join broken_columns on {{ ml_monitor.same("aged", "broken_columns", segment + ["chunk_index", "column_name"]) }}
        left join realized on {{ ml_monitor.same("aged", "realized", segment + ["chunk_index"]) }}
        left join realized_metrics on {{ ml_monitor.same("aged", "realized_metrics", segment + ["chunk_index", "metric_name"]) }}
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
    verdict,
    is_worse,
    times_threshold,
    cast(severity_rank as {{ dbt.type_int() }}) as severity_rank,
    {{ ml_monitor.severity_of_rank("severity_rank") }} as severity,
    coalesce(incident_id, ':none') as incident_id,
    inhibited_by,
    first_seen_at,
    cast(age_in_chunks as {{ dbt.type_bigint() }}) as age_in_chunks,
    cast(chunks_ago as {{ dbt.type_bigint() }}) as chunks_ago,
    computed_at
from placed
