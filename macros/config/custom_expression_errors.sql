{# Errors in one expression. `label`: a column that it may not name, since its values come later. #}
{% macro errors_of_expression(place, key, text, kind, label) %}
    {% set errors = [] %}
    {% for found, allowed in ml_monitor.expression_problems(text, kind) %}
        {% do errors.append(ml_monitor.error_line(place, key, found, allowed)) %}
    {% endfor %}
    {% if not errors and label is string and label | lower in ml_monitor.columns_in_tokens(ml_monitor.expression_tokens(text)) | map("lower") %}
        {% set allowed = "columns that are known before labels come" if kind == "row" else "`needs_labels: true` beside it, or other columns" %}
        {% do errors.append(ml_monitor.error_line(place, key, "'" ~ label ~ "', which is y_true", allowed)) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# Errors in `estimate`: what a row is worth if its label is positive and if it is negative. #}
{% macro estimate_errors(place, key, setting, raw) %}
    {% set estimate = setting.estimate %}
    {% set keys = ["if_positive", "if_negative"] %}
    {% set place_key = key ~ ".estimate" %}
    {% if estimate is not mapping %}
        {% do return([ml_monitor.error_line(place, place_key, estimate, "{if_positive: SQL, if_negative: SQL}")]) %}
    {% endif %}
    {% set errors = [] %}
    {% for name in estimate if name not in keys %}
        {% do errors.append(ml_monitor.unknown_name_error(place, place_key ~ "." ~ name, "an unknown key", name, keys)) %}
    {% endfor %}
    {% for name in keys %}
        {% do errors.extend(ml_monitor.errors_of_expression(place, place_key ~ "." ~ name, estimate.get(name), "row", raw.get("y_true"))) %}
    {% endfor %}
    {% if setting.get("needs_labels") is not true %}
        {% do errors.append(ml_monitor.error_line(place, place_key, "no `needs_labels: true`", "an estimate only of what needs labels")) %}
    {% endif %}
    {% if raw.get("problem_type") != "classification_binary" or raw.get("y_pred_proba") is none %}
        {% do errors.append(ml_monitor.error_line(place, place_key, "no probability", "an estimate only of a binary classification with y_pred_proba")) %}
    {% endif %}
    {% if setting.get("sql") is string and not ml_monitor.expression_problems(setting.sql, "aggregate") %}
        {% set parts = ml_monitor.aggregates_of_tokens(ml_monitor.expression_tokens(setting.sql)) %}
        {% if parts.outer | length > 1 or parts.aggregates[0].function not in ["sum", "avg"] %}
            {% do errors.append(ml_monitor.error_line(place, place_key, "an estimate of '" ~ setting.sql ~ "'", "an estimate only of one sum or one avg")) %}
        {% endif %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
