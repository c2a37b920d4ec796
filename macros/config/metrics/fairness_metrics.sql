{#
  How groups compare with the reference group (macros/fairness/group_metrics.sql). A quotient has the four-fifths rule as its default threshold: 0.8, and 1 / 0.8 above.
  A number is an alert only if its p-value is small, too, so few rows raise none. Source: US Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D (1978).
#}
{% macro fairness_metrics() %}
    {% set metrics = [] %}
    {% for metric in ml_monitor.group_metrics() %}
        {% set can_be_estimated = metric.get("by_true_positive") or metric.get("loss") %}
        {% set described = {
            "name": metric.compared_name,
            "group_metric": metric.name,
            "families": ["fairness"] + (["estimated_fairness"] if can_be_estimated else []),
            "feature_types": [":none"],
            "problem_types": [metric.problem_type],
            "threshold_sides": ["lower", "upper"],
            "worse": "either",
            "significance_level": 0.05,
            "needs_labels": metric.needs_labels,
        } %}
        {% if metric.is_ratio and metric.is_positive %}
            {% do described.update({"lower_limit": 0, "default_threshold": {"constant": {"lower": 0.8, "upper": 1.25}}}) %}
        {% endif %}
        {% do metrics.append(described) %}
    {% endfor %}
    {% do return(metrics) %}
{% endmacro %}
