{# The settings `segments` and `max_segment_values`. #}
{% macro segment_errors(place, raw) %}
    {% set errors = [] %}
    {% set segments = raw.get("segments") %}
    {% set most = raw.get("max_segment_values") %}
    {% if most is not none and not (ml_monitor.is_positive_integer(most) and most <= 100) %}
        {% do errors.append(ml_monitor.error_line(place, "max_segment_values", most, "a whole number from 1 to 100")) %}
    {% endif %}
    {% if segments is none %} {% do return(errors) %} {% endif %}
    {% if not ml_monitor.is_list(segments) %}
        {% do return(errors + [ml_monitor.error_line(place, "segments", segments, "a list: " ~ ml_monitor.allowed_segment())]) %}
    {% endif %}
    {% if segments | length > 10 %}
        {% do errors.append(ml_monitor.error_line(place, "segments", segments | length ~ " entries", "at most 10")) %}
    {% endif %}
    {% set names = [] %}
    {% for setting in segments %}
        {% set key = "segments[" ~ loop.index0 ~ "]" %}
        {% do errors.extend(ml_monitor.errors_of_segment(place, key, setting, raw)) %}
        {% set name = (setting.get("name") if setting is mapping else setting) | string %}
        {% if name | lower in names %}
            {% do errors.append(ml_monitor.error_line(place, key, "'" ~ name ~ "', which is there twice", "each name once")) %}
        {% endif %}
        {% do names.append(name | lower) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro errors_of_segment(place, key, setting, raw) %}
    {% set errors = [] %}
    {% if setting is not mapping and not ml_monitor.is_name(setting) %}
        {% do return([ml_monitor.error_line(place, key, setting, ml_monitor.allowed_segment())]) %}
    {% endif %}
    {% if setting is mapping %}
        {% for name in setting if name not in ["name", "columns", "expression"] %}
            {% do errors.append(ml_monitor.unknown_name_error(place, key ~ "." ~ name, "an unknown key", name, ["name", "columns", "expression"])) %}
        {% endfor %}
        {% if not ml_monitor.is_name(setting.get("name")) %}
            {% do errors.append(ml_monitor.error_line(place, key ~ ".name", setting.get("name", "nothing"), "a name that is not blank")) %}
        {% endif %}
        {% set columns = setting.get("columns") %}
        {% set expression = setting.get("expression") %}
        {% if (columns is none) == (expression is none) %}
            {% do errors.append(ml_monitor.error_line(place, key, setting, "one of `columns` and `expression`")) %}
        {% elif columns is not none and not (ml_monitor.is_list(columns) and columns and columns | reject("string") | list == []) %}
            {% do errors.append(ml_monitor.error_line(place, key ~ ".columns", columns, "a list of column names")) %}
        {% elif expression is not none and not ml_monitor.is_name(expression) %}
            {% do errors.append(ml_monitor.error_line(place, key ~ ".expression", expression, "one expression in SQL over the columns of a row")) %}
        {% endif %}
    {% endif %}
    {% set name = setting.get("name") if setting is mapping else setting %}
    {% if ml_monitor.is_name(name) and name.startswith(":") %}
        {% do errors.append(ml_monitor.error_line(place, key, "the name '" ~ name ~ "'", "a name that does not begin with a colon, as `:all` does")) %}
    {% endif %}
    {% set columns = setting.get("columns") if setting is mapping else [setting] %}
    {% for column in (columns if ml_monitor.is_list(columns) else []) if raw.get("y_true") is not none and column | string | lower == raw.y_true | string | lower %}
        {% set found = "'" ~ column ~ "', which is y_true" %}
        {% do errors.append(ml_monitor.error_line(place, key, found, "columns that are known before labels come")) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro allowed_segment() %} {% do return("a column, {name: n, columns: [a, b]} or {name: n, expression: SQL}") %} {% endmacro %}
