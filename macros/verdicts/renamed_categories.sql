{# A category in lower case, without blanks around it, punctuation, and the zeros that a number got as a decimal: '1.0' is '1'. #}
{% macro bare_category(category) -%}
    {%- set text = "lower(trim(" ~ category ~ "))" -%}
    {%- set whole = "case when " ~ text ~ " like '%.0' then substr(" ~ text ~ ", 1, length(" ~ text ~ ") - 2) else " ~ text ~ " end" -%}
    {%- set ns = namespace(bare=whole) -%}
    {%- for mark in [" ", "-", "_", ".", ",", "/", "(", ")", "&", "+"] -%}
        {%- set ns.bare = "replace(" ~ ns.bare ~ ", '" ~ mark ~ "', '')" -%}
    {%- endfor -%}
    {{ ns.bare }}
{%- endmacro %}


{# A category without its digits. #}
{% macro without_digits(category) -%}
    {%- set ns = namespace(rest=category) -%}
    {%- for digit in range(10) -%} {%- set ns.rest = "replace(" ~ ns.rest ~ ", '" ~ digit ~ "', '')" -%} {%- endfor -%}
    {{ ns.rest }}
{%- endmacro %}


{# The number that a category of at most nine digits is, else null. #}
{% macro code_number(category) -%}
    case
        when length({{ category }}) between 1 and 9 and length({{ ml_monitor.without_digits(category) }}) = 0
        then cast({{ category }} as {{ dbt.type_bigint() }})
    end
{%- endmacro %}


{#
  Pairs of a category and the new one that seems to be its name now, each in one pair at most: incident_id, category, new_category, likeness. Likeness is
    3  equal but for case, blanks and punctuation
    2  one is the beginning of the other, and the category is gone
    1  the category is gone, and the shares are equal within their sampling error
  Argument: a relation of categories with is_gone, is_new and bare_category.
#}
{% macro renamed_categories(categories) %}
    {%- set gap = "abs(fresh.share_now - known.share_then)" %}
    {%- set sampling_error -%}
    sqrt(known.share_then * (1 - known.share_then) * (1 / cast(known.value_count_then as {{ ml_monitor.type_double() }}) + 1 / cast(known.value_count_now as {{ ml_monitor.type_double() }})))
    {%- endset %}
    with
        pairs as (
            select
                known.incident_id,
                known.category,
                fresh.category as new_category,
                {{ gap }} as gap,
                case
                    when known.bare_category = fresh.bare_category and length(known.bare_category) > 0
                    then 3
                    when
                        known.is_gone
                        and {{ gap }} < known.share_then / 2
                        -- '1' is no short form of '16'.
                        and length({{ ml_monitor.without_digits("known.bare_category") }}) > 0
                        and length({{ ml_monitor.without_digits("fresh.bare_category") }}) > 0
                        and substr(known.bare_category, 1, length(fresh.bare_category))
                        = substr(fresh.bare_category, 1, length(known.bare_category))
                    then 2
                    when known.is_gone and {{ gap }} <= 3 * {{ sampling_error }} + known.share_then / 20
                    then 1
                end as likeness
            from {{ categories }} as known
            inner join {{ categories }} as fresh on known.incident_id = fresh.incident_id and fresh.is_new
            where known.row_count_then > 0
        ),

        first_choices as (
            select pairs.*, row_number() over (partition by incident_id, new_category order by likeness desc, gap, category) as choice
            from pairs
            where likeness is not null
        ),

        second_choices as (
            select
                first_choices.*,
                row_number() over (partition by incident_id, category order by likeness desc, gap, new_category) as choice_of_old
            from first_choices
            where choice = 1
        )

    select incident_id, category, new_category, likeness
    from second_choices
    where choice_of_old = 1
{% endmacro %}
