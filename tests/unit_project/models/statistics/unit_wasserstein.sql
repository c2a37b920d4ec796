select group_name, {{ ml_monitor.wasserstein('reference_cdf', 'chunk_cdf', 'width') }} as distance
from {{ ref('distribution_functions') }}
group by group_name
