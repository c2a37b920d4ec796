{#
  An expected number of rows, a sum of chances, as whole rows, rounded down. Engines add in orders of their own, and lose digits: 12.999999999 are 13 rows.
#}
{% macro expected_rows(row_count) -%}
    cast(floor({{ row_count }} + {{ ml_monitor.real(0.000001) }}) as {{ dbt.type_bigint() }})
{%- endmacro %}
