{# The keys that say what is computed. #}
{% macro metric_settings() %}
    {% do return(
        [
            {
                "name": "metrics",
                "type": "list of metrics",
                "default_note": "all that the columns allow",
                "affects": ["classification", "added"],
                "meaning": "[Performance metrics](metrics.md#performance). They need `y_true` and `y_pred`. `monitor_status` shows the first that is not `confusion_matrix`.",
            },
            {
                "name": "estimator",
                "type": "text",
                "default": "auto",
                "choices": ["auto", "nannyml"],
                "affects": [],
                "meaning": "`auto` corrects estimated performance by the labels that have come, as `judge.label_delay` says. `nannyml` leaves estimates as NannyML computes them. See [estimates](../concepts/estimates.md).",
            },
            {
                "name": "continuous_methods",
                "type": "list of metrics",
                "default": ["jensen_shannon"],
                "affects": ["added"],
                "meaning": "[Univariate drift](metrics.md#univariate-drift) of continuous columns. Rankings use the first.",
            },
            {
                "name": "categorical_methods",
                "type": "list of metrics",
                "default": ["jensen_shannon"],
                "affects": ["added"],
                "meaning": "[Univariate drift](metrics.md#univariate-drift) of categorical columns. Rankings use the first.",
            },
            {
                "name": "reconstruction_error",
                "type": "true, false or mapping",
                "default": true,
                "affects": ["reconstruction"],
                "meaning": "`n_components` (default 0.65) and `columns` (default all continuous and categorical columns). See [columns](configuration.md#columns-and-multivariate-drift).",
            },
            {
                "name": "domain_classifier",
                "type": "true, false or mapping",
                "default": false,
                "affects": ["domain_classifier"],
                "meaning": "`max_rows` (default 10000) and `folds` (default 5). See [columns](configuration.md#columns-and-multivariate-drift).",
            },
            {
                "name": "reference_comparison",
                "type": "text",
                "default": "leave_one_out",
                "choices": ["leave_one_out", "whole"],
                "affects": ["reference_comparison"],
                "meaning": "What univariate drift compares a reference chunk with: the reference without the chunk, or the whole reference, as NannyML does.",
            },
            {
                "name": "drift_types",
                "type": "list",
                "default": ["baseline"],
                "affects": ["added"],
                "meaning": "`baseline` measures univariate drift from the reference, `consecutive` from the chunk before. Rankings use `baseline`, or `consecutive` if it is the only one.",
            },
            {
                "name": "ecdf",
                "type": "mapping",
                "default_note": "`{exact_below: 10000, bins: 10000}`",
                "affects": ["bins"],
                "meaning": "Kolmogorov-Smirnov and Wasserstein are exact for a column with fewer reference values than `exact_below`. Other columns are cut into `bins` bins.",
            },
            {
                "name": "max_fit_rows",
                "type": "whole number above 0",
                "default": 500000,
                "affects": ["loss_models"],
                "meaning": "At most so many labeled reference rows train loss models and calibrate probabilities. A hash of `row_id` draws them if there are more.",
            },
            {
                "name": "data_quality",
                "type": "true, false, list or mapping",
                "default": ["missing_values", "unseen_values"],
                "affects": ["share_or_count", "added"],
                "meaning": "[Data quality](metrics.md#data-quality): true asks for all. A mapping has `metrics` and `normalize`. See [columns](configuration.md#data-quality-and-summary-statistics).",
            },
            {
                "name": "summary_statistics",
                "type": "true, false or list",
                "default": false,
                "affects": ["added"],
                "meaning": "[Summary statistics](metrics.md#summary-statistics): true asks for all.",
            },
        ]
    ) %}
{% endmacro %}
