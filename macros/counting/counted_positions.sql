{#
  How many values of some columns, a list of batches_of_columns(), are at which position of the axis of a distribution function, per slice of the chunks that are to be counted: chunk_index, segment_index, column_index,
  position, row_count.
  A position is the value itself where the reference is small (position_type 'values'), else the index of one of many narrow bins; there 0 also holds the values below
  the reference, and position_count those above it. A segment has fewer rows and takes the positions of monitor_fitted_position_groups, since its counts would else be as many as its rows.
  `pending`: the name of a relation made by pending_versions("position_counts").
#}
{% macro counted_positions(monitor, period, pending, columns) %}
    {%- set values = ml_monitor.pending_values_of_columns(monitor, period, pending, columns) %}
    select
        {{ ml_monitor.slice_of_group(monitor) }},
        column_index,
        {{ "coalesce(position, position_group)" if monitor.segments else "position" }} as position,
        count(*) as row_count
    from
        (
            -- One of the two has no row: a `case` per value would take as long as all else.
            select
                valued.chunk_index {{- ml_monitor.segment_columns(monitor, "valued") }},
                valued.column_index,
                valued.column_value as position
                {{- ", valued.column_value as position_group" if monitor.segments }}
            from
                ({{ values }}) as valued
                {{ ml_monitor.join_of_columns(columns, "(" ~ ml_monitor.positions_of_columns(monitor, columns, "values") ~ ")", "valued", "positions") }}
            where valued.column_value is not null

            union all

            select
                binned.chunk_index {{- ml_monitor.segment_columns(monitor, "binned") }},
                binned.column_index,
                binned.position
                {%- if monitor.segments %}, position_groups.position_group {%- endif %}
            from ({{ ml_monitor.binned_positions(monitor, values, columns) }}) as binned
            {%- if monitor.segments %}
                inner join
                    (
                        select watched.column_index, grouped.position, grouped.position_group
                        from {{ ref("monitor_fitted_position_groups") }} as grouped
                        inner join
                            {{ ref("monitor_columns") }} as watched
                            on {{ ml_monitor.same("grouped", "watched", ["monitor_name", "column_name"]) }}
                        where grouped.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
                    ) as position_groups
                    on {{ ml_monitor.same("binned", "position_groups", ["column_index", "position"]) }}
            {%- endif %}
        ) as positioned
        {{ ml_monitor.sliced_groups(monitor, ["column_index", "position"], segment_keys=["column_index", "position_group"]) }}
{% endmacro %}


{# The values of columns as indexes of narrow bins; no row of a column whose positions are values. #}
{% macro binned_positions(monitor, values, columns) %}
    {%- set index = ml_monitor.bin_index(
        "estimated.nearest_value", "estimated.position_estimate", "estimated.lower_edge", "estimated.position_width", "estimated.position_count"
    ) %}
    select
        estimated.chunk_index {{- ml_monitor.segment_columns(monitor, "estimated") }},
        estimated.column_index,
        {{ index }} + cast(estimated.column_value > estimated.upper_edge as {{ dbt.type_int() }}) as position
    from
        (
            select placed.*, floor((placed.nearest_value - placed.lower_edge) / placed.position_width) as position_estimate
            from
                (
                    select
                        valued.*,
                        {{ ml_monitor.nearest_within("valued.column_value", "positions") }} as nearest_value,
                        positions.lower_edge,
                        positions.upper_edge,
                        positions.position_count,
                        positions.position_width
                    from
                        ({{ values }}) as valued
                        {{ ml_monitor.join_of_columns(columns, "(" ~ ml_monitor.positions_of_columns(monitor, columns, "bins") ~ ")", "valued", "positions") }}
                    where valued.column_value is not null
                ) as placed
        ) as estimated
{% endmacro %}


{# Where the positions of these columns lie; only columns whose positions are of this type have a row. #}
{% macro positions_of_columns(monitor, columns, position_type) %}
    select column_index, lower_edge, upper_edge, cast(position_count as {{ ml_monitor.type_double() }}) as position_count, position_width
    from {{ ref("monitor_fitted_bins") }}
    where {{ ml_monitor.is_of_columns(monitor, columns) }} and position_type = '{{ position_type }}'
{% endmacro %}
