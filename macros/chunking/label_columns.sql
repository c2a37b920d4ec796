{# The label of a row as y_true of the row tables; null throughout where the analysis has no such column yet. #}
{% macro label_column(monitor, period, alias) %}
    {{ ml_monitor.outcome_column(monitor, period, alias, ml_monitor.label_name(monitor, period)) }}
{% endmacro %}


{#
  The name of the label's column, none where the analysis has no such column yet; without types, while nothing is being built, it is taken to be there.
#}
{% macro label_name(monitor, period) %}
    {% do return(monitor.y_true if monitor.families is none or monitor.y_true in monitor.families[period] else none) %}
{% endmacro %}


{# The prediction of a row as y_pred of the row tables. #}
{% macro prediction_column(monitor, period, alias) %} {{ ml_monitor.outcome_column(monitor, period, alias, monitor.y_pred) }} {% endmacro %}


{#
  A label or prediction as a 64-bit float: a regression's value; of a classification the index of the class, -1 for a value that is not a class.
  No column at all is a null.
#}
{% macro outcome_column(monitor, period, alias, column_name) %}
    {%- if column_name is none or not monitor.classes -%} {{ ml_monitor.double_column(alias, column_name) }}
    {%- else -%}
        {%- set family = ml_monitor.family_of_column(monitor, period, column_name) -%}
        {%- set label = ml_monitor.label_of(alias ~ "." ~ ml_monitor.quoted(column_name), family) -%}
        {%- set double = ml_monitor.type_double() -%}
        case
            when {{ label }} is null
            then cast(null as {{ double }})
            {% for class in monitor.classes -%}
                when {{ ml_monitor.is_label(label, family, class.name) }} then cast({{ class.index }} as {{ double }})
            {% endfor -%}
            else cast(-1 as {{ double }})
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
        {%- set family = ml_monitor.family_of_column(monitor, period, column_name) -%}
        case
            when {{ ml_monitor.outcome_column(monitor, period, alias, column_name) }} < 0
            then {{ ml_monitor.category_text(alias ~ "." ~ ml_monitor.quoted(column_name), family, family, true) }}
        end
    {%- endif -%}
{% endmacro %}


{# The label of a row where it is none of the classes. #}
{% macro unknown_label(monitor, period, alias) %}
    {{ ml_monitor.unknown_class(monitor, period, alias, ml_monitor.label_name(monitor, period)) }}
{% endmacro %}


{# The label or prediction of a row of a classification as text: the name of its class, or its value where that is not one of the classes. #}
{% macro class_name_of_row(monitor, period, alias, column_name) %}
    coalesce(
        {{ ml_monitor.class_of_index(monitor.classes, ml_monitor.outcome_column(monitor, period, alias, column_name)) }},
        {{ ml_monitor.unknown_class(monitor, period, alias, column_name) }}
    )
{% endmacro %}


{# A label, a column of the given family of types (type_family), as is_label() takes it. #}
{% macro label_of(column, family) %}
    {% if family in ["double", "single"] %} {% do return(ml_monitor.finite(column)) %} {% endif %}
    {% if family in ["integer", "decimal", "boolean"] %} {% do return(column) %} {% endif %}
    {% do return(ml_monitor.category_text(column, family, family, true)) %}
{% endmacro %}


{# Whether a label (label_of) is that of a class. Whole numbers keep all their digits. #}
{% macro is_label(label, family, class_name) -%}
    {%- set kind = ml_monitor.kind_of_family(family) -%}
    {%- set number = {"true": "1", "false": "0"}.get(class_name, class_name) -%}
    {%- if kind == "boolean" -%} {{ "not " if class_name in ["0", "false"] }}{{ label }}
    {%- elif family in ["integer", "decimal"] and number | list | reject("in", "-0123456789") | list == [] -%} {{ label }} = {{ number }}
    {%- elif family == "single" -%} {{ label }} = {{ ml_monitor.finite(dbt.cast(number, ml_monitor.type_single())) }}
    {%- elif kind == "number" -%} {{ label }} = {{ ml_monitor.real(number) }}
    {%- else -%} {{ label }} = {{ ml_monitor.plain_text(class_name) }}
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


{# The name of the class with an index, which is an expression. #}
{% macro class_of_index(classes, index) -%}
    case {{ index }} {% for class in classes -%} when {{ class.index }} then {{ ml_monitor.plain_text(class.name) }} {% endfor -%} end
{%- endmacro %}
