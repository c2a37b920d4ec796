"""How far the performance of classifiers that we and NannyML estimate (CBPE) lies from what was realized, on classification_sets.py.

As estimates.py does for regressions: `python benchmarks/classification_estimates.py`, with names of sets for some only. Prints a table in
Markdown. An error is the mean over the chunks of the analysis of |estimated - realized|.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from classification_sets import CLASSIFICATIONS, ClassificationSet
from estimates import compare, compared, run_nannyml

METRICS = ["roc_auc", "average_precision", "f1", "precision", "recall", "specificity", "accuracy"]


def nannyml_estimates(data: ClassificationSet, cache: Path, folder: Path) -> pd.DataFrame:
    """NannyML's estimates of the chunks of the analysis: metric_name, chunk_index, value."""
    chances = [data.y_pred_proba] if isinstance(data.y_pred_proba, str) else list(data.y_pred_proba.values())
    job = {
        "kind": "cbpe",
        "read": [data.timestamp, "y_true", "y_pred", *chances],
        "continuous_columns": [],
        "categorical_columns": [],
        "timestamp": data.timestamp,
        "y_true": "y_true",
        "y_pred": "y_pred",
        "y_pred_proba": data.y_pred_proba,
        "problem_type": data.problem_type,
        "metrics": METRICS,
    }
    return run_nannyml(data, cache, folder, job)


def line(data: ClassificationSet, metric: str, performance: pd.DataFrame, theirs: pd.DataFrame) -> dict:
    both, errors = compared(data, metric, performance, theirs)
    return {
        "data": data.name,
        "metric": f"`{metric}`",
        "chunks": len(both),
        "realized": f"{both['realized_value'].mean():.3f}",
        "reference's mean": f"{errors['usual']:.4f}",
        "NannyML": f"{errors['value']:.5f}",
        "ml_monitor": f"{errors['estimated_value']:.5f}",
        "most that any chunk differs": f"{(both['estimated_value'] - both['value']).abs().max():.0e}",
    }


if __name__ == "__main__":
    compare(CLASSIFICATIONS, METRICS, nannyml_estimates, line)
