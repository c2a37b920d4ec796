-- depends_on: {{ ref('monitor_input_checks') }}
{{ ml_monitor.chunked_rows("analysis") }}
