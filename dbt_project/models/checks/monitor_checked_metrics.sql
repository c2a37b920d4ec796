{{ config(materialized="ephemeral") }}
{#-
  What the checks read. dbt skips, after a test that failed, what depends on all that the test reads; nothing depends on this model, so a failing check skips
  nothing. Do not read it in a model.
-#}
select
    metrics.*,
    alerts.severity,
    alerts.severity_rank,
    -- Neither side of a summary statistic is the better one.
    metrics.is_worse or metrics.metric_family = 'summary_statistics' as is_not_better,
    coalesce(alerts.inhibited_by = 'mute', false) as is_muted,
    coalesce(incidents.is_new, false) as is_new
from {{ ref("monitor_metrics") }} as metrics
left join {{ ref("monitor_alerts") }} as alerts on metrics.metric_id = alerts.metric_id
left join {{ ref("monitor_incidents") }} as incidents on alerts.incident_id = incidents.incident_id
