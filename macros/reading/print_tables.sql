{#
  Prints tables of the package for `ml-monitor`, which reads them from there where it cannot read the warehouse itself:
    dbt run-operation print_tables --args '{tables: [{name: monitor_status}]}'
  `columns` of a table names those to print, all by default; `only` maps columns to the values that they may have. Of each table come
    {"table": name, "relation": name in the warehouse, "columns": [[name, kind], ...]}   kind: text, whole, real, truth or time; no columns: the table is not built
    {"table": name, "rows": [[value, ...], ...]}                                         as often as needed
  Values are texts or null, so that neither dbt nor a driver rounds one or takes a text for a number. Times are microseconds since 1970.
#}
{% macro print_tables(tables) %}
    {% if not execute or flags.WHICH != "run-operation" %} {% do return("") %} {% endif %}
    {% for table in tables %}
        {% set relation = ref("ml_monitor", table.name) %}
        {% set columns = ml_monitor.printed_columns(relation, table.get("columns")) %}
        {% set described = [] %}
        {% for column in columns %} {% do described.append([column.name, column.kind]) %} {% endfor %}
        {% do ml_monitor.print_line({"table": table.name, "relation": relation | string, "columns": described}) %}
        {% if columns %}
            {% set found = run_query(ml_monitor.printed_rows(relation, columns, table.get("only", {}))).rows %}
            {% for batch in found | batch(500) %}
                {% set rows = [] %}
                {% for row in batch %} {% do rows.append(row.values() | list) %} {% endfor %}
                {% do ml_monitor.print_line({"table": table.name, "rows": rows}) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
{% endmacro %}


{# The columns of a table that are printed: the name as the engine spells it, in lower case, and the kind of the values. Empty if there is no such table. #}
{% macro printed_columns(relation, wanted) %}
    {# The package has no decimals: Snowflake calls whole numbers so. #}
    {% set kinds = {"text": "text", "integer": "whole", "decimal": "whole", "double": "real", "single": "real", "boolean": "truth", "timestamp": "time"} %}
    {% set columns = {} %}
    {% for name, type in (ml_monitor.column_types(relation) if load_relation(relation) is not none else []) %}
        {% do columns.update({name | lower: {"spelled": name, "name": name | lower, "kind": kinds.get(ml_monitor.type_family(type), type)}}) %}
    {% endfor %}
    {% if not columns or not wanted %} {% do return(columns.values() | list) %} {% endif %}
    {% for name in wanted if name not in columns %}
        {% do exceptions.raise_compiler_error(relation ~ " has no column " ~ name ~ ". It has: " ~ columns | join(", ")) %}
    {% endfor %}
    {% set chosen = [] %}
    {% for name in wanted %} {% do chosen.append(columns[name]) %} {% endfor %}
    {% do return(chosen) %}
{% endmacro %}


{# A select of the rows with every value as text. #}
{% macro printed_rows(relation, columns, only) %}
    select
        {% for column in columns -%}
            {%- set quoted = ml_monitor.quoted(column.spelled) -%}
            {%- if column.kind == "text" -%} {{ quoted }}
            {%- else -%}
                cast({{ ml_monitor.microseconds(quoted) if column.kind == "time" else quoted }} as {{ dbt.type_string() }}) as {{ quoted }}
            {%- endif -%}
            {{ "," if not loop.last }}
        {% endfor -%}
    from {{ relation }}
    where
        1 = 1
        {%- for name, values in only.items() %}
            and {{ name }} in ({% for value in values %}{{ ml_monitor.plain_text(value) }}{{ ", " if not loop.last }}{% endfor %})
        {%- endfor %}
{% endmacro %}


{# One line for `ml-monitor`. The mark tells it from what dbt itself says. #}
{% macro print_line(content) %} {% do print("ml_monitor>" ~ tojson(content)) %} {% endmacro %}
