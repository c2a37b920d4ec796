select group_name, {{ ml_monitor.bin_index('column_value', 'estimate', 'lower_edge', 'width', 'bin_count') }} as bin_index
from {{ ref('estimated_bins') }}
