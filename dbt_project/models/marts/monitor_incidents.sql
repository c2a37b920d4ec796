{#- One row per incident: what, since when, how bad, why and what to do. No model reads it, so that a failing check of it skips nothing. -#}
with
    memory as ({{ ml_monitor.incident_memory() }})

select
    spans.incident_id,
    spans.monitor_name,
    spans.model_version,
    spans.segment_column,
    spans.segment_value,
    spans.kind,
    spans.column_name,
    spans.status,
    severities.severity,
    severities.severity_rank,
    severities.headline,
    coalesce(changes.what_changed, ':none') as what_changed,
    severities.likely_causes,
    severities.suggestion,
    severities.part_of_incident_id,
    severities.part_of_incident_id = ':none' as is_told_apart,
    {{ ml_monitor.muted_by() }} <> ':none' as is_muted,
    {{ ml_monitor.muted_by() }} as muted_by,
    severities.owner,
    spans.opened_chunk_index,
    spans.opened_chunk_key,
    spans.opened_chunk_date,
    spans.last_alert_chunk_index,
    spans.last_alert_chunk_key,
    spans.last_alert_chunk_date,
    spans.closed_chunk_index,
    spans.closed_chunk_key,
    spans.closed_chunk_date,
    spans.judged_chunk_count,
    spans.alert_chunk_count,
    spans.alert_count,
    spans.worst_metric,
    spans.worst_family,
    spans.worst_drift_type,
    spans.worst_value,
    spans.usual_low,
    spans.usual_high,
    spans.times_threshold,
    severities.affected_share,
    severities.labelled_chunk_count,
    severities.contradicted_chunk_count,
    memory.first_seen_at,
    coalesce(memory.first_run_id = {{ ml_monitor.text(invocation_id) }}, false) as is_new
from {{ ref("monitor_incident_spans") }} as spans
inner join {{ ref("monitor_incident_severities") }} as severities on spans.incident_id = severities.incident_id
left join memory on spans.incident_id = memory.incident_id
left join {{ ref("monitor_column_changes") }} as changes on spans.incident_id = changes.incident_id
