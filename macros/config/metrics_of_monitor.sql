{#
  The metrics that one monitor asks for: one mapping per metric family, metric and feature type, with its threshold and its limits.
  Of the drift methods of each feature type, the one that the user names first is the one that rankings use.
#}
{% macro metrics_of_monitor(monitor, registry) %}
    {% set metrics = [] %}
    {% for metric in registry %}
        {% for family in metric.families %}
            {% for feature_type in metric.get("feature_types") %}
                {% set chosen = monitor[family] if family in ["data_quality", "summary_statistics", "fairness", "estimated_fairness"] else {
                    "continuous": monitor.continuous_methods,
                    "categorical": monitor.categorical_methods,
                    ":none": monitor.metrics + monitor.multivariate_metrics,
                }[feature_type] %}
                {# What nobody asks for is computed for every monitor that can have it: what judges estimates, what is of segments, what is of estimates. #}
                {% set is_given = (
                    (metric.get("judges_estimates") and ml_monitor.has_loss_models(monitor))
                    or (metric.get("is_of_segments") and monitor.segments)
                    or (metric.get("is_of_estimates") and monitor.has_estimates)
                ) %}
                {% if (is_given or metric.name in chosen) and not (family == "estimated_performance" and not monitor.has_estimates) %}
                    {% set described = {
                        "family": family,
                        "name": metric.name,
                        "feature_type": feature_type,
                        "is_ranked": family != "univariate_drift" or metric.name == chosen[0],
                        "loss": metric.get("loss"),
                        "lower_limit": metric.get("lower_limit"),
                        "upper_limit": none if metric.get("is_share") and not monitor.is_data_quality_normalized else metric.get("upper_limit"),
                        "limit_removes_threshold": metric.get("limit_removes_threshold", false),
                        "worse": metric.get("worse", "above"),
                        "significance_level": metric.get("significance_level"),
                        "needs_labels": family == "realized_performance" or (family != "estimated_fairness" and metric.get("needs_labels", false)),
                        "threshold": ml_monitor.threshold_of_metric(monitor, metric, family),
                    } %}
                    {% if metric.name == "confusion_matrix" %}
                        {% do metrics.extend(ml_monitor.confusion_matrix_cells(monitor, described)) %}
                    {% else %} {% do metrics.append(described) %}
                    {% endif %}
                {% endif %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {% do return(metrics + ml_monitor.custom_metric_entries(monitor)) %}
{% endmacro %}


{# The same mappings of metrics of the user's own: each in the family `business`, and where it is estimated in `estimated_business` too. #}
{% macro custom_metric_entries(monitor) %}
    {% set entries = [] %}
    {% for metric in monitor.custom.metrics %}
        {% for family in ["business"] + (["estimated_business"] if metric.estimate else []) %}
            {% do entries.append(
                {
                    "family": family,
                    "name": metric.name,
                    "feature_type": ":none",
                    "is_ranked": true,
                    "loss": none,
                    "lower_limit": none,
                    "upper_limit": none,
                    "limit_removes_threshold": false,
                    "worse": metric.worse,
                    "needs_labels": metric.needs_labels and family == "business",
                    "threshold": ml_monitor.threshold_of_metric(
                        monitor, {"name": metric.name, "threshold_sides": ["lower", "upper"]}, family
                    ),
                }
            ) %}
        {% endfor %}
    {% endfor %}
    {% do return(entries) %}
{% endmacro %}


{#
  The cells of a confusion matrix, each a metric: true_positive and so on of a binary monitor, true_<class>_pred_<class> of a multiclass one. More rows where
  prediction and truth agree are better, elsewhere worse. Counts have no upper limit, shares have 1.
#}
{% macro confusion_matrix_cells(monitor, described) %}
    {% set binary_names = [["true_negative", "false_positive"], ["false_negative", "true_positive"]] %}
    {% set cells = [] %}
    {% for true_class in monitor.classes %}
        {% for predicted_class in monitor.classes %}
            {% do cells.append(
                dict(
                    described,
                    name=(
                        binary_names[true_class.index][predicted_class.index]
                        if monitor.problem_type == "classification_binary"
                        else "true_" ~ ml_monitor.name_in_cell(true_class.name) ~ "_pred_" ~ ml_monitor.name_in_cell(predicted_class.name)
                    ),
                    true_class_index=true_class.index,
                    predicted_class_index=predicted_class.index,
                    upper_limit=1 if monitor.matrix_normalisation is not none else none,
                    worse="below" if true_class.index == predicted_class.index else "above",
                )
            ) %}
        {% endfor %}
    {% endfor %}
    {% do return(cells) %}
{% endmacro %}


{#
  The name of a class within that of a cell, in quotes where it could be taken for the word between the classes: `a` and `a_pred_a` would otherwise give two cells the
  name true_a_pred_a_pred_a.
#}
{% macro name_in_cell(class_name) %}
    {% do return('"' ~ class_name | replace('"', '""') ~ '"' if "pred" in class_name or '"' in class_name else class_name) %}
{% endmacro %}
