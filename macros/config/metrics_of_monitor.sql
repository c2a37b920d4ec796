{#
  The metrics that one monitor asks for: one mapping per metric family, metric and feature type, with its threshold and its limits.
  Of the drift methods of each feature type, the one that the user names first is the one that rankings use.
#}
{% macro metrics_of_monitor(monitor) %}
    {% set metrics = [] %}
    {% for metric in ml_monitor.metric_registry() %}
        {% for family in metric.families %}
            {% for feature_type in metric.get("feature_types") %}
                {% set chosen = monitor[family] if family in ["data_quality", "summary_statistics"] else {
                    "continuous": monitor.continuous_methods,
                    "categorical": monitor.categorical_methods,
                    ":none": monitor.metrics,
                }[feature_type] %}
                {% set is_chosen = metric.name in chosen or (family == "multivariate_drift" and monitor.has_reconstruction_error) %}
                {% if is_chosen %}
                    {% do metrics.append(
                        {
                            "family": family,
                            "name": metric.name,
                            "feature_type": feature_type,
                            "is_ranked": family != "univariate_drift" or metric.name == chosen[0],
                            "loss": metric.get("loss"),
                            "lower_limit": metric.get("lower_limit"),
                            "upper_limit": none if metric.get("is_share") and not monitor.is_data_quality_normalized else metric.get("upper_limit"),
                            "limit_removes_threshold": metric.get("limit_removes_threshold", false),
                            "threshold": ml_monitor.threshold_of_metric(monitor, metric, family),
                        }
                    ) %}
                {% endif %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {% do return(metrics) %}
{% endmacro %}
