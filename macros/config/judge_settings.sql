{# The settings `judge` of a monitor, every default filled in. #}
{% macro judge_settings(raw) %}
    {% set judge = raw.get("judge") or {} %}
    {% do return(
        {
            "incomplete_chunks": judge.get("incomplete_chunks") or false,
            "min_rows": judge.get("min_rows"),
            "label_delay": judge.get("label_delay"),
            "min_label_share": 0.9 if judge.get("min_label_share") is none else judge.min_label_share,
            "open_at": 1.5 if judge.get("open_at") is none else judge.open_at,
        }
    ) %}
{% endmacro %}


{# Errors in `judge` and `owner`. #}
{% macro judge_errors(place, raw) %}
    {% set errors = [] %}
    {% if raw.get("owner") is not none and not ml_monitor.is_name(raw.owner) %}
        {% do errors.append(ml_monitor.error_line(place, "owner", raw.owner, "a text, such as the name of a team")) %}
    {% endif %}
    {% set judge = raw.get("judge") %}
    {% set keys = ["incomplete_chunks", "min_rows", "label_delay", "min_label_share", "open_at"] %}
    {% if judge is none %} {% do return(errors) %} {% endif %}
    {% if judge is not mapping %}
        {% do return(errors + [ml_monitor.error_line(place, "judge", judge, "a mapping of " ~ keys | join(", "))]) %}
    {% endif %}
    {% for key in judge if key not in keys %}
        {% do errors.append(ml_monitor.unknown_name_error(place, "judge." ~ key, "an unknown key", key, keys)) %}
    {% endfor %}
    {% if judge.get("incomplete_chunks") is not none and judge.incomplete_chunks is not boolean %}
        {% do errors.append(ml_monitor.error_line(place, "judge.incomplete_chunks", judge.incomplete_chunks, "true or false")) %}
    {% endif %}
    {% if judge.get("min_rows") is not none and not ml_monitor.is_positive_integer(judge.min_rows) %}
        {% do errors.append(ml_monitor.error_line(place, "judge.min_rows", judge.min_rows, "a whole number above 0")) %}
    {% endif %}
    {% set share = judge.get("min_label_share") %}
    {% if share is not none and (not ml_monitor.is_real(share) or share < 0 or share > 1) %}
        {% do errors.append(ml_monitor.error_line(place, "judge.min_label_share", share, "a share of rows, from 0 to 1")) %}
    {% endif %}
    {% set open_at = judge.get("open_at") %}
    {% if open_at is not none and (not ml_monitor.is_real(open_at) or open_at < 1) %}
        {% do errors.append(ml_monitor.error_line(place, "judge.open_at", open_at, "a number, 1 or more: how many times its threshold")) %}
    {% endif %}
    {% do return(errors + ml_monitor.label_delay_errors(place, raw, judge.get("label_delay"))) %}
{% endmacro %}


{# A delay is a number of calendar periods. #}
{% macro label_delay_errors(place, raw, delay) %}
    {% set errors = ml_monitor.interval_errors(place, "judge.label_delay", delay, ml_monitor.counts_of_a_century(), 0, 60) %}
    {% if delay is mapping and raw.get("timestamp") is none %}
        {% do errors.append(ml_monitor.error_line(place, "timestamp", "nothing", "the name of a column; judge.label_delay needs one")) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
