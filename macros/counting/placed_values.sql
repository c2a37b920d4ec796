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
