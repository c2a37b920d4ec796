{# Unknown keys, keys that are missing, keys that must hold a single name, keys that are true or false, keys with a fixed choice. #}
{% macro key_errors(place, raw) %}
    {% set registry = ml_monitor.setting_registry() %}
    {% set known = registry | map(attribute="name") | list %}
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
    {% for setting in registry if setting.choices is defined and raw.get(setting.name) is not none and raw[setting.name] not in setting.choices %}
        {% do errors.append(
            ml_monitor.unknown_name_error(place, setting.name, raw[setting.name], raw[setting.name], setting.choices)
        ) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}
