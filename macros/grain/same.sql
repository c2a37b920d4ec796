{# The condition that two relations agree in columns. #}
{% macro same(one, other, columns) -%}
    {%- for column in columns -%} {{ one }}.{{ column }} = {{ other }}.{{ column }} {{ "and " if not loop.last }} {%- endfor -%}
{%- endmacro %}
