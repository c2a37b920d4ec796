{# What only classifications have: probabilities, classes, the normalisation of the confusion matrix and the business value. #}
{% macro classification_errors(place, raw) %}
    {% set type = raw.get("problem_type") %}
    {% set errors = [] %}
    {% if type not in ["classification_binary", "classification_multiclass"] %}
        {% for key in ml_monitor.classification_keys() if raw.get(key) is not none and key != "y_pred_proba" %}
            {% do errors.append(ml_monitor.error_line(place, key, raw[key], "nothing; the key is for classifications")) %}
        {% endfor %}
        {% do return(errors) %}
    {% endif %}
    {% set proba = raw.get("y_pred_proba") %}
    {% if type == "classification_binary" %}
        {% if proba is not none and not ml_monitor.is_name(proba) %}
            {% do errors.append(
                ml_monitor.error_line(place, "y_pred_proba", proba, "the name of one column, the probability of the positive class")
            ) %}
        {% endif %}
        {% set classes = raw.get("classes") %}
        {% if classes is not none and not (
            ml_monitor.is_list(classes)
            and classes | length == 2
            and classes | select("none") | list == []
            and ml_monitor.class_name(classes[0]) != ml_monitor.class_name(classes[1])
        ) %}
            {% do errors.append(
                ml_monitor.error_line(place, "classes", classes, "a list of two different labels, [negative, positive]")
            ) %}
        {% endif %}
    {% else %}
        {% if raw.get("classes") is not none %}
            {% do errors.append(
                ml_monitor.error_line(place, "classes", raw.classes, "nothing; the classes of a multiclass monitor are the keys of y_pred_proba")
            ) %}
        {% endif %}
        {% if proba is not mapping or proba | length < 2 or proba.values() | list | map("string") | unique | list | length < proba | length %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    "y_pred_proba",
                    "nothing" if proba is none else proba,
                    "a mapping of each class to the column of its probability, two classes or more, each with a column of its own",
                )
            ) %}
        {% else %}
            {% for label, column in proba.items() if label is none or not ml_monitor.is_name(column) %}
                {% do errors.append(ml_monitor.error_line(place, "y_pred_proba." ~ label, column, "the name of one column")) %}
            {% endfor %}
        {% endif %}
    {% endif %}
    {% set scored = [proba] if ml_monitor.is_name(proba) else (proba.values() | list if proba is mapping else []) %}
    {% for key in ["row_id", "timestamp", "y_true", "y_pred"] if raw.get(key) is not none and raw[key] in scored %}
        {% do errors.append(ml_monitor.error_line(place, key, "'" ~ raw[key] ~ "', which is also in y_pred_proba", "another column")) %}
    {% endfor %}
    {% do return(errors + ml_monitor.matrix_errors(place, raw)) %}
{% endmacro %}


{% macro classification_keys() %}
    {% do return(["y_pred_proba", "classes", "normalize_confusion_matrix", "business_value_matrix", "normalize_business_value"]) %}
{% endmacro %}


{# The normalisation of the confusion matrix, and the values of its cells. #}
{% macro matrix_errors(place, raw) %}
    {% set errors = [] %}
    {% if ml_monitor.matrix_normalisation(raw) not in [none, "all", "true", "pred"] %}
        {% do errors.append(
            ml_monitor.error_line(place, "normalize_confusion_matrix", raw.normalize_confusion_matrix, "all, true, pred, or nothing for counts")
        ) %}
    {% endif %}
    {% if raw.get("normalize_business_value") not in [none, "per_prediction"] %}
        {% do errors.append(
            ml_monitor.error_line(place, "normalize_business_value", raw.normalize_business_value, "per_prediction, or nothing for the sum")
        ) %}
    {% endif %}
    {% set matrix = raw.get("business_value_matrix") %}
    {% set size = 2 if raw.problem_type == "classification_binary" else (raw.y_pred_proba | length if raw.get("y_pred_proba") is mapping else 0) %}
    {% if matrix is none %}
        {% if ml_monitor.is_list(raw.get("metrics")) and "business_value" in raw.metrics %}
            {% do errors.append(
                ml_monitor.error_line(place, "business_value_matrix", "nothing", "a matrix of numbers; the metric business_value needs it")
            ) %}
        {% endif %}
    {% else %}
        {% set numbers = [] %}
        {% if ml_monitor.is_list(matrix) %}
            {% for row in matrix if ml_monitor.is_list(row) and row | length == size %}
                {% for number in row if ml_monitor.is_real(number) %} {% do numbers.append(number) %} {% endfor %}
            {% endfor %}
        {% endif %}
        {% if size > 0 and (not ml_monitor.is_list(matrix) or matrix | length != size or numbers | length != size * size) %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    "business_value_matrix",
                    matrix,
                    size ~ " rows of " ~ size ~ " numbers: a row for each true class, a number for each predicted class",
                )
            ) %}
        {% endif %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# normalize_confusion_matrix as text; YAML reads NannyML's word `true` as a truth value. #}
{% macro matrix_normalisation(raw) %}
    {% set value = raw.get("normalize_confusion_matrix") %} {% do return("true" if value is true else value) %}
{% endmacro %}
