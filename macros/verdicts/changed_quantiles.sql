{# The quantiles that monitor_changed_values has, by name. #}
{% macro change_quantiles() %}
    {% do return({"quantile_10": 0.1, "quantile_25": 0.25, "median": 0.5, "quantile_75": 0.75, "quantile_90": 0.9}) %}
{% endmacro %}


{#
  Quantiles of each incident and side, from the groups of changed_value_groups(), which follow one another on the axis: the place of the quantile lies in one of them,
  and within it values are taken to lie evenly between its smallest and its largest.
#}
{% macro changed_quantiles(value_groups) %}
    {%- set one = ml_monitor.real(1) %}
    select
        incident_id,
        side,
        {% for name, level in ml_monitor.change_quantiles().items() -%}
            {%- set place = level ~ " * (value_count - 1)" %}
            max(
                case
                    when count_before <= {{ place }} and {{ place }} < count_before + row_count
                    then
                        lowest
                        + (highest - lowest)
                        * {{ ml_monitor.smaller("(" ~ place ~ " - count_before) / " ~ ml_monitor.larger("row_count - 1", one), one) }}
                end
            ) as {{ name }}
            {{- "," if not loop.last }}
        {% endfor %}
    from
        (
            select
                incident_id,
                side,
                lowest,
                highest,
                row_count,
                sum(row_count) over (partition by incident_id, side) as value_count,
                sum(row_count) over (
                    partition by incident_id, side
                    order by lowest, highest, bin_index, magnitude_step
                    rows between unbounded preceding and current row
                )
                - row_count as count_before
            from {{ value_groups }}
        ) as ordered
    group by incident_id, side
{% endmacro %}
