select group_name, {{ ml_monitor.median('real_value') }} as median_value from {{ ref('real_values') }} group by group_name
