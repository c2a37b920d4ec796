{{ config(materialized="ephemeral") }}
{#-
  What the check no_incidents reads. dbt skips, after a test that failed, what depends on all that the test reads; nothing depends on this model, so a failing check
  skips nothing, your own models that read monitor_incidents among them. Do not read it in a model.
-#}
select
    status.monitor_name,
    status.judged_kinds,
    incidents.kind,
    incidents.column_name,
    incidents.opened_chunk_key,
    incidents.opened_chunk_date,
    incidents.severity,
    incidents.severity_rank,
    incidents.headline,
    incidents.is_new
from {{ ref("monitor_status") }} as status
left join
    {{ ref("monitor_incidents") }} as incidents
    on status.monitor_name = incidents.monitor_name
    and incidents.status = 'open'
    and not incidents.is_muted
