-- depends_on: {{ ref("monitor_input_checks") }}
{%- do ml_monitor.depend_on_monitored() %}
{%- set rows = [] %}
{%- for monitor in ml_monitor.monitors() %}
    {%- set versions = ml_monitor.versions_of_monitor(monitor) %}
    {%- do rows.append(
        {
            "monitor_name": monitor.name,
            "model_version": monitor.model_version,
            "problem_type": monitor.problem_type,
            "reference_relation": ml_monitor.relation_name(monitor.reference),
            "analysis_relation": ml_monitor.relation_name(monitor.analysis),
            "row_id_column": monitor.row_id,
            "timestamp_column": monitor.timestamp,
            "time_zone": monitor.time_zone,
            "y_true_column": monitor.y_true,
            "y_pred_column": monitor.y_pred,
            "chunk_method": monitor.chunk_method,
            "chunk_size": monitor.chunk_size,
            "chunk_number": monitor.chunk_number,
            "chunk_period": monitor.chunk_period,
            "chunk_number_per_period": monitor.chunk_number_per_period,
            "incomplete": monitor.incomplete,
            "reference_comparison": monitor.reference_comparison,
            "has_baseline_drift": "baseline" in monitor.drift_types,
            "has_consecutive_drift": "consecutive" in monitor.drift_types,
            "has_performance": monitor.metrics,
            "has_estimates": monitor.has_estimates,
            "main_metric": monitor.metrics | reject("equalto", "confusion_matrix") | first | default(none),
            "matrix_normalisation": monitor.matrix_normalisation,
            "business_value_normalisation": monitor.normalize_business_value,
            "has_reconstruction_error": monitor.has_reconstruction_error,
            "n_components": monitor.n_components,
            "has_domain_classifier": monitor.has_domain_classifier,
            "classifier_max_rows": monitor.classifier_max_rows,
            "classifier_folds": monitor.classifier_folds,
            "ecdf_exact_below": monitor.ecdf_exact_below,
            "ecdf_bins": monitor.ecdf_bins,
            "max_fit_rows": monitor.max_fit_rows,
            "false_discovery_rate": monitor.false_discovery_rate,
            "is_data_quality_normalized": monitor.is_data_quality_normalized,
            "bins_version": versions.bins,
            "reconstruction_version": versions.reconstruction,
            "domain_classifier_version": versions.domain_classifier,
            "loss_models_version": versions.loss_models,
            "classification_version": versions.classification,
            "limitations": monitor.limitations,
            "config_version": versions.config,
        }
    ) %}
{%- endfor %}
with
    monitors as (
        {{
            ml_monitor.constants(
                {
                    "monitor_name": "text",
                    "model_version": "text",
                    "problem_type": "text",
                    "reference_relation": "text",
                    "analysis_relation": "text",
                    "row_id_column": "text",
                    "timestamp_column": "text",
                    "time_zone": "text",
                    "y_true_column": "text",
                    "y_pred_column": "text",
                    "chunk_method": "text",
                    "chunk_size": "whole",
                    "chunk_number": "whole",
                    "chunk_period": "text",
                    "chunk_number_per_period": "truth",
                    "incomplete": "text",
                    "reference_comparison": "text",
                    "has_baseline_drift": "truth",
                    "has_consecutive_drift": "truth",
                    "has_performance": "truth",
                    "has_estimates": "truth",
                    "main_metric": "text",
                    "matrix_normalisation": "text",
                    "business_value_normalisation": "text",
                    "has_reconstruction_error": "truth",
                    "n_components": "real",
                    "has_domain_classifier": "truth",
                    "classifier_max_rows": "whole",
                    "classifier_folds": "whole",
                    "ecdf_exact_below": "whole",
                    "ecdf_bins": "whole",
                    "max_fit_rows": "whole",
                    "false_discovery_rate": "real",
                    "is_data_quality_normalized": "truth",
                    "bins_version": "text",
                    "reconstruction_version": "text",
                    "domain_classifier_version": "text",
                    "loss_models_version": "text",
                    "classification_version": "text",
                    "limitations": "text",
                    "config_version": "text",
                },
                rows,
            )
        }}
    )

select *
from monitors
