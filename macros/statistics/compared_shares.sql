{#
  One row per chunk, column and bin or category of either side, with both counts and both shares: what the statistics of shares aggregate.
  A chunk that lacks a bin of the reference has a row for it with count 0; a category or range that the reference never had has reference count 0.
#}
{% macro compared_shares() %}
    with
        compared as (
            select
                chunks.monitor_name,
                chunks.period,
                chunks.chunk_index,
                fitted.column_name,
                fitted.feature_type,
                fitted.row_count as reference_count,
                coalesce(counted.row_count, 0) as chunk_count
            from {{ ref("monitor_chunks") }} as chunks
            inner join {{ ref("monitor_fitted_distributions") }} as fitted on chunks.monitor_name = fitted.monitor_name
            left join
                {{ ref("monitor_distributions") }} as counted
                on chunks.monitor_name = counted.monitor_name
                and chunks.period = counted.period
                and chunks.chunk_index = counted.chunk_index
                and fitted.column_name = counted.column_name
                and fitted.bin_type = counted.bin_type
                and fitted.bin_index = counted.bin_index
            union all
            select monitor_name, period, chunk_index, column_name, feature_type, 0 as reference_count, row_count as chunk_count
            from {{ ref("monitor_distributions") }}
            where bin_type in ('below', 'above', 'unseen')
        ),

        totalled as (
            select
                *,
                sum(reference_count) over (partition by monitor_name, period, chunk_index, column_name) as reference_total,
                sum(chunk_count) over (partition by monitor_name, period, chunk_index, column_name) as chunk_total,
                sum(case when reference_count + chunk_count > 0 then 1 else 0 end) over (
                    partition by monitor_name, period, chunk_index, column_name
                ) as category_count
            from compared
        )

    select
        *,
        cast(reference_count as {{ ml_monitor.type_double() }}) / nullif(reference_total, 0) as reference_share,
        cast(chunk_count as {{ ml_monitor.type_double() }}) / nullif(chunk_total, 0) as chunk_share
    from totalled
{% endmacro %}
