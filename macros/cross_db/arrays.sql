{# The type "array of" for text or floating-point elements. #}
{% macro type_array(element_type) %} {{ return(adapter.dispatch("type_array", "ml_monitor")(element_type)) }}{% endmacro %}
{% macro default__type_array(element_type) %} {{ return(element_type ~ "[]") }}{% endmacro %}
{% macro spark__type_array(element_type) %} {{ return("array<" ~ element_type ~ ">") }}{% endmacro %}


{# An array of the given expressions, which may be none at all. #}
{% macro array_of(expressions, element_type) %}
    {{ return(adapter.dispatch("array_of", "ml_monitor")(expressions, element_type)) }}
{% endmacro %}
{% macro default__array_of(expressions, element_type) %}
    cast(array[{{ expressions | join(", ") }}] as {{ ml_monitor.type_array(element_type) }})
{% endmacro %}
{# Spark writes array(...). #}
{% macro spark__array_of(expressions, element_type) %}
    cast(array({{ expressions | join(", ") }}) as {{ ml_monitor.type_array(element_type) }})
{% endmacro %}


{#
  One row per element of an array column: every column of `keep`, then column_index (from 1) and value.
  This is how the statistics of any number of columns come out of one scan: nothing is ever stored in this long form.
#}
{% macro unnested(relation, array_column, keep) %}
    {{ return(adapter.dispatch("unnested", "ml_monitor")(relation, array_column, keep)) }}
{% endmacro %}
{% macro default__unnested(relation, array_column, keep) %}
    select {{ keep | join(", ") }}, elements.column_index, elements.value
    from {{ relation }}
    cross join lateral unnest({{ array_column }})
    with ordinality as elements(value, column_index)
{% endmacro %}
{# DuckDB unnests two lists of a select side by side in a streaming operator; its lateral join is slower. #}
{% macro duckdb__unnested(relation, array_column, keep) %}
    select {{ keep | join(", ") }}, unnest(range(1, len({{ array_column }}) + 1)) as column_index, unnest({{ array_column }}) as value
    from {{ relation }}
{% endmacro %}
{% macro spark__unnested(relation, array_column, keep) %}
    select {{ keep | join(", ") }}, elements.position + 1 as column_index, elements.value
    from {{ relation }}
    lateral view posexplode({{ array_column }}) elements as position, value
{% endmacro %}
