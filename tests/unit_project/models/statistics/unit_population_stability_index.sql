select group_name, round({{ ml_monitor.population_stability_index('reference_share', 'chunk_share', '100', '50') }}, 12) as distance
from {{ ref('shares') }}
group by group_name
