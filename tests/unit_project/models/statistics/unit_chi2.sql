select
    group_name,
    round({{ ml_monitor.chi2('reference_count', 'chunk_count', 'reference_total', 'chunk_total', 'category_count') }}, 12) as statistic
from {{ ref('category_counts') }}
group by group_name
