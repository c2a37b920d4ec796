{# Columns as a list of a select, of a relation where `alias` names one. #}
{% macro columns_of(alias, columns) -%}
    {%- set prefix = alias ~ "." if alias else "" -%} {{ prefix }}{{ columns | join(", " ~ prefix) }}
{%- endmacro %}
