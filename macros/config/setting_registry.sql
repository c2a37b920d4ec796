{#
  Every key that a monitor may have in `vars.ml_monitors`, in one place. docs/reference/settings.md is made from it (scripts/make_reference.py).

  A key is a mapping with
    name          the key
    type          what the value is, in words
    default       the value that counts where the key is missing
    default_note  in place of `default`: how the value is found where the key is missing
    is_required   true: the key has to be there
    choices       the values that are allowed, where there is a fixed choice
    meaning       what the key does; Markdown, with links as from docs/reference
#}
{% macro setting_registry() %}
    {% do return(
        ml_monitor.relation_settings()
        + ml_monitor.chunk_settings()
        + ml_monitor.column_settings()
        + ml_monitor.classification_settings()
        + ml_monitor.metric_settings()
        + ml_monitor.verdict_settings()
    ) %}
{% endmacro %}


{# The keys that say which rows a monitor reads. #}
{% macro relation_settings() %}
    {% do return(
        [
            {
                "name": "problem_type",
                "type": "text",
                "is_required": true,
                "choices": ["regression", "classification_binary", "classification_multiclass"],
                "meaning": "What the model predicts.",
            },
            {
                "name": "model_version",
                "type": "text or number",
                "default": ":all",
                "meaning": "The result tables repeat it in `model_version`.",
            },
            {
                "name": "reference",
                "type": "relation",
                "is_required": true,
                "meaning": "The rows that everything is fitted on. Chunks are compared with them. See [relations](configuration.md#relations).",
            },
            {
                "name": "analysis",
                "type": "relation",
                "default_note": "required without `scored`",
                "meaning": "The rows that are watched.",
            },
            {
                "name": "scored",
                "type": "relation",
                "default": none,
                "meaning": "One relation that holds both periods, in place of `analysis`. `reference` then says [how it is divided](configuration.md#one-relation-for-both-periods).",
            },
            {
                "name": "row_id",
                "type": "column",
                "is_required": true,
                "meaning": "A number or a text. It is unique and not null in each of the two relations. It breaks ties of equal timestamps.",
            },
            {
                "name": "timestamp",
                "type": "column",
                "default": none,
                "meaning": "A timestamp or a date. Without it rows are ordered by `row_id`.",
            },
            {
                "name": "time_zone",
                "type": "text",
                "default": "UTC",
                "meaning": "The IANA name of a time zone, such as `Europe/Berlin`. Its clock says in which calendar period an instant is. See [time zones](configuration.md#time-zones).",
            },
        ]
    ) %}
{% endmacro %}


{# The keys that say how rows are cut into chunks: one of size, number and period. #}
{% macro chunk_settings() %}
    {% do return(
        [
            {
                "name": "chunk_size",
                "type": "whole number above 0",
                "default": none,
                "meaning": "The number of rows of a chunk.",
            },
            {
                "name": "chunk_number",
                "type": "whole number above 0",
                "default": 10,
                "meaning": "The number of chunks that the reference is cut into. It counts only where neither a size nor a period is given.",
            },
            {
                "name": "chunk_period",
                "type": "text",
                "default": none,
                "choices": ml_monitor.chunk_periods(),
                "meaning": "One chunk per calendar period. It needs `timestamp`.",
            },
            {
                "name": "chunk_number_per_period",
                "type": "true or false",
                "default": false,
                "meaning": "Only with `chunk_number`: true divides the analysis by its own number of rows.",
            },
            {
                "name": "incomplete",
                "type": "text",
                "default": "keep",
                "choices": ["keep", "append", "drop"],
                "meaning": "What becomes of the rows after the last full chunk. See [chunks](configuration.md#chunks).",
            },
        ]
    ) %}
{% endmacro %}


{# The keys that name columns. #}
{% macro column_settings() %}
    {% do return(
        [
            {
                "name": "y_true",
                "type": "column",
                "default": none,
                "meaning": "The label: a number, or a class of a classification. It is null where the label has not come yet. The analysis may lack the column until labels come.",
            },
            {
                "name": "y_pred",
                "type": "column",
                "default": none,
                "meaning": "The prediction: a number, or a class of a classification.",
            },
            {
                "name": "continuous_columns",
                "type": "list of columns",
                "default": [],
                "meaning": "Features that are numbers. Those of a regression may name `y_pred` and `y_true` too; then the reconstruction error reads them.",
            },
            {
                "name": "categorical_columns",
                "type": "list of columns",
                "default": [],
                "meaning": "Features that are texts, numbers, booleans or timestamps. See [types of columns](configuration.md#types-of-columns). Those of a classification may name `y_pred` and `y_true` too.",
            },
        ]
    ) %}
{% endmacro %}


{# The keys that only classifications have. #}
{% macro classification_settings() %}
    {% do return(
        [
            {
                "name": "y_pred_proba",
                "type": "column or mapping",
                "default": none,
                "meaning": "Binary: the column with the probability of the positive class. Multiclass: `{class: column}` for every class, required.",
            },
            {
                "name": "classes",
                "type": "list",
                "default": [0, 1],
                "meaning": "Binary: the labels `[negative, positive]`.",
            },
            {
                "name": "normalize_confusion_matrix",
                "type": "text",
                "default_note": "numbers of rows",
                "meaning": "`all` gives shares of all rows, `true` shares of the rows of the true class, `pred` shares of the rows of the predicted class.",
            },
            {
                "name": "business_value_matrix",
                "type": "matrix",
                "default": none,
                "meaning": "What a row is worth. The matrix has a row for each true class, and in it a number for each predicted class.",
            },
            {
                "name": "normalize_business_value",
                "type": "text",
                "default_note": "the sum",
                "meaning": "`per_prediction` divides the column of each predicted class by its sum first.",
            },
        ]
    ) %}
{% endmacro %}


{# The keys that say what is computed. #}
{% macro metric_settings() %}
    {% do return(
        [
            {
                "name": "metrics",
                "type": "list of metrics",
                "default_note": "all that the columns allow",
                "meaning": "[Performance metrics](metrics.md#performance). They need `y_true` and `y_pred`. `monitor_status` shows the first that is not `confusion_matrix`.",
            },
            {
                "name": "continuous_methods",
                "type": "list of metrics",
                "default": ["jensen_shannon"],
                "meaning": "[Univariate drift](metrics.md#univariate-drift) of continuous columns. Rankings use the first.",
            },
            {
                "name": "categorical_methods",
                "type": "list of metrics",
                "default": ["jensen_shannon"],
                "meaning": "[Univariate drift](metrics.md#univariate-drift) of categorical columns. Rankings use the first.",
            },
            {
                "name": "reconstruction_error",
                "type": "true, false or mapping",
                "default": true,
                "meaning": "`n_components` (default 0.65) and `columns` (default all continuous and categorical columns). See [columns](configuration.md#columns-and-multivariate-drift).",
            },
            {
                "name": "domain_classifier",
                "type": "true, false or mapping",
                "default": false,
                "meaning": "`max_rows` (default 10000) and `folds` (default 5). See [columns](configuration.md#columns-and-multivariate-drift).",
            },
            {
                "name": "reference_comparison",
                "type": "text",
                "default": "leave_one_out",
                "choices": ["leave_one_out", "whole"],
                "meaning": "What univariate drift compares a reference chunk with: the reference without the chunk, or the whole reference, as NannyML does.",
            },
            {
                "name": "drift_types",
                "type": "list",
                "default": ["baseline"],
                "meaning": "`baseline` measures univariate drift from the reference, `consecutive` from the chunk before. Rankings use `baseline`, or `consecutive` if it is the only one.",
            },
            {
                "name": "ecdf",
                "type": "mapping",
                "default_note": "`{exact_below: 10000, bins: 10000}`",
                "meaning": "Kolmogorov-Smirnov and Wasserstein are exact for a column with fewer reference values than `exact_below`. Other columns are cut into `bins` bins.",
            },
            {
                "name": "max_fit_rows",
                "type": "whole number above 0",
                "default": 500000,
                "meaning": "At most so many labeled reference rows train loss models and calibrate probabilities. A hash of `row_id` draws them if there are more.",
            },
            {
                "name": "data_quality",
                "type": "true, false, list or mapping",
                "default": ["missing_values", "unseen_values"],
                "meaning": "[Data quality](metrics.md#data-quality): true asks for all. A mapping has `metrics` and `normalize`. See [columns](configuration.md#data-quality-and-summary-statistics).",
            },
            {
                "name": "summary_statistics",
                "type": "true, false or list",
                "default": false,
                "meaning": "[Summary statistics](metrics.md#summary-statistics): true asks for all.",
            },
        ]
    ) %}
{% endmacro %}


{# The keys that say what is judged, how, and who acts. #}
{% macro verdict_settings() %}
    {% do return(
        [
            {
                "name": "thresholds",
                "type": "mapping",
                "default_note": "those of [the metrics](metrics.md)",
                "meaning": "Thresholds by metric name or metric family. See [thresholds](configuration.md#thresholds).",
            },
            {
                "name": "false_discovery_rate",
                "type": "number between 0 and 1",
                "default": none,
                "meaning": "The univariate drift numbers of a chunk are judged together at this rate. See [many numbers, few false alerts](../concepts/thresholds.md#many-numbers-few-false-alerts-false_discovery_rate).",
            },
            {
                "name": "judge",
                "type": "mapping",
                "default_note": "see [what is judged](configuration.md#what-is-judged)",
                "meaning": "Which numbers get a verdict, and when a single chunk opens an incident: `incomplete_chunks`, `min_rows`, `label_delay`, `min_label_share`, `open_at`.",
            },
            {
                "name": "owner",
                "type": "text",
                "default": none,
                "meaning": "Who acts on the monitor's incidents, such as a team or a channel.",
            },
            {
                "name": "alerts",
                "type": "mapping",
                "default": none,
                "meaning": "Where `ml-monitor notify` sends the news of the monitor: `channels` (required), `repeat_after` and `tags`. See [notify](../howto/notify.md#settings).",
            },
        ]
    ) %}
{% endmacro %}
