{{ config(materialized=ml_monitor.kept_results()) }}
-- depends_on: {{ ref('monitor_versions') }}
{{ ml_monitor.chunked_rows("reference") }}
