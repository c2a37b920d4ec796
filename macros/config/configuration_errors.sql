{#
  Everything that is wrong with `vars.ml_monitors` as far as the text alone tells, as a list of sentences;
  each names the monitor, the key, what was found and what is allowed.
#}
{% macro configuration_errors(raw_monitors) %}
    {% if raw_monitors is not mapping %}
        {% do return(["vars.ml_monitors: found " ~ raw_monitors ~ "; allowed: a mapping of monitor names to their settings"]) %}
    {% endif %}
    {% set errors = [] %}
    {% set names = [] %}
    {% for name, raw in raw_monitors.items() %}
        {% set place = "monitor '" ~ name ~ "'" %}
        {% if name is none or name | string | trim | length == 0 or name | string in names %}
            {% do errors.append(place ~ ": found this name; allowed: a name that is not blank and that no other monitor has") %}
        {% endif %}
        {% do names.append(name | string) %}
        {% if raw is not mapping %} {% do errors.append(place ~ ": found " ~ raw ~ "; allowed: a mapping of settings") %}
        {% else %}
            {% do errors.extend(
                ml_monitor.key_errors(place, raw)
                + ml_monitor.relation_spec_errors(place, raw)
                + ml_monitor.chunking_errors(place, raw)
                + ml_monitor.column_errors(place, raw)
                + ml_monitor.metric_errors(place, raw)
                + ml_monitor.option_errors(place, raw)
                + ml_monitor.threshold_errors(place, raw)
            ) %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{# Stops with one message that lists all errors, numbered. #}
{% macro raise_errors(errors) %}
    {% set lines = [] %}
    {% for error in errors %} {% do lines.append("  " ~ loop.index ~ ". " ~ error) %} {% endfor %}
    {% do exceptions.raise_compiler_error(
        "ml_monitor: " ~ errors
        | length
        ~ (" errors" if errors | length > 1 else " error")
        ~ " in the configuration of the monitors (vars.ml_monitors). No table was touched.\n"
        ~ lines
        | join("\n")
    ) %}
{% endmacro %}


{# One error line: where, what was found there, what may stand there. #}
{% macro error_line(place, key, found, allowed) %}
    {% do return(place ~ ", key '" ~ key ~ "': found " ~ (found | string) ~ "; allowed: " ~ allowed) %}
{% endmacro %}


{% macro is_name(value) %} {% do return(value is string and value | trim | length > 0) %} {% endmacro %}

{% macro is_list(value) %} {% do return(value is sequence and value is not string and value is not mapping) %} {% endmacro %}

{% macro is_real(value) %}  {# Infinity and NaN differ from themselves less themselves. #}
    {% do return(value is number and value is not boolean and value - value == 0) %}
{% endmacro %}

{% macro is_positive_integer(value) %}
    {% do return(value is integer and value is not boolean and value > 0 and value < 2**63) %}
{% endmacro %}


{# Unknown keys, keys that are missing, keys that must hold a single name, keys that are true or false, keys with a fixed choice. #}
{% macro key_errors(place, raw) %}
    {% set known = [
        "problem_type",
        "model_version",
        "reference",
        "analysis",
        "row_id",
        "timestamp",
        "chunk_size",
        "chunk_number",
        "chunk_period",
        "chunk_number_per_period",
        "incomplete",
        "y_true",
        "y_pred",
        "y_pred_proba",
        "continuous_columns",
        "categorical_columns",
        "metrics",
        "continuous_methods",
        "categorical_methods",
        "reconstruction_error",
        "domain_classifier",
        "reference_comparison",
        "thresholds",
        "ecdf",
    ] %}
    {% set errors = [] %}
    {% for key in raw if key not in known %}
        {% do errors.append(ml_monitor.error_line(place, key, "an unknown key", known | sort | join(", "))) %}
    {% endfor %}
    {% for key in ['problem_type', 'reference', 'analysis', 'row_id'] if raw.get(key) is none %}
        {% do errors.append(ml_monitor.error_line(place, key, "nothing", "a value; the key is required")) %}
    {% endfor %}
    {% for key in ['row_id', 'timestamp', 'y_true', 'y_pred'] if raw.get(key) is not none and not ml_monitor.is_name(raw[key]) %}
        {% do errors.append(ml_monitor.error_line(place, key, raw[key], "the name of one column")) %}
    {% endfor %}
    {% for key in ['chunk_number_per_period', 'domain_classifier'] if raw.get(key) is not none and raw[key] is not boolean %}
        {% do errors.append(ml_monitor.error_line(place, key, raw[key], "true or false")) %}
    {% endfor %}
    {% set choices = {
        "problem_type": ["regression"],
        "incomplete": ["keep", "append", "drop"],
        "chunk_period": ["hour", "day", "week", "month", "quarter", "year"],
        "reference_comparison": ["whole"],
    } %}
    {% for key, allowed in choices.items() if raw.get(key) is not none and raw[key] not in allowed %}
        {% do errors.append(ml_monitor.error_line(place, key, raw[key], allowed | join(", "))) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro relation_spec_errors(place, raw) %}
    {% set errors = [] %}
    {% for key in ['reference', 'analysis'] if raw.get(key) is not none and not ml_monitor.is_relation_spec(raw[key]) %}
        {% do errors.append(
            ml_monitor.error_line(
                place,
                key,
                raw[key],
                "the name of a model, seed or snapshot, {source: [schema_name, table_name]}, or {package: name, ref: name}",
            )
        ) %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{% macro is_relation_spec(spec) %}
    {% if spec is mapping %}
        {% set keys = spec.keys() | sort %}
        {% if keys == ["source"] %}
            {% set pair = spec.source %}
            {% do return(
                ml_monitor.is_list(pair) and pair | length == 2 and ml_monitor.is_name(pair[0]) and ml_monitor.is_name(pair[1])
            ) %}
        {% endif %}
        {% do return(keys == ["package", "ref"] and ml_monitor.is_name(spec.package) and ml_monitor.is_name(spec.ref)) %}
    {% endif %}
    {% do return(ml_monitor.is_name(spec)) %}
{% endmacro %}


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


{#
  Lists of columns: names only, each column once. The prediction and the target may be listed among the continuous columns as well,
  which takes them into the reconstruction error.
#}
{% macro column_errors(place, raw) %}
    {% set errors = [] %}
    {% set seen = {} %}
    {% if ml_monitor.is_name(raw.get("y_pred")) and raw.y_pred | lower == raw.get("y_true") | string | lower %}
        {% do errors.append(ml_monitor.error_line(place, "y_true", "'" ~ raw.y_true ~ "', which is also y_pred", "another column")) %}
    {% endif %}
    {% for key in ['continuous_columns', 'categorical_columns'] if raw.get(key) is not none %}
        {% if not ml_monitor.is_list(raw[key]) %}
            {% do errors.append(ml_monitor.error_line(place, key, raw[key], "a list of column names")) %}
        {% else %}
            {% for column in raw[key] %}
                {% if not ml_monitor.is_name(column) %} {% do errors.append(ml_monitor.error_line(place, key, column, "a column name")) %}
                {% elif column | lower in seen %}
                    {% do errors.append(
                        ml_monitor.error_line(
                            place, key, "'" ~ column ~ "', which is also in " ~ seen[column | lower], "each column once"
                        )
                    ) %}
                {% elif key == "categorical_columns" and column in [raw.get("y_pred"), raw.get("y_true")] %}
                    {% do errors.append(
                        ml_monitor.error_line(
                            place,
                            key,
                            "'" ~ column ~ "', which is y_pred or y_true",
                            "columns other than the prediction and the target",
                        )
                    ) %}
                {% endif %}
                {% if ml_monitor.is_name(column) %} {% do seen.update({column | lower: key}) %} {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% do return(errors) %}
{% endmacro %}


{# Metrics and drift methods: known, of the right feature type, and possible with the columns that are given. #}
{% macro metric_errors(place, raw) %}
    {% set errors = [] %}
    {% set allowed = {
        "metrics": ml_monitor.metric_names("realized_performance", problem_type="regression"),
        "continuous_methods": ml_monitor.metric_names("univariate_drift", feature_type="continuous"),
        "categorical_methods": ml_monitor.metric_names("univariate_drift", feature_type="categorical"),
    } %}
    {% for key, names in allowed.items() if raw.get(key) is not none %}
        {% if not ml_monitor.is_list(raw[key]) or raw[key] | length == 0 %}
            {% do errors.append(ml_monitor.error_line(place, key, raw[key], "a list of " ~ names | join(", "))) %}
        {% else %}
            {% set seen = [] %}
            {% for name in raw[key] %}
                {% if name not in names or name in seen %}
                    {% do errors.append(
                        ml_monitor.error_line(
                            place, key, "'" ~ name ~ "'" ~ (" twice" if name in seen else ""), names | join(", ")
                        )
                    ) %}
                {% endif %}
                {% do seen.append(name) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% if raw.get("metrics") is not none %}
        {% for key in ['y_true', 'y_pred'] if raw.get(key) is none %}
            {% do errors.append(ml_monitor.error_line(place, key, "nothing", "the name of a column; performance metrics need it")) %}
        {% endfor %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}


{# reconstruction_error, ecdf, domain_classifier. #}
{% macro option_errors(place, raw) %}
    {% set errors = [] %}
    {% set reconstruction = raw.get("reconstruction_error") %}
    {% if reconstruction is mapping %}
        {% for key in reconstruction if key not in ['n_components', 'columns'] %}
            {% do errors.append(ml_monitor.error_line(place, "reconstruction_error." ~ key, "an unknown key", "n_components, columns")) %}
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
                {% do errors.append(ml_monitor.error_line(place, "ecdf." ~ key, "an unknown key", "exact_below, bins")) %}
            {% elif not (ml_monitor.is_positive_integer(value) or (key == "exact_below" and value is integer and value == 0)) %}
                {% do errors.append(ml_monitor.error_line(place, "ecdf." ~ key, value, "a whole number above 0")) %}
            {% endif %}
        {% endfor %}
    {% elif ecdf is not none %} {% do errors.append(ml_monitor.error_line(place, "ecdf", ecdf, "{exact_below: rows, bins: number}")) %}
    {% endif %}
    {% if raw.get("domain_classifier") is true %}
        {% do errors.append(ml_monitor.error_line(place, "domain_classifier", "true", "false; this version has no domain classifier")) %}
    {% endif %}
    {% do return(errors) %}
{% endmacro %}
