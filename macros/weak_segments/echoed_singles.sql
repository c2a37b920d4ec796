{#
  The parts of single columns that are weak only because a crossing with them is: one row per part. The rows of the weak crossings with one other column are taken out, and
  what is left is compared with all rows outside of the part. If it is not weak itself for one of these columns, by the level of all parts, the part says nothing that the
  crossings do not say.
  Arguments: names of relations of monitor_searched_sums: the weak segments with their tested_count, single parts, and all rows of each monitor.
#}
{% macro echoed_singles(weak, singles, wholes) %}
    {%- set sums = ["row_count", "excess_sum", "square_sum"] %}
    with
        sides as (
            select
                case when sides.number = 0 then weak.part else weak.other_part end as part,
                case when sides.number = 0 then weak.other_part else weak.part end as crossed_with,
                {{ ml_monitor.columns_of("weak", sums) }}
            from {{ weak }} as weak
            cross join
                (
                    select 0 as number
                    union all
                    select 1
                ) as sides
            where weak.other_part <> 0
        ),

        taken_out as (
            select
                sides.part,
                parts.column_number,
                {% for column in sums -%} sum(sides.{{ column }}) as {{ column }}{{ "," if not loop.last }} {% endfor %}
            from sides
            inner join {{ ref("monitor_searched_parts") }} as parts on sides.crossed_with = parts.part
            group by sides.part, parts.column_number
        ),

        left_over as (
            select
                taken_out.part,
                taken_out.column_number,
                {% for column in sums -%} singles.{{ column }} - taken_out.{{ column }} as {{ column }}, {% endfor %}
                {{ ml_monitor.sums_of_rest("wholes", "singles") }}
            from taken_out
            inner join {{ singles }} as singles on taken_out.part = singles.part
            inner join {{ wholes }} as wholes on singles.monitor_name = wholes.monitor_name
        ),

        tested as ({{ ml_monitor.welch_p_values("left_over", ["part", "column_number"]) }})

    -- The count of tests comes by a join: a condition on the p-value alone would be pushed down, and its formula with it, many times over.
    select distinct tested.part
    from tested
    inner join {{ weak }} as weak on tested.part = weak.part and weak.other_part = 0
    where 2 * weak.tested_count * tested.p_value > {{ ml_monitor.real(0.05) }}
{% endmacro %}
