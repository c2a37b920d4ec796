{#
  One row per series (a chunk's column) and bin or category of either side, with both counts and both shares: what the statistics of shares aggregate.
  A chunk that lacks a bin of the reference has a row for it with count 0; a category or range that the reference never had has reference count 0.
  What a series is compared with, its base, is the whole reference, the reference without the chunk (leaves_out = 1), or another chunk.
  Argument: a relation series, monitor_name, period, chunk_index, column_name, leaves_out, base_period, base_chunk_index (null where the base is the
  reference) of what is to be compared.
#}
{% macro compared_shares(pending_series) %}
    {%- set double = ml_monitor.type_double() %}
    with
        -- Whole numbers in place of names: the grid of series and bins is large, and joins on it are dear.
        reference_bins as (
            select row_number() over (order by monitor_name, column_name, bin_type, bin_index) as bin_key, fitted.*
            from {{ ref("monitor_fitted_distributions") }} as fitted
        ),

        chunk_bins as (
            select pending.series, reference_bins.bin_key, counted.row_count as chunk_count
            from {{ ref("monitor_distributions") }} as counted
            inner join
                {{ pending_series }} as pending
                on counted.monitor_name = pending.monitor_name
                and counted.period = pending.period
                and counted.chunk_index = pending.chunk_index
                and counted.column_name = pending.column_name
                and pending.base_chunk_index is null
            left join
                reference_bins
                on counted.monitor_name = reference_bins.monitor_name
                and counted.column_name = reference_bins.column_name
                and counted.bin_type = reference_bins.bin_type
                and counted.bin_index = reference_bins.bin_index
            where counted.bin_type <> 'missing'
        ),

        compared as (
            select
                pending.series,
                reference_bins.row_count - pending.leaves_out * coalesce(chunk_bins.chunk_count, 0) as reference_count,
                coalesce(chunk_bins.chunk_count, 0) as chunk_count
            from {{ pending_series }} as pending
            inner join
                reference_bins on pending.monitor_name = reference_bins.monitor_name and pending.column_name = reference_bins.column_name
            left join chunk_bins on pending.series = chunk_bins.series and reference_bins.bin_key = chunk_bins.bin_key
            where pending.base_chunk_index is null
            union all
            select series, 0 as reference_count, chunk_count
            from chunk_bins
            where bin_key is null
            union all
            select
                sides.series,
                sum(sides.is_base * counted.row_count) as reference_count,
                sum((1 - sides.is_base) * counted.row_count) as chunk_count
            from {{ ref("monitor_distributions") }} as counted
            inner join
                (
                    select series, monitor_name, column_name, period, chunk_index, 0 as is_base
                    from {{ pending_series }}
                    where base_chunk_index is not null
                    union all
                    select series, monitor_name, column_name, base_period, base_chunk_index, 1 as is_base
                    from {{ pending_series }}
                    where base_chunk_index is not null
                ) as sides
                on counted.monitor_name = sides.monitor_name
                and counted.period = sides.period
                and counted.chunk_index = sides.chunk_index
                and counted.column_name = sides.column_name
            where counted.bin_type <> 'missing'
            group by sides.series, counted.bin_type, counted.bin_index, counted.category
        ),

        totals as (
            select
                series,
                cast(sum(reference_count) as {{ double }}) as reference_total,
                cast(sum(chunk_count) as {{ double }}) as chunk_total,
                sum(case when reference_count + chunk_count > 0 then 1 else 0 end) as category_count
            from compared
            group by series
        )

    select
        compared.series,
        compared.reference_count,
        compared.chunk_count,
        totals.reference_total,
        totals.chunk_total,
        totals.category_count,
        compared.reference_count / nullif(totals.reference_total, 0) as reference_share,
        compared.chunk_count / nullif(totals.chunk_total, 0) as chunk_share
    from compared
    inner join totals on compared.series = totals.series
{% endmacro %}
