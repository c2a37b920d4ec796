{# The keys that say how rows are cut into chunks: one of size, number and period. #}
{% macro chunk_settings() %}
    {% do return(
        [
            {
                "name": "chunk_size",
                "type": "whole number above 0",
                "default": none,
                "affects": ["chunks"],
                "meaning": "The number of rows of a chunk.",
            },
            {
                "name": "chunk_number",
                "type": "whole number above 0",
                "default": 10,
                "affects": ["chunks"],
                "meaning": "The number of chunks that the reference is cut into. It counts only where neither a size nor a period is given.",
            },
            {
                "name": "chunk_period",
                "type": "text",
                "default": none,
                "choices": ml_monitor.chunk_periods(),
                "affects": ["chunks"],
                "meaning": "One chunk per calendar period. It needs `timestamp`.",
            },
            {
                "name": "chunk_number_per_period",
                "type": "true or false",
                "default": false,
                "affects": ["chunks"],
                "meaning": "Only with `chunk_number`: true divides the analysis by its own number of rows.",
            },
            {
                "name": "incomplete",
                "type": "text",
                "default": "keep",
                "choices": ["keep", "append", "drop"],
                "affects": ["chunks"],
                "meaning": "What becomes of the rows after the last full chunk. See [chunks](configuration.md#chunks).",
            },
            {
                "name": "lookback",
                "type": "mapping",
                "default_note": "every run reads all rows",
                "affects": [],
                "meaning": "Chunks that ended longer ago are not read again, as in `{count: 45, period: day}`. See [lookback](../concepts/what-a-run-costs.md#lookback).",
            },
        ]
    ) %}
{% endmacro %}
