{# Whether labels go on to differ from what was estimated. In units of its own deviation, so that 2.5 has the same meaning for every monitor. #}
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
                "default_threshold": {"constant": {"lower": -2.5, "upper": 2.5}},
            }
        ]
    ) %}
{% endmacro %}
