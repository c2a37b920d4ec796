select group_name, {{ ml_monitor.kolmogorov_smirnov('reference_cdf', 'chunk_cdf') }} as distance
from {{ ref('distribution_functions') }}
group by group_name
