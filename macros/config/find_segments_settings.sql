{# How a monitor looks for weak segments, every default filled in; false if it does not. #}
{% macro find_segments_settings(raw) %}
    {% set find = raw.get("find_segments") %}
    {% if find is none or find is false %} {% do return(false) %} {% endif %}
    {% set options = find if find is mapping else {} %}
    {% do return(
        {
            "columns": options.get("columns"),
            "chunks": options.get("chunks") or 10,
            "rows": options.get("rows") or 50000,
            "min_support": 0.005 if options.get("min_support") is none else options.min_support,
            "alpha": 0.998 if options.get("alpha") is none else options.alpha,
        }
    ) %}
{% endmacro %}


{# Errors in `find_segments`. #}
{% macro find_segments_errors(place, raw) %}
    {% set find = raw.get("find_segments") %}
    {% set keys = ["columns", "chunks", "rows", "min_support", "alpha"] %}
    {% if find is none or find is false %} {% do return([]) %} {% endif %}
    {% if find is not mapping and find is not boolean %}
        {% do return([ml_monitor.error_line(place, "find_segments", find, "true, false or a mapping of " ~ keys | join(", "))]) %}
    {% endif %}
    {% set errors = [] %}
    {% set options = find if find is mapping else {} %}
    {% for key in options if key not in keys %}
        {% do errors.append(ml_monitor.unknown_name_error(place, "find_segments." ~ key, "an unknown key", key, keys)) %}
    {% endfor %}
    {% for key in ["chunks", "rows"] if options.get(key) is not none and not ml_monitor.is_positive_integer(options[key]) %}
        {% do errors.append(ml_monitor.error_line(place, "find_segments." ~ key, options[key], "a whole number above 0")) %}
    {% endfor %}
    {% for key, allowed, highest in [("min_support", "a share of the rows above 0 and below 0.5", 0.5), ("alpha", "a number above 0 and below 1", 1)] %}
        {% set value = options.get(key) %}
        {% if value is not none and (not ml_monitor.is_real(value) or value <= 0 or value >= highest) %}
            {% do errors.append(ml_monitor.error_line(place, "find_segments." ~ key, value, allowed)) %}
        {% endif %}
    {% endfor %}
    {% for key in ["y_true", "y_pred"] if raw.get(key) is none %}
        {% do errors.append(ml_monitor.error_line(place, "find_segments", "a search without " ~ key, "false, or a monitor with y_true and y_pred")) %}
    {% endfor %}
    {% do return(errors + ml_monitor.searched_column_errors(place, raw, options.get("columns"))) %}
{% endmacro %}


{# The columns that are searched are features of the monitor, at most 40 since every pair of them is crossed. #}
{% macro searched_column_errors(place, raw, columns) %}
    {% set features = ml_monitor.feature_columns(raw) | select("string") | list %}
    {% set key = "find_segments" ~ (".columns" if columns is not none else "") %}
    {% if columns is not none and not (ml_monitor.is_list(columns) and columns and columns | reject("in", features) | list == []) %}
        {% do return([ml_monitor.error_line(place, key, columns, "a list out of the features " ~ features | join(", "))]) %}
    {% endif %}
    {% set searched = (features if columns is none else columns) | unique(case_sensitive=true) | list %}
    {% if columns is not none and searched | length < columns | length %}
        {% do return([ml_monitor.error_line(place, key, columns, "each column once")]) %}
    {% elif searched | length == 0 %}
        {% do return([ml_monitor.error_line(place, key, "no feature", "a feature in continuous_columns or categorical_columns")]) %}
    {% elif searched | length > 40 %}
        {% set allowed = "at most 40, named in find_segments.columns" %}
        {% do return([ml_monitor.error_line(place, key, searched | length ~ " columns", allowed)]) %}
    {% endif %}
    {% do return([]) %}
{% endmacro %}
