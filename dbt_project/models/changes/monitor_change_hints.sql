{#- What may have happened to a column with an open input incident, each hint with its evidence, the strongest first. -#}
with
    changed_values as (select * from {{ ref("monitor_changed_values") }}),

    changed_categories as (select * from {{ ref("monitor_changed_categories") }}),

    worded as ({{ ml_monitor.worded_values("changed_values") }}),

    categories_in_short as ({{ ml_monitor.category_summary("changed_categories") }}),

    missing_sides as ({{ ml_monitor.missing_sides("changed_values", "changed_categories") }}),

    hints as (
        {{ ml_monitor.number_hints("worded") }}
        union all
        {{ ml_monitor.unit_hints("worded") }}
        union all
        {{ ml_monitor.unit_hints_in_part("worded") }}
        union all
        {{ ml_monitor.number_swap_hints("worded") }}
        union all
        select *
        from ({{ ml_monitor.category_hints("changed_categories", "categories_in_short") }}) as category_hints
        union all
        {{ ml_monitor.missing_hints("missing_sides") }}
    ),

    -- Two units, or two columns, can fit one change; the nearer one is told.
    strongest as (
        select hints.*, row_number() over (partition by incident_id, hint order by strength desc, hint_sentence, evidence) as place_of_kind
        from hints
    )

select
    incident_id,
    hint,
    cast(strength as {{ ml_monitor.type_double() }}) as strength,
    hint_sentence,
    evidence,
    cast(row_number() over (partition by incident_id order by strength desc, hint) as {{ dbt.type_bigint() }}) as place
from strongest
where place_of_kind = 1
