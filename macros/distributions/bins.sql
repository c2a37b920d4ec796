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
#}
{% macro bin_index(value, estimate, lower_edge, width, bin_count) -%}
    {%- set corrected -%}
    {{ estimate }}
    + cast({{ value }} >= ({{ estimate }} + 1) * {{ width }} + {{ lower_edge }} as {{ dbt.type_int() }})
    - cast({{ value }} < {{ estimate }} * {{ width }} + {{ lower_edge }} as {{ dbt.type_int() }})
    {%- endset -%}
    {{ ml_monitor.smaller(corrected, bin_count ~ " - 1") }}
{%- endmacro %}


{#
  Counts of one monitor's values per chunk, column, Doane bin (-1 below the reference, bin_count above it) and position on the axis of the distribution
  function. In 'bins' positions a value below the reference stands at 0 and one above it at position_count; how far outside they lie is summed apart.
  Everything is grouped by whole numbers: names are attached to the counts.
  Argument: the relation of continuous_values().
#}
{% macro counted_values(monitor, column_values) %}
    select chunk_index, column_index, bin_index, position, count(*) as row_count, sum(distance_outside) as distance_outside
    from
        (
            select
                estimated.chunk_index,
                estimated.column_index,
                cast(
                    case
                        when estimated.distance_outside = 0
                        then
                            {{
                                ml_monitor.bin_index(
                                    "estimated.column_value",
                                    "estimated.bin_estimate",
                                    "estimated.lower_edge",
                                    "estimated.bin_width",
                                    "estimated.bin_count",
                                )
                            }}
                        when estimated.column_value < estimated.lower_edge
                        then -1
                        else estimated.bin_count
                    end as {{ dbt.type_int() }}
                ) as bin_index,
                case
                    when estimated.position_type = 'values'
                    then estimated.column_value
                    when estimated.position_type = 'none' or estimated.column_value < estimated.lower_edge
                    then 0
                    when estimated.column_value > estimated.upper_edge
                    then estimated.position_count
                    else
                        {{
                            ml_monitor.bin_index(
                                "estimated.column_value",
                                "estimated.position_estimate",
                                "estimated.lower_edge",
                                "estimated.position_width",
                                "estimated.position_count",
                            )
                        }}
                end as position,
                estimated.distance_outside
            from
                (
                    select
                        valued.chunk_index,
                        valued.column_index,
                        valued.column_value,
                        bins.lower_edge,
                        bins.upper_edge,
                        bins.bin_count,
                        bins.bin_width,
                        bins.position_type,
                        bins.position_count,
                        bins.position_width,
                        floor((valued.column_value - bins.lower_edge) / bins.bin_width) as bin_estimate,
                        floor((valued.column_value - bins.lower_edge) / bins.position_width) as position_estimate,
                        case
                            when valued.column_value < bins.lower_edge
                            then bins.lower_edge - valued.column_value
                            when valued.column_value > bins.upper_edge
                            then valued.column_value - bins.upper_edge
                            else 0
                        end as distance_outside
                    from ({{ column_values }}) as valued
                    inner join
                        (
                            select *, cast(column_index as {{ dbt.type_int() }}) as column_key
                            from {{ ref("monitor_fitted_bins") }}
                            where monitor_name = {{ ml_monitor.text(monitor.name) }}
                        ) as bins
                        on valued.column_index = bins.column_key
                    where valued.column_value is not null
                ) as estimated
        ) as coded
    group by chunk_index, column_index, bin_index, position
{% endmacro %}
