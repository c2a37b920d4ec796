{#
  Hints at what happened to a single categorical column: incident_id, hint, strength, hint_sentence, evidence.
  Arguments: monitor_changed_categories, and the relation of category_summary().
#}
{% macro category_hints(categories, summary) %}
    {%- set real = ml_monitor.real %}
    {%- set hints = [
        (
            "constant",
            "top_share_now > 0.999 and top_share_then < 0.95 and value_count_now >= 10",
            real(0.99),
            "'a constant in place of the values'",
            ml_monitor.quoted_text("top_category") ~ " || ' is ' || " ~ ml_monitor.share_text("top_share_now") ~ " || ' of values (' || " ~ ml_monitor.share_text("top_share_then") ~ " || ' before)'",
        ),
        (
            "rename",
            "renamed_share > 0.6 * new_share and renamed_share > 0",
            "case when rename_likeness > 1 then " ~ real(0.94) ~ " when rename_count = 1 then " ~ real(0.8) ~ " else " ~ real(0.7) ~ " end",
            "case when rename_count = 1 then 'a rename' else 'renames' end",
            "renames_text",
        ),
        (
            "default_value",
            "riser_share_now >= 0.03 and riser_share_now < 0.999 and riser_share_then <= 0.01 + 0.1 * riser_share_now and shift_of_the_rest < 0.1 + 2 / nullif(sqrt(value_count_now * (1 - riser_share_now)), 0)",
            real(0.85) ~ " - shift_of_the_rest",
            "'a default in place of missing values'",
            ml_monitor.quoted_text("riser_category") ~ " || ' is ' || " ~ ml_monitor.share_text("riser_share_now") ~ " || ' of values (' || " ~ ml_monitor.share_text("riser_share_then") ~ " || ' before)'",
        ),
    ] %}
    {{ ml_monitor.hints_that_fit(hints, summary) }}
    union all
    {{ ml_monitor.shifted_category_hints(categories) }}
    union all
    select *
    from ({{ ml_monitor.category_swap_hints(categories) }}) as swap_hints
{% endmacro %}


{#
  One row per incident of a categorical column: the category most frequent now, the one that has risen most, how far all others have moved since, and the texts of
  categories that are gone, new, renamed and moved most.
#}
{% macro category_summary(categories) %}
    {%- set zero = ml_monitor.real(0) %}
    with
        placed as (
            select
                *,
                row_number() over (partition by incident_id order by share_now desc, category) as top_place,
                row_number() over (partition by incident_id order by share_now - share_then desc, category) as rise_place,
                row_number() over (partition by incident_id order by abs(share_now - share_then) desc, category) as shift_place,
                row_number() over (partition by incident_id, is_gone order by share_then desc, category) as gone_place,
                row_number() over (partition by incident_id, is_new order by share_now desc, category) as new_place,
                row_number() over (
                    partition by incident_id, case when renamed_to is not null then 1 else 0 end order by share_then desc, category
                ) as rename_place
            from {{ categories }}
            where category is not null
        ),

        risen as (select incident_id, share_then, share_now from placed where rise_place = 1)

    select
        placed.incident_id,
        max(placed.value_count_now) as value_count_now,
        max(case when top_place = 1 then category end) as top_category,
        max(case when top_place = 1 then placed.share_then end) as top_share_then,
        max(case when top_place = 1 then placed.share_now end) as top_share_now,
        max(case when rise_place = 1 then category end) as riser_category,
        max(risen.share_then) as riser_share_then,
        max(risen.share_now) as riser_share_now,
        sum(
            case
                when rise_place > 1
                then abs(placed.share_now / nullif(1 - risen.share_now, 0) - placed.share_then / nullif(1 - risen.share_then, 0))
                else {{ zero }}
            end
        )
        / 2 as shift_of_the_rest,
        sum(case when is_new then placed.share_now else {{ zero }} end) as new_share,
        sum(case when placed.share_then = 0 then placed.share_now else {{ zero }} end) as unseen_share,
        sum(case when is_gone then placed.share_then else {{ zero }} end) as gone_share,
        sum(case when renamed_to is not null then renamed_share_now else {{ zero }} end) as renamed_share,
        max(rename_likeness) as rename_likeness,
        count(renamed_to) as rename_count,
        {{ ml_monitor.category_texts() }}
    from
        (
            select placed.*, names.share_now as renamed_share_now
            from placed
            left join {{ categories }} as names on placed.incident_id = names.incident_id and placed.renamed_to = names.category
        ) as placed
    inner join risen on placed.incident_id = risen.incident_id
    group by placed.incident_id
{% endmacro %}


{#
  The texts of category_summary(), over its placed categories: three of each at most, the largest ones; null where there is none. A category that comes less often
  since another spelling came is told with both of its shares.
#}
{% macro category_texts() %}
    {%- set name = ml_monitor.quoted_text("category") %}
    {%- set then, now = ml_monitor.share_text("placed.share_then"), ml_monitor.share_text("placed.share_now") %}
    {%- set both = dbt.concat([name, "' '", now, "' ('", then, "' before)'"]) %}
    {%- set gone = "case when is_gone then " ~ dbt.concat([name, "' gone ('", then, "')'"]) ~ " else " ~ both ~ " end" %}
    {%- set renamed = dbt.concat([
        gone, "', '", ml_monitor.quoted_text("renamed_to"), "' new ('", ml_monitor.share_text("renamed_share_now"), "')'"
    ]) %}
    {%- set texts = {
        "categories_gone": ("is_gone and gone_place <= 3", dbt.concat([name, "' ('", then, "')'"])),
        "categories_new": ("is_new and new_place <= 3", dbt.concat([name, "' ('", now, "')'"])),
        "renames_text": ("renamed_to is not null and rename_place <= 3", renamed),
        "largest_shifts": ("shift_place <= 3", both),
    } %}
    {% for column, (condition, text) in texts.items() -%}
        nullif(
            {{ ml_monitor.sorted_texts("case when " ~ condition ~ " then " ~ text ~ " end", "', '") }}, ''
        ) as {{ column }}{{ "," if not loop.last }}
    {% endfor %}
{% endmacro %}


{# The text of a column in single quotes. #}
{% macro quoted_text(column_name) -%} {{ dbt.concat([ml_monitor.text("'"), column_name, ml_monitor.text("'")]) }} {%- endmacro %}
