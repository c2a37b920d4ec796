{# What is looked for in the counts of a classification's rows, in the form of input_error_list(). The reference has to fit the classes. #}
{% macro classification_error_list() %}
    {% do return([
        (
            "unknown_labels",
            "error",
            "period = 'reference' and unknown_label_count > 0",
            "unknown_label_count",
            ml_monitor.unknown_class_message("y_true", "unknown_label") + ml_monitor.allowed_class_message(),
        ),
        (
            "unknown_predictions",
            "error",
            "period = 'reference' and unknown_prediction_count > 0",
            "unknown_prediction_count",
            ml_monitor.unknown_class_message("y_pred", "unknown_prediction") + ml_monitor.allowed_class_message(),
        ),
        (
            "improper_probabilities",
            "error",
            "improper_probability_count > 0",
            "improper_probability_count",
            [
                "'y_pred_proba '",
                "probability_column",
                "' holds no probabilities in '",
                "improper_probability_count",
                "' rows'",
                "coalesce(', such as ' || " ~ dbt.cast("improper_probability", dbt.type_string()) ~ ", '')",
                "'; allowed: from 0 to 1'",
                "case when probability_column_count > 1 then ', with a sum of 1 over the classes (to 0.01)' else '' end",
                "case when improper_probability > 1 and improper_probability <= 100 then '. If they are percentages, write in your model: '"
                ~ " || probability_column || ' / 100.0 as ' || probability_column else '' end",
            ],
        ),
    ]) %}
{% endmacro %}
