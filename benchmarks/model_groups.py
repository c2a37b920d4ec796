"""Which of the package's models belong together in the tables of the report. A model that is not named here counts as 'other'."""

from __future__ import annotations

CHECKS = "checks and configuration"
ROWS = "row copy and chunks"
DISTRIBUTIONS = "distributions"
UNIVARIATE = "univariate drift"
PCA = "reconstruction error"
ESTIMATED = "estimated performance"
REALIZED = "realized performance"
RESULTS = "result tables"
OTHER = "other"

GROUPS = {
    CHECKS: ["monitor_input_checks", "monitor_config", "monitor_versions", "monitor_columns", "monitor_metric_settings"],
    ROWS: [
        "monitor_chunk_fingerprints",
        "monitor_chunk_bounds",
        "monitor_boundary_rows",
        "monitor_reference_rows",
        "monitor_analysis_rows",
        "monitor_chunks",
        "monitor_segments",
        "monitor_slices",
    ],
    DISTRIBUTIONS: [
        "monitor_fitted_bins",
        "monitor_value_counts",
        "monitor_category_counts",
        "monitor_fitted_distributions",
        "monitor_distributions",
    ],
    UNIVARIATE: [
        "monitor_position_counts",
        "monitor_fitted_ecdfs",
        "monitor_univariate_series",
        "monitor_univariate_share_drift",
        "monitor_univariate_ecdf_drift",
    ],
    PCA: ["monitor_fitted_pca", "monitor_reconstruction_error", "monitor_multivariate_drift"],
    ESTIMATED: [
        "monitor_fitted_loss_models",
        "monitor_estimated_losses",
        "monitor_estimated_regression_performance",
        "monitor_fitted_support",
        "monitor_support_counts",
        "monitor_rows_out_of_support",
        "monitor_fitted_classification",
        "monitor_fitted_calibration",
        "monitor_estimated_classification",
        "monitor_classification_performance",
    ],
    REALIZED: [
        "monitor_realized_losses",
        "monitor_realized_regression_performance",
        "monitor_fitted_loss_spreads",
        "monitor_realized_classification",
    ],
    RESULTS: [
        "monitor_thresholds",
        "monitor_metrics",
        "monitor_alerts",
        "monitor_performance",
        "monitor_feature_ranking",
        "monitor_status",
    ],
}

# What the package fits on the reference or reads from it alone.
OF_THE_REFERENCE = [
    "monitor_reference_rows",
    "monitor_fitted_bins",
    "monitor_fitted_ecdfs",
    "monitor_fitted_distributions",
    "monitor_fitted_pca",
    "monitor_fitted_loss_models",
    "monitor_fitted_loss_spreads",
    "monitor_fitted_support",
    "monitor_fitted_classification",
    "monitor_fitted_calibration",
]

_GROUP_OF = {model: group for group, models in GROUPS.items() for model in models}


def group_of(model: str) -> str:
    return _GROUP_OF.get(model, OTHER)


def seconds_by_group(models: dict[str, dict], key: str = "seconds") -> dict[str, float]:
    """The seconds of a run's models, summed by group."""
    sums = dict.fromkeys([*GROUPS, OTHER], 0.0)
    for name, model in models.items():
        sums[group_of(name)] += model[key]
    return sums


def seconds_of(models: dict[str, dict], chosen: tuple[str, ...], key: str = "seconds") -> float:
    """The seconds of the models that are named, or whose group is named, in `chosen`."""
    return sum(model[key] for name, model in models.items() if name in chosen or group_of(name) in chosen)
