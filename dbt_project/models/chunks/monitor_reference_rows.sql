{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "chunk_index")) }}
-- depends_on: {{ ref('monitor_versions') }}
{{ ml_monitor.chunked_rows("reference") }}
