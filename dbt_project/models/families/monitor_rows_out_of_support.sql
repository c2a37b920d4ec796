{#- The share of each chunk's rows that the reference did not prepare the loss models for: a large one says not to trust the chunk's estimates. -#}
with
    -- The share that reference chunks show, each compared with the others.
    reference_shares as (
        select monitor_name, sum(out_of_support_count) / nullif(cast(sum(row_count) as {{ ml_monitor.type_double() }}), 0) as share
        from {{ ref("monitor_support_counts") }}
        where period = 'reference' and segment_index = 0
        group by monitor_name
    )

select
    {{ ml_monitor.slice_columns("slices") }},
    settings.metric_family,
    settings.metric_name,
    ':table' as column_name,
    'exact' as method,
    ':none' as drift_type,
    counts.out_of_support_count / nullif(cast(counts.row_count as {{ ml_monitor.type_double() }}), 0) as metric_value,
    {{ ml_monitor.real(none) }} as p_value,
    sqrt(reference_shares.share * (1 - reference_shares.share) / nullif(counts.row_count, 0)) as sampling_error,
    coalesce(counts.row_count, 0) as count_used,
    slices.row_count - coalesce(counts.row_count, 0) as count_unused,
    counts.computed_at
from {{ ref("monitor_slices") }} as slices
inner join
    {{ ref("monitor_metric_settings") }} as settings
    on slices.monitor_name = settings.monitor_name
    and settings.metric_name = 'rows_out_of_support'
inner join {{ ref("monitor_support_counts") }} as counts on {{ ml_monitor.same_slice("slices", "counts") }}
left join reference_shares on slices.monitor_name = reference_shares.monitor_name
