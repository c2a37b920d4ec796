"""Spark on one core against two, and against DuckDB on two: `python benchmarks/scale_out.py [--rows N] [--work FOLDER]`.

One monitor (all drift methods, reconstruction error, estimated and realized RMSE) over the same Parquet files, a first run each, each in a
process of its own. From Spark's event log it also takes what a cluster would feel: the bytes that each model shuffles, the most rows that
the only task of a stage reads, and the bytes that come to the driver. Prints the tables of docs/engines/scale-out.md.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from data import make
from settings import CATEGORICAL_METHODS, CONTINUOUS_METHODS, ROOT

REFERENCE_ROWS, CHUNKS = 500_000, 100

SPARK = """
import os, sys
sys.path.insert(0, {launcher!r})
os.environ["PYSPARK_PYTHON"] = sys.executable
from pyspark.sql import SparkSession
session = (
    SparkSession.builder.master("local[{cores}]").config("spark.driver.memory", "8g").config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1").config("spark.sql.shuffle.partitions", "8").config("spark.sql.warehouse.dir", "warehouse")
    .config("spark.eventLog.enabled", "true").config("spark.eventLog.dir", {events!r}).config("spark.eventLog.compress", "false")
    .config("spark.sql.catalogImplementation", "in-memory").config("spark.sql.session.timeZone", "UTC").getOrCreate()
)
import dbt_on_spark
dbt_on_spark.run_python_models_here()
from dbt.cli.main import dbtRunner
success = dbtRunner().invoke(["run"]).success
session.stop()
sys.exit(not success)
"""


def write_project(folder: Path, engine: str, data) -> None:
    reader = {"spark": "parquet.`{}`", "duckdb": "read_parquet('{}')"}[engine]
    target = {
        "spark": {"type": "spark", "method": "session", "host": "localhost", "schema": "main", "threads": 1},
        "duckdb": {"type": "duckdb", "path": "warehouse.duckdb", "threads": 1, "settings": {"threads": 2, "memory_limit": "8GB"}},
    }[engine]
    monitor = {
        "problem_type": "regression",
        "reference": "reference_rows",
        "analysis": "analysis_rows",
        "row_id": "row_id",
        "timestamp": "ts",
        "chunk_size": data.analysis_rows // CHUNKS,
        "y_true": "y_true",
        "y_pred": "y_pred",
        "continuous_columns": data.continuous,
        "categorical_columns": data.categorical,
        "metrics": ["rmse"],
        "continuous_methods": CONTINUOUS_METHODS,
        "categorical_methods": CATEGORICAL_METHODS,
    }
    files = {
        "dbt_project.yml": {
            "name": "scale",
            "version": "1.0",
            "config-version": 2,
            "profile": "scale",
            "vars": {"ml_monitors": {"scale": monitor}, "ml_monitor_python_models": True},
        },
        "profiles.yml": {"scale": {"target": "dev", "outputs": {"dev": target}}},
        "packages.yml": {"packages": [{"local": str(ROOT)}]},
        **{
            f"models/{period}_rows.sql": f"{{{{ config(materialized='view') }}}} select * from {reader.format(data.parquet(period))}"
            for period in ("reference", "analysis")
        },
    }
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False))


def measured(name: str, folder: Path, data) -> dict:
    """Seconds of a first run by model, and for Spark what its event log tells."""
    engine = name.split(",")[0].lower()
    write_project(folder, engine, data)
    dbt = str(Path(sys.executable).parent / "dbt")
    subprocess.run([dbt, "--quiet", "deps"], cwd=folder, check=True)
    command = [dbt, "run"]
    if engine == "spark":
        (folder / "events").mkdir()
        script = SPARK.format(launcher=str(ROOT / "examples" / "spark_session"), events=str(folder / "events"), cores=name[-1])
        command = [sys.executable, "-c", script]
    started = time.perf_counter()
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError((run.stdout + run.stderr)[-4000:])
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    models = {result["unique_id"].split(".")[-1]: result for result in results if result["unique_id"].startswith("model.ml_monitor")}
    return {
        "process": time.perf_counter() - started,
        "models": {model: result["execution_time"] for model, result in models.items()},
        "stages": stages_by_model(models, folder / "events") if engine == "spark" else {},
    }


def stages_by_model(models: dict, events: Path) -> dict:
    """Per model: shuffled bytes, bytes sent to the driver, and the most rows that the only task of a stage read."""
    spans = {}
    for model, result in models.items():
        execute = next(timing for timing in result["timing"] if timing["name"] == "execute")
        spans[model] = (execute["started_at"], execute["completed_at"])
    found = {model: {"shuffled": 0, "to_driver": 0, "single_task_rows": 0} for model in models}
    tasks = {}
    for path in (path for path in events.rglob("*") if path.is_file() and not path.name.startswith(("appstatus", "."))):
        for line in path.open():
            event = json.loads(line)
            if event["Event"] != "SparkListenerTaskEnd" or "Task Metrics" not in event:
                continue
            metrics, finished = event["Task Metrics"], event["Task Info"]["Finish Time"]
            moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(finished / 1000)) + f".{finished % 1000:03d}000Z"
            model = next((model for model, (start, end) in spans.items() if start <= moment <= end), None)
            if model is None:
                continue
            read = metrics["Input Metrics"]["Records Read"] + metrics["Shuffle Read Metrics"]["Total Records Read"]
            found[model]["shuffled"] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            found[model]["to_driver"] += metrics["Result Size"]
            tasks.setdefault((model, event["Stage ID"]), []).append(read)
    for (model, _), rows in tasks.items():
        if len(rows) == 1:
            found[model]["single_task_rows"] = max(found[model]["single_task_rows"], rows[0])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of the analysis; the reference has 500,000")
    parser.add_argument("--work", type=Path, help="folder that keeps data and results; default: a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ml_monitor_scale_out_") as temporary:
        work = (options.work or Path(temporary)).resolve()
        data = make(work, REFERENCE_ROWS, options.rows, parquet=True)
        runs = {}
        for name in ("DuckDB, 2 threads", "Spark, local[2]", "Spark, local[1]"):
            runs[name] = measured(name.rstrip("]"), work / name.split(",")[0].lower(), data)
            print(f"{name}: {sum(runs[name]['models'].values()):.0f} s in the models", flush=True)
            (work / "scale_out.json").write_text(json.dumps(runs, indent=1))
        print_tables(runs, options.rows)


def print_tables(runs: dict, rows: int) -> None:
    totals = {name: sum(run["models"].values()) for name, run in runs.items()}
    print(f"\n| {rows:,} rows | models, s | process, s | of DuckDB's time |\n|---|---:|---:|---:|")
    for name, run in runs.items():
        print(f"| {name} | {totals[name]:.0f} | {run['process']:.0f} | {totals[name] / totals['DuckDB, 2 threads']:.1f} x |")
    print("\n| model | DuckDB, s | local[1], s | local[2], s | shuffled, MB | to the driver, MB | rows in a stage's only task |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    two = runs["Spark, local[2]"]
    for model, seconds in sorted(two["models"].items(), key=lambda item: -item[1])[:16]:
        stage = two["stages"][model]
        duckdb, one = runs["DuckDB, 2 threads"]["models"][model], runs["Spark, local[1]"]["models"][model]
        print(
            f"| `{model}` | {duckdb:.1f} | {one:.1f} | {seconds:.1f} "
            f"| {stage['shuffled'] / 1e6:.1f} | {stage['to_driver'] / 1e6:.1f} | {stage['single_task_rows']:,} |"
        )


if __name__ == "__main__":
    main()
