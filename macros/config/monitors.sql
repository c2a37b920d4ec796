{#
  The monitors of the project as a list of complete mappings: what the user wrote in `vars.ml_monitors`, every default filled in.
  A wrong configuration stops whatever node asks first with one message that lists all problems; while the project is only being parsed it
  gives an empty list, so that a mistake in a monitor never stops the rest of the user's project from loading.
#}
{% macro monitors() %}
    {% set raw_monitors = ml_monitor.raw_monitors() %}
    {% set errors = ml_monitor.configuration_errors(raw_monitors) %}
    {% if errors %} {% if execute %} {% do ml_monitor.raise_errors(errors) %} {% endif %} {% do return([]) %} {% endif %}
    {% set monitors = [] %}
    {% for name, raw in raw_monitors.items() %}
        {% do monitors.append(dict(ml_monitor.complete_monitor(name, raw), number=loop.index)) %}
    {% endfor %}
    {% do return(monitors) %}
{% endmacro %}


{# `vars.ml_monitors` as it is written; no monitors at all is an empty mapping. #}
{% macro raw_monitors() %} {% do return(var("ml_monitors", {}) or {}) %} {% endmacro %}


{# One monitor with every key present. Only called with a configuration that was found valid. #}
{% macro complete_monitor(name, raw) %}
    {% set continuous = raw.get("continuous_columns") or [] %}
    {% set categorical = raw.get("categorical_columns") or [] %}
    {% set has_performance = raw.get("y_true") is not none and raw.get("y_pred") is not none %}
    {% set metrics = raw.get("metrics") or ml_monitor.metric_names("realized_performance", problem_type=raw.problem_type) %}
    {% set chunk_method = "size" if raw.get("chunk_size") else ("period" if raw.get("chunk_period") else "number") %}
    {% set reconstruction = raw.get("reconstruction_error", true) %}
    {% set reconstruction_options = reconstruction if reconstruction is mapping else {} %}
    {% set ecdf = raw.get("ecdf") or {} %}
    {% do return(
        {
            "name": name,
            "problem_type": raw.problem_type,
            "model_version": (raw.model_version if raw.get('model_version') is not none else ':all') | string,
            "reference": raw.reference,
            "analysis": raw.analysis,
            "row_id": raw.row_id,
            "timestamp": raw.get("timestamp"),
            "chunk_method": chunk_method,
            "chunk_size": raw.get("chunk_size"),
            "chunk_number": (raw.get("chunk_number") or 10) if chunk_method == "number" else none,
            "chunk_number_per_period": (raw.get('chunk_number_per_period') or false),
            "chunk_period": raw.get("chunk_period"),
            "incomplete": (raw.get('incomplete') or 'keep'),
            "y_true": raw.get("y_true"),
            "y_pred": raw.get("y_pred"),
            "continuous_columns": continuous,
            "categorical_columns": categorical,
            "metrics": metrics if has_performance else [],
            "continuous_methods": raw.get("continuous_methods") or ["jensen_shannon"],
            "categorical_methods": raw.get("categorical_methods") or ["jensen_shannon"],
            "has_reconstruction_error": (reconstruction is not false) and (continuous or categorical) and true,
            "n_components": reconstruction_options.get("n_components", 0.65),
            "reconstruction_columns": reconstruction_options.get("columns") or (continuous + categorical),
            "ecdf_exact_below": ecdf.get("exact_below", 10000),
            "ecdf_bins": ecdf.get("bins", 10000),
            "max_fit_rows": raw.get("max_fit_rows") or 500000,
            "reference_comparison": (raw.get('reference_comparison') or 'leave_one_out'),
            "drift_types": raw.get("drift_types") or ["baseline"],
            "thresholds": raw.get("thresholds") or {},
            "config_version": local_md5(ml_monitor.canonical_text(raw)),
            "bins_version": local_md5(ml_monitor.canonical_text([ecdf, ml_monitor.needs_ecdf(raw)])),
            "reconstruction_version": local_md5(ml_monitor.canonical_text(reconstruction)),
            "loss_models_version": local_md5(ml_monitor.canonical_text(raw.get("max_fit_rows"))),
            "columns_version": local_md5(
                ml_monitor.canonical_text(
                    [
                        ml_monitor.statistics_version(),
                        raw.row_id,
                        raw.get("timestamp"),
                        raw.get("y_true"),
                        raw.get("y_pred"),
                        continuous,
                        categorical,
                    ]
                )
            ),
        }
    ) %}
{% endmacro %}


{#
  The columns of one monitor, in the order in which their values stand in the arrays of the row tables.
  Each is a mapping name, role, feature_type, index: index counts from 1 within the array of its feature type. The target stands in no array (0), since labels
  may come later, unless the user lists it among the continuous columns.
#}
{% macro columns_of_monitor(monitor) %}
    {% set columns = [] %}
    {% for name in monitor.continuous_columns %}
        {% set role = "prediction" if name == monitor.y_pred else ("target" if name == monitor.y_true else "feature") %}
        {% do columns.append({"name": name, "role": role, "feature_type": "continuous", "index": loop.index}) %}
    {% endfor %}
    {% for name in monitor.categorical_columns %}
        {% do columns.append({"name": name, "role": "feature", "feature_type": "categorical", "index": loop.index}) %}
    {% endfor %}
    {% if monitor.y_pred is not none and monitor.y_pred not in monitor.continuous_columns %}
        {% do columns.append(
            {
                "name": monitor.y_pred,
                "role": "prediction",
                "feature_type": "continuous",
                "index": monitor.continuous_columns | length + 1,
            }
        ) %}
    {% endif %}
    {% if monitor.y_true is not none and monitor.y_true not in monitor.continuous_columns %}
        {% do columns.append({"name": monitor.y_true, "role": "target", "feature_type": "continuous", "index": 0}) %}
    {% endif %}
    {% do return(columns) %}
{% endmacro %}


{#
  The relation that a monitor's `reference` or `analysis` names: the name of a model, seed or snapshot of the user's project,
  {source: [schema, table]}, or {package: p, ref: m}.
#}
{% macro monitored_relation(spec) %}
    {% if spec is mapping and "source" in spec %} {% do return(source(spec.source[0], spec.source[1])) %}
    {% elif spec is mapping %} {% do return(ref(spec.package, spec.ref)) %}
    {% else %}
        {# The name of the root project in front keeps dbt from warning that a package refers to a node outside itself. #}
        {% do return(ref(project_name, spec)) %}
    {% endif %}
{% endmacro %}


{# A setting as one text, the same for the same settings in whatever order their keys stand; also for values that JSON has no word for. #}
{% macro canonical_text(value) %}
    {% set parts = [] %}
    {% if value is mapping %}
        {% for key in value.keys() | sort %} {% do parts.append(key ~ ": " ~ ml_monitor.canonical_text(value[key])) %} {% endfor %}
        {% do return("{" ~ parts | join(", ") ~ "}") %}
    {% elif ml_monitor.is_list(value) %}
        {% for element in value %} {% do parts.append(element if element is string else ml_monitor.canonical_text(element)) %}
        {% endfor %}
        {% do return("[" ~ parts | join(", ") ~ "]") %}
    {% endif %}
    {% do return(value | string) %}
{% endmacro %}


{#
  The version of what the package computes. It is part of every fingerprint: raise it when a change of the package gives other numbers from the same
  rows, and the next run computes all of them again.
#}
{% macro statistics_version() %} {% do return("1") %} {% endmacro %}
