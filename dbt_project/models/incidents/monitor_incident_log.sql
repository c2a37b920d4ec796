{{ config(materialized="incremental", incremental_strategy=ml_monitor.append_strategy(), full_refresh=false) }}
{#-
  What was said of incidents and when. Rows are only added, by one statement: an event whose event_id is there is not added again, so a run that is cut off or
  repeated loses and doubles nothing. A changed configuration and --full-refresh delete nothing.
-#}
{%- set has_history = ml_monitor.reads_itself() %}
{%- set columns = [
    "event_id",
    "incident_id",
    "monitor_name",
    "segment_column",
    "segment_value",
    "kind",
    "column_name",
    "event",
    "severity",
    "severity_rank",
    "headline",
    "seen_at",
    "run_id",
] %}
with
    history as (
        {% if has_history -%}select {{ columns | join(", ") }} from {{ this }}
        {%- else -%}
            {{
                ml_monitor.no_rows(
                    {
                        "event_id": "text",
                        "incident_id": "text",
                        "monitor_name": "text",
                        "segment_column": "text",
                        "segment_value": "text",
                        "kind": "text",
                        "column_name": "text",
                        "event": "text",
                        "severity": "text",
                        "severity_rank": "whole",
                        "headline": "text",
                        "seen_at": "time",
                        "run_id": "text",
                    }
                )
            }}
        {%- endif %}
    ),

    -- An incident that closed and alerts again in the same chunks, since rows came late, is reopened: it has as many closings as openings
    -- while it is closed.
    said as (
        select
            incident_id,
            sum(case when event in ('opened', 'reopened') then 1 else 0 end) as opening_count,
            sum(case when event = 'closed' then 1 else 0 end) as closing_count,
            min(severity_rank) as worst_rank
        from history
        group by incident_id
    ),

    incidents as (
        select
            severities.*,
            coalesce(said.opening_count, 0) as opening_count,
            coalesce(said.closing_count, 0) as closing_count,
            said.worst_rank
        from {{ ref("monitor_incident_severities") }} as severities
        left join said on severities.incident_id = said.incident_id
    ),

    events as (
        select *, 'opened' as event, 0 as event_number
        from incidents
        where opening_count = 0
        union all
        select *, 'reopened' as event, opening_count as event_number
        from incidents
        where opening_count > 0 and closing_count >= opening_count and status = 'open'
        union all
        select *, 'worsened' as event, severity_rank as event_number
        from incidents
        where severity_rank < worst_rank
        union all
        select *, 'closed' as event, closing_count as event_number
        from incidents
        where status = 'closed' and (closing_count < opening_count or opening_count = 0)
    ),

    {% set event_parts = ["incident_id", "'|'", "event", "'|'", "cast(event_number as " ~ dbt.type_string() ~ ")"] -%}
    {% set mute_parts = [] -%}
    {% for column in ml_monitor.incident_grain() -%} {% do mute_parts.extend([column, "'|'"]) -%} {% endfor -%}
    {% do mute_parts.extend(["'muted|'", "mute_until_closed"]) -%}
    keyed as (
        select *, {{ dbt.hash(dbt.concat(event_parts)) }} as event_id
        from events
        union all
        -- A mute that ends with the incident covers the first one that is open: its key has no incident in it.
        select *, 'muted' as event, 0 as event_number, {{ dbt.hash(dbt.concat(mute_parts)) }} as event_id
        from incidents
        where status = 'open' and mute_until_closed <> ':none'
    ),

    new_events as (
        select
            keyed.event_id,
            keyed.incident_id,
            keyed.monitor_name,
            keyed.segment_column,
            keyed.segment_value,
            keyed.kind,
            keyed.column_name,
            keyed.event,
            keyed.severity,
            keyed.severity_rank,
            case keyed.event when 'muted' then keyed.mute_until_closed_reason else keyed.headline end as headline,
            {{ ml_monitor.now() }} as seen_at,
            {{ ml_monitor.text(invocation_id) }} as run_id
        from keyed
        left join history on keyed.event_id = history.event_id
        where history.event_id is null
    )

select {{ columns | join(", ") }}
from new_events
{% if has_history and not is_incremental() -%}
    union all
    select {{ columns | join(", ") }}
    from history
{%- endif %}
