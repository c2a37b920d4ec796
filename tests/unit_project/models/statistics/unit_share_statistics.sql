{#- Every statistic of shares that the registry has; tests/support/share_statistics.py has the unit tests. -#}
{%- set methods = ml_monitor.metrics_with(ml_monitor.metric_registry(), "aggregates") %}
with
    compared as (
        select
            group_name as series,
            reference_count,
            chunk_count,
            cast(reference_total as {{ ml_monitor.type_double() }}) as reference_total,
            cast(chunk_total as {{ ml_monitor.type_double() }}) as chunk_total,
            category_count,
            reference_count / nullif(cast(reference_total as {{ ml_monitor.type_double() }}), 0) as reference_share,
            chunk_count / nullif(cast(chunk_total as {{ ml_monitor.type_double() }}), 0) as chunk_share
        from {{ ref("category_counts") }}
    )

select series as group_name {%- for method in methods %}, round({{ method }}, 12) as {{ method }} {%- endfor %}
from ({{ ml_monitor.share_distances("compared", methods) }}) as distances
