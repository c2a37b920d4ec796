{# The keys that name columns. #}
{% macro column_settings() %}
    {% do return(
        [
            {
                "name": "y_true",
                "type": "column",
                "default": none,
                "affects": ["rows"],
                "meaning": "The label: a number, or a class of a classification. It is null where the label has not come yet. The analysis may lack the column until labels come.",
            },
            {
                "name": "y_pred",
                "type": "column",
                "default": none,
                "affects": ["rows"],
                "meaning": "The prediction: a number, or a class of a classification.",
            },
            {
                "name": "continuous_columns",
                "type": "list of columns",
                "default": [],
                "affects": ["rows"],
                "meaning": "Features that are numbers. Those of a regression may name `y_pred` and `y_true` too; then the reconstruction error reads them.",
            },
            {
                "name": "categorical_columns",
                "type": "list of columns",
                "default": [],
                "affects": ["rows"],
                "meaning": "Features that are texts, numbers, booleans or timestamps. See [types of columns](configuration.md#types-of-columns). Those of a classification may name `y_pred` and `y_true` too.",
            },
        ]
    ) %}
{% endmacro %}
