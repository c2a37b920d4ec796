{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name")) }}
{#-
  The distribution of each continuous column over the whole reference, and over its rows of each segment, at the positions of monitor_position_counts: what Kolmogorov-Smirnov and Wasserstein compare
  every chunk with, so that a new chunk never reads the reference again.
-#}
with
    pending as ({{ ml_monitor.pending_versions("fitted_ecdfs") }}),

    positions as (
        select
            counted.monitor_name,
            counted.segment_index,
            counted.column_name,
            counted.position,
            cast(sum(counted.row_count) as {{ dbt.type_bigint() }}) as row_count,
            pending.result_version
        from {{ ref("monitor_position_counts") }} as counted
        inner join pending on counted.monitor_name = pending.monitor_name
        where counted.period = 'reference'
        group by counted.monitor_name, counted.segment_index, counted.column_name, counted.position, pending.result_version
    )

select
    monitor_name,
    segment_index,
    column_name,
    position,
    row_count,
    cast(
        sum(row_count) over (
            partition by monitor_name, segment_index, column_name order by position rows between unbounded preceding and current row
        ) as {{ ml_monitor.type_double() }}
    )
    / sum(row_count) over (partition by monitor_name, segment_index, column_name) as cdf,
    result_version
from positions
