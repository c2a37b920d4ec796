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
  The index of the equal bin that a value falls in, given `estimate`, the index by division.
  Bins are [edge(i), edge(i + 1)) with edge(i) = i * width + lower_edge, the last one closed. The division can be off by one where a value lies
  next to an edge, so it is corrected against the edges themselves: this is what makes the counts equal to numpy's, value by value.
#}
{% macro bin_index(value, estimate, lower_edge, width, bin_count) -%}
    case
        when {{ estimate }} >= {{ bin_count }}
        then {{ bin_count }} - 1
        when {{ value }} < {{ estimate }} * {{ width }} + {{ lower_edge }}
        then {{ estimate }} - 1
        when {{ estimate }} < {{ bin_count }} - 1 and {{ value }} >= ({{ estimate }} + 1) * {{ width }} + {{ lower_edge }}
        then {{ estimate }} + 1
        else {{ estimate }}
    end
{%- endmacro %}


{#
  Each value with its Doane bin (-1 below the reference, bin_count above it) and its position on the axis of the distribution function.
  In 'bins' positions a value below the reference stands at 0 and one above it at position_count; how far outside they lie is summed apart.
#}
{% macro coded_values(period) %}
    select
        estimated.monitor_name,
        estimated.chunk_index,
        estimated.column_name,
        cast(
            case
                when estimated.column_value < estimated.lower_edge
                then -1
                when estimated.column_value > estimated.upper_edge
                then estimated.bin_count
                else
                    {{
                        ml_monitor.bin_index(
                            "estimated.column_value",
                            "estimated.bin_estimate",
                            "estimated.lower_edge",
                            "estimated.bin_width",
                            "estimated.bin_count",
                        )
                    }}
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
        case
            when estimated.column_value < estimated.lower_edge
            then estimated.lower_edge - estimated.column_value
            when estimated.column_value > estimated.upper_edge
            then estimated.column_value - estimated.upper_edge
            else 0
        end as distance_outside
    from
        (
            select
                valued.monitor_name,
                valued.chunk_index,
                valued.column_name,
                valued.column_value,
                bins.lower_edge,
                bins.upper_edge,
                bins.bin_count,
                bins.bin_width,
                bins.position_type,
                bins.position_count,
                bins.position_width,
                floor((valued.column_value - bins.lower_edge) / bins.bin_width) as bin_estimate,
                floor((valued.column_value - bins.lower_edge) / bins.position_width) as position_estimate
            from ({{ ml_monitor.continuous_values(period) }}) as valued
            inner join
                {{ ref("monitor_fitted_bins") }} as bins
                on valued.monitor_name = bins.monitor_name
                and valued.column_name = bins.column_name
            where valued.column_value is not null
        ) as estimated
{% endmacro %}
