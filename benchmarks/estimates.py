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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import pandas as pd  # noqa: E402
from consumer import Consumer  # noqa: E402

from environments import NANNYML, NANNYML_VARIABLES  # noqa: E402
from estimate_sets import SETS, EstimateSet  # noqa: E402

HERE = Path(__file__).resolve().parent
METRICS = ["mae", "rmse"]
NANNYML_PERIODS = {"week": "W"}


def nannyml_estimates(data: EstimateSet, cache: Path, folder: Path) -> pd.DataFrame:
    """NannyML's estimates of the chunks of the analysis: metric_name, chunk_index, value."""
    paths = {period: folder / f"{data.name}_{period}.parquet" for period in ("reference", "analysis")}
    for period, path in paths.items():
        getattr(data, period).to_parquet(path)
    chunks = {name: NANNYML_PERIODS.get(value, value) for name, value in data.chunks.items()}
    job = {
        "kind": "dle",
        **{period: str(path) for period, path in paths.items()},
        "read": [*data.continuous, *data.categorical, data.y_true, "y_pred", *([data.timestamp] if data.timestamp else [])],
        "result": str(folder / f"{data.name}_nannyml.csv"),
        "continuous_columns": data.continuous,
        "categorical_columns": data.categorical,
        "timestamp": data.timestamp,
        "y_true": data.y_true,
        "y_pred": "y_pred",
        "metrics": METRICS,
        **chunks,
    }
    job_path = folder / f"{data.name}.json"
    job_path.write_text(json.dumps(job))
    command = [str(NANNYML.python(cache)), str(HERE / "nannyml_runner.py"), str(job_path)]
    subprocess.run(command, check=True, env={**os.environ, **NANNYML_VARIABLES})
    result = pd.read_csv(job["result"])
    return result[result["period"] == "analysis"][["metric_name", "chunk_index", "value"]]


def our_performance(sets: list[EstimateSet], folder: Path) -> pd.DataFrame:
    tables = {f"{data.name}_{period}": getattr(data, period) for data in sets for period in ("reference", "analysis")}
    consumer = Consumer(folder / "consumer", tables, {data.name: data.monitor() for data in sets})
    consumer.build()
    return consumer.query("select * from monitor_performance")


def line(data: EstimateSet, metric: str, performance: pd.DataFrame, theirs: pd.DataFrame) -> dict:
    ours = performance[(performance["monitor_name"] == data.name) & (performance["metric_name"] == metric)]
    usual = ours.loc[ours["period"] == "reference", "realized_value"].mean()
    both = ours[ours["period"] == "analysis"].merge(theirs, on=["metric_name", "chunk_index"])
    assert len(both) == (ours["period"] == "analysis").sum()
    realized = both["realized_value"]
    errors = {name: (both[name] - realized).abs().mean() for name in ("estimated_value", "value")}
    ratio = errors["estimated_value"] / errors["value"] - 1
    return {
        "data": data.name,
        "metric": metric,
        "chunks": len(both),
        "realized": f"{realized.mean():.4g}",
        "reference's mean": f"{(usual - realized).abs().mean():.3g}",
        "NannyML": f"{errors['value']:.3g}",
        "ml_monitor": f"{errors['estimated_value']:.3g}",
        "ours to NannyML's": f"{ratio:+.0%}" + (" **worse**" if ratio > 0.005 else ""),
        "rows out of support": f"{both['rows_out_of_support'].mean():.1%}",
    }


def main() -> None:
    cache = HERE / ".cache"
    cache.mkdir(exist_ok=True)
    sets = [SETS[name](cache / "archives") for name in sys.argv[1:] or SETS]
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
