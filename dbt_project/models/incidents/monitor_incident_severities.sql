{#-
  What each incident means: its severity by effect, the incident that it takes part in, its likely causes and the sentences that tell of it. Nobody has to read it:
  monitor_incidents has all of it, with what the log and monitor_column_changes add. Those that read it here leave monitor_incidents unread, so that a check of
  it skips no other table.
-#}
with
    labelled as ({{ ml_monitor.labelled_chunks() }}),

    last_labelled as ({{ ml_monitor.last_labelled_chunks("labelled") }}),

    contradictions as ({{ ml_monitor.contradicted_estimates("labelled") }}),

    affected as ({{ ml_monitor.affected_shares() }}),

    known as ({{ ml_monitor.known_of_incidents("contradictions", "affected") }}),

    ranked as (select *, {{ ml_monitor.rank_by_effect() }} as own_rank from known),

    wider as ({{ ml_monitor.segments_within() }}),

    wholes as ({{ ml_monitor.wholes_of_incidents("ranked", "wider") }}),

    judged as (
        select
            ranked.*,
            {{ ml_monitor.told_number("ranked.told_value") }} as value_in_words,
            {{ ml_monitor.told_range("ranked.told_low", "ranked.told_high") }} as range_in_words,
            {{ ml_monitor.told_number("ranked.times_threshold") }} as times_in_words,
            {{ ml_monitor.told_number("ranked.lower_prediction_boundary") }}
            || ' to '
            || {{ ml_monitor.told_number("ranked.upper_prediction_boundary") }} as band_in_words,
            -- What is worse than the whole is told apart, too.
            case when wholes.whole_rank <= ranked.own_rank then wholes.part_of_incident_id end as part_of_incident_id,
            coalesce(wholes.part_as = 'segment' and wholes.whole_rank <= ranked.own_rank, false) as is_folded,
            -- A feature that has clearly drifted while performance is worse is what to look at first.
            case
                when
                    ranked.own_rank = 3
                    and ranked.column_role = 'feature'
                    and ranked.times_threshold >= 3
                    and wholes.whole_rank <= 2
                    and wholes.part_as = 'cause'
                then 2
                else ranked.own_rank
            end as severity_rank
        from ranked
        left join wholes on ranked.incident_id = wholes.incident_id and wholes.place = 1
    ),

    places as ({{ ml_monitor.places_of_incidents("known", "wider") }}),

    reference_groups as ({{ ml_monitor.reference_groups() }}),

    causes as ({{ ml_monitor.causes_of_incidents("wholes", "judged", "places") }}),

    mutes as ({{ ml_monitor.mutes_of_incidents() }}),

    told as (
        select
            judged.*,
            coalesce(causes.likely_causes, ':none') as likely_causes,
            causes.causes_in_words,
            coalesce(mutes.muted_by, ':none') as muted_by,
            coalesce(mutes.mute_until_closed, ':none') as mute_until_closed,
            coalesce(mutes.mute_until_closed_reason, ':none') as mute_until_closed_reason,
            {{ ml_monitor.incident_finding() }} as finding,
            {{ ml_monitor.incident_place() }} as told_place,
            {{ ml_monitor.told_chunk("judged.opened_chunk_date", "judged.opened_chunk_key", "judged.chunk_period") }} as told_opened,
            {{ ml_monitor.told_chunk("judged.last_alert_chunk_date", "judged.last_alert_chunk_key", "judged.chunk_period") }}
            as told_last_alert,
            {{ ml_monitor.told_chunk("last_labelled.chunk_start_date", "last_labelled.chunk_key", "judged.chunk_period") }}
            as told_last_labelled
        from judged
        left join causes on judged.incident_id = causes.incident_id
        left join mutes on judged.incident_id = mutes.incident_id
        left join places on judged.incident_id = places.incident_id
        left join reference_groups on {{ ml_monitor.same("judged", "reference_groups", ["monitor_name", "segment_column"]) }}
        left join last_labelled on {{ ml_monitor.same("judged", "last_labelled", ml_monitor.segment_grain()) }}
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
    is_folded,
    likely_causes,
    coalesce(causes_in_words, what_changed, ':none') as what_changed,
    {{ ml_monitor.incident_in_short() }} as in_short,
    {{ ml_monitor.incident_headline() }} as headline,
    {{ ml_monitor.incident_suggestion() }} as suggestion,
    muted_by,
    mute_until_closed,
    mute_until_closed_reason,
    owner
from told
