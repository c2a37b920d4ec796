"""How far the performance that we and NannyML estimate lies from what was realized, on the data sets of estimate_sets.py.

NannyML runs in its own environment, the package through a consumer project: `python benchmarks/estimates.py`, with names of sets for some
only. Prints a table in Markdown. An error is the mean over the chunks of the analysis of |estimated - realized|, in the unit of the label.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import pandas as pd  # noqa: E402
from consumer import Consumer  # noqa: E402

from environments import NANNYML, NANNYML_VARIABLES  # noqa: E402
from estimate_sets import SETS, EstimateSet  # noqa: E402

HERE = Path(__file__).resolve().parent
METRICS = ["mae", "rmse"]
NANNYML_PERIODS = {"week": "W"}


def run_nannyml(data, cache: Path, folder: Path, job: dict) -> pd.DataFrame:
    """NannyML's estimates of the chunks of the analysis, metric_name, chunk_index, value, by a job that knows all but rows and chunks."""
    paths = {period: folder / f"{data.name}_{period}.parquet" for period in ("reference", "analysis")}
    for period, path in paths.items():
        getattr(data, period).to_parquet(path)
    result_path = folder / f"{data.name}_nannyml.csv"
    chunks = {name: NANNYML_PERIODS.get(value, value) for name, value in data.chunks.items()}
    job_path = folder / f"{data.name}.json"
    job_path.write_text(json.dumps({**job, **chunks, **{period: str(path) for period, path in paths.items()}, "result": str(result_path)}))
    command = [str(NANNYML.python(cache)), str(HERE / "nannyml_runner.py"), str(job_path)]
    subprocess.run(command, check=True, env={**os.environ, **NANNYML_VARIABLES})
    result = pd.read_csv(result_path)
    return result[result["period"] == "analysis"][["metric_name", "chunk_index", "value"]]


def nannyml_estimates(data: EstimateSet, cache: Path, folder: Path) -> pd.DataFrame:
    """NannyML's estimates of the chunks of the analysis: metric_name, chunk_index, value."""
    job = {
        "kind": "dle",
        "read": [*data.continuous, *data.categorical, data.y_true, "y_pred", *([data.timestamp] if data.timestamp else [])],
        "continuous_columns": data.continuous,
        "categorical_columns": data.categorical,
        "timestamp": data.timestamp,
        "problem_type": "regression",
        "y_true": data.y_true,
        "y_pred": "y_pred",
        "metrics": METRICS,
    }
    return run_nannyml(data, cache, folder, job)


def our_performance(sets: list[EstimateSet], folder: Path) -> pd.DataFrame:
    tables = {f"{data.name}_{period}": getattr(data, period) for data in sets for period in ("reference", "analysis")}
    consumer = Consumer(folder / "consumer", tables, {data.name: data.monitor() for data in sets})
    consumer.build()
    return consumer.query("select * from monitor_performance")


def compared(data, metric: str, performance: pd.DataFrame, theirs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, float]]:
    """The realized chunks of the analysis with our estimate and NannyML's (`value`), and the errors of both and of the reference's mean."""
    ours = performance[(performance["monitor_name"] == data.name) & (performance["metric_name"] == metric)]
    both = ours[ours["period"] == "analysis"].merge(theirs, on=["metric_name", "chunk_index"])
    assert len(both) == (ours["period"] == "analysis").sum()
    both = both[both["realized_value"].notna()].assign(usual=ours.loc[ours["period"] == "reference", "realized_value"].mean())
    return both, {name: (both[name] - both["realized_value"]).abs().mean() for name in ("usual", "estimated_value", "value")}


def line(data: EstimateSet, metric: str, performance: pd.DataFrame, theirs: pd.DataFrame) -> dict:
    both, errors = compared(data, metric, performance, theirs)
    ratio = errors["estimated_value"] / errors["value"] - 1
    return {
        "data": data.name,
        "metric": metric,
        "chunks": len(both),
        "realized": f"{both['realized_value'].mean():.4g}",
        "reference's mean": f"{errors['usual']:.3g}",
        "NannyML": f"{errors['value']:.3g}",
        "ml_monitor": f"{errors['estimated_value']:.3g}",
        "ours to NannyML's": f"{ratio:+.0%}" + (" **worse**" if ratio > 0.005 else ""),
        "rows out of support": f"{both['rows_out_of_support'].mean():.1%}",
    }


def compare(known_sets: dict, metrics: list[str], nannyml_estimates: Callable, line: Callable) -> None:
    """Prints the table of the sets that the command names, or of all: a line for each metric, and a list of what the sets are."""
    cache = HERE / ".cache"
    cache.mkdir(exist_ok=True)
    sets = [known_sets[name](cache / "archives") for name in sys.argv[1:] or known_sets]
    with tempfile.TemporaryDirectory() as folder:
        performance = our_performance(sets, Path(folder))
        theirs = {data.name: nannyml_estimates(data, cache, Path(folder)) for data in sets}
    rows = [line(data, metric, performance, theirs[data.name]) for data in sets for metric in metrics]
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    print()
    for data in sets:
        print(f"- `{data.name}`: {data.title}")


if __name__ == "__main__":
    compare(SETS, METRICS, nannyml_estimates, line)
