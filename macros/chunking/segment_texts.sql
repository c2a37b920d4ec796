{#
  By what a row's segment is told: the text of the column, of several joined by ' / ', or of the expression. Null where there is no value; of several columns a missing one
  is written `:null`.
  The expression of the user is part of a query over the user's relation alone (rows_with_expressions), so that its names are the relation's columns and nothing else.
#}
{% macro segment_text(monitor, period, alias, segment) %}
    {% if segment.expression is not none %} {% do return(alias ~ "." ~ ml_monitor.expression_column(segment)) %} {% endif %}
    {% if segment.columns | length == 1 %} {% do return(ml_monitor.column_text(monitor, period, alias, segment.columns[0])) %} {% endif %}
    {% set parts = [] %}
    {% for name in segment.columns %}
        {% do parts.extend(["' / '"] if parts else []) %}
        {% do parts.append("coalesce(" ~ ml_monitor.column_text(monitor, period, alias, name) ~ ", ':null')") %}
    {% endfor %}
    {% do return(dbt.concat(parts)) %}
{% endmacro %}


{# These texts of all settings of a monitor. #}
{% macro segment_texts(monitor, period, alias) %}
    {% set texts = [] %}
    {% for segment in monitor.segments %} {% do texts.append(ml_monitor.segment_text(monitor, period, alias, segment)) %} {% endfor %}
    {% do return(texts) %}
{% endmacro %}


{# The rows of one period of a monitor, for a `from` clause, with the values of the expressions that segments are told by and custom metrics are made of. #}
{% macro rows_with_expressions(monitor, period) %}
    {%- set expressions = monitor.segments | rejectattr("expression", "none") | list -%}
    {%- if not expressions and not monitor.custom.row_values -%} {{ ml_monitor.monitored_rows(monitor, period) }}
    {%- else -%}
        (
            select
                plain_rows.*
                {%- for segment in expressions -%}
                    ,
                    {#- A comment at the end of the expression ends with its line. #}
                    cast(({{ segment.expression ~ "\n" }}) as {{ dbt.type_string() }}) as {{ ml_monitor.expression_column(segment) }}
                {%- endfor %}
                {%- for value in monitor.custom.row_values -%}
                    ,
                    {{ ml_monitor.custom_value_of_row(monitor, period, "plain_rows", value) }} as {{ ml_monitor.custom_column(loop.index) }}
                {%- endfor %}
            from {{ ml_monitor.monitored_rows(monitor, period) }} as plain_rows
        )
    {%- endif -%}
{% endmacro %}


{% macro expression_column(segment) -%} ml_monitor_segment_{{ segment.number }} {%- endmacro %}
