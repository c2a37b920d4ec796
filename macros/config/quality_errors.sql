{# data_quality and summary_statistics. #}
{% macro quality_errors(place, raw, registry) %}
    {% set quality = raw.get("data_quality") %}
    {% set names = ml_monitor.metric_names(registry, "data_quality") %}
    {% set errors = ml_monitor.chosen_name_errors(
        place, "summary_statistics", raw.get("summary_statistics"), ml_monitor.metric_names(registry, "summary_statistics")
    ) %}
    {% if quality is not mapping %}
        {% do return(
            ml_monitor.chosen_name_errors(place, "data_quality", quality, names, " or {metrics: [...], normalize: true or false}") + errors
        ) %}
    {% endif %}
    {% for key in quality if key not in ['metrics', 'normalize'] %}
        {% do errors.append(ml_monitor.unknown_name_error(place, "data_quality." ~ key, "an unknown key", key, ["metrics", "normalize"])) %}
    {% endfor %}
    {% if quality.get("normalize", true) is not boolean %}
        {% do errors.append(ml_monitor.error_line(place, "data_quality.normalize", quality.normalize, "true or false")) %}
    {% endif %}
    {% do return(errors + ml_monitor.chosen_name_errors(place, "data_quality.metrics", quality.get("metrics"), names)) %}
{% endmacro %}


{# A choice of metrics: nothing, true, false, or a list of names, each once. `otherwise`: what else is allowed there, in words. #}
{% macro chosen_name_errors(place, key, chosen, names, otherwise="") %}
    {% if chosen is none or chosen is boolean %} {% do return([]) %} {% endif %}
    {% if not ml_monitor.is_list(chosen) or chosen | length == 0 %}
        {% do return([ml_monitor.error_line(place, key, chosen, "true, false, a list of " ~ names | join(", ") ~ otherwise)]) %}
    {% endif %}
    {% set errors = [] %}
    {% set seen = [] %}
    {% for name in chosen %}
        {% if name not in names or name in seen %}
            {% do errors.append(
                ml_monitor.unknown_name_error(place, key, "'" ~ name ~ "'" ~ (" twice" if name in seen else ""), name, names)
            ) %}
        {% endif %}
        {% do seen.append(name) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}
