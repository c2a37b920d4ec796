{# A select that gives the named columns and no row. `columns` maps each name to text, real, whole, truth or time. #}
{% macro no_rows(columns) -%}
    {%- set types = {
        "text": dbt.type_string(),
        "real": ml_monitor.type_double(),
        "whole": dbt.type_bigint(),
        "truth": dbt.type_boolean(),
        "time": ml_monitor.type_time(),
    } -%}
    select {% for name, type in columns.items() -%} cast(null as {{ types[type] }}) as {{ name }}{{ ',' if not loop.last }} {% endfor -%}
    from (select 1 as one) as nothing
    where 1 = 0
{%- endmacro %}
