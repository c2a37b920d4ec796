{# Each value of these columns (a list of batches_of_columns) with the edges and bins of its column; nearest_value is the nearest one between the edges. #}
{% macro placed_values(monitor, period, pending, columns) %}
    {%- set bins -%}
    (
        select column_index, lowest, highest, lower_edge, upper_edge, cast(bin_count as {{ ml_monitor.type_double() }}) as bin_count, bin_width
        from {{ ref("monitor_fitted_bins") }}
        where {{ ml_monitor.is_of_columns(monitor, columns) }}
    )
    {%- endset %}
    select
        valued.*,
        {{ ml_monitor.nearest_within("valued.column_value", "bins") }} as nearest_value,
        bins.lowest,
        bins.highest,
        bins.lower_edge,
        bins.upper_edge,
        bins.bin_count,
        bins.bin_width
    from
        ({{ ml_monitor.pending_values_of_columns(monitor, period, pending, columns) }}) as valued
        {{ ml_monitor.join_of_columns(columns, bins, "valued", "bins") }}
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
