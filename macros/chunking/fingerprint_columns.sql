{# The columns of chunk_fingerprints() and of input_counts(), for where there is no monitor and so no row. #}
{% macro fingerprint_columns() %}
    {% do return(
        {
            "monitor_name": "text",
            "period": "text",
            "chunk_index": "whole",
            "row_count": "whole",
            "row_id_count": "whole",
            "timestamp_count": "whole",
            "label_count": "whole",
            "prediction_count": "whole",
            "labelled_row_count": "whole",
            "negative_count": "whole",
            "unknown_label_count": "whole",
            "unknown_prediction_count": "whole",
            "improper_probability_count": "whole",
            "missing_probability_count": "whole",
            "improper_probability": "real",
            "seen_classes": "text",
            "first_timestamp": "time",
            "last_timestamp": "time",
            "inputs_fingerprint": "text",
            "labels_fingerprint": "text",
        }
    ) %}
{% endmacro %}


{% macro input_count_columns() %}
    {% do return(
        {
            "monitor_name": "text",
            "period": "text",
            "relation_name": "text",
            "row_count": "whole",
            "row_id_count": "whole",
            "timestamp_count": "whole",
            "label_count": "whole",
            "prediction_count": "whole",
            "labelled_row_count": "whole",
            "negative_count": "whole",
            "unknown_label_count": "whole",
            "unknown_prediction_count": "whole",
            "improper_probability_count": "whole",
            "missing_probability_count": "whole",
            "improper_probability": "real",
            "unseen_classes": "text",
            "unknown_labels": "text",
            "unknown_predictions": "text",
            "label_pair": "text",
            "duplicate_row_id_count": "whole",
            "overlapping_row_count": "whole",
            "row_id_column": "text",
            "timestamp_column": "text",
            "y_true_column": "text",
            "y_pred_column": "text",
            "class_names": "text",
            "probability_column": "text",
            "probability_column_count": "whole",
            "chunk_method": "text",
            "chunk_limit": "whole",
            "incomplete": "text",
            "has_performance": "truth",
        }
    ) %}
{% endmacro %}
