select group_name, round({{ ml_monitor.kernel_density('real_value', '0.0', '2.0') }}, 12) as density
from {{ ref('real_values') }}
group by group_name
