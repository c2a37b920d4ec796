{# What only warns, in the form of input_error_list(). #}
{% macro input_warning_list() %}
    {% do return([
        (
            "empty_analysis",
            "warning",
            "period = 'analysis' and row_count = 0",
            "row_count",
            ["'the analysis has no rows yet: there will be no analysis chunk'"],
        ),
        (
            "overlapping_rows",
            "warning",
            "overlapping_row_count > 0",
            "overlapping_row_count",
            [
                "overlapping_row_count",
                "' rows are in the reference too, with the same row_id '",
                "row_id_column",
                "coalesce(' and the same timestamp ' || timestamp_column, '')",
                "': drift and estimates of their chunks come out better than they are'",
            ],
        ),
        (
            "null_timestamp",
            "warning",
            "timestamp_count < row_count",
            "row_count - timestamp_count",
            [
                "'timestamp '",
                "timestamp_column",
                "' is null in '",
                "row_count - timestamp_count",
                "' rows: they '",
                "case when chunk_method = 'period' then 'are in no chunk' else 'come last' end",
            ],
        ),
        (
            "negative_values",
            "warning",
            "has_performance and negative_count > 0",
            "negative_count",
            [
                "'y_true or y_pred is negative in '",
                "negative_count",
                "' rows: msle and rmsle have no realized value in their chunks'",
                "case when period = 'reference' then ', and no estimate in any' else '' end",
            ],
        ),
        (
            "unknown_reference_group",
            "warning",
            "unknown_reference_groups <> ''",
            "row_count",
            ["unknown_reference_groups", "'No group is compared there'"],
        ),
    ] + ml_monitor.classification_warning_list()) %}
{% endmacro %}
