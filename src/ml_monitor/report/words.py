"""Names of metrics as people write them."""

from __future__ import annotations

from typing import Any

METRICS = {
    "jensen_shannon": "Jensen-Shannon distance",
    "hellinger": "Hellinger distance",
    "kolmogorov_smirnov": "Kolmogorov-Smirnov statistic",
    "wasserstein": "Wasserstein distance",
    "chi2": "chi-squared statistic",
    "l_infinity": "L-infinity distance",
    "population_stability_index": "population stability index",
    "total_variation_distance": "total variation distance",
    "reconstruction_error": "PCA reconstruction error",
    "domain_classifier_auroc": "ROC AUC of the domain classifier",
    "mae": "MAE (mean absolute error)",
    "mape": "MAPE (mean absolute percentage error)",
    "mse": "MSE (mean squared error)",
    "rmse": "RMSE (root mean squared error)",
    "msle": "MSLE (mean squared logarithmic error)",
    "rmsle": "RMSLE (root mean squared logarithmic error)",
    "roc_auc": "ROC AUC",
    "f1": "F1",
    "std": "standard deviation",
    "row_count": "number of rows",
    "missing_values": "missing values",
    "unseen_values": "unseen values",
    "values_out_of_range": "values out of range",
    "rows_out_of_support": "rows unlike any of the reference",
}


def metric_words(metric: str) -> str:
    """The name of a metric, e.g. `Jensen-Shannon distance`."""
    return METRICS.get(metric, metric.replace("_", " "))


def series_title(series: dict[str, Any]) -> str:
    """What the axis of a series says: the metric, of which column, compared with what."""
    of_column = "" if series["column"] == ":table" else f" of {series['column']}"
    against = ", against the chunk before" if series["drift_type"] == "consecutive" else ""
    return f"{metric_words(series['metric'])}{of_column}{against}"


def time_title(monitor: dict[str, Any]) -> str:
    """What the axis of the chunks says."""
    if not monitor["by_time"]:
        return "chunk, from 0 where the analysis begins"
    return f"start of the {monitor['configuration'].get('chunk_period') or 'chunk'}"
