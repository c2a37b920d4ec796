select group_name, round({{ ml_monitor.erfc('real_value') }}, 12) as complement from {{ ref('real_values') }}
