{# The keys that define metrics of the user's own. #}
{% macro custom_settings() %}
    {% do return(
        [
            {
                "name": "custom_metrics",
                "type": "mapping",
                "default_note": "none",
                "affects": ["rows", "custom_metrics"],
                "meaning": "Names of metrics of your own, each with `sql` over the rows of a slice or `derived` from other metrics. See [custom metrics](configuration.md#custom-metrics).",
            },
        ]
    ) %}
{% endmacro %}
