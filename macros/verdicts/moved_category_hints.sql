{#
  Hints at codes that have been moved by one, up or down: categories that are whole numbers, of which each has now the share that the one beside it had. `stayed` and
  `moved` are total variation distances, of the categories as they are and of the moved ones; `noise` is what sampling alone would make of them.
  Argument: monitor_changed_categories.
#}
{% macro shifted_category_hints(categories) %}
    {%- set double = ml_monitor.type_double() %}
    {%- set zero = ml_monitor.real(0) %}
    select
        incident_id,
        'shifted_codes' as hint,
        {{ ml_monitor.real(0.96) }} - {{ ml_monitor.larger("moved - noise", ml_monitor.real(0)) }} as strength,
        'shifted codes' as hint_sentence,
        {{
            dbt.concat(
                [
                    "'codes lie between '",
                    dbt.cast("lowest_now", dbt.type_string()),
                    "' and '",
                    dbt.cast("highest_now", dbt.type_string()),
                    "' (between '",
                    dbt.cast("lowest_then", dbt.type_string()),
                    "' and '",
                    dbt.cast("highest_then", dbt.type_string()),
                    "' before)'",
                ]
            )
        }} as evidence
    from
        (
            select
                incident_id,
                step,
                sum(abs(share_moved - share_then)) / 2 as moved,
                sum(abs(share_here - share_then)) / 2 as stayed,
                -- The mean of a normal number's size is sqrt(2 / pi) of its deviation.
                sum(sqrt(share_then * 2 / acos(-1) * inverse_counts)) / 2 as noise,
                min(case when share_here > 0 then code end) as lowest_now,
                max(case when share_here > 0 then code end) as highest_now,
                min(case when share_then > 0 then code end) as lowest_then,
                max(case when share_then > 0 then code end) as highest_then
            from
                (
                    -- Each code with its share then and now, and the share that the code a step further has now.
                    select
                        incident_id,
                        step,
                        code,
                        sum(share_then) as share_then,
                        sum(share_here) as share_here,
                        sum(share_moved) as share_moved,
                        max(inverse_counts) as inverse_counts
                    from
                        (
                            {% for step in [1, -1] -%}
                                select
                                    incident_id,
                                    {{ step }} as step,
                                    code,
                                    share_then,
                                    share_now as share_here,
                                    {{ zero }} as share_moved,
                                    1 / cast(nullif(value_count_then, 0) as {{ double }})
                                    + 1 / cast(nullif(value_count_now, 0) as {{ double }}) as inverse_counts
                                from {{ categories }}
                                union all
                                select
                                    incident_id,
                                    {{ step }} as step,
                                    code - {{ step }} as code,
                                    {{ zero }},
                                    {{ zero }},
                                    share_now,
                                    {{ zero }}
                                from {{ categories }} {{ "union all" if not loop.last }}
                            {% endfor %}
                        ) as sides
                    where
                        incident_id not in (
                            select incident_id
                            from {{ categories }}
                            where code is null and category is not null and share_now + share_then > 0.01
                        )
                        and code is not null
                    group by incident_id, step, code
                ) as compared
            group by incident_id, step
        ) as steps
    where
        stayed > {{ ml_monitor.real(0.1) }}
        and moved < {{ ml_monitor.real(0.05) }} + noise * 1.5
        and moved < stayed * 0.6
        and lowest_then < highest_then
{% endmacro %}


{#
  Hints at two categorical columns that have changed places: each has the categories of the other one, with its shares. Numbers are total variation distances.
  Argument: monitor_changed_categories.
#}
{% macro category_swap_hints(categories) %}
    {%- set zero = ml_monitor.real(0) %}
    with
        named as (
            select incident_id, monitor_name, column_name, category, share_then, share_now from {{ categories }} where category is not null
        ),

        -- What two columns share, of one then and the other now.
        shared_categories as (
            select
                now_side.incident_id,
                now_side.monitor_name,
                now_side.column_name,
                then_side.column_name as other_column,
                sum(case when now_side.share_now < then_side.share_then then now_side.share_now else then_side.share_then end) as overlap
            from named as now_side
            inner join named as then_side on now_side.monitor_name = then_side.monitor_name and now_side.category = then_side.category
            group by now_side.incident_id, now_side.monitor_name, now_side.column_name, then_side.column_name
        ),

        stayed as (select monitor_name, column_name, overlap from shared_categories where column_name = other_column)

    select
        mine.incident_id,
        'column_swap' as hint,
        {{ ml_monitor.real(0.97) }} - (2 - mine.overlap - theirs.overlap) / 2 as strength,
        'swapped columns' as hint_sentence,
        {{ ml_monitor.swap_evidence() | replace("other_column", "mine.other_column") }} as evidence
    from shared_categories as mine
    inner join
        shared_categories as theirs
        on mine.monitor_name = theirs.monitor_name
        and mine.column_name = theirs.other_column
        and mine.other_column = theirs.column_name
        and mine.column_name <> mine.other_column
    left join stayed as mine_stayed on mine.monitor_name = mine_stayed.monitor_name and mine.column_name = mine_stayed.column_name
    left join stayed as theirs_stayed on mine.monitor_name = theirs_stayed.monitor_name and mine.other_column = theirs_stayed.column_name
    where
        mine.overlap > {{ ml_monitor.real(0.85) }}
        and theirs.overlap > {{ ml_monitor.real(0.85) }}
        and coalesce(mine_stayed.overlap, 0) < mine.overlap - {{ ml_monitor.real(0.1) }}
        and coalesce(theirs_stayed.overlap, 0) < theirs.overlap - {{ ml_monitor.real(0.1) }}
{% endmacro %}
