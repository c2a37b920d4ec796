{#
  Every result that is kept from run to run, and all that it is computed from. monitor_versions is made from this list: a result is computed again where something
  changed that its `reads` names, and nowhere else. So what is left out here makes numbers that are out of date.

  A result is a mapping with
    name     result_name in monitor_versions, what pending_versions() is asked for
    of       what there is one of: 'chunk', 'two_chunks' (a chunk and the one before it) or 'reference'
    chunks   numbered, the default; all: those of rows in no chunk too; counted: as all, but in the reference only
    per      the relation of monitor_versions with the parts that each of them has: groups of columns, statistics, losses
    only     the columns of monitor_config that have to be true
    reads    what it is computed from: names in inputs_of_results()
#}
{% macro result_registry() %}
    {% do return(
        [
            {"name": "rows", "of": "chunk", "chunks": "all", "reads": ["row_columns", "inputs", "labels", "segments"]},
            {"name": "segment_counts", "of": "chunk", "only": ["has_segments"], "reads": ["inputs", "labels", "segments"]},
            {"name": "value_counts", "of": "chunk", "chunks": "counted", "per": "column_groups", "reads": ["rows_of_group", "reference"]},
            {
                "name": "position_counts",
                "of": "chunk",
                "chunks": "counted",
                "per": "column_groups",
                "only": ["compares_ecdfs"],
                "reads": ["rows_of_group", "reference", "bins"],
            },
            {
                "name": "univariate_drift",
                "of": "chunk",
                "per": "drift_statistics",
                "only": ["has_baseline_drift"],
                "reads": ["rows_of_group", "reference", "bins_of_ecdfs", "reference_comparison"],
            },
            {
                "name": "consecutive_drift",
                "of": "two_chunks",
                "per": "drift_statistics",
                "reads": ["rows_of_group", "rows_of_group_before", "reference", "bins_of_ecdfs"],
            },
            {
                "name": "reconstruction_error",
                "of": "chunk",
                "only": ["has_reconstruction_error"],
                "reads": ["inputs", "reference", "reconstruction", "reconstructed_labels"],
            },
            {"name": "domain_classifier", "of": "chunk", "only": ["has_domain_classifier"], "reads": ["inputs", "reference", "domain_classifier"]},
            {"name": "realized_losses", "of": "chunk", "only": ["has_losses"], "reads": ["inputs", "labels", "segments"]},
            {"name": "realized_classification", "of": "chunk", "only": ["has_classes"], "reads": ["inputs", "labels", "classification", "segments"]},
            {
                "name": "estimated_classification",
                "of": "chunk",
                "only": ["has_classes", "has_estimates"],
                "reads": ["inputs", "reference", "loss_models", "classification"],
            },
            {"name": "group_sums", "of": "chunk", "only": ["has_fairness"], "reads": ["inputs", "labels", "segments"]},
            {
                "name": "estimated_group_sums",
                "of": "chunk",
                "only": ["has_fairness", "has_classes", "has_estimates"],
                "reads": ["inputs", "reference", "loss_models", "fairness"],
            },
            {"name": "custom_aggregates", "of": "chunk", "only": ["has_custom_metrics"], "reads": ["inputs", "labels", "segments", "custom_metrics"]},
            {
                "name": "custom_estimates",
                "of": "chunk",
                "only": ["has_classes", "has_custom_estimates"],
                "reads": ["inputs", "reference", "loss_models", "custom_metrics"],
            },
            {"name": "support_counts", "of": "chunk", "only": ["has_losses"], "reads": ["inputs", "reference"]},
            {"name": "estimated_losses", "of": "chunk", "per": "losses", "reads": ["inputs", "reference", "loss_models"]},
            {"name": "data_quality", "of": "chunk", "per": "quality_statistics", "reads": ["rows_of_group", "reference", "share_or_count"]},
            {"name": "chunk_statistics", "of": "chunk", "per": "summaries", "reads": ["rows_of_group", "median_part", "std_part", "segments"]},
            {"name": "segments", "of": "reference", "reads": ["reference"]},
            {"name": "fitted_bins", "of": "reference", "reads": ["reference", "bins"]},
            {"name": "fitted_distributions", "of": "reference", "reads": ["reference"]},
            {"name": "fitted_ecdfs", "of": "reference", "reads": ["reference", "bins"]},
            {"name": "fitted_position_groups", "of": "reference", "only": ["compares_ecdfs", "has_segments"], "reads": ["reference", "bins"]},
            {"name": "fitted_support", "of": "reference", "only": ["has_losses"], "reads": ["reference"]},
            {"name": "fitted_loss_spreads", "of": "reference", "only": ["has_losses"], "reads": ["reference"]},
            {"name": "fitted_classification", "of": "reference", "only": ["has_classes"], "reads": ["reference", "classification"]},
            {"name": "fitted_calibration", "of": "reference", "only": ["has_classes", "has_estimates"], "reads": ["reference", "loss_models"]},
            {
                "name": "fitted_group_offsets",
                "of": "reference",
                "only": ["has_fairness", "has_classes", "has_estimates"],
                "reads": ["reference", "loss_models", "fairness"],
            },
            {"name": "fitted_pca", "of": "reference", "only": ["has_reconstruction_error"], "reads": ["reference", "reconstruction"]},
            {"name": "fitted_statistics", "of": "reference", "per": "summarised_columns", "reads": ["reference", "median_part", "std_part"]},
            {"name": "fitted_loss_models", "of": "reference", "per": "losses", "reads": ["reference", "loss_models"]},
        ]
    ) %}
{% endmacro %}


{#
  What a result can be computed from, each an expression over `chunks`, what there is one of, and `parts`, the relation that `per` names. Settings come as the hashes
  of versions_of_monitor(), or as themselves where a part of the result alone depends on them.
  A statistic of the target depends on labels, any other on inputs and predictions: labels come later.
#}
{% macro inputs_of_results() %}
    {% set is_target = "case when parts.column_group = 'target' then " %}
    {% set compares_ecdfs = "case when " ~ ml_monitor.compares_ecdfs("parts.metric_name") ~ " then " %}
    {% do return(
        {
            "row_columns": "'typed columns'",
            "inputs": "chunks.inputs_fingerprint",
            "labels": "chunks.labels_fingerprint",
            "rows_of_group": is_target ~ "chunks.labels_fingerprint else chunks.inputs_fingerprint end",
            "rows_of_group_before": is_target ~ "chunks.labels_fingerprint_before else chunks.inputs_fingerprint_before end",
            "reconstructed_labels": "case when chunks.reconstructs_target then chunks.labels_fingerprint else '' end",
            "reference": "chunks.reference_version",
            "segments": "case when chunks.has_segments then chunks.reference_version else '' end",
            "reference_comparison": "case when chunks.period = 'reference' then chunks.reference_comparison else '' end",
            "bins": "chunks.bins_version",
            "bins_of_ecdfs": compares_ecdfs ~ "chunks.bins_version else '' end",
            "reconstruction": "chunks.reconstruction_version",
            "domain_classifier": "chunks.domain_classifier_version",
            "loss_models": "chunks.loss_models_version",
            "classification": "chunks.classification_version",
            "fairness": "chunks.fairness_version",
            "custom_metrics": "chunks.custom_metrics_version",
            "share_or_count": "case when chunks.is_data_quality_normalized then 'share' else 'count' end",
            "median_part": "parts.median_part",
            "std_part": "parts.std_part",
        }
    ) %}
{% endmacro %}
