{# The label of a row as y_true of the row tables; null throughout where the analysis has no such column yet. #}
{% macro label_column(monitor, period, alias) %}
    {{ ml_monitor.outcome_column(monitor, period, alias, ml_monitor.label_name(monitor, period)) }}
{% endmacro %}


{# The name of the label's column, none where the analysis has no such column yet. #}
{% macro label_name(monitor, period) %}
    {% set has_label = monitor.y_true is not none and (
        period == "reference" or ml_monitor.has_column(ml_monitor.monitored_relation(monitor[period]), monitor.y_true)
    ) %}
    {% do return(monitor.y_true if has_label else none) %}
{% endmacro %}


{# The prediction of a row as y_pred of the row tables. #}
{% macro prediction_column(monitor, period, alias) %} {{ ml_monitor.outcome_column(monitor, period, alias, monitor.y_pred) }} {% endmacro %}


{#
  A label or prediction as a 64-bit float: a regression's value; of a classification the index of the class, -1 for what is none of the classes.
  No column at all is a null.
#}
{% macro outcome_column(monitor, period, alias, column_name) %}
    {%- if column_name is none or not monitor.classes -%} {{ ml_monitor.double_column(alias, column_name) }}
    {%- else -%}
        {%- set type = ml_monitor.column_type_class(ml_monitor.monitored_relation(monitor[period]), column_name) -%}
        {%- set column = alias ~ "." ~ ml_monitor.quoted(column_name) -%}
        {%- set label = ml_monitor.finite(column) if type == "number" else column -%}
        case
            when {{ label }} is null
            then {{ ml_monitor.real(none) }}
            {% for class in monitor.classes -%}
                when {{ ml_monitor.is_label(label, type, class.name) }} then {{ ml_monitor.real(class.index) }}
            {% endfor -%}
            else {{ ml_monitor.real(-1) }}
        end
    {%- endif -%}
{% endmacro %}


{#
  The label or prediction of a classification where it is none of the classes, as text: a class that came after the model was made is news, not an error. Null for a
  known class, where there is no value, and for any regression.
#}
{% macro unknown_class(monitor, period, alias, column_name) %}
    {%- if column_name is none or not monitor.classes -%} {{ ml_monitor.text(none) }}
    {%- else -%}
        case
            when {{ ml_monitor.outcome_column(monitor, period, alias, column_name) }} < 0
            then {{ dbt.cast(alias ~ "." ~ ml_monitor.quoted(column_name), dbt.type_string()) }}
        end
    {%- endif -%}
{% endmacro %}


{# The label of a row where it is none of the classes. #}
{% macro unknown_label(monitor, period, alias) %}
    {{ ml_monitor.unknown_class(monitor, period, alias, ml_monitor.label_name(monitor, period)) }}
{% endmacro %}


{# The label or prediction of a row of a classification as text: the name of its class, or what stands there where it is none of the classes. #}
{% macro class_name_of_row(monitor, period, alias, column_name) %}
    coalesce(
        {{ ml_monitor.class_of_index(monitor.classes, ml_monitor.outcome_column(monitor, period, alias, column_name)) }},
        {{ ml_monitor.unknown_class(monitor, period, alias, column_name) }}
    )
{% endmacro %}


{# Whether a label, an expression of the given kind of type (type_class), is that of a class. #}
{% macro is_label(label, type, class_name) -%}
    {%- if type == "boolean" -%} {{ "not " if class_name in ["0", "false"] }}{{ label }}
    {%- elif type == "number" -%} {{ label }} = {{ ml_monitor.real({"true": 1, "false": 0}.get(class_name, class_name)) }}
    {%- else -%} {{ dbt.cast(label, dbt.type_string()) }} = {{ ml_monitor.text(class_name) }}
    {%- endif -%}
{%- endmacro %}


{# Whether a column of the given kind of type can hold the labels of these classes: numbers the names that are numbers, truth values two of them. #}
{% macro can_hold_labels(type, classes) %}
    {% for class in classes %}
        {% if type == "boolean" and class.name not in ["0", "1", "false", "true"] %} {% do return(false) %} {% endif %}
        {% if type == "number" and class.name not in ["false", "true"] and class.name | float(none) is none %}
            {% do return(false) %}
        {% endif %}
    {% endfor %}
    {% do return(type in ["boolean", "number", "text"]) %}
{% endmacro %}


{# The name of the class that an index, an expression, stands for. #}
{% macro class_of_index(classes, index) -%}
    case {{ index }} {% for class in classes -%} when {{ class.index }} then {{ ml_monitor.text(class.name) }} {% endfor -%} end
{%- endmacro %}
