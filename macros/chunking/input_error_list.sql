{#
  What is looked for in the counts of input_counts(): name, severity, the condition, the number of rows it concerns, and the parts of the message.
  An error makes numbers impossible or wrong; a warning tells which numbers will be missing and why.
#}
{% macro input_error_list() %}
    {% do return([
        (
            "empty_reference",
            "error",
            "period = 'reference' and row_count = 0",
            "row_count",
            ["'the reference has no rows; allowed: at least one chunk of them'"],
        ),
        (
            "null_row_id",
            "error",
            "row_id_count < row_count",
            "row_count - row_id_count",
            [
                "'row_id '",
                "row_id_column",
                "' is null in '",
                "row_count - row_id_count",
                "' rows; allowed: a unique value in each row'",
            ],
        ),
        (
            "duplicate_row_id",
            "error",
            "duplicate_row_id_count > 0",
            "duplicate_row_id_count",
            [
                "'row_id '",
                "row_id_column",
                "' repeats itself in '",
                "duplicate_row_id_count",
                "' rows; allowed: a unique value in each row'",
            ],
        ),
        (
            "too_few_rows",
            "error",
            "period = 'reference' and row_count > 0 and ((chunk_method = 'number' and row_count < chunk_limit) or (chunk_method = 'size' and incomplete = 'drop' and row_count < chunk_limit))",
            "row_count",
            [
                "'the reference has '",
                "row_count",
                "' rows, too few for one chunk (chunk_'",
                "chunk_method",
                "' '",
                "chunk_limit",
                "', incomplete '",
                "incomplete",
                "'); allowed: at least as many'",
            ],
        ),
        (
            "no_labels_in_reference",
            "error",
            "period = 'reference' and row_count > 0 and has_performance and label_count = 0",
            "row_count",
            [
                "'y_true '",
                "y_true_column",
                "' has no value in the reference; allowed: labels there, or no y_true in the monitor'",
            ],
        ),
        (
            "no_predictions_in_reference",
            "error",
            "period = 'reference' and row_count > 0 and has_performance and prediction_count = 0",
            "row_count",
            [
                "'y_pred '",
                "y_pred_column",
                "' has no value in the reference; allowed: predictions there, or no y_pred in the monitor'",
            ],
        ),
        (
            "no_scored_labels_in_reference",
            "error",
            "period = 'reference' and has_performance and label_count > 0 and prediction_count > 0 and labelled_row_count = 0",
            "row_count",
            [
                "'no row of the reference has both y_true '",
                "y_true_column",
                "' and y_pred '",
                "y_pred_column",
                "'; allowed: rows that have both'",
            ],
        ),
        (
            "no_timestamps_in_reference",
            "error",
            "period = 'reference' and row_count > 0 and chunk_method = 'period' and timestamp_count = 0",
            "row_count",
            [
                "'timestamp '",
                "timestamp_column",
                "' has no value in the reference; allowed: timestamps there, or chunks of a size or number'",
            ],
        ),
    ] + ml_monitor.classification_error_list()) %}
{% endmacro %}
