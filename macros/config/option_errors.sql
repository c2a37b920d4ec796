{# reconstruction_error, ecdf, max_fit_rows, false_discovery_rate, domain_classifier. #}
{% macro option_errors(place, raw) %}
    {% set errors = [] %}
    {% set reconstruction = raw.get("reconstruction_error") %}
    {% if reconstruction is mapping %}
        {% for key in reconstruction if key not in ['n_components', 'columns'] %}
            {% do errors.append(ml_monitor.unknown_name_error(place, "reconstruction_error." ~ key, "an unknown key", key, ["n_components", "columns"])) %}
        {% endfor %}
        {% set n = reconstruction.get("n_components", 0.65) %}
        {% if not (ml_monitor.is_positive_integer(n) or (ml_monitor.is_real(n) and n > 0 and n < 1)) %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    "reconstruction_error.n_components",
                    n,
                    "a share of the variance between 0 and 1, or a whole number of components",
                )
            ) %}
        {% endif %}
        {% set watched = (
            (raw.get("continuous_columns") or []) | list + (raw.get("categorical_columns") or []) | list + [raw.get("y_pred")]
        ) %}
        {% set columns = reconstruction.get("columns") %}
        {% if columns is not none and (
            not ml_monitor.is_list(columns) or columns | length == 0 or columns | reject("in", watched) | list
        ) %}
            {% do errors.append(
                ml_monitor.error_line(
                    place, "reconstruction_error.columns", columns, "a list out of " ~ watched | select("string") | join(", ")
                )
            ) %}
        {% elif ml_monitor.is_positive_integer(n) and n > (columns or watched[:-1]) | length %}
            {% do errors.append(
                ml_monitor.error_line(
                    place,
                    "reconstruction_error.n_components",
                    n,
                    "at most the number of columns, " ~ (columns or watched[:-1]) | length,
                )
            ) %}
        {% endif %}
    {% elif reconstruction is not none and reconstruction is not boolean %}
        {% do errors.append(
            ml_monitor.error_line(
                place, "reconstruction_error", reconstruction, "true, false or {n_components: ..., columns: [...]}"
            )
        ) %}
    {% endif %}
    {% set ecdf = raw.get("ecdf") %}
    {% if ecdf is mapping %}
        {% for key, value in ecdf.items() %}
            {% if key not in ["exact_below", "bins"] %}
                {% do errors.append(ml_monitor.unknown_name_error(place, "ecdf." ~ key, "an unknown key", key, ["exact_below", "bins"])) %}
            {% elif not (ml_monitor.is_positive_integer(value) or (key == "exact_below" and value is integer and value == 0)) %}
                {% do errors.append(ml_monitor.error_line(place, "ecdf." ~ key, value, "a whole number above 0")) %}
            {% endif %}
        {% endfor %}
    {% elif ecdf is not none %} {% do errors.append(ml_monitor.error_line(place, "ecdf", ecdf, "{exact_below: rows, bins: number}")) %}
    {% endif %}
    {% if raw.get("max_fit_rows") is not none and not ml_monitor.is_positive_integer(raw.max_fit_rows) %}
        {% do errors.append(ml_monitor.error_line(place, "max_fit_rows", raw.max_fit_rows, "a whole number above 0")) %}
    {% endif %}
    {% set rate = raw.get("false_discovery_rate") %}
    {% if rate is not none and (not ml_monitor.is_real(rate) or rate <= 0 or rate >= 1) %}
        {% do errors.append(ml_monitor.error_line(place, "false_discovery_rate", rate, "a number between 0 and 1")) %}
    {% endif %}
    {% do return(errors + ml_monitor.domain_classifier_errors(place, raw)) %}
{% endmacro %}


{% macro domain_classifier_errors(place, raw) %}
    {% set errors = [] %}
    {% set classifier = raw.get("domain_classifier") %}
    {% if classifier is mapping %}
        {% for key in classifier if key not in ['max_rows', 'folds'] %}
            {% do errors.append(ml_monitor.unknown_name_error(place, "domain_classifier." ~ key, "an unknown key", key, ["max_rows", "folds"])) %}
        {% endfor %}
        {% set folds = classifier.get("folds", 5) %}
        {% set max_rows = classifier.get("max_rows", 10000) %}
        {% if not (ml_monitor.is_positive_integer(folds) and folds > 1) %}
            {% do errors.append(ml_monitor.error_line(place, "domain_classifier.folds", folds, "a whole number above 1")) %}
        {% elif not (ml_monitor.is_positive_integer(max_rows) and max_rows >= folds) %}
            {% do errors.append(
                ml_monitor.error_line(
                    place, "domain_classifier.max_rows", max_rows, "a whole number, at least the number of folds, " ~ folds
                )
            ) %}
        {% endif %}
    {% elif classifier is not none and classifier is not boolean %}
        {% do errors.append(
            ml_monitor.error_line(place, "domain_classifier", classifier, "true, false or {max_rows: number, folds: number}")
        ) %}
    {% endif %}
    {% if (classifier is mapping or classifier is true) and not ml_monitor.feature_columns(raw) %}
        {% do errors.append(
            ml_monitor.error_line(
                place,
                "domain_classifier",
                classifier,
                "false, or a column in continuous_columns or categorical_columns that is neither y_pred nor y_true",
            )
        ) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# The listed columns that are features. #}
{% macro feature_columns(raw) %}
    {% set columns = [] %}
    {% for key in ['continuous_columns', 'categorical_columns'] if ml_monitor.is_list(raw.get(key)) %}
        {% do columns.extend(raw[key] | reject("in", [raw.get("y_pred"), raw.get("y_true")])) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}
