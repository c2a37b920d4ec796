{#
  Exact medians of continuous columns, nulls left out, the mean of the two in the middle of an even number: one row per `keys` (which hold monitor_name,
  period and column_index), and `median`. Only where a monitor asks for medians.
  Values are put in order only between the edges of the bins that the middle falls in, which monitor_value_counts tells,
  and by a window, which puts on disk what does not fit into memory. A median as an aggregate holds every value of every chunk at once.
  `periods`: as summarised_values() takes them; `pending`: the name of a relation as pending_values() takes it.
#}
{% macro medians(monitors, keys, periods, pending, with_segments=true) %}
    select {{ keys | join(", ") }}, {{ ml_monitor.middle_value("column_value", "place", "value_count") }} as median
    from
        (
            select
                {{ ml_monitor.broadcast_hint(["middle_bins"]) }}
                {{ ml_monitor.columns_of("valued", keys) }},
                valued.column_value,
                coalesce(middle_bins.value_count, count(*) over (partition by {{ ml_monitor.columns_of("valued", keys) }})) as value_count,
                coalesce(middle_bins.count_below, 0)
                + row_number() over (partition by {{ ml_monitor.columns_of("valued", keys) }} order by valued.column_value) as place
            from
                (
                    {{ ml_monitor.summarised_values(ml_monitor.monitors_with_statistics(monitors, ["median"]), periods, pending, with_segments) }}
                ) as valued
            -- A column of which the reference has no value has no bins: there all values are put in order.
            left join
                ({{ ml_monitor.middle_bins(keys, pending, with_segments) }}) as middle_bins
                on {{ ml_monitor.same("valued", "middle_bins", keys) }}
            where
                (middle_bins.lower_edge is null or valued.column_value >= middle_bins.lower_edge)
                and (middle_bins.upper_edge is null or valued.column_value <= middle_bins.upper_edge)
        ) as placed
    group by {{ keys | join(", ") }}
{% endmacro %}


{#
  Between which edges the values in the middle lie, null where that is beyond the reference, and how many values lie below: one row per `keys`. The lower
  edge is the very number by which bin_index() counts; above, a value too many does no harm.
#}
{% macro middle_bins(keys, pending, with_segments) %}
    select
        {{ keys | join(", ") }},
        max(value_count) as value_count,
        min(count_through - row_count) as count_below,
        case when min(bin_index) >= 0 then min(bin_index * bin_width + lowest_edge) end as lower_edge,
        case when max(bin_index) < max(bin_count) then max((bin_index + 1) * bin_width + lowest_edge) end as upper_edge
    from
        (
            select
                binned.*,
                sum(row_count) over (partition by {{ keys | join(", ") }} order by bin_index rows unbounded preceding) as count_through,
                sum(row_count) over (partition by {{ keys | join(", ") }}) as value_count
            from
                (
                    select {{ keys | join(", ") }}, bin_index, bin_width, lowest_edge, bin_count, sum(row_count) as row_count
                    from ({{ ml_monitor.pending_bins(pending) }}) as counted {{ "where segment_index = 0" if not with_segments }}
                    group by {{ keys | join(", ") }}, bin_index, bin_width, lowest_edge, bin_count
                ) as binned
        ) as summed
    where 2 * count_through >= value_count and 2 * (count_through - row_count) <= value_count
    group by {{ keys | join(", ") }}
{% endmacro %}


{# The counts of continuous columns in the chunks of `pending`, with the bins they are counted in. #}
{% macro pending_bins(pending) %}
    select
        {{ ml_monitor.chunk_columns("pending_chunks") }},
        counted.segment_index,
        bins.column_index,
        cast(counted.bin_index as {{ ml_monitor.type_double() }}) as bin_index,
        bins.bin_width,
        bins.lower_edge as lowest_edge,
        bins.bin_count,
        counted.row_count
    from {{ pending }} as pending_chunks
    inner join
        {{ ref("monitor_columns") }} as watched
        on pending_chunks.monitor_name = watched.monitor_name
        and pending_chunks.column_group = watched.column_group
    inner join
        {{ ref("monitor_fitted_bins") }} as bins on watched.monitor_name = bins.monitor_name and watched.column_name = bins.column_name
    inner join
        {{ ref("monitor_value_counts") }} as counted
        on watched.monitor_name = counted.monitor_name
        and watched.column_name = counted.column_name
        and pending_chunks.period = counted.period
        and pending_chunks.chunk_index = coalesce(counted.chunk_index, -1)
{% endmacro %}
