{# Metrics, drift methods and types: known, of the right feature type, and possible with the columns that are given. #}
{% macro metric_errors(place, raw, registry) %}
    {% set errors = [] %}
    {% set problem_types = ["regression", "classification_binary", "classification_multiclass"] %}
    {% set problem_type = raw.problem_type if raw.get("problem_type") in problem_types else none %}
    {% set allowed = {
        "metrics": ml_monitor.metric_names(registry, "realized_performance", problem_type=problem_type),
        "continuous_methods": ml_monitor.metric_names(registry, "univariate_drift", feature_type="continuous"),
        "categorical_methods": ml_monitor.metric_names(registry, "univariate_drift", feature_type="categorical"),
        "drift_types": ["baseline", "consecutive"],
    } %}
    {% for key, names in allowed.items() if raw.get(key) is not none %}
        {% if not ml_monitor.is_list(raw[key]) or raw[key] | length == 0 %}
            {% do errors.append(ml_monitor.error_line(place, key, raw[key], "a list of " ~ names | join(", "))) %}
        {% else %}
            {% set seen = [] %}
            {% for name in raw[key] %}
                {% if name not in names or name in seen %}
                    {% do errors.append(
                        ml_monitor.unknown_name_error(
                            place, key, "'" ~ name ~ "'" ~ (" twice" if name in seen else ""), name, names
                        )
                    ) %}
                {% endif %}
                {% do seen.append(name) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% if raw.get("metrics") is not none %}
        {% for key in ['y_true', 'y_pred'] if raw.get(key) is none %}
            {% do errors.append(ml_monitor.error_line(place, key, "nothing", "the name of a column; performance metrics need it")) %}
        {% endfor %}
        {% if ml_monitor.is_list(raw.metrics) and raw.get("y_pred_proba") is none and problem_type != "regression" %}
            {% for metric in registry if metric.get("needs_probability") and metric.name in raw.metrics %}
                {% do errors.append(
                    ml_monitor.error_line(place, "y_pred_proba", "nothing", "the name of a column; " ~ metric.name ~ " needs it")
                ) %}
            {% endfor %}
        {% endif %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
