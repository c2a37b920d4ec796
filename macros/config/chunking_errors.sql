{% macro chunking_errors(place, raw) %}
    {% set errors = [] %}
    {% set given = [] %}
    {% for key in ['chunk_size', 'chunk_number', 'chunk_period'] if raw.get(key) is not none %} {% do given.append(key) %} {% endfor %}
    {% if given | length > 1 %}
        {% do errors.append(
            ml_monitor.error_line(
                place,
                given | join("', '"),
                given | length ~ " ways to cut chunks",
                "one of chunk_size, chunk_number, chunk_period",
            )
        ) %}
    {% endif %}
    {% for key in ['chunk_size', 'chunk_number'] if raw.get(key) is not none and not ml_monitor.is_positive_integer(raw[key]) %}
        {% do errors.append(ml_monitor.error_line(place, key, raw[key], "a whole number above 0")) %}
    {% endfor %}
    {% if raw.get("chunk_period") is not none and raw.get("timestamp") is none %}
        {% do errors.append(ml_monitor.error_line(place, "timestamp", "nothing", "the name of a column; chunk_period needs one")) %}
    {% endif %}
    {% if raw.get("chunk_period") is not none and raw.get("incomplete") in ["append", "drop"] %}
        {% do errors.append(
            ml_monitor.error_line(place, "incomplete", raw.incomplete, "keep; a calendar period is neither appended nor dropped")
        ) %}
    {% endif %}
    {% if raw.get("chunk_number_per_period") is true and (raw.get("chunk_size") is not none or raw.get("chunk_period") is not none) %}
        {% do errors.append(
            ml_monitor.error_line(place, "chunk_number_per_period", "true", "false, unless chunks are cut by chunk_number")
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
