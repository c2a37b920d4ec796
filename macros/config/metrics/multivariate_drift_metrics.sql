{# The metrics of drift of all columns together. #}
{% macro multivariate_drift_metrics() %}
    {% do return(
        [
            {
                "name": "reconstruction_error",
                "title": "PCA reconstruction error",
                "families": ["multivariate_drift"],
                "feature_types": [":none"],
                "lower_limit": 0,
                "limit_removes_threshold": true,
                "threshold_sides": ["lower", "upper"],
            },
            {
                "name": "domain_classifier_auroc",
                "title": "ROC AUC of the domain classifier",
                "families": ["multivariate_drift"],
                "feature_types": [":none"],
                "lower_limit": 0,
                "upper_limit": 1,
                "threshold_sides": ["lower", "upper"],
                "default_threshold": {"constant": {"lower": 0.45, "upper": 0.65}},
            },
        ]
    ) %}
{% endmacro %}
