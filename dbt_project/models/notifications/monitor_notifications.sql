{{ config(materialized="incremental", incremental_strategy=ml_monitor.append_strategy(), full_refresh=false) }}
{#-
  What was sent of incidents, to whom and with what outcome. dbt makes the table and never adds, changes or deletes a row: `ml-monitor notify` writes them, since
  only the sender knows the outcome (docs/decisions/0015-notifications-are-written-by-their-sender.md). So a run selects no row, or where it replaces the table,
  the rows that are there.
-#}
{%- set columns = dict(ml_monitor.notification_columns(), written_at="time") %}
-- depends_on: {{ ref('monitor_alert_channels') }}
{% if ml_monitor.reads_itself() and not is_incremental() -%} select {{ columns | join(", ") }} from {{ this }}
{%- else -%} {{ ml_monitor.no_rows(columns) }}
{%- endif %}
