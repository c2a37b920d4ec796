{#
  The parts that columns are cut into, in place of values. A part is known by one number, `part`: 100 times the number of its column, and its place there.
    numbers   1 to 10: the tenths of the reference's searched rows, 0 and 11: below and above everything the reference had
    texts     1 to 20: the most frequent categories of the reference, 99: any other
    both      98: no value
#}
{% macro part_key(column_number, place) -%} {{ column_number }} * 100 + {{ place }} {%- endmacro %}


{# The place of a number in its column: as many edges of the tenths as it reaches. `edges`: a relation with lowest, highest, edge_1 to edge_9; edges may be equal. #}
{% macro place_of_number(value, edges) -%}
    case
        when {{ value }} is null
        then 98
        when {{ value }} < {{ edges }}.lowest
        then 0
        when {{ value }} > {{ edges }}.highest
        then 11
        else 1 {%- for number in range(1, 10) %} + case when {{ value }} >= {{ edges }}.edge_{{ number }} then 1 else 0 end {%- endfor %}
    end
{%- endmacro %}


{#
  Lowest and highest number and the edges of the tenths, one row per column of numbers. The i-th edge of n sorted values is the one in place floor(i n / 10) + 1, so
  that as many values as that lie below it where no two are equal. `values`: a relation of searched_values() in parentheses; `watched`: the name of one of searched_columns().
#}
{% macro edges_of_tenths(values, watched) %}
    {%- set double = ml_monitor.type_double() %}
    select watched.column_number, bins.lowest, bins.highest {%- for number in range(1, 10) -%}, edges.edge_{{ number }} {%- endfor %}
    from {{ watched }} as watched
    left join {{ ref("monitor_fitted_bins") }} as bins on {{ ml_monitor.same("watched", "bins", ["monitor_name", "column_name"]) }}
    left join
        (
            select
                column_number
                {%- for number in range(1, 10) -%}
                    ,
                    max(
                        case when place = floor(cast(value_count * {{ number }} as {{ double }}) / 10) + 1 then number_value end
                    ) as edge_{{ number }}
                {%- endfor %}
            from
                (
                    select
                        column_number,
                        number_value,
                        row_number() over (partition by column_number order by number_value) as place,
                        count(*) over (partition by column_number) as value_count
                    from {{ values }} as searched
                    where number_value is not null
                ) as sorted
            group by column_number
        ) as edges
        on watched.column_number = edges.column_number
    where watched.feature_type = 'continuous'
{% endmacro %}


{# The most frequent categories of the whole reference with their places, one row per column and category. What is called as a part is no category of its own. #}
{% macro frequent_categories(watched) %}
    select column_number, category, place
    from
        (
            select
                watched.column_number,
                fitted.category,
                row_number() over (partition by watched.column_number order by fitted.row_count desc, fitted.category) as place
            from {{ watched }} as watched
            inner join
                {{ ref("monitor_fitted_distributions") }} as fitted
                on {{ ml_monitor.same("watched", "fitted", ["monitor_name", "column_name"]) }}
                and fitted.bin_type = 'category'
                and fitted.segment_index = 0
            where fitted.category not in (':null', ':other')
        ) as ranked
    where place <= 20
{% endmacro %}
