{# Unknown keys, keys that are missing, keys that must hold a single name, keys that are true or false, keys with a fixed choice. #}
{% macro key_errors(place, raw) %}
    {% set known = [
        "problem_type",
        "model_version",
        "reference",
        "analysis",
        "scored",
        "row_id",
        "timestamp",
        "time_zone",
        "chunk_size",
        "chunk_number",
        "chunk_period",
        "chunk_number_per_period",
        "incomplete",
        "y_true",
        "y_pred",
        "y_pred_proba",
        "classes",
        "normalize_confusion_matrix",
        "business_value_matrix",
        "normalize_business_value",
        "continuous_columns",
        "categorical_columns",
        "metrics",
        "continuous_methods",
        "categorical_methods",
        "reconstruction_error",
        "domain_classifier",
        "reference_comparison",
        "drift_types",
        "thresholds",
        "false_discovery_rate",
        "ecdf",
        "max_fit_rows",
        "data_quality",
        "summary_statistics",
        "judge",
        "owner",
        "alerts",
    ] %}
    {% set errors = [] %}
    {% for key in raw if key not in known %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key, "an unknown key", key, known | sort)) %}
    {% endfor %}
    {# With `scored`, its own checks say what `reference` has to be. #}
    {% for key in ["problem_type", "row_id"] + (["reference", "analysis"] if raw.get("scored") is none else []) if raw.get(key) is none %}
        {% do errors.append(ml_monitor.error_line(place, key, "nothing", "a value; the key is required")) %}
    {% endfor %}
    {% for key in ['row_id', 'timestamp', 'y_true', 'y_pred'] if raw.get(key) is not none and not ml_monitor.is_name(raw[key]) %}
        {% do errors.append(ml_monitor.error_line(place, key, raw[key], "the name of one column")) %}
    {% endfor %}
    {% for key in ['chunk_number_per_period'] if raw.get(key) is not none and raw[key] is not boolean %}
        {% do errors.append(ml_monitor.error_line(place, key, raw[key], "true or false")) %}
    {% endfor %}
    {% set choices = {
        "problem_type": ["regression", "classification_binary", "classification_multiclass"],
        "incomplete": ["keep", "append", "drop"],
        "chunk_period": ml_monitor.chunk_periods(),
        "reference_comparison": ["leave_one_out", "whole"],
    } %}
    {% for key, allowed in choices.items() if raw.get(key) is not none and raw[key] not in allowed %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key, raw[key], raw[key], allowed)) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}
