{# The setting `fairness`. #}
{% macro fairness_errors(place, raw) %}
    {% set entries = raw.get("fairness") %}
    {% if entries is none %} {% do return([]) %} {% endif %}
    {% if not ml_monitor.is_list(entries) %}
        {% do return([ml_monitor.error_line(place, "fairness", entries, "a list of " ~ ml_monitor.allowed_fairness())]) %}
    {% endif %}
    {% set errors = [] %}
    {% if entries and raw.get("problem_type") == "classification_multiclass" %}
        {% do errors.append(ml_monitor.error_line(place, "fairness", "a monitor of several classes", "monitors of binary classifications and regressions")) %}
    {% endif %}
    {% if entries and raw.get("y_pred") is none %}
        {% do errors.append(ml_monitor.error_line(place, "y_pred", "nothing", "the name of a column; fairness needs it")) %}
    {% endif %}
    {% set seen = [] %}
    {% for entry in entries %}
        {% set key = "fairness[" ~ loop.index0 ~ "]" %}
        {% if entry is not mapping %} {% do errors.append(ml_monitor.error_line(place, key, entry, ml_monitor.allowed_fairness())) %}
        {% else %}
            {% do errors.extend(ml_monitor.errors_of_fairness(place, key, entry, raw)) %}
            {% if entry.get("segment") is string and entry.segment in seen %}
                {% do errors.append(ml_monitor.error_line(place, key ~ ".segment", "'" ~ entry.segment ~ "', which is there twice", "each segment once")) %}
            {% endif %}
            {% do seen.append(entry.get("segment")) %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro errors_of_fairness(place, key, entry, raw) %}
    {% set known = ["segment", "reference_group", "metrics", "min_group_rows", "min_group_positives"] %}
    {% set errors = [] %}
    {% for name in entry if name not in known %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key ~ "." ~ name, "an unknown key", name, known)) %}
    {% endfor %}
    {% set segments = [] %}
    {% for setting in (raw.get("segments") or [] if ml_monitor.is_list(raw.get("segments") or []) else []) %}
        {% do segments.append((setting.get("name") if setting is mapping else setting) | string) %}
    {% endfor %}
    {% set segment = entry.get("segment") %}
    {% if not segments %}
        {% do errors.append(ml_monitor.error_line(place, key ~ ".segment", segment if segment is not none else "nothing", "an entry of `segments`, which the monitor does not have")) %}
    {% elif segment is not string or segment not in segments %}
        {% set found = "nothing" if segment is none else "'" ~ segment ~ "'" %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key ~ ".segment", found, segment | string, segments)) %}
    {% endif %}
    {% set group = entry.get("reference_group") %}
    {% if group is not none and (group is mapping or ml_monitor.is_list(group) or not group | string | trim) %}
        {% do errors.append(ml_monitor.error_line(place, key ~ ".reference_group", group, "one value of the segment")) %}
    {% endif %}
    {% for name in ["min_group_rows", "min_group_positives"] if entry.get(name) is not none and not ml_monitor.is_positive_integer(entry[name]) %}
        {% do errors.append(ml_monitor.error_line(place, key ~ "." ~ name, entry[name], "a whole number above 0")) %}
    {% endfor %}
    {% do return(errors + ml_monitor.errors_of_group_metrics(place, key ~ ".metrics", entry, raw)) %}
{% endmacro %}


{# The metrics of an entry: known, of the problem type, each once, and possible without labels where there are none. #}
{% macro errors_of_group_metrics(place, key, entry, raw) %}
    {% set asked = entry.get("metrics") %}
    {% if asked is none %} {% do return([]) %} {% endif %}
    {% set allowed = [] %}
    {% set needing_labels = [] %}
    {% for metric in ml_monitor.group_metrics() if metric.problem_type == raw.get("problem_type") or raw.get("problem_type") not in ["classification_binary", "regression"] %}
        {% do allowed.append(metric.name) %} {% do needing_labels.extend([metric.name] if metric.needs_labels else []) %}
    {% endfor %}
    {% if not ml_monitor.is_list(asked) or not asked %}
        {% do return([ml_monitor.error_line(place, key, asked, "a list of " ~ allowed | join(", "))]) %}
    {% endif %}
    {% set errors = [] %}
    {% set seen = [] %}
    {% for name in asked %}
        {% if name not in allowed or name in seen %}
            {% do errors.append(ml_monitor.unknown_name_error(place, key, "'" ~ name ~ "'" ~ (" twice" if name in seen else ""), name | string, allowed)) %}
        {% elif name in needing_labels and raw.get("y_true") is none %}
            {% do errors.append(ml_monitor.error_line(place, "y_true", "nothing", "the name of a column; " ~ name ~ " in " ~ key ~ " needs it")) %}
        {% endif %}
        {% do seen.append(name) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro allowed_fairness() %}
    {% do return("{segment: name, reference_group: value, metrics: [...]}; only segment is required") %}
{% endmacro %}
