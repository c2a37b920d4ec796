select group_name, {{ ml_monitor.larger('one', 'other') }} as larger_value, {{ ml_monitor.smaller('one', 'other') }} as smaller_value
from {{ ref('value_pairs') }}
