select group_name, {{ ml_monitor.doane_bin_count('value_count', 'lowest', 'highest', 'standard_deviation', 'skewness') }} as bin_count
from {{ ref('column_moments') }}
