select group_name, round({{ ml_monitor.total_variation_distance('reference_share', 'chunk_share') }}, 12) as distance
from {{ ref('shares') }}
group by group_name
