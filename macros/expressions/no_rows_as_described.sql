{# A select that gives the columns of the model that calls it, with the types of its yml, and no row. #}
{% macro no_rows_as_described() -%}
    select
        {%- for column in model.columns.values() %}
            cast(null as {{ api.Column.translate_type(column.data_type) }}) as {{ column.name }} {{- "," if not loop.last }}
        {%- endfor %}
    from (select 1 as one) as nothing
    where 1 = 0
{%- endmacro %}
