{# The key that compares groups. #}
{% macro fairness_settings() %}
    {% do return(
        [
            {
                "name": "fairness",
                "type": "list of mappings",
                "default": [],
                "affects": ["fairness"],
                "meaning": "Which of the `segments` are groups that are to be treated alike, and by which metrics they are compared: `{segment: gender, reference_group: m, metrics: [...]}`. See [fairness](configuration.md#fairness).",
            },
        ]
    ) %}
{% endmacro %}
