{{ config(materialized=ml_monitor.kept_results(), incremental_strategy="current_versions", on_schema_change="append_new_columns") }}
-- depends_on: {{ ref('monitor_versions') }}
{{ ml_monitor.chunked_rows("analysis") }}
