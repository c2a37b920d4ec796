"""How far the performance of classifiers that we and NannyML estimate (CBPE) lies from what was realized, on classification_sets.py.

As estimates.py does for regressions: `python benchmarks/classification_estimates.py`, with names of sets for some only. Prints a table in
Markdown. An error is the mean over the chunks of the analysis of |estimated - realized|.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from classification_sets import CLASSIFICATIONS, ClassificationSet
from environments import NANNYML, NANNYML_VARIABLES
from estimates import HERE, NANNYML_PERIODS, our_performance

METRICS = ["roc_auc", "average_precision", "f1", "precision", "recall", "specificity", "accuracy"]


def nannyml_estimates(data: ClassificationSet, cache: Path, folder: Path) -> pd.DataFrame:
    """NannyML's estimates of the chunks of the analysis: metric_name, chunk_index, value."""
    paths = {period: folder / f"{data.name}_{period}.parquet" for period in ("reference", "analysis")}
    for period, path in paths.items():
        getattr(data, period).to_parquet(path)
    chances = [data.y_pred_proba] if isinstance(data.y_pred_proba, str) else list(data.y_pred_proba.values())
    job = {
        "kind": "cbpe",
        **{period: str(path) for period, path in paths.items()},
        "read": [data.timestamp, "y_true", "y_pred", *chances],
        "result": str(folder / f"{data.name}_nannyml.csv"),
        "continuous_columns": [],
        "categorical_columns": [],
        "timestamp": data.timestamp,
        "y_true": "y_true",
        "y_pred": "y_pred",
        "y_pred_proba": data.y_pred_proba,
        "problem_type": data.problem_type,
        "metrics": METRICS,
        **{name: NANNYML_PERIODS.get(value, value) for name, value in data.chunks.items()},
    }
    job_path = folder / f"{data.name}.json"
    job_path.write_text(json.dumps(job))
    command = [str(NANNYML.python(cache)), str(HERE / "nannyml_runner.py"), str(job_path)]
    subprocess.run(command, check=True, env={**os.environ, **NANNYML_VARIABLES})
    result = pd.read_csv(job["result"])
    return result[result["period"] == "analysis"][["metric_name", "chunk_index", "value"]]


def line(data: ClassificationSet, metric: str, performance: pd.DataFrame, theirs: pd.DataFrame) -> dict:
    ours = performance[(performance["monitor_name"] == data.name) & (performance["metric_name"] == metric)]
    usual = ours.loc[ours["period"] == "reference", "realized_value"].mean()
    both = ours[ours["period"] == "analysis"].merge(theirs, on=["metric_name", "chunk_index"])
    assert len(both) == (ours["period"] == "analysis").sum()
    both = both[both["realized_value"].notna()]
    realized = both["realized_value"]
    errors = {name: (both[name] - realized).abs().mean() for name in ("estimated_value", "value")}
    return {
        "data": data.name,
        "metric": f"`{metric}`",
        "chunks": len(both),
        "realized": f"{realized.mean():.3f}",
        "reference's mean": f"{(usual - realized).abs().mean():.4f}",
        "NannyML": f"{errors['value']:.5f}",
        "ml_monitor": f"{errors['estimated_value']:.5f}",
        "most that any chunk differs": f"{(both['estimated_value'] - both['value']).abs().max():.0e}",
    }


def main() -> None:
    cache = HERE / ".cache"
    cache.mkdir(exist_ok=True)
    sets = [CLASSIFICATIONS[name](cache / "archives") for name in sys.argv[1:] or CLASSIFICATIONS]
    with tempfile.TemporaryDirectory() as folder:
        performance = our_performance(sets, Path(folder))
        theirs = {data.name: nannyml_estimates(data, cache, Path(folder)) for data in sets}
    rows = [line(data, metric, performance, theirs[data.name]) for data in sets for metric in METRICS]
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    print()
    for data in sets:
        print(f"- `{data.name}`: {data.title}")


if __name__ == "__main__":
    main()
