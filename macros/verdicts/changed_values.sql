{#
  The open input incidents of columns of one feature type, each with the chunks that are looked at, up to the latest one, and the rows there are in the reference
  and in those chunks. What went wrong may have begun within the opening chunk, whose first rows are right then: it is left out once a later one alerts.
#}
{% macro changed_columns(feature_type) %}
    {%- set from_index -%}
        case
            when spans.last_alert_chunk_index > spans.opened_chunk_index then spans.opened_chunk_index + 1 else spans.opened_chunk_index
        end
    {%- endset -%}
    select
        spans.incident_id,
        spans.monitor_name,
        spans.segment_column,
        spans.segment_value,
        segments.segment_index,
        spans.column_name,
        watched.column_role,
        {{ from_index }} as from_chunk_index,
        max(segments.reference_row_count) as row_count_then,
        cast(sum(slices.row_count) as {{ dbt.type_bigint() }}) as row_count_now
    from {{ ref("monitor_incident_spans") }} as spans
    inner join
        {{ ref("monitor_columns") }} as watched
        on spans.monitor_name = watched.monitor_name
        and spans.column_name = watched.column_name
        and watched.feature_type = {{ ml_monitor.plain_text(feature_type) }}
    inner join {{ ref("monitor_segments") }} as segments on {{ ml_monitor.same("spans", "segments", ml_monitor.segment_grain()) }}
    inner join
        {{ ref("monitor_slices") }} as slices
        on {{ ml_monitor.same("segments", "slices", ["monitor_name", "segment_index"]) }}
        and slices.period = 'analysis'
        and slices.chunk_index >= {{ from_index }}
    where spans.kind = 'input' and spans.status = 'open'
    group by
        spans.incident_id,
        spans.monitor_name,
        spans.segment_column,
        spans.segment_value,
        segments.segment_index,
        spans.column_name,
        watched.column_role,
        {{ from_index }}
{% endmacro %}


{#
  The counts behind each incident of changed_columns(), added up over the reference (`then`) and over the incident's chunks (`now`): one row per incident, side, bin
  and order of magnitude. These groups follow one another on the axis.
#}
{% macro changed_value_groups(incidents) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set keys = ["incident_id", "side", "bin_index", "magnitude_step"] %}
    select
        {{ keys | join(", ") }},
        max(bin_count) as bin_count,
        max(bin_width) as bin_width,
        max(reference_lowest) as reference_lowest,
        cast(sum(row_count) as {{ double }}) as row_count,
        cast(sum(out_of_range_count) as {{ double }}) as outside_count,
        min(lowest_value) as lowest,
        max(highest_value) as highest,
        sum(value_sum) as value_sum,
        sum(square_sum) as square_sum,
        cast(sum(whole_count) as {{ double }}) as whole_count
    from
        (
            {% for side, condition in [
                ("then", "counted.period = 'reference'"),
                ("now", "counted.period = 'analysis' and counted.chunk_index >= incidents.from_chunk_index"),
            ] -%}
                select
                    incidents.incident_id, '{{ side }}' as side, bins.bin_count, bins.bin_width, bins.lowest as reference_lowest, counted.*
                from {{ ref("monitor_value_counts") }} as counted
                inner join
                    {{ incidents }} as incidents
                    on {{ ml_monitor.same("counted", "incidents", ["monitor_name", "segment_index", "column_name"]) }}
                    and {{ condition }}
                inner join
                    {{ ref("monitor_fitted_bins") }} as bins
                    on counted.monitor_name = bins.monitor_name
                    and counted.column_name = bins.column_name
                    {{ "union all" if not loop.last }}
            {% endfor %}
        ) as counted_sides
    group by {{ keys | join(", ") }}
{% endmacro %}


{# Number, moments, ends and shares of the values of each incident and side, from changed_value_groups(). #}
{% macro changed_moments(value_groups) %}
    select
        incident_id,
        side,
        value_count,
        below_share,
        above_share,
        lowest,
        highest,
        -- The mean of a constant is the constant.
        case when lowest = highest then lowest else value_sum / value_count end as mean,
        -- What rounding leaves of the spread of a constant is no spread.
        case
            when lowest = highest
            then {{ ml_monitor.real(0) }}
            else sqrt({{ ml_monitor.larger("square_sum / value_count - power(value_sum / value_count, 2)", "0") }})
        end as standard_deviation,
        whole_share
    from
        (
            select
                incident_id,
                side,
                sum(row_count) as value_count,
                -- The bin of a constant column reaches beyond it to both sides.
                sum(case when value_sum / row_count < reference_lowest then outside_count else 0 end) / sum(row_count) as below_share,
                sum(case when value_sum / row_count < reference_lowest then 0 else outside_count end) / sum(row_count) as above_share,
                min(lowest) as lowest,
                max(highest) as highest,
                sum(value_sum) as value_sum,
                sum(square_sum) as square_sum,
                sum(whole_count) / sum(row_count) as whole_share
            from {{ value_groups }}
            group by incident_id, side
        ) as summed
{% endmacro %}


{# The columns of changed_moments() that monitor_changed_values has of both sides. #}
{% macro moment_names() %}
    {% do return(["below_share", "above_share", "lowest", "highest", "mean", "standard_deviation", "whole_share"]) %}
{% endmacro %}
