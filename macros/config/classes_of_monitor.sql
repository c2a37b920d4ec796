{#
  The classes of a classification, in the order of their indexes (from 0), each a mapping
    index, name    its place, and its name in metric names and in monitor_distributions
    column         the column of its predicted probability, or none
    is_scored      whether metrics of this class against the rest are computed: of the positive class of a binary monitor, of every class of a multiclass one
  Binary: [negative, positive] as `classes` says, by default 0 and 1. Multiclass: the keys of y_pred_proba, numbers by size, texts by their characters.
#}
{% macro classes_of_monitor(raw) %}
    {% set proba = raw.get("y_pred_proba") %}
    {% if raw.problem_type == "classification_binary" %}
        {% set labels = raw.get("classes") or [0, 1] %}
        {% do return(
            [
                {"index": 0, "name": ml_monitor.class_name(labels[0]), "column": none, "is_scored": false},
                {"index": 1, "name": ml_monitor.class_name(labels[1]), "column": proba, "is_scored": true},
            ]
        ) %}
    {% endif %}
    {% if raw.problem_type != "classification_multiclass" %} {% do return([]) %} {% endif %}
    {% set columns = {} %}
    {% for label, column in proba.items() %} {% do columns.update({ml_monitor.class_name(label): column}) %} {% endfor %}
    {% set names = columns.keys() | sort(case_sensitive=true) %}
    {% if proba.keys() | reject("number") | list == [] %}
        {% set names = [] %} {% for label in proba.keys() | sort %} {% do names.append(ml_monitor.class_name(label)) %} {% endfor %}
    {% endif %}
    {% set classes = [] %}
    {% for name in names %}
        {% do classes.append({"index": loop.index0, "name": name, "column": columns[name], "is_scored": true}) %}
    {% endfor %}
    {% do return(classes) %}
{% endmacro %}


{# A class label of the configuration as text: YAML's true and false as SQL writes them. #}
{% macro class_name(label) %} {% do return(label | string | lower if label is boolean else label | string) %} {% endmacro %}


{# The columns of predicted probabilities, in the order of their classes. #}
{% macro probability_columns(monitor) %} {% do return(monitor.classes | map(attribute="column") | reject("none") | list) %} {% endmacro %}
