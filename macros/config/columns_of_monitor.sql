{#
  The columns of one monitor, in the order of their values in the row tables.
  Each is a mapping name, role, feature_type, index, class_index: index counts from 1 within its feature type. The target has y_true and no place of its own (0),
  since labels may come later, unless the user lists it among the features. class_index tells whose probability the column is, none for any other column.
#}
{% macro columns_of_monitor(monitor) %}
    {% set label_type = "continuous" if monitor.problem_type == "regression" else "categorical" %}
    {% set lists = {
        "continuous": monitor.continuous_columns | list,
        "categorical": monitor.categorical_columns | list,
    } %}
    {% set class_of_column = {} %}
    {% for class in monitor.classes if class.column is not none %}
        {% do class_of_column.update({class.column: class.index}) %}
        {% if class.column not in lists.continuous %} {% do lists.continuous.append(class.column) %} {% endif %}
    {% endfor %}
    {% if monitor.y_pred is not none and monitor.y_pred not in lists[label_type] %}
        {% do lists[label_type].append(monitor.y_pred) %}
    {% endif %}
    {% set columns = [] %}
    {% for feature_type, names in lists.items() %}
        {% for name in names %}
            {% set role = (
                "prediction" if name == monitor.y_pred else (
                    "target" if name == monitor.y_true else ("prediction_probability" if name in class_of_column else "feature")
                )
            ) %}
            {% do columns.append(
                {
                    "name": name,
                    "role": role,
                    "feature_type": feature_type,
                    "index": loop.index,
                    "class_index": class_of_column.get(name),
                }
            ) %}
        {% endfor %}
    {% endfor %}
    {% if monitor.y_true is not none and monitor.y_true not in lists[label_type] %}
        {% do columns.append(
            {"name": monitor.y_true, "role": "target", "feature_type": label_type, "index": 0, "class_index": none}
        ) %}
    {% endif %}
    {% do return(columns) %}
{% endmacro %}
