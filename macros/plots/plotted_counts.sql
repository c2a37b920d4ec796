{#
  Every count that is drawn: one row per plotted set, column and bin, zeros included. Bins and categories of the reference have a row for every chunk in
  monitor_distributions already. What the reference has not has a row there only where it occurs, and is filled up here.
  Arguments: the names of relations made by plotted_sets(), plotted_bins(), bins_beyond_reference() and counts_beyond_reference().
#}
{% macro plotted_counts(sets, fitted, other_bins, other_counts) %}
    {%- set column = ["monitor_name", "column_name"] %}
    select
        {{ ml_monitor.chunk_columns("counted") }},
        counted.column_name,
        counted.bin_type,
        fitted.bin_position,
        fitted.bin_lower_edge as lower_edge,
        fitted.bin_upper_edge as upper_edge,
        fitted.category,
        fitted.bin_label,
        counted.row_count,
        counted.reference_row_count
    from {{ ref("monitor_distributions") }} as counted
    inner join {{ fitted }} as fitted on {{ ml_monitor.same("counted", "fitted", column + ["bin_type", "bin_index"]) }}
    where counted.segment_index = 0

    union all

    select
        monitor_name,
        'reference' as period,
        -1 as chunk_index,
        column_name,
        bin_type,
        bin_position,
        bin_lower_edge as lower_edge,
        bin_upper_edge as upper_edge,
        category,
        bin_label,
        row_count,
        row_count as reference_row_count
    from {{ fitted }} as fitted

    union all

    select
        {{ ml_monitor.chunk_columns("chunks") }},
        other_bins.column_name,
        other_bins.bin_type,
        other_bins.bin_position,
        other_bins.lower_edge,
        other_bins.upper_edge,
        other_bins.category,
        other_bins.bin_label,
        case when chunks.chunk_index = -1 then other_bins.reference_row_count else coalesce(other_counts.row_count, 0) end as row_count,
        other_bins.reference_row_count
    from {{ other_bins }} as other_bins
    inner join {{ sets }} as chunks on other_bins.monitor_name = chunks.monitor_name
    left join
        {{ other_counts }} as other_counts
        on {{ ml_monitor.same_chunk("chunks", "other_counts") }}
        and {{ ml_monitor.same("other_bins", "other_counts", ["column_name", "bin_type", "place"]) }}
{% endmacro %}
