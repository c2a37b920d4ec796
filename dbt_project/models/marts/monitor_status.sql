{{ config(post_hook="{{ ml_monitor.print_status() }}") }}
{#- One line per monitor: what, since when, how bad, why and what to do. Nobody reads it but you and the checks. -#}
with
    chunks as (
        select *, row_number() over (partition by monitor_name order by chunk_index desc) as recency
        from {{ ref("monitor_chunks") }}
        where period = 'analysis'
    ),

    -- The numbers of all chunks in one scan, counted by their verdict.
    verdicts as (
        select
            metrics.monitor_name,
            {{ ml_monitor.incident_kind("metrics") }} as kind,
            metrics.chunk_index,
            metrics.verdict,
            metrics.not_judged_reason,
            count(*) as number_count
        from {{ ref("monitor_metrics") }} as metrics
        where metrics.period = 'analysis'
        group by
            metrics.monitor_name, {{ ml_monitor.incident_kind("metrics") }}, metrics.chunk_index, metrics.verdict, metrics.not_judged_reason
    ),

    totals as (
        select
            verdicts.monitor_name,
            sum(case when verdicts.verdict = 'alert' then verdicts.number_count else 0 end) as alert_count,
            sum(case when verdicts.verdict = 'alert' and chunks.recency = 1 then verdicts.number_count else 0 end) as alerts_in_last_chunk,
            max(
                case when verdicts.verdict <> 'not_judged' and verdicts.kind is not null then verdicts.chunk_index end
            ) as last_judged_index,
            {% for kind in ml_monitor.incident_kinds() -%}
                max(case when verdicts.verdict <> 'not_judged' and verdicts.kind = '{{ kind }}' then ', {{ kind }}' else '' end)
                {{ "||" if not loop.last else "as judged_kinds" }}
            {%- endfor %}
        from verdicts
        inner join chunks on verdicts.monitor_name = chunks.monitor_name and verdicts.chunk_index = chunks.chunk_index
        group by verdicts.monitor_name
    ),

    -- Why nothing is judged, where nothing is: what most of the numbers say.
    reasons as (
        select
            monitor_name,
            not_judged_reason,
            row_number() over (partition by monitor_name order by number_count desc, not_judged_reason) as place
        from
            (
                select monitor_name, not_judged_reason, sum(number_count) as number_count
                from verdicts
                where verdict = 'not_judged' and kind is not null
                group by monitor_name, not_judged_reason
            ) as counted
    ),

    memory as ({{ ml_monitor.incident_memory() }}),

    open_incidents as (
        select
            severities.*,
            case when {{ ml_monitor.muted_by() }} = ':none' then 0 else 1 end as is_muted,
            row_number() over (
                partition by severities.monitor_name, {{ ml_monitor.muted_by() }} = ':none'
                order by
                    severities.severity_rank,
                    case severities.part_of_incident_id when ':none' then 0 else 1 end,
                    case severities.kind when 'performance' then 0 when 'estimated_performance' then 1 when 'input' then 2 else 3 end,
                    severities.opened_chunk_index,
                    severities.times_threshold desc,
                    severities.incident_id
            ) as place
        from {{ ref("monitor_incident_severities") }} as severities
        left join memory on severities.incident_id = memory.incident_id
        where severities.status = 'open'
    ),

    incident_counts as (
        select
            monitor_name,
            {% for severity in ml_monitor.severities() -%}
                sum(case when severity_rank = {{ loop.index }} and is_muted = 0 then 1 else 0 end) as open_{{ severity }}_incidents,
            {%- endfor %}
            sum(is_muted) as open_muted_incidents,
            sum(case when is_muted = 0 and part_of_incident_id = ':none' then 1 else 0 end) as open_count,
            min(case when is_muted = 0 then opened_chunk_index end) as first_opened_index,
            min(case when kind in ('performance', 'estimated_performance') then opened_chunk_index end) as performance_opened_index
        from open_incidents
        group by monitor_name
    ),

    worst_columns as (
        select
            incidents.monitor_name,
            incidents.column_name,
            row_number() over (
                partition by incidents.monitor_name order by incidents.severity_rank, incidents.times_threshold desc, incidents.column_name
            ) as place
        from open_incidents as incidents
        inner join {{ ref("monitor_columns") }} as watched on {{ ml_monitor.same("incidents", "watched", ["monitor_name", "column_name"]) }}
        where incidents.kind = 'input' and incidents.is_muted = 0 and watched.column_role = 'feature'
    ),

    labelled as (
        select *, row_number() over (partition by monitor_name order by chunk_index desc) as recency
        from ({{ ml_monitor.labelled_chunks() }}) as labelled_chunks
        where segment_column = ':all'
    ),

    -- What labels say of the estimate since performance got worse, or in the last three chunks that have them.
    contradictions as (
        select
            labelled.monitor_name,
            count(labelled.is_realized_inside_band) as labelled_count,
            sum(case when not labelled.is_realized_inside_band then 1 else 0 end) as outside_count
        from labelled
        left join incident_counts on labelled.monitor_name = incident_counts.monitor_name
        where
            labelled.chunk_index >= incident_counts.performance_opened_index
            or (incident_counts.performance_opened_index is null and labelled.recency <= 3)
        group by labelled.monitor_name
    ),

    estimated as (
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
    ),

    states as (
        select
            config.monitor_name,
            config.model_version,
            config.chunk_period,
            config.main_metric,
            config.limitations,
            config.owner,
            case
                when totals.last_judged_index is null
                then 'cannot_judge'
                when worst.severity_rank <= 2
                then 'broken'
                when worst.severity_rank is not null
                then 'watch'
                else 'ok'
            end as state,
            worst.severity_rank,
            worst.incident_id,
            worst.opened_chunk_index,
            worst.opened_chunk_key,
            worst.opened_chunk_date,
            worst.headline,
            worst.in_short,
            worst.likely_causes,
            worst.suggestion,
            incident_counts.open_critical_incidents,
            incident_counts.open_high_incidents,
            incident_counts.open_medium_incidents,
            incident_counts.open_low_incidents,
            incident_counts.open_muted_incidents,
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
