{#
  What custom metrics are made of, per slice, value of a row and random group, in one read of the rows of the pending chunks. A value is usable unless it is NaN, infinite or
  beyond 1e75 (finite).
    row_count            rows that count: those with a label where the value needs labels, else all
    value_count, value_sum, lowest_value, highest_value   of the usable values
    central_square_sum   the sum of squares of their distances from their mean, in the group
    unusable_count       values that are not usable: their slice has no number
  A random group is one of 20 by a hash of row_id (rows_in_random_groups), where a metric needs them for its sampling error; else all rows are in group 0.
#}
{% macro custom_aggregates(monitor, period, pending) %}
    {%- set values = [] %}
    {%- for value in monitor.custom.row_values if value.is_aggregated %}
        {%- do values.append(dict(value, number=monitor.custom.row_values.index(value) + 1)) %}
    {%- endfor %}
    select
        {{ ml_monitor.slices_of_monitor(monitor, period, "counted") }},
        value_numbers.value_number,
        counted.random_group,
        case
            value_numbers.value_number
            {%- for value in values %}
                when {{ value.number }} then counted.{{ "labelled_row_count" if value.needs_labels else "row_count" }}
            {%- endfor %}
        end as row_count
        {%- for name in ["value_count", "value_sum", "central_square_sum", "lowest_value", "highest_value", "unusable_count"] %}
            ,
            case
                value_numbers.value_number
                {%- for value in values %} when {{ value.number }} then counted.{{ name }}_{{ value.number }} {%- endfor %}
            end as {{ name }}
        {%- endfor %}
    from
        (
            select
                {{ ml_monitor.slice_of_group(monitor) }},
                random_group,
                count(*) as row_count,
                count(y_true) as labelled_row_count
                {%- for value in values %}
                    {%- set usable = "usable_" ~ value.number %},
                    count({{ usable }}) as value_count_{{ value.number }},
                    sum({{ usable }}) as value_sum_{{ value.number }},
                    {{ ml_monitor.squared("coalesce(stddev_samp(" ~ usable ~ "), 0)") }}
                    * (count({{ usable }}) - 1) as central_square_sum_{{ value.number }},
                    min({{ usable }}) as lowest_value_{{ value.number }},
                    max({{ usable }}) as highest_value_{{ value.number }},
                    count(custom_{{ value.number }}) - count({{ usable }}) as unusable_count_{{ value.number }}
                {%- endfor %}
            from
                ({{ ml_monitor.custom_rows(monitor, period, pending, values) }}) as pending_rows
                {{ ml_monitor.sliced_groups(monitor, ["random_group"]) }}
        ) as counted
    cross join
        (
            {%- for value in values %}
                select {{ ml_monitor.whole(value.number) }} as value_number {{ "union all" if not loop.last }}
            {%- endfor %}
        ) as value_numbers
{% endmacro %}


{# The rows of the pending chunks of one period, with the columns of their segments, their random group and the values to be aggregated. #}
{% macro custom_rows(monitor, period, pending, values) %}
    select
        period_rows.chunk_index
        {{- ml_monitor.segment_columns(monitor, "period_rows") }},
        period_rows.y_true,
        {% if monitor.custom.has_groups -%} cast(floor(20 * {{ ml_monitor.hash_to_unit("period_rows.row_id") }}) as {{ dbt.type_bigint() }})
        {%- else -%} {{ ml_monitor.whole(0) }}
        {%- endif %} as random_group
        {%- for value in values %}
            ,
            period_rows.custom_{{ value.number }},
            {{ ml_monitor.finite("period_rows.custom_" ~ value.number) }} as usable_{{ value.number }}
        {%- endfor %}
        {{ ml_monitor.from_pending_rows(monitor, period, pending) }}
{% endmacro %}


{# The columns of custom_aggregates(). #}
{% macro custom_aggregate_columns() %}
    {% do return(
        dict(
            ml_monitor.slice_types(),
            value_number="whole",
            random_group="whole",
            row_count="whole",
            value_count="whole",
            value_sum="real",
            central_square_sum="real",
            lowest_value="real",
            highest_value="real",
            unusable_count="whole",
        )
    ) %}
{% endmacro %}
