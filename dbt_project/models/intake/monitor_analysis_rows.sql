{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "chunk_index")) }}
-- depends_on: {{ ref('monitor_chunk_fingerprints') }}
-- depends_on: {{ ref('monitor_versions') }}
-- depends_on: {{ ref('monitor_chunk_bounds') }}
-- depends_on: {{ ref('monitor_boundary_rows') }}
-- depends_on: {{ ref('monitor_segments') }}
{{ ml_monitor.chunked_rows("analysis") }}
