select group_name, {{ ml_monitor.finite('real_value') }} as finite_value from {{ ref('real_values') }}
