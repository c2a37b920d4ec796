{# What is counted of rows, by the chunk in chunk_fingerprints() and by the relation in input_counts(): the columns that both have. #}
{% macro row_count_columns() %}
    {% do return(
        {
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
        }
    ) %}
{% endmacro %}
