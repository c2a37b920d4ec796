{# `vars.ml_monitor_mutes` as it is written: a list of mappings, each of which keeps some alerts from being incidents that are told. #}
{% macro raw_mutes() %} {% do return(var("ml_monitor_mutes", []) or []) %} {% endmacro %}


{# Errors in the variables next to `ml_monitors`: `ml_monitor_mutes` and `ml_monitor_now`. #}
{% macro variable_errors(raw_monitors) %}
    {% set errors = [] %}
    {% set now = var("ml_monitor_now", none) %}
    {% if now is not none and not ml_monitor.is_time_literal(now) %}
        {% do errors.append("vars.ml_monitor_now: found " ~ now ~ "; allowed: a time in UTC, such as 2025-07-07 08:00:00") %}
    {% endif %}
    {% set mutes = ml_monitor.raw_mutes() %}
    {% if not ml_monitor.is_list(mutes) %}
        {% do return(
            errors + ["vars.ml_monitor_mutes: found " ~ mutes ~ "; allowed: a list such as [{monitor: name, column: name, until: 2025-08-01, reason: text}]"]
        ) %}
    {% endif %}
    {% for mute in mutes %}
        {% set place = "vars.ml_monitor_mutes, mute " ~ loop.index %}
        {% if mute is not mapping %} {% do errors.append(place ~ ": found " ~ mute ~ "; allowed: a mapping of settings") %}
        {% else %} {% do errors.extend(ml_monitor.mute_errors(place, mute, raw_monitors)) %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{# Errors in one mute. Names are looked up among those of the monitor, or of all monitors where the mute names none. #}
{% macro mute_errors(place, mute, raw_monitors) %}
    {% set errors = [] %}
    {% set keys = ["monitor", "column", "metric", "kind", "until", "reason"] %}
    {% for key in mute if key not in keys %}
        {% do errors.append(ml_monitor.unknown_name_error(place, key, "an unknown key", key, keys)) %}
    {% endfor %}
    {% if mute.get("monitor") is none and mute.get("column") is none and mute.get("metric") is none and mute.get("kind") is none %}
        {% do errors.append(
            ml_monitor.error_line(place, "monitor", "nothing", "a monitor, a column, a metric or a kind; a mute names at least one of them")
        ) %}
    {% endif %}
    {% if mute.get("kind") is not none and mute.kind not in ml_monitor.incident_kinds() %}
        {% do errors.append(ml_monitor.unknown_name_error(place, "kind", mute.kind, mute.kind, ml_monitor.incident_kinds())) %}
    {% endif %}
    {% set names = raw_monitors.keys() | map("string") | list %}
    {% set monitor = mute.get("monitor") %}
    {% set is_known = monitor is none or monitor | string in names %}
    {% if not is_known %} {% do errors.append(ml_monitor.unknown_name_error(place, "monitor", monitor, monitor, names)) %} {% endif %}
    {% set columns = [] %}
    {% for name, raw in raw_monitors.items() if raw is mapping and (monitor is none or name | string == monitor | string) %}
        {% do columns.extend(ml_monitor.columns_of_raw_monitor(raw)) %}
    {% endfor %}
    {% if mute.get("column") is not none and is_known and mute.column not in columns %}
        {% do errors.append(ml_monitor.unknown_name_error(place, "column", mute.column, mute.column, columns | unique | list)) %}
    {% endif %}
    {% set metrics = ml_monitor.all_metric_names() %}
    {% if mute.get("metric") is not none and not ml_monitor.is_metric_name(mute.metric, metrics) %}
        {% do errors.append(ml_monitor.unknown_name_error(place, "metric", mute.metric, mute.metric, metrics)) %}
    {% endif %}
    {% if mute.get("until") is not none and mute.until != "closed" and not ml_monitor.is_time_literal(mute.until) %}
        {% do errors.append(
            ml_monitor.error_line(place, "until", mute.until, "closed, or a time in UTC, such as 2025-08-01 or 2025-08-01 12:30:00")
            ~ ml_monitor.did_you_mean(mute.until, ["closed"])
        ) %}
    {% endif %}
    {% if mute.get("reason") is not none and not ml_monitor.is_name(mute.reason) %}
        {% do errors.append(ml_monitor.error_line(place, "reason", mute.reason, "a text")) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# The names of the columns that a monitor watches, from its settings as they are written. #}
{% macro columns_of_raw_monitor(raw) %}
    {% set columns = [] %}
    {% for key in ['continuous_columns', 'categorical_columns'] if ml_monitor.is_list(raw.get(key)) %}
        {% do columns.extend(raw[key]) %}
    {% endfor %}
    {% set probabilities = raw.get("y_pred_proba") %}
    {% do columns.extend(probabilities.values() if probabilities is mapping else [probabilities]) %}
    {% do return((columns + [raw.get("y_pred"), raw.get("y_true")]) | select("string") | unique | list) %}
{% endmacro %}


{# Every name that `metric_name` may have, but for the cells of multiclass confusion matrices, which are named after their classes. #}
{% macro all_metric_names() %}
    {% set names = ml_monitor.package_metric_names() %}
    {% set raw_monitors = ml_monitor.raw_monitors() %}
    {% for raw in (raw_monitors.values() if raw_monitors is mapping else []) if raw is mapping and raw.get("custom_metrics") is mapping %}
        {% do names.extend(raw.custom_metrics.keys()) %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}


{# Those of them that the package itself defines. #}
{% macro package_metric_names() %}
    {% set cells = ["true_positive", "true_negative", "false_positive", "false_negative"] %}
    {% do return((ml_monitor.metric_registry() | map(attribute="name") | reject("equalto", "confusion_matrix") | list) + cells) %}
{% endmacro %}


{% macro is_metric_name(name, known_names) %}
    {% do return(name in known_names or modules.re.match("^true_.+_pred_.+$", name | string) is not none) %}
{% endmacro %}
