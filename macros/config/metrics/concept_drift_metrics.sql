{# Whether labels go on to differ from what was estimated. In units of its own deviation, so that 3 has the same meaning for every monitor. #}
{% macro concept_drift_metrics() %}
    {% do return(
        [
            {
                "name": "concept_drift",
                "families": ["concept_drift"],
                "feature_types": [":none"],
                "is_of_estimates": true,
                "needs_labels": true,
                "threshold_sides": ["lower", "upper"],
                "default_threshold": {"constant": {"lower": -3, "upper": 3}},
            }
        ]
    ) %}
{% endmacro %}
