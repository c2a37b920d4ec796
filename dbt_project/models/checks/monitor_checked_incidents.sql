{{ config(materialized="ephemeral") }}
{#-
  What the check no_incidents reads. dbt skips, after a test that failed, what depends on all that the test reads; nothing depends on this model, so a failing check
  skips nothing, your own models that read monitor_incidents among them. Do not read it in a model.
-#}
select
    monitor_name,
    segment_column,
    segment_value,
    is_told_apart,
    cast(null as {{ dbt.type_string() }}) as judged_kind,
    kind,
    column_name,
    opened_chunk_key,
    opened_chunk_date,
    severity,
    severity_rank,
    headline,
    is_new
from {{ ref("monitor_incidents") }}
where status = 'open' and not is_muted
union all
select distinct
    monitor_name,
    segment_column,
    segment_value,
    cast(null as {{ dbt.type_boolean() }}) as is_told_apart,
    {{ ml_monitor.incident_kind("metrics") }} as judged_kind,
    cast(null as {{ dbt.type_string() }}) as kind,
    cast(null as {{ dbt.type_string() }}) as column_name,
    cast(null as {{ dbt.type_string() }}) as opened_chunk_key,
    cast(null as {{ ml_monitor.type_time() }}) as opened_chunk_date,
    cast(null as {{ dbt.type_string() }}) as severity,
    cast(null as {{ dbt.type_int() }}) as severity_rank,
    cast(null as {{ dbt.type_string() }}) as headline,
    cast(null as {{ dbt.type_boolean() }}) as is_new
from {{ ref("monitor_metrics") }} as metrics
where period = 'analysis' and verdict <> 'not_judged'
