{# The columns of input_counts(), for where there is no monitor and so no row. #}
{% macro input_count_columns() %}
    {% set counted = dict({"monitor_name": "text", "period": "text", "relation_name": "text"}, **ml_monitor.row_count_columns()) %}
    {% do return(
        dict(
            counted,
            unseen_classes="text",
            unknown_labels="text",
            unknown_predictions="text",
            unknown_reference_groups="text",
            label_pair="text",
            duplicate_row_id_count="whole",
            overlapping_row_count="whole",
            row_id_column="text",
            timestamp_column="text",
            y_true_column="text",
            y_pred_column="text",
            class_names="text",
            probability_column="text",
            probability_column_count="whole",
            chunk_method="text",
            chunk_limit="whole",
            incomplete="text",
            has_performance="truth",
        )
    ) %}
{% endmacro %}
