{# What is looked for in the counts of a classification's rows, in the form of input_error_list(). #}
{% macro classification_error_list() %}
    {% do return([
        (
            "unknown_labels",
            "error",
            "unknown_label_count > 0",
            "unknown_label_count",
            [
                "'y_true '",
                "y_true_column",
                "' is in '",
                "unknown_label_count",
                "' rows a label outside the classes; allowed: '",
                "class_names",
            ],
        ),
        (
            "unknown_predictions",
            "error",
            "unknown_prediction_count > 0",
            "unknown_prediction_count",
            [
                "'y_pred '",
                "y_pred_column",
                "' is in '",
                "unknown_prediction_count",
                "' rows a label outside the classes; allowed: '",
                "class_names",
            ],
        ),
        (
            "improper_probabilities",
            "error",
            "improper_probability_count > 0",
            "improper_probability_count",
            [
                "'y_pred_proba holds no probabilities in '",
                "improper_probability_count",
                "' rows; allowed: from 0 to 1'",
                "case when probability_column_count > 1 then ', with a sum of 1 over the classes (to 0.01)' else '' end",
            ],
        ),
    ]) %}
{% endmacro %}


{# The same for what only warns. #}
{% macro classification_warning_list() %}
    {% do return([
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
