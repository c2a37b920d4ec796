{# The keys that say which rows a monitor reads. #}
{% macro relation_settings() %}
    {% do return(
        [
            {
                "name": "problem_type",
                "type": "text",
                "is_required": true,
                "choices": ["regression", "classification_binary", "classification_multiclass"],
                "affects": ["rows"],
                "meaning": "What the model predicts.",
            },
            {
                "name": "model_version",
                "type": "text or number",
                "default": ":all",
                "affects": [],
                "meaning": "The result tables repeat it in `model_version`.",
            },
            {
                "name": "reference",
                "type": "relation",
                "is_required": true,
                "affects": ["reference_rows"],
                "meaning": "The rows that everything is fitted on. Chunks are compared with them. See [relations](configuration.md#relations).",
            },
            {
                "name": "analysis",
                "type": "relation",
                "default_note": "required without `scored`",
                "affects": ["chunks"],
                "meaning": "The rows that are watched.",
            },
            {
                "name": "scored",
                "type": "relation",
                "default": none,
                "affects": ["chunks"],
                "meaning": "One relation that holds both periods, in place of `analysis`. `reference` then says [how it is divided](configuration.md#one-relation-for-both-periods).",
            },
            {
                "name": "row_id",
                "type": "column",
                "is_required": true,
                "affects": ["rows"],
                "meaning": "A number or a text. It is unique and not null in each of the two relations. It breaks ties of equal timestamps.",
            },
            {
                "name": "timestamp",
                "type": "column",
                "default": none,
                "affects": ["rows"],
                "meaning": "A timestamp or a date. Without it rows are ordered by `row_id`.",
            },
            {
                "name": "time_zone",
                "type": "text",
                "default": "UTC",
                "affects": ["chunks"],
                "meaning": "The IANA name of a time zone, such as `Europe/Berlin`. Its clock says in which calendar period an instant is. See [time zones](configuration.md#time-zones).",
            },
        ]
    ) %}
{% endmacro %}
