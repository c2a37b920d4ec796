{# What is looked for in the counts of a classification's rows, in the form of input_error_list(). The reference has to fit the classes. #}
{% macro classification_error_list() %}
    {% set errors = [] %}
    {% for key, name in {"y_true": "label", "y_pred": "prediction"}.items() %}
        {% do errors.append(
            (
                "unknown_" ~ name ~ "s",
                "error",
                "period = 'reference' and unknown_" ~ name ~ "_count > 0",
                "unknown_" ~ name ~ "_count",
                [
                    "'" ~ key ~ " '",
                    key ~ "_column",
                    "' holds in '",
                    "unknown_" ~ name ~ "_count",
                    "' rows what is none of the classes: '",
                    "unknown_" ~ name ~ "s",
                    "'; allowed: '",
                    "class_names",
                    "coalesce('. Write the negative class first: classes: ' || label_pair, '')",
                ],
            )
        ) %}
    {% endfor %}
    {% do errors.append(
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
        )
    ) %}
    {% do return(errors) %}
{% endmacro %}


{# The same for what only warns. A class that comes later, in the analysis, is news. #}
{% macro classification_warning_list() %}
    {% set warnings = [] %}
    {% for key, name in {"y_true": "label", "y_pred": "prediction"}.items() %}
        {% do warnings.append(
            (
                "unknown_" ~ name ~ "s",
                "warning",
                "period = 'analysis' and unknown_" ~ name ~ "_count > 0",
                "unknown_" ~ name ~ "_count",
                [
                    "'" ~ key ~ " '",
                    key ~ "_column",
                    "' holds in '",
                    "unknown_" ~ name ~ "_count",
                    "' rows what is none of the classes: '",
                    "unknown_" ~ name ~ "s",
                    "'. These rows count as wrong predictions, and unseen_values of '",
                    key ~ "_column",
                    "' counts them'",
                ],
            )
        ) %}
    {% endfor %}
    {% do return(
        warnings
        + [
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
        ]
    ) %}
{% endmacro %}
