{# What only warns of a classification's rows, in the form of input_error_list(). A class that comes later, in the analysis, is news. #}
{% macro classification_warning_list() %}
    {% do return([
        (
            "unknown_labels",
            "warning",
            "period = 'analysis' and unknown_label_count > 0",
            "unknown_label_count",
            ml_monitor.unknown_class_message("y_true", "unknown_label")
            + ["'. These rows count as wrong predictions, and unseen_values of '", "y_true_column", "' counts them'"],
        ),
        (
            "unknown_predictions",
            "warning",
            "period = 'analysis' and unknown_prediction_count > 0",
            "unknown_prediction_count",
            ml_monitor.unknown_class_message("y_pred", "unknown_prediction")
            + ["'. These rows count as wrong predictions, and unseen_values of '", "y_pred_column", "' counts them'"],
        ),
        (
            "missing_probabilities",
            "warning",
            "missing_probability_count > 0",
            "missing_probability_count",
            [
                "'y_pred_proba is null in '",
                "missing_probability_count",
                "' rows: they are left out of estimates, roc_auc and average_precision'",
            ],
        ),
        (
            "unseen_classes",
            "warning",
            "has_performance and period = 'reference' and label_count > 0 and unseen_classes <> ''",
            "row_count",
            [
                "'no label of the reference is of the classes '",
                "unseen_classes",
                "'so there is no estimate, and metrics that need each class have no value'",
            ],
        ),
    ]) %}
{% endmacro %}
