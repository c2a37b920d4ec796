{# The edges of the tenths as place_of_number() takes them, one row per column. `parts`: the name of a relation with the columns of the table of parts. #}
{% macro edges_of_parts(parts) %}
    select
        column_number,
        max(case when mod(part, 100) = 1 then lower_edge end) as lowest,
        max(case when mod(part, 100) = 11 then lower_edge end) as highest
        {%- for number in range(1, 10) -%}
            , max(case when mod(part, 100) = {{ number + 1 }} then lower_edge end) as edge_{{ number }}
        {%- endfor %}
    from {{ parts }}
    group by column_number
{% endmacro %}
