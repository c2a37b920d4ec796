{#
  One row per element of an array column: every column of `keep`, then column_index (from 1) and value.
  This is how the statistics of any number of columns come out of one scan: nothing is ever stored in this long form.
  Differs: every engine has its own table function, and DuckDB's lateral join is slower than its unnest in a select.
#}
{% macro unnested(relation, array_column, element_type, keep) %}
    {{ return(adapter.dispatch("unnested", "ml_monitor")(relation, array_column, element_type, keep)) }}
{% endmacro %}
{% macro default__unnested(relation, array_column, element_type, keep) %}
    select {{ keep | join(", ") }}, elements.column_index, elements.value
    from {{ relation }}
    cross join lateral unnest({{ array_column }})
    with ordinality as elements(value, column_index)
{% endmacro %}
{# DuckDB unnests two lists of a select side by side in a streaming operator; its lateral join is slower. #}
{% macro duckdb__unnested(relation, array_column, element_type, keep) %}
    select {{ keep | join(", ") }}, unnest(range(1, len({{ array_column }}) + 1)) as column_index, unnest({{ array_column }}) as value
    from {{ relation }}
{% endmacro %}
{# Spark has lateral views. #}
{% macro spark__unnested(relation, array_column, element_type, keep) %}
    select {{ keep | join(", ") }}, elements.position + 1 as column_index, elements.value
    from {{ relation }}
    lateral view posexplode({{ array_column }}) elements as position, value
{% endmacro %}
{# Snowflake's flatten counts from 0 and gives variants. #}
{% macro snowflake__unnested(relation, array_column, element_type, keep) %}
    select {{ keep | join(", ") }}, elements.index + 1 as column_index, cast(elements.value as {{ element_type }}) as value
    from {{ relation }}, lateral flatten(input => {{ array_column }}) as elements
{% endmacro %}
{# BigQuery's elements are structs (type_array), counted from 0. #}
{% macro bigquery__unnested(relation, array_column, element_type, keep) %}
    select {{ keep | join(", ") }}, place + 1 as column_index, element.value
    from {{ relation }}
    cross join unnest({{ array_column }}) as element
    with
    offset as place
{% endmacro %}
