{#
  An array of the given expressions, which may be none at all.
  Differs: every engine spells the constructor in its own way, and BigQuery stores no array with a null in it.
#}
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
{# Snowflake writes array_construct(...). #}
{% macro snowflake__array_of(expressions, element_type) %} array_construct({{ expressions | join(", ") }}){% endmacro %}
{# BigQuery names the type before the elements; each is a struct (type_array). #}
{% macro bigquery__array_of(expressions, element_type) %}
    {{ ml_monitor.type_array(element_type) }} [
        {%- for expression in expressions -%}struct({{ expression }}){{ ", " if not loop.last }} {%- endfor -%}
    ]
{% endmacro %}
