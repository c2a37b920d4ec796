{# One monitor with every key present. Only called with a configuration that was found valid. #}
{% macro complete_monitor(name, raw, registry) %}
    {% set continuous = raw.get("continuous_columns") or [] %}
    {% set categorical = raw.get("categorical_columns") or [] %}
    {% set has_performance = raw.get("y_true") is not none and raw.get("y_pred") is not none %}
    {% set classes = ml_monitor.classes_of_monitor(raw) %}
    {% set has_probabilities = classes | map(attribute="column") | reject("none") | list | length > 0 %}
    {% set has_estimates = has_performance and (raw.problem_type == "regression" or has_probabilities) %}
    {% set fairness_entries = ml_monitor.fairness_entries(raw) if raw.get("fairness") else [] %}
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
            "lookback": raw.get("lookback"),
            "y_true": raw.get("y_true"),
            "y_pred": raw.get("y_pred"),
            "continuous_columns": continuous,
            "categorical_columns": categorical,
            "segments": ml_monitor.segments_of_monitor(raw),
            "max_segment_values": raw.get("max_segment_values") or 50,
            "fairness_entries": fairness_entries,
            "fairness": ml_monitor.compared_metrics(fairness_entries, registry, "fairness") if fairness_entries else [],
            "estimated_fairness": ml_monitor.compared_metrics(fairness_entries, registry, "estimated_fairness")
            if fairness_entries and has_estimates
            else [],
            "custom": ml_monitor.custom_metrics_of_monitor(raw),
            "find_segments": ml_monitor.find_segments_settings(raw),
            "metrics": metrics if has_performance else [],
            "estimator": raw.get("estimator") or "auto",
            "has_estimates": has_estimates,
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
