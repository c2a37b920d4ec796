{# The keys that only classifications have. #}
{% macro classification_settings() %}
    {% do return(
        [
            {
                "name": "y_pred_proba",
                "type": "column or mapping",
                "default": none,
                "affects": ["rows"],
                "meaning": "Binary: the column with the probability of the positive class. Multiclass: `{class: column}` for every class, required.",
            },
            {
                "name": "classes",
                "type": "list",
                "default": [0, 1],
                "affects": ["rows"],
                "meaning": "Binary: the labels `[negative, positive]`.",
            },
            {
                "name": "normalize_confusion_matrix",
                "type": "text",
                "default_note": "numbers of rows",
                "affects": ["classification"],
                "meaning": "`all` gives shares of all rows, `true` shares of the rows of the true class, `pred` shares of the rows of the predicted class.",
            },
            {
                "name": "business_value_matrix",
                "type": "matrix",
                "default": none,
                "affects": ["classification"],
                "meaning": "What a row is worth. The matrix has a row for each true class, and in it a number for each predicted class.",
            },
            {
                "name": "normalize_business_value",
                "type": "text",
                "default_note": "the sum",
                "affects": ["classification"],
                "meaning": "`per_prediction` divides the column of each predicted class by its sum first.",
            },
        ]
    ) %}
{% endmacro %}
