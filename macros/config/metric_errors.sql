{# Metrics, drift methods and types: known, of the right feature type, and possible with the columns that are given. #}
{% macro metric_errors(place, raw) %}
    {% set errors = [] %}
    {% set allowed = {
        "metrics": ml_monitor.metric_names("realized_performance", problem_type="regression"),
        "continuous_methods": ml_monitor.metric_names("univariate_drift", feature_type="continuous"),
        "categorical_methods": ml_monitor.metric_names("univariate_drift", feature_type="categorical"),
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
                        ml_monitor.error_line(
                            place, key, "'" ~ name ~ "'" ~ (" twice" if name in seen else ""), names | join(", ")
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
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
