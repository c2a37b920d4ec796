"""The kinds of work that are compared: what each asks of us and of NannyML, over the same columns."""

from __future__ import annotations

from dataclasses import dataclass, field

import model_groups
from data import Dataset
from settings import CATEGORICAL_METHODS, CONTINUOUS_METHODS

REGRESSION = {"problem_type": "regression", "y_true": "y_true", "y_pred": "y_pred", "metrics": ["rmse"]}
CLASSIFICATION = {
    "problem_type": "classification_binary",
    "y_true": "class",
    "y_pred": "predicted_class",
    "y_pred_proba": "probability",
    "metrics": ["roc_auc", "f1", "accuracy"],
}


@dataclass(frozen=True)
class Kind:
    """One kind of work."""

    title: str
    nannyml: str  # what NannyML calls it, see nannyml_runner.py
    family: str  # the metric family of our result
    models: tuple[str, ...]  # the models and groups of models that do this work and no other
    settings: dict = field(default_factory=dict)  # what the monitor has beside relations, keys and chunks
    reads_features: bool = True
    performance: dict = field(default_factory=dict)  # the columns and metrics of performance, the same for NannyML
    run: tuple[str, ...] = ("run",)  # the dbt command

    def columns(self, dataset: Dataset) -> list[str]:
        """The columns that this work reads."""
        features = dataset.continuous + dataset.categorical if self.reads_features else []
        return features + [self.performance[key] for key in ("y_true", "y_pred", "y_pred_proba") if key in self.performance]

    def monitor(self, dataset: Dataset, chunk_size: int) -> dict:
        """Our monitor for it."""
        return {
            "problem_type": "regression",
            "reference": {"source": ["raw", "reference_rows"]},
            "analysis": {"source": ["raw", "analysis_rows"]},
            "row_id": "row_id",
            "timestamp": "ts",
            "chunk_size": chunk_size,
            "continuous_columns": dataset.continuous if self.reads_features else [],
            "categorical_columns": dataset.categorical if self.reads_features else [],
            "reconstruction_error": False,
            # NannyML compares the reference's chunks with the whole reference, too.
            "reference_comparison": "whole",
            **self.settings,
            **self.performance,
        }


_ALL_METHODS = {"continuous_methods": CONTINUOUS_METHODS, "categorical_methods": CATEGORICAL_METHODS}
# The package compares the distributions of every column by at least one method, so these are part of each run;
# what the other kinds need of them is the categories of the reference and how often each occurs.
_CATEGORIES = ("monitor_category_counts", "monitor_fitted_distributions")

KINDS = {
    "univariate": Kind(
        "univariate drift, four methods each",
        "univariate",
        "univariate_drift",
        (model_groups.DISTRIBUTIONS, model_groups.UNIVARIATE),
        _ALL_METHODS,
    ),
    "js": Kind(
        "univariate drift, Jensen-Shannon only",
        "univariate",
        "univariate_drift",
        (model_groups.DISTRIBUTIONS, model_groups.UNIVARIATE),
        {"continuous_methods": ["jensen_shannon"], "categorical_methods": ["jensen_shannon"]},
    ),
    "pca": Kind(
        "PCA reconstruction error",
        "pca",
        "multivariate_drift",
        (model_groups.PCA, *_CATEGORIES),
        {"reconstruction_error": True},
    ),
    "dle": Kind(
        "estimated performance (DLE, RMSE)",
        "dle",
        "estimated_performance",
        (model_groups.ESTIMATED, *_CATEGORIES),
        performance=REGRESSION,
    ),
    "cbpe": Kind(
        "estimated performance (CBPE, ROC AUC, F1, accuracy)",
        "cbpe",
        "estimated_performance",
        (model_groups.ESTIMATED,),
        performance=CLASSIFICATION,
        reads_features=False,
    ),
    "realized": Kind(
        "realized performance (RMSE)",
        "realized",
        "realized_performance",
        (model_groups.REALIZED,),
        performance=REGRESSION,
        reads_features=False,
        run=("run", "--select", "+monitor_realized_regression_performance"),
    ),
}

EVERYTHING = Kind(
    "everything at once",
    "",
    "",
    (*model_groups.GROUPS, model_groups.OTHER),
    {**_ALL_METHODS, "reconstruction_error": True},
    performance=REGRESSION,
)
