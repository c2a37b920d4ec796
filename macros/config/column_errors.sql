{#
  Lists of columns: names only, each column once. The prediction and the target may be listed as well, among the continuous columns of a regression or
  the categorical ones of a classification, which takes them into the reconstruction error.
#}
{% macro column_errors(place, raw) %}
    {% set errors = [] %}
    {% set seen = {} %}
    {% set labels_are_in = "categorical_columns" if "classification" in raw.get("problem_type") | string else "continuous_columns" %}
    {% if ml_monitor.is_name(raw.get("y_pred")) and raw.y_pred | lower == raw.get("y_true") | string | lower %}
        {% do errors.append(ml_monitor.error_line(place, "y_true", "'" ~ raw.y_true ~ "', which is also y_pred", "another column")) %}
    {% endif %}
    {% for key in ['continuous_columns', 'categorical_columns'] if raw.get(key) is not none %}
        {% if not ml_monitor.is_list(raw[key]) %}
            {% do errors.append(ml_monitor.error_line(place, key, raw[key], "a list of column names")) %}
        {% else %}
            {% for column in raw[key] %}
                {% set is_name = ml_monitor.is_name(column) %}
                {% if not is_name %} {% do errors.append(ml_monitor.error_line(place, key, column, "a column name")) %}
                {% elif column | lower in seen %}
                    {% do errors.append(
                        ml_monitor.error_line(
                            place, key, "'" ~ column ~ "', which is also in " ~ seen[column | lower], "each column once"
                        )
                    ) %}
                {% elif key != labels_are_in and column in [raw.get("y_pred"), raw.get("y_true")] %}
                    {% do errors.append(
                        ml_monitor.error_line(
                            place,
                            key,
                            "'" ~ column ~ "', which is y_pred or y_true",
                            "columns other than the prediction and the target",
                        )
                    ) %}
                {% endif %}
                {% if is_name %} {% do seen.update({column | lower: key}) %} {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}
