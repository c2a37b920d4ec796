-- depends_on: {{ ref("monitor_input_checks") }}
{%- set monitors = ml_monitor.monitors() %}
with
    monitors as (
        {% for monitor in monitors %}
            select
                {{ ml_monitor.text(monitor.name) }} as monitor_name,
                {{ ml_monitor.text(monitor.model_version) }} as model_version,
                {{ ml_monitor.text(monitor.problem_type) }} as problem_type,
                {{ ml_monitor.text(ml_monitor.relation_name(monitor.reference)) }} as reference_relation,
                {{ ml_monitor.text(ml_monitor.relation_name(monitor.analysis)) }} as analysis_relation,
                {{ ml_monitor.text(monitor.row_id) }} as row_id_column,
                {{ ml_monitor.text(monitor.timestamp) }} as timestamp_column,
                {{ ml_monitor.text(monitor.y_true) }} as y_true_column,
                {{ ml_monitor.text(monitor.y_pred) }} as y_pred_column,
                {{ ml_monitor.text(monitor.chunk_method) }} as chunk_method,
                {{ ml_monitor.whole(monitor.chunk_size) }} as chunk_size,
                {{ ml_monitor.whole(monitor.chunk_number) }} as chunk_number,
                {{ ml_monitor.text(monitor.chunk_period) }} as chunk_period,
                {{ ml_monitor.truth(monitor.chunk_number_per_period) }} as chunk_number_per_period,
                {{ ml_monitor.text(monitor.incomplete) }} as incomplete,
                {{ ml_monitor.text(monitor.reference_comparison) }} as reference_comparison,
                {{ ml_monitor.truth("baseline" in monitor.drift_types) }} as has_baseline_drift,
                {{ ml_monitor.truth("consecutive" in monitor.drift_types) }} as has_consecutive_drift,
                {{ ml_monitor.truth(monitor.metrics) }} as has_performance,
                {{ ml_monitor.truth(monitor.has_estimates) }} as has_estimates,
                {{ ml_monitor.text(monitor.metrics | reject("equalto", "confusion_matrix") | first | default(none)) }} as main_metric,
                {{ ml_monitor.text(monitor.matrix_normalisation) }} as matrix_normalisation,
                {{ ml_monitor.text(monitor.normalize_business_value) }} as business_value_normalisation,
                {{ ml_monitor.truth(monitor.has_reconstruction_error) }} as has_reconstruction_error,
                {{ ml_monitor.real(monitor.n_components) }} as n_components,
                {{ ml_monitor.truth(monitor.has_domain_classifier) }} as has_domain_classifier,
                {{ ml_monitor.whole(monitor.classifier_max_rows) }} as classifier_max_rows,
                {{ ml_monitor.whole(monitor.classifier_folds) }} as classifier_folds,
                {{ ml_monitor.whole(monitor.ecdf_exact_below) }} as ecdf_exact_below,
                {{ ml_monitor.whole(monitor.ecdf_bins) }} as ecdf_bins,
                {{ ml_monitor.whole(monitor.max_fit_rows) }} as max_fit_rows,
                {{ ml_monitor.real(monitor.false_discovery_rate) }} as false_discovery_rate,
                {{ ml_monitor.truth(monitor.is_data_quality_normalized) }} as is_data_quality_normalized,
                {{ ml_monitor.text(monitor.bins_version) }} as bins_version,
                {{ ml_monitor.text(monitor.reconstruction_version) }} as reconstruction_version,
                {{ ml_monitor.text(monitor.domain_classifier_version) }} as domain_classifier_version,
                {{ ml_monitor.text(monitor.loss_models_version) }} as loss_models_version,
                {{ ml_monitor.text(monitor.classification_version) }} as classification_version,
                {{ ml_monitor.text(monitor.config_version) }} as config_version
            union all
        {% endfor %}
        {{
            ml_monitor.no_rows(
                {
                    "monitor_name": "text",
                    "model_version": "text",
                    "problem_type": "text",
                    "reference_relation": "text",
                    "analysis_relation": "text",
                    "row_id_column": "text",
                    "timestamp_column": "text",
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
                    "config_version": "text",
                }
            )
        }}
    )

select *
from monitors
