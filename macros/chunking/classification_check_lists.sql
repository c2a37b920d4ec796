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


{# The same for what only warns. A class that comes later, in the analysis, is news. #}
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


{# The parts of a message about labels or predictions that are none of the classes: column, rows and the values. #}
{% macro unknown_class_message(key, name) %}
    {% do return(["'" ~ key ~ " '", key ~ "_column", "' has '", name ~ "_count", "' rows whose value is not a class: '", name ~ "s"]) %}
{% endmacro %}


{# The classes that are allowed, and for a binary monitor the line to write. #}
{% macro allowed_class_message() %}
    {% do return(["'; allowed: '", "class_names", "coalesce('. Write the negative class first: classes: ' || label_pair, '')"]) %}
{% endmacro %}
