with
    cumulated as (
        select
            chunk_key, chunk_position, chunk_start_date, lower_edge, upper_edge, share,
            sum(share) over (partition by period, chunk_index order by bin_position) - share as share_before,
            sum(share) over (partition by period, chunk_index) as share_of_values
        from monitor_plot_distributions
        where monitor_name = $monitor and column_name = $column and chunk_index >= 0 and bin_type in ('below', 'bin', 'above')
    ),
    wanted as (
        select 0.1 as quantile
        union all
        select 0.5
        union all
        select 0.9
    )
select
    chunk_key, chunk_position, chunk_start_date, quantile,
    -- Within a bin values are taken as spread evenly; an open bin gives its one edge.
    case
        when lower_edge is null
        then upper_edge
        when upper_edge is null
        then lower_edge
        else lower_edge + (upper_edge - lower_edge) * (quantile * share_of_values - share_before) / share
    end as quantile_value
from cumulated
inner join wanted on share > 0 and quantile * share_of_values > share_before and quantile * share_of_values <= share_before + share
order by chunk_position, quantile
