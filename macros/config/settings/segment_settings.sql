{# The keys that cut chunks into segments. #}
{% macro segment_settings() %}
    {% do return(
        [
            {
                "name": "segments",
                "type": "list of at most 10",
                "default": [],
                "affects": ["rows"],
                "meaning": "What chunks are cut by: a column, `{name: n, columns: [a, b]}` for a crossing, or `{name: n, expression: SQL}`. See [segments](configuration.md#segments).",
            },
            {
                "name": "max_segment_values",
                "type": "whole number from 1 to 100",
                "default": 50,
                "affects": ["rows"],
                "meaning": "How many values of each of the `segments` are kept apart: those that are the most frequent in the reference. The rest is `:other`, and a null is `:null`.",
            },
            {
                "name": "find_segments",
                "type": "true, false or mapping",
                "default": false,
                "affects": [],
                "meaning": "Look for segments with a loss that stands out. Options: `columns`, `chunks`, `rows`, `min_support`, `alpha`. See [weak segments](configuration.md#weak-segments).",
            },
        ]
    ) %}
{% endmacro %}
