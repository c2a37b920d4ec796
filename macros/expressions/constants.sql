{#
  A select of the given rows, each a mapping of the same columns; `columns` maps each name to its type, as no_rows() takes them, which are those of
  literals: text, real, whole or truth; a time is written as SQL. The types are stated once, by a first select without rows, since asking dbt for a type at each value takes longer than
  all else.
#}
{% macro constants(columns, rows) -%}
    {{ ml_monitor.no_rows(columns) }}
    {%- for row in rows %}
        union all
        select
            {% for name in columns -%}
                {%- set value = row[name] -%}
                {%- if value is none -%} null
                {%- elif columns[name] == "truth" -%} {{ "true" if value else "false" }}
                {%- elif columns[name] != "text" -%}
                    {{ value }} {%- elif "'" in value | string or "\\" in value | string -%} '{{ ml_monitor.escaped(value | string) }}'
                {%- else -%} '{{ value }}'
                {%- endif -%}
                {{ ", " if not loop.last }}
            {%- endfor -%}
    {%- endfor %}
{%- endmacro %}
