{#
  The monitors of the project as a list of complete mappings: what the user wrote in `vars.ml_monitors`, every default filled in.
  A wrong configuration stops whatever node asks first with one message that lists all problems. While the project is only being parsed there are none: a
  mistake in a monitor never stops the rest of the user's project from loading, and nobody reads what a model would be. So what a model depends on
  must not be named only inside a loop over monitors.
#}
{% macro monitors() %}
    {% if not execute %} {% do return([]) %} {% endif %}
    {% set raw_monitors = ml_monitor.raw_monitors() %}
    {% set errors = ml_monitor.configuration_errors(raw_monitors) %}
    {% if errors %} {% do ml_monitor.raise_errors(errors) %} {% endif %}
    {% do return(ml_monitor.complete_monitors(raw_monitors)) %}
{% endmacro %}


{# Monitors that were found valid, complete and with their numbers. #}
{% macro complete_monitors(raw_monitors) %}
    {% set registry = ml_monitor.metric_registry() %}
    {% set monitors = [] %}
    {% for name, raw in raw_monitors.items() %}
        {% do monitors.append(dict(ml_monitor.complete_monitor(name, raw, registry), number=loop.index)) %}
    {% endfor %}
    {% do return(monitors) %}
{% endmacro %}


{# The same with the types of their columns (monitors_with_types): for models that read the monitored relations. #}
{% macro typed_monitors() %}
    {% do return(ml_monitor.monitors_with_types(ml_monitor.monitors(), ml_monitor.described_relations(ml_monitor.raw_monitors()))) %}
{% endmacro %}


{# `vars.ml_monitors` as it is written; no monitors at all is an empty mapping. #}
{% macro raw_monitors() %} {% do return(var("ml_monitors", {}) or {}) %} {% endmacro %}


{# One monitor with every key present. Only called with a configuration that was found valid. #}
{% macro complete_monitor(name, raw, registry) %}
    {% set continuous = raw.get("continuous_columns") or [] %}
    {% set categorical = raw.get("categorical_columns") or [] %}
    {% set has_performance = raw.get("y_true") is not none and raw.get("y_pred") is not none %}
    {% set classes = ml_monitor.classes_of_monitor(raw) %}
    {% set has_probabilities = classes | map(attribute="column") | reject("none") | list | length > 0 %}
    {% set metrics = raw.get("metrics") or ml_monitor.default_metrics(raw, registry) %}
    {% set chunk_method = "size" if raw.get("chunk_size") else ("period" if raw.get("chunk_period") else "number") %}
    {% set reconstruction = raw.get("reconstruction_error", true) %}
    {% set reconstruction_options = reconstruction if reconstruction is mapping else {} %}
    {% set has_reconstruction = (reconstruction is not false) and (continuous or categorical) and true %}
    {% set classifier = raw.get("domain_classifier") %}
    {% set has_classifier = classifier is mapping or classifier is true %}
    {% set classifier_options = {"max_rows": 10000, "folds": 5} %}
    {% do classifier_options.update(classifier if classifier is mapping else {}) %}
    {% set ecdf = raw.get("ecdf") or {} %}
    {% set quality = raw.data_quality if raw.get("data_quality") is not none else ["missing_values", "unseen_values"] %}
    {% set quality_options = dict({"metrics": true}, **quality) if quality is mapping else {"metrics": quality} %}
    {% do return(
        {
            "name": name,
            "problem_type": raw.problem_type,
            "model_version": (raw.model_version if raw.get('model_version') is not none else ':all') | string,
            "reference": raw.get("scored") or raw.reference,
            "analysis": raw.get("scored") or raw.analysis,
            "reference_rule": raw.reference if raw.get("scored") is not none else none,
            "row_id": raw.row_id,
            "timestamp": raw.get("timestamp"),
            "time_zone": raw.get("time_zone") or "UTC",
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
            "has_estimates": has_performance and (raw.problem_type == "regression" or has_probabilities),
            "has_rankings": has_performance and ("roc_auc" in metrics or "average_precision" in metrics),
            "classes": classes,
            "matrix_normalisation": ml_monitor.matrix_normalisation(raw),
            "business_value_matrix": raw.get("business_value_matrix"),
            "normalize_business_value": raw.get("normalize_business_value"),
            "continuous_methods": raw.get("continuous_methods") or ["jensen_shannon"],
            "categorical_methods": raw.get("categorical_methods") or ["jensen_shannon"],
            "multivariate_metrics": (["reconstruction_error"] if has_reconstruction else [])
            + (["domain_classifier_auroc"] if has_classifier else []),
            "has_reconstruction_error": has_reconstruction,
            "n_components": reconstruction_options.get("n_components", 0.65),
            "reconstruction_columns": reconstruction_options.get("columns") or (continuous + categorical),
            "has_domain_classifier": has_classifier,
            "classifier_max_rows": classifier_options.max_rows,
            "classifier_folds": classifier_options.folds,
            "needs_ecdf": ml_monitor.needs_ecdf(raw, registry),
            "ecdf_exact_below": ecdf.get("exact_below", 10000),
            "ecdf_bins": ecdf.get("bins", 10000),
            "max_fit_rows": raw.get("max_fit_rows") or 500000,
            "data_quality": ml_monitor.chosen_metrics(registry, "data_quality", quality_options.metrics),
            "is_data_quality_normalized": quality_options.get("normalize", true),
            "summary_statistics": ml_monitor.chosen_metrics(registry, "summary_statistics", raw.get("summary_statistics")),
            "reference_comparison": (raw.get('reference_comparison') or 'leave_one_out'),
            "drift_types": raw.get("drift_types") or ["baseline"],
            "thresholds": raw.get("thresholds") or {},
            "false_discovery_rate": raw.get("false_discovery_rate"),
            "judge": ml_monitor.judge_settings(raw),
            "owner": raw.get("owner") or ":none",
            "alert_channels": ml_monitor.alert_channels(raw),
            "limitations": ml_monitor.limitations(raw),
            "raw": raw,
        }
    ) %}
{% endmacro %}


{# The metrics of a family that `chosen` asks for: true is all of them, false or nothing is none, else a list of names. #}
{% macro chosen_metrics(registry, family, chosen) %}
    {% if chosen is boolean or chosen is none %} {% do return(ml_monitor.metric_names(registry, family) if chosen else []) %} {% endif %}
    {% do return(chosen) %}
{% endmacro %}


{# All metrics of the problem type that the monitor's columns and settings allow. #}
{% macro default_metrics(raw, registry) %}
    {% set metrics = [] %}
    {% for metric in registry %}
        {% set is_possible = not (metric.get("needs_probability") and raw.get("y_pred_proba") is none) and not (
            metric.name == "business_value" and raw.get("business_value_matrix") is none
        ) %}
        {% if "realized_performance" in metric.families and raw.problem_type in metric.problem_types and is_possible %}
            {% do metrics.append(metric.name) %}
        {% endif %}
    {% endfor %}
    {% do return(metrics) %}
{% endmacro %}


{#
  The columns of one monitor, in the order of their values in the row tables.
  Each is a mapping name, role, feature_type, index, class_index: index counts from 1 within its feature type. The target has y_true and no place of its own (0),
  since labels may come later, unless the user lists it among the features. class_index tells whose probability the column is, none for any other column.
#}
{% macro columns_of_monitor(monitor) %}
    {% set label_type = "continuous" if monitor.problem_type == "regression" else "categorical" %}
    {% set lists = {
        "continuous": monitor.continuous_columns | list,
        "categorical": monitor.categorical_columns | list,
    } %}
    {% set class_of_column = {} %}
    {% for class in monitor.classes if class.column is not none %}
        {% do class_of_column.update({class.column: class.index}) %}
        {% if class.column not in lists.continuous %} {% do lists.continuous.append(class.column) %} {% endif %}
    {% endfor %}
    {% if monitor.y_pred is not none and monitor.y_pred not in lists[label_type] %}
        {% do lists[label_type].append(monitor.y_pred) %}
    {% endif %}
    {% set columns = [] %}
    {% for feature_type, names in lists.items() %}
        {% for name in names %}
            {% set role = (
                "prediction" if name == monitor.y_pred else (
                    "target" if name == monitor.y_true else ("prediction_probability" if name in class_of_column else "feature")
                )
            ) %}
            {% do columns.append(
                {
                    "name": name,
                    "role": role,
                    "feature_type": feature_type,
                    "index": loop.index,
                    "class_index": class_of_column.get(name),
                }
            ) %}
        {% endfor %}
    {% endfor %}
    {% if monitor.y_true is not none and monitor.y_true not in lists[label_type] %}
        {% do columns.append(
            {"name": monitor.y_true, "role": "target", "feature_type": label_type, "index": 0, "class_index": none}
        ) %}
    {% endif %}
    {% do return(columns) %}
{% endmacro %}


{#
  The version of what the package computes. It is part of every fingerprint: raise it when a change of the package gives other numbers from the same
  rows, and the next run computes all of them again.
#}
{% macro statistics_version() %} {% do return("4") %} {% endmacro %}
