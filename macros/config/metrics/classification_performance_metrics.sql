{# The metrics of performance of a classification. #}
{% macro classification_performance_metrics() %}
    {% set classification = {
        "families": ["realized_performance", "estimated_performance"],
        "feature_types": [":none"],
        "problem_types": ["classification_binary", "classification_multiclass"],
        "lower_limit": 0,
        "upper_limit": 1,
        "threshold_sides": ["lower", "upper"],
        "worse": "below",
    } %}
    {% do return(
        [
            dict(classification, name="roc_auc", title="ROC AUC", needs_probability=true),
            dict(classification, name="average_precision", needs_probability=true),
            dict(classification, name="f1", title="F1"),
            dict(classification, name="precision"),
            dict(classification, name="recall"),
            dict(classification, name="specificity"),
            dict(classification, name="accuracy"),
            dict(classification, name="confusion_matrix"),
            dict(classification, name="business_value", lower_limit=none, upper_limit=none),
        ]
    ) %}
{% endmacro %}
