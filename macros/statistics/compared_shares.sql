{#
  One row per series (a chunk's column) and bin or category of either side, with both counts and both shares: what the statistics of shares aggregate.
  A bin of the reference without a row in the chunk has count 0; a category or range that the reference never had has reference count 0.
  What a series is compared with, its base, is the whole reference, the reference without the chunk (leaves_out = 1), or another chunk.
  Argument: a relation series, monitor_name, period, chunk_index, column_name, leaves_out, base_period, base_chunk_index (null where the base is the
  reference) of what is to be compared.
#}
{% macro compared_shares(pending_series) %}
    {%- set double = ml_monitor.type_double() %}
    with
        compared as (
            select
                pending.series,
                counted.reference_row_count - pending.leaves_out * counted.row_count as reference_count,
                counted.row_count as chunk_count
            from {{ ref("monitor_distributions") }} as counted
            inner join
                {{ pending_series }} as pending
                on {{ ml_monitor.same_slice("counted", "pending") }}
                and counted.column_name = pending.column_name
                and pending.base_chunk_index is null
            where counted.bin_type <> 'missing'
            union all
            select
                sides.series,
                sum(sides.is_base * counted.row_count) as reference_count,
                sum((1 - sides.is_base) * counted.row_count) as chunk_count
            from {{ ref("monitor_distributions") }} as counted
            inner join
                (
                    select series, {{ ml_monitor.slice_columns() }}, column_name, 0 as is_base
                    from {{ pending_series }}
                    where base_chunk_index is not null
                    union all
                    select series, {{ ml_monitor.base_slice_columns() }}, column_name, 1 as is_base
                    from {{ pending_series }}
                    where base_chunk_index is not null
                ) as sides
                on {{ ml_monitor.same_slice("counted", "sides") }}
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
