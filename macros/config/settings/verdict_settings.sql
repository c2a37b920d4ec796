{# The keys that say what is judged, how, and who acts. #}
{% macro verdict_settings() %}
    {% do return(
        [
            {
                "name": "thresholds",
                "type": "mapping",
                "default_note": "those of [the metrics](metrics.md)",
                "affects": [],
                "meaning": "Thresholds by metric name or metric family. See [thresholds](configuration.md#thresholds).",
            },
            {
                "name": "false_discovery_rate",
                "type": "number between 0 and 1",
                "default": none,
                "affects": [],
                "meaning": "The univariate drift numbers of a chunk are judged together at this rate. See [many numbers, few false alerts](../concepts/thresholds.md#many-numbers-few-false-alerts-false_discovery_rate).",
            },
            {
                "name": "judge",
                "type": "mapping",
                "default_note": "see [what is judged](configuration.md#what-is-judged)",
                "affects": [],
                "meaning": "Which numbers get a verdict, and when a single chunk opens an incident: `incomplete_chunks`, `min_rows`, `label_delay`, `min_label_share`, `open_at`.",
            },
            {
                "name": "owner",
                "type": "text",
                "default": none,
                "affects": [],
                "meaning": "Who acts on the monitor's incidents, such as a team or a channel.",
            },
            {
                "name": "alerts",
                "type": "mapping",
                "default": none,
                "affects": [],
                "meaning": "Where `ml-monitor notify` sends the news of the monitor: `channels` (required), `repeat_after` and `tags`. See [notify](../howto/notify.md#settings).",
            },
        ]
    ) %}
{% endmacro %}
