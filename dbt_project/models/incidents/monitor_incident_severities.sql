{#-
  What each incident means: its severity by effect, the incident that it takes part in, its likely causes and the sentences that tell of it. Nobody has to read it:
  monitor_incidents has all of it, with what the log and monitor_column_changes add. Those that read it here leave monitor_incidents unread, so that a check of
  it skips no other table.
-#}
with
    labelled as ({{ ml_monitor.labelled_chunks() }}),

    last_labelled as (
        select monitor_name, segment_column, segment_value, chunk_key, chunk_start_date
        from
            (
                select *, row_number() over (partition by monitor_name, segment_column, segment_value order by chunk_index desc) as recency
                from labelled
            ) as ordered
        where recency = 1
    ),

    -- What labels say of the estimate since the incident opened.
    contradictions as (
        select
            spans.incident_id,
            count(labelled.is_realized_inside_band) as labelled_chunk_count,
            sum(case when not labelled.is_realized_inside_band then 1 else 0 end) as contradicted_chunk_count
        from {{ ref("monitor_incident_spans") }} as spans
        inner join
            labelled
            on {{ ml_monitor.same("spans", "labelled", ["monitor_name", "segment_column", "segment_value"]) }}
            and labelled.chunk_index >= spans.opened_chunk_index
            and (spans.closed_chunk_index is null or labelled.chunk_index <= spans.closed_chunk_index)
        where spans.kind in ('performance', 'estimated_performance')
        group by spans.incident_id
    ),

    affected as ({{ ml_monitor.affected_shares() }}),

    known as (
        select
            spans.*,
            config.chunk_period,
            config.owner,
            coalesce(watched.column_role, 'table') as column_role,
            affected.affected_share,
            changes.what_changed,
            contradictions.labelled_chunk_count,
            contradictions.contradicted_chunk_count,
            {{ ml_monitor.is_contradicted("contradictions.contradicted_chunk_count", "contradictions.labelled_chunk_count") }}
            as is_contradicted,
            -- Performance is told by the metric that the monitor names first, where that one is worse in the latest alerting chunk.
            coalesce(main.metric_name, spans.worst_metric) as told_metric,
            coalesce(main.metric_value, spans.worst_value) as told_value,
            case when main.metric_name is null then spans.usual_low else main.lower_threshold end as told_low,
            case when main.metric_name is null then spans.usual_high else main.upper_threshold end as told_high
        from {{ ref("monitor_incident_spans") }} as spans
        inner join {{ ref("monitor_config") }} as config on spans.monitor_name = config.monitor_name
        left join {{ ref("monitor_columns") }} as watched on {{ ml_monitor.same("spans", "watched", ["monitor_name", "column_name"]) }}
        left join affected on spans.incident_id = affected.incident_id
        left join {{ ref("monitor_column_changes") }} as changes on spans.incident_id = changes.incident_id
        left join contradictions on spans.incident_id = contradictions.incident_id
        left join
            {{ ref("monitor_metrics") }} as main
            on {{ ml_monitor.same("spans", "main", ["monitor_name", "segment_column", "segment_value"]) }}
            and main.period = 'analysis'
            and spans.last_alert_chunk_index = main.chunk_index
            and config.main_metric = main.metric_name
            and main.metric_family = case spans.kind when 'performance' then 'realized_performance' else spans.kind end
            and main.is_worse
    ),

    ranked as (
        select
            *,
            case
                -- Seen once and barely: the next chunk that is worse makes it critical or high.
                when
                    kind in ('performance', 'estimated_performance')
                    and alert_chunk_count = 1
                    and times_threshold < {{ ml_monitor.barely() }}
                then 3
                when kind = 'performance'
                then 1
                when kind = 'estimated_performance'
                then case when is_contradicted then 3 else 2 end
                when affected_share > 0.5
                then 2
                when times_threshold >= 3
                then 3
                else 4
            end as own_rank
        from known
    ),

    parts as (
        select
            *,
            case
                when kind = 'estimated_performance'
                then 'estimate'
                when kind = 'multivariate' or column_role in ('prediction', 'prediction_probability')
                then 'effect'
                when kind = 'input'
                then 'input'
                else 'performance'
            end as part_type
        from ranked
    ),

    -- What an incident of each type can be a part of: worse performance, and for drift of predictions and of all columns together that of a
    -- feature. Listed by type, so that no engine compares every incident with every other.
    wholes as (
        select *, 'effect' as type_of_parts
        from ranked
        where kind in ('performance', 'estimated_performance') or column_role = 'feature'
        union all
        select *, 'input' as type_of_parts
        from ranked
        where kind in ('performance', 'estimated_performance')
        union all
        select *, 'estimate' as type_of_parts
        from ranked
        where kind = 'performance'
    ),

    -- The whole has to be of the same time. What goes on when that is over is told apart again.
    pairs as (
        select
            part.incident_id,
            whole.incident_id as part_of_incident_id,
            whole.own_rank as whole_rank,
            row_number() over (
                partition by part.incident_id
                order by
                    case whole.kind when 'performance' then 0 when 'estimated_performance' then 1 else 2 end,
                    case when whole.status = 'open' then 0 else 1 end,
                    whole.own_rank,
                    whole.opened_chunk_index desc,
                    whole.times_threshold desc,
                    whole.incident_id
            ) as place
        from parts as part
        inner join
            wholes as whole
            on {{ ml_monitor.same("part", "whole", ["monitor_name", "segment_column", "segment_value"]) }}
            and part.part_type = whole.type_of_parts
            and (part.closed_chunk_index is null or part.closed_chunk_index >= whole.opened_chunk_index)
            and (whole.closed_chunk_index is null or whole.closed_chunk_index >= part.opened_chunk_index)
            and (whole.status = 'open' or part.status = 'closed')
    ),

    judged as (
        select
            ranked.*,
            -- What is worse than the whole is told apart, too.
            case when pairs.whole_rank <= ranked.own_rank then pairs.part_of_incident_id end as part_of_incident_id,
            -- A feature that has clearly drifted while performance is worse is what to look at first.
            case
                when ranked.own_rank = 3 and ranked.column_role = 'feature' and ranked.times_threshold >= 3 and pairs.whole_rank <= 2
                then 2
                else ranked.own_rank
            end as severity_rank
        from ranked
        left join pairs on ranked.incident_id = pairs.incident_id and pairs.place = 1
    ),

    -- Features are causes; predictions and labels are effects. Small drift is named only where there is no other.
    causes as (
        select
            pairs.part_of_incident_id as incident_id,
            judged.column_name,
            judged.column_name || coalesce(': ' || judged.what_changed, '') as in_words,
            row_number() over (
                partition by pairs.part_of_incident_id order by judged.severity_rank, judged.times_threshold desc, judged.column_name
            ) as place,
            judged.severity_rank,
            min(judged.severity_rank) over (partition by pairs.part_of_incident_id) as best_rank
        from pairs
        inner join judged on pairs.incident_id = judged.incident_id
        where judged.kind = 'input' and judged.column_role = 'feature'
    ),

    named_causes as (
        select
            incident_id,
            {% for name, between, result in [("column_name", ", ", "likely_causes"), ("in_words", "; ", "causes_in_words")] -%}
                max(case when place = 1 then {{ name }} end)
                || coalesce(max(case when place = 2 then '{{ between }}' || {{ name }} end), '')
                || coalesce(max(case when place = 3 then '{{ between }}' || {{ name }} end), '') as {{ result }} {{ "," if not loop.last }}
            {% endfor -%}
        from causes
        where severity_rank < 4 or best_rank = 4
        group by incident_id
    ),

    mutes as ({{ ml_monitor.mutes_of_incidents() }}),

    told as (
        select
            judged.*,
            coalesce(named_causes.likely_causes, ':none') as likely_causes,
            named_causes.causes_in_words,
            coalesce(mutes.muted_by, ':none') as muted_by,
            coalesce(mutes.mute_until_closed, ':none') as mute_until_closed,
            coalesce(mutes.mute_until_closed_reason, ':none') as mute_until_closed_reason,
            {{ ml_monitor.incident_finding() }} as finding,
            {{ ml_monitor.told_chunk("judged.opened_chunk_date", "judged.opened_chunk_key", "judged.chunk_period") }} as told_opened,
            {{ ml_monitor.told_chunk("judged.last_alert_chunk_date", "judged.last_alert_chunk_key", "judged.chunk_period") }}
            as told_last_alert,
            {{ ml_monitor.told_chunk("last_labelled.chunk_start_date", "last_labelled.chunk_key", "judged.chunk_period") }}
            as told_last_labelled
        from judged
        left join named_causes on judged.incident_id = named_causes.incident_id
        left join mutes on judged.incident_id = mutes.incident_id
        left join last_labelled on {{ ml_monitor.same("judged", "last_labelled", ["monitor_name", "segment_column", "segment_value"]) }}
    )

select
    incident_id,
    monitor_name,
    model_version,
    segment_column,
    segment_value,
    kind,
    column_name,
    status,
    opened_chunk_index,
    opened_chunk_key,
    opened_chunk_date,
    last_alert_chunk_index,
    times_threshold,
    cast(severity_rank as {{ dbt.type_int() }}) as severity_rank,
    {{ ml_monitor.severity_of_rank("severity_rank") }} as severity,
    affected_share,
    cast(coalesce(labelled_chunk_count, 0) as {{ dbt.type_bigint() }}) as labelled_chunk_count,
    cast(coalesce(contradicted_chunk_count, 0) as {{ dbt.type_bigint() }}) as contradicted_chunk_count,
    is_contradicted,
    coalesce(part_of_incident_id, ':none') as part_of_incident_id,
    likely_causes,
    coalesce(causes_in_words, what_changed, ':none') as what_changed,
    {{ ml_monitor.incident_in_short() }} as in_short,
    finding || case
        when status = 'open'
        then ' since ' || told_opened
        when opened_chunk_index = last_alert_chunk_index
        then
            case
                when opened_chunk_date is null
                then ' in '
                when chunk_period is null
                then ' in the chunk that begins on '
                else ' in the ' || chunk_period || ' of '
            end
            || told_opened
        else ' from ' || told_opened || ' to ' || told_last_alert
    end
    || {{ ml_monitor.incident_labels_until() }}
    || '.' as headline,
    {{ ml_monitor.incident_suggestion() }} as suggestion,
    muted_by,
    mute_until_closed,
    mute_until_closed_reason,
    owner
from told
