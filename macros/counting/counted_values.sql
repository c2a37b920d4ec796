{#
  Counts of the values of a column per slice, Doane bin (-1 below the reference, bin_count above it) and order of magnitude, with what follows from their values:
  extremes, sums and squares, so that mean and deviation of any span of chunks follow from counts (monitor_column_changes), and how far outside the reference they lie.
  magnitude_step keeps apart what a bin would throw together.
  It works through every value, so texts are compared once per column and not here, and groups have whole numbers in place of names. A value outside
  is first placed in the nearest bin; the bin is moved from there.
  Arguments: the monitor; the relation of placed_values() with its parentheses.
#}
{% macro counted_values(monitor, placed_values) %}
    {%- set is_above -%} cast(estimated.column_value > estimated.upper_edge as {{ dbt.type_int() }}) {%- endset -%}
    {%- set is_below -%} cast(estimated.column_value < estimated.lower_edge as {{ dbt.type_int() }}) {%- endset -%}
    {#- Not the same as outside the edges: the bin of a constant column reaches half a unit beyond its value. -#}
    {%- set is_out_of_range -%}
    cast(estimated.column_value < estimated.lowest or estimated.column_value > estimated.highest as {{ dbt.type_int() }})
    {%- endset -%}
    select
        {{ ml_monitor.slice_of_group(monitor) }},
        column_index,
        cast(bin_index as {{ dbt.type_int() }}) as bin_index,
        magnitude_step,
        count(*) as row_count,
        sum(distance_outside) as distance_outside,
        -- A count takes less time than a sum of whole numbers, which may be too large for any type but the widest.
        count(case when is_out_of_range = 1 then 1 end) as out_of_range_count,
        min(column_value) as lowest_value,
        max(column_value) as highest_value,
        sum(column_value) as value_sum,
        -- The squares of smaller values may be too small for a number, which is an error in Postgres.
        sum(case when abs(column_value) < {{ ml_monitor.real(1e-70) }} then 0 else column_value * column_value end) as square_sum,
        count(case when column_value = floor(column_value) then 1 end) as whole_count
    from
        (
            select
                estimated.chunk_index
                {{- ml_monitor.segment_columns(monitor, "estimated") }},
                estimated.column_index,
                {{ ml_monitor.bin_index(
                    "estimated.nearest_value", "estimated.bin_estimate", "estimated.lower_edge", "estimated.bin_width", "estimated.bin_count"
                ) }}
                + {{ is_above }}
                - {{ is_below }} as bin_index,
                {{ is_out_of_range }} as is_out_of_range,
                estimated.column_value,
                abs(estimated.column_value - estimated.nearest_value) as distance_outside,
                {{ ml_monitor.magnitude_step("estimated.column_value", is_out_of_range, "estimated.bin_width") }} as magnitude_step
            from
                (
                    select placed.*, floor((placed.nearest_value - placed.lower_edge) / placed.bin_width) as bin_estimate
                    from {{ placed_values }} as placed
                ) as estimated
        ) as coded
        {{ ml_monitor.sliced_groups(monitor, ["column_index", "bin_index", "magnitude_step"]) }}
{% endmacro %}
