{#
  The categories that the reference has not, in any chunk: one row per column and category, with the name under which it is drawn. The most frequent ones keep their
  names, so that a column of ids does not multiply with the chunks; `named` is their number. A `place` tells the drawn categories of a column apart.
#}
{% macro named_new_categories(named) %}
    {%- set column = ["monitor_name", "column_name"] %}
    select
        {{ column | join(", ") }},
        category,
        {{ ml_monitor.smaller("place", named) }} as place,
        case when place < {{ named }} then category else ':others' end as named_category,
        case when place < {{ named }} then category else 'other new categories' end as bin_label
    from
        (
            select
                {{ column | join(", ") }},
                category,
                row_number() over (partition by {{ column | join(", ") }} order by sum(row_count) desc, category) - 1 as place
            from {{ ref("monitor_distributions") }}
            where bin_type = 'unseen' and segment_index = 0
            group by {{ column | join(", ") }}, category
        ) as ranked
{% endmacro %}
