{#
  The number of equal bins by Doane's rule: the spread divided by spread / (1 + log2 n + log2(1 + |g1| / sigma_g1)), rounded up, with
  sigma_g1 = sqrt(6 (n - 2) / ((n + 1) (n + 3))) and g1 the skewness of the population.
  Source: D. P. Doane, "Aesthetic frequency classifications", The American Statistician 30 (1976) 181-183; numpy.histogram_bin_edges.
  Arguments: SQL expressions for the number of values, their minimum, maximum, population standard deviation and skewness.
#}
{% macro doane_bin_count(value_count, lowest, highest, standard_deviation, skewness) -%}
    case
        when {{ value_count }} <= 2 or {{ standard_deviation }} = 0 or {{ lowest }} = {{ highest }} or {{ skewness }} is null
        then 1
        else
            ceil(
                ({{ highest }} - {{ lowest }}) / (
                    ({{ highest }} - {{ lowest }}) / (
                        1
                        + ln({{ value_count }}) / ln(2)
                        + ln(
                            1
                            + abs({{ skewness }})
                            / sqrt(6.0 * ({{ value_count }} - 2) / (({{ value_count }} + 1.0) * ({{ value_count }} + 3.0)))
                        )
                        / ln(2)
                    )
                )
            )
    end
{%- endmacro %}


{#
  The index of the equal bin that a value within the edges falls in, given `estimate`, the index by division.
  Bins are [edge(i), edge(i + 1)) with edge(i) = i * width + lower_edge, the last one closed. The division can be off by one where a value lies
  next to an edge, so it is corrected against the edges themselves: this is what makes the counts equal to numpy's, value by value.
  No argument may be null: there the engines' least() differ.
#}
{% macro bin_index(value, estimate, lower_edge, width, bin_count) -%}
    {%- set corrected -%}
    {{ estimate }}
    + cast({{ value }} >= ({{ estimate }} + 1) * {{ width }} + {{ lower_edge }} as {{ dbt.type_int() }})
    - cast({{ value }} < {{ estimate }} * {{ width }} + {{ lower_edge }} as {{ dbt.type_int() }})
    {%- endset -%}
    least({{ corrected }}, {{ bin_count }} - 1)
{%- endmacro %}


{#
  The counts of counted_values() for all continuous columns of one monitor. Each column is counted by itself: one aggregate for all would hold all their groups at once, and
  with little memory fail. The text of the counting is the same for all columns and made once.
  `pending`: the name of a relation made by pending_versions("value_counts").
#}
{% macro counts_of_columns(monitor, period, pending) %}
    {%- set counting = ml_monitor.counted_values("(placed values)") -%}
    {%- for column in ml_monitor.columns_of_monitor(monitor) if column.feature_type == "continuous" %}
        {{ counting.replace("(placed values)", "(" ~ ml_monitor.placed_values(monitor, period, pending, column) ~ ")") }}
        {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}


{#
  Counts of the values of a column per chunk, Doane bin (-1 below the reference, bin_count above it) and order of magnitude, with what follows from their values:
  extremes, sums and squares, so that mean and deviation of any span of chunks follow from counts (monitor_column_changes), and how far outside the reference they lie.
  magnitude_step keeps apart what a bin would throw together.
  It works through every value, so texts are compared once per column and not here, and groups have whole numbers in place of names. A value outside
  is first placed in the nearest bin; the bin is moved from there.
  Arguments: the relation of placed_values() with its parentheses.
#}
{% macro counted_values(placed_values) %}
    {%- set is_above -%} cast(estimated.column_value > estimated.upper_edge as {{ dbt.type_int() }}) {%- endset -%}
    {%- set is_below -%} cast(estimated.column_value < estimated.lower_edge as {{ dbt.type_int() }}) {%- endset -%}
    {#- Not the same as outside the edges: the bin of a constant column reaches half a unit beyond its value. -#}
    {%- set is_out_of_range -%}
    cast(estimated.column_value < estimated.lowest or estimated.column_value > estimated.highest as {{ dbt.type_int() }})
    {%- endset -%}
    select
        chunk_index,
        column_index,
        cast(bin_index as {{ dbt.type_int() }}) as bin_index,
        magnitude_step,
        count(*) as row_count,
        sum(distance_outside) as distance_outside,
        sum(is_out_of_range) as out_of_range_count,
        min(column_value) as lowest_value,
        max(column_value) as highest_value,
        sum(column_value) as value_sum,
        -- The squares of smaller values may be too small for a number, which is an error in Postgres.
        sum(case when abs(column_value) < {{ ml_monitor.real(1e-70) }} then 0 else column_value * column_value end) as square_sum,
        sum(case when column_value = floor(column_value) then 1 else 0 end) as whole_count
    from
        (
            select
                estimated.chunk_index,
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
    group by chunk_index, column_index, bin_index, magnitude_step
{% endmacro %}


{#
  Of a value outside the reference's range, or nearer to 0 than a bin is wide: its sign times the number of its order of magnitude, eight to an octave, plus 10000;
  1 for 0 itself, and 0 for all other values, which their bin tells well enough. In another unit the values of a column fall outside the range or into one bin; here
  their shape is still seen. Values within a tenth of each other share a step, so there are few of them.
  The borders lie off round numbers, so that no engine's logarithm puts such a number on another side. A scalar expression.
#}
{% macro magnitude_step(value, is_out_of_range, bin_width) -%}
    cast(
        case
            when {{ value }} = 0
            then 1
            when {{ is_out_of_range }} = 1 or abs({{ value }}) < {{ bin_width }}
            then
                case when {{ value }} < 0 then -1 else 1 end
                * (10000 + floor(8 * ln(nullif(abs({{ value }}), 0)) / ln({{ ml_monitor.real(2) }}) + {{ ml_monitor.real(0.3137) }}))
            else 0
        end as {{ dbt.type_int() }}
    )
{%- endmacro %}


{# Each value of a column with the edges and bins of that column; nearest_value is the nearest one between the edges. #}
{% macro placed_values(monitor, period, pending, column) %}
    {%- set double = ml_monitor.type_double() %}
    select valued.*, {{ ml_monitor.nearest_within("valued.column_value", "bins") }} as nearest_value, bins.*
    from ({{ ml_monitor.pending_values_of_column(monitor, period, pending, column) }}) as valued
    cross join
        (
            select lowest, highest, lower_edge, upper_edge, cast(bin_count as {{ double }}) as bin_count, bin_width
            from {{ ref("monitor_fitted_bins") }}
            where monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and column_name = {{ ml_monitor.plain_text(column.name) }}
        ) as bins
    where valued.column_value is not null
{% endmacro %}


{# A value, or the nearer edge of the reference's bins where it lies outside of them. A scalar expression. #}
{% macro nearest_within(value, bins) -%}
    case
        when {{ value }} < {{ bins }}.lower_edge
        then {{ bins }}.lower_edge
        when {{ value }} > {{ bins }}.upper_edge
        then {{ bins }}.upper_edge
        else {{ value }}
    end
{%- endmacro %}
