{{ config(post_hook="{{ ml_monitor.print_status() }}") }}
{#- One line per monitor: what, since when, how bad, why and what to do. Nobody reads it but you and the checks. -#}
with
    chunks as (
        select *, row_number() over (partition by monitor_name order by chunk_index desc) as recency
        from {{ ref("monitor_chunks") }}
        where period = 'analysis'
    ),

    verdicts as ({{ ml_monitor.counted_verdicts() }}),

    totals as ({{ ml_monitor.verdict_totals("verdicts", "chunks") }}),

    reasons as ({{ ml_monitor.not_judged_reasons("verdicts") }}),

    memory as ({{ ml_monitor.incident_memory() }}),

    open_incidents as ({{ ml_monitor.open_incidents("memory") }}),

    incident_counts as ({{ ml_monitor.open_incident_counts("open_incidents") }}),

    worst_columns as ({{ ml_monitor.worst_features("open_incidents") }}),

    labelled as (
        select *, row_number() over (partition by monitor_name order by chunk_index desc) as recency
        from ({{ ml_monitor.labelled_chunks() }}) as labelled_chunks
        where segment_column = ':all'
    ),

    contradictions as ({{ ml_monitor.contradictions_of_late("labelled", "incident_counts") }}),

    estimated as ({{ ml_monitor.main_estimates() }}),

    limitations_of_groups as ({{ ml_monitor.limitations_of_groups() }}),

    states as (
        select
            config.monitor_name,
            config.model_version,
            config.chunk_period,
            config.main_metric,
            case
                when limitations_of_groups.limitations is null
                then config.limitations
                when config.limitations = ':none'
                then limitations_of_groups.limitations
                else config.limitations || '; ' || limitations_of_groups.limitations
            end as limitations,
            config.owner,
            {{ ml_monitor.state_of_monitor() }} as state,
            worst.severity_rank,
            worst.incident_id,
            worst.opened_chunk_index,
            worst.opened_chunk_key,
            worst.opened_chunk_date,
            worst.headline,
            worst.in_short,
            worst.likely_causes,
            worst.suggestion,
            {% for severity in ml_monitor.severities() + ["muted"] -%} incident_counts.open_{{ severity }}_incidents, {% endfor -%}
            incident_counts.open_count,
            incident_counts.first_opened_index,
            totals.alert_count,
            totals.alerts_in_last_chunk,
            totals.last_judged_index,
            totals.judged_kinds,
            reasons.not_judged_reason
        from {{ ref("monitor_config") }} as config
        left join totals on config.monitor_name = totals.monitor_name
        left join reasons on config.monitor_name = reasons.monitor_name and reasons.place = 1
        left join open_incidents as worst on config.monitor_name = worst.monitor_name and worst.is_muted = 0 and worst.place = 1
        left join incident_counts on config.monitor_name = incident_counts.monitor_name
        left join limitations_of_groups on config.monitor_name = limitations_of_groups.monitor_name
    ),

    told as (
        select
            states.*,
            {{ ml_monitor.told_chunk("states.opened_chunk_date", "states.opened_chunk_key", "states.chunk_period") }} as told_since,
            {{ ml_monitor.told_chunk("judged.chunk_start_date", "judged.chunk_key", "states.chunk_period") }} as told_judged,
            {{ ml_monitor.told_chunk("labelled.chunk_start_date", "labelled.chunk_key", "states.chunk_period") }} as told_labelled,
            last_chunks.chunk_index as last_chunk_index,
            last_chunks.chunk_key as last_chunk_key,
            last_chunks.chunk_start_date as last_chunk_start_date,
            last_chunks.chunk_end_date as last_chunk_end_date,
            judged.chunk_key as last_judged_chunk_key,
            judged.chunk_start_date as last_judged_chunk_start_date,
            labelled.chunk_key as last_labelled_chunk_key,
            labelled.chunk_start_date as last_labelled_chunk_start_date,
            labelled.realized_value,
            first_alerts.chunk_key as first_alert_chunk_key,
            first_alerts.chunk_start_date as first_alert_start_date,
            worst_columns.column_name as worst_column,
            estimated.metric_value as estimated_value,
            case
                when estimated.metric_value is not null
                then not ({{ ml_monitor.is_contradicted("contradictions.outside_count", "contradictions.labelled_count") }})
            end as is_estimate_trusted
        from states
        left join chunks as last_chunks on states.monitor_name = last_chunks.monitor_name and last_chunks.recency = 1
        left join chunks as judged on states.monitor_name = judged.monitor_name and states.last_judged_index = judged.chunk_index
        left join
            chunks as first_alerts
            on states.monitor_name = first_alerts.monitor_name
            and states.first_opened_index = first_alerts.chunk_index
        left join labelled on states.monitor_name = labelled.monitor_name and labelled.recency = 1
        left join worst_columns on states.monitor_name = worst_columns.monitor_name and worst_columns.place = 1
        left join estimated on states.monitor_name = estimated.monitor_name and estimated.recency = 1
        left join contradictions on states.monitor_name = contradictions.monitor_name
    )

select
    monitor_name,
    model_version,
    state,
    opened_chunk_date as since,
    opened_chunk_key as since_chunk_key,
    coalesce(headline, {{ ml_monitor.quiet_headline() }}) as headline,
    {{ ml_monitor.status_summary() }} as summary,
    coalesce(suggestion, ':none') as suggestion,
    coalesce(likely_causes, ':none') as likely_causes,
    coalesce(incident_id, ':none') as incident_id,
    {% for severity in ml_monitor.severities() + ["muted"] -%}
        cast(coalesce(open_{{ severity }}_incidents, 0) as {{ dbt.type_bigint() }}) as open_{{ severity }}_incidents,
    {%- endfor %}
    last_judged_chunk_key,
    last_judged_chunk_start_date,
    last_labelled_chunk_key,
    last_labelled_chunk_start_date,
    case when coalesce(judged_kinds, '') = '' then ':none' else substr(judged_kinds, 3) end as judged_kinds,
    is_estimate_trusted,
    owner,
    case when last_chunk_index is null then 'no analysis rows' when state in ('broken', 'watch') then 'alert' else 'ok' end as status,
    {{ ml_monitor.severity_of_rank("severity_rank") }} as severity,
    cast(last_chunk_index as {{ dbt.type_int() }}) as last_chunk_index,
    last_chunk_key,
    last_chunk_start_date,
    last_chunk_end_date,
    cast(coalesce(alerts_in_last_chunk, 0) as {{ dbt.type_bigint() }}) as alerts_in_last_chunk,
    cast(coalesce(alert_count, 0) as {{ dbt.type_bigint() }}) as alert_count,
    first_alert_chunk_key,
    first_alert_start_date,
    worst_column,
    main_metric as performance_metric,
    estimated_value as estimated_performance,
    realized_value as realized_performance,
    limitations,
    {{ ml_monitor.run_start() }} as computed_at
from told
