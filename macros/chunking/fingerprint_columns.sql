{# The columns of chunk_fingerprints(), for where there is no monitor and so no row. #}
{% macro fingerprint_columns() %}
    {% set counted = dict(ml_monitor.chunk_types(), **ml_monitor.row_count_columns()) %}
    {% do return(
        dict(
            counted,
            seen_classes="text",
            first_timestamp="time",
            last_timestamp="time",
            first_instant="time",
            last_instant="time",
            inputs_fingerprint="text",
            labels_fingerprint="text",
            read_version="text",
            is_trusted="truth",
        )
    ) %}
{% endmacro %}
