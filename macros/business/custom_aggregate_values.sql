{#
  Every aggregate of every value of a monitor's slices, from monitor_custom_aggregates: one row per slice, value_number and left_out, the random group that is left out, -1 where none is.
  Sums and counts of the rows that are left are multiplied by the number of all rows over theirs. Null where a value of the slice is not usable.
#}
{% macro custom_aggregate_values(monitor) %}
    select
        {{ ml_monitor.slice_columns() }},
        value_number,
        left_out,
        row_count,
        computed_at,
        case when unusable_count = 0 then {{ ml_monitor.without_dust("sum_left * row_count / nullif(rows_left, 0)") }} end as sum_value,
        case when unusable_count = 0 then values_left * row_count / nullif(rows_left, 0) end as count_value,
        case when unusable_count = 0 then {{ ml_monitor.without_dust("sum_left / nullif(values_left, 0)") }} end as avg_value,
        case when unusable_count = 0 then {{ ml_monitor.without_dust("lowest_value") }} end as min_value,
        case when unusable_count = 0 then {{ ml_monitor.without_dust("highest_value") }} end as max_value,
        sqrt(
            (central_square_sum * row_count + {{ ml_monitor.squared("value_sum") }} * (row_count - value_count) / nullif(value_count, 0))
            / nullif(row_count - 1, 0)
        ) as sum_error,
        sqrt(value_count * (row_count - value_count) / nullif(row_count - 1, 0)) as count_error,
        case when value_count > 1 then sqrt(central_square_sum / (value_count - 1) / value_count) end as avg_error
    from
        (
            select
                {{ ml_monitor.slice_columns("totals") }},
                totals.value_number,
                left_outs.left_out,
                totals.row_count,
                totals.value_count,
                totals.value_sum,
                totals.central_square_sum,
                totals.lowest_value,
                totals.highest_value,
                totals.unusable_count,
                totals.computed_at,
                totals.row_count - coalesce(left_groups.row_count, 0) as rows_left,
                totals.value_count - coalesce(left_groups.value_count, 0) as values_left,
                case
                    when totals.value_count > coalesce(left_groups.value_count, 0)
                    then totals.value_sum - coalesce(left_groups.value_sum, 0)
                end as sum_left
            from ({{ ml_monitor.custom_totals(monitor) }}) as totals
            cross join ({{ ml_monitor.left_out_groups(monitor) }}) as left_outs
            left join
                {{ ref("monitor_custom_aggregates") }} as left_groups
                on {{ ml_monitor.same_slice("totals", "left_groups") }}
                and totals.value_number = left_groups.value_number
                and left_outs.left_out = left_groups.random_group
        ) as left_over
{% endmacro %}


{#
  The groups of the slices of a monitor taken together, a row per slice and value_number. Sums of squares of distances from means are put together by T. Chan, G. Golub and R. LeVeque,
  The American Statistician 37 (1983) 242-247.
#}
{% macro custom_totals(monitor) %}
    {%- set value = ml_monitor.slice_columns() ~ ", value_number" %}
    {%- set double = ml_monitor.type_double() %}
    select
        {{ value }},
        cast(sum(row_count) as {{ double }}) as row_count,
        cast(sum(value_count) as {{ double }}) as value_count,
        sum(value_sum) as value_sum,
        sum(
            central_square_sum + value_count * coalesce({{ ml_monitor.squared("(value_sum / nullif(value_count, 0) - mean)") }}, 0)
        ) as central_square_sum,
        min(lowest_value) as lowest_value,
        max(highest_value) as highest_value,
        sum(unusable_count) as unusable_count,
        max(computed_at) as computed_at
    from
        (
            select
                aggregates.*,
                sum(value_sum) over (partition by {{ value }}) / nullif(sum(value_count) over (partition by {{ value }}), 0) as mean
            from {{ ref("monitor_custom_aggregates") }} as aggregates
            where monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
        ) as with_means
    group by {{ value }}
{% endmacro %}


{# The numbers of the random groups that are left out one at a time, and -1 for none of them; -1 alone where no metric needs them. #}
{% macro left_out_groups(monitor) -%}
    select {{ ml_monitor.whole(-1) }} as left_out
    {%- for number in range(20 if monitor.custom.has_groups else 0) %}
        union all
        select {{ number }}
    {%- endfor %}
{%- endmacro %}


{# A number, what is smaller than 1e-75 as 0: the product of two such numbers may be too small for a number, which is an error in Postgres. #}
{% macro without_dust(number) -%} case when abs({{ number }}) < {{ ml_monitor.real("1e-75") }} then 0 else {{ number }} end {%- endmacro %}


{% macro squared(number) -%} ({{ ml_monitor.without_dust(number) }}) * ({{ ml_monitor.without_dust(number) }}) {%- endmacro %}
