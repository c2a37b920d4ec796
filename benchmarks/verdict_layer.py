"""What verdicts and incidents cost at 20 monitors of 200 columns and 1,000 chunks: docs/measured/verdict-layer.md.

The package computes a dozen chunks of few rows. Copies of their kept results are the other chunks, since what is timed reads results only.
The last three chunks are broken, so incidents are open.
`python benchmarks/verdict_layer.py` writes the page; `--quick` prints the table of a small run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from consumer import INTERNAL_SCHEMA, SCHEMA, Consumer  # noqa: E402

PAGE = ROOT / "docs" / "measured" / "verdict-layer.md"
BEGIN, END = "<!-- benchmarks/verdict_layer.py writes from here -->\n", "<!-- to here -->\n"
ROWS, REFERENCE_CHUNKS, QUIET_CHUNKS, BROKEN_CHUNKS = 60, 10, 9, 3
GOAL_SECONDS = 10
# Of so many columns one breaks.
BROKEN_EVERY = 25
LAYER = "monitor_incident_spans+"
# What is read of monitor_metrics as it is computed, without and with its verdicts
WITHOUT_VERDICTS = "sum(metric_value), count(lower_threshold), count(upper_threshold), count_if(is_alert)"
WITH_VERDICTS = f"{WITHOUT_VERDICTS}, max(verdict), max(not_judged_reason), count_if(is_worse)"
RIVALS = {
    "count by monitor, column and verdict": "select monitor_name, column_name, verdict, count(*) from monitor_metrics group by all",
    "a table of all alerts, as NannyML lists them": "create or replace temp table rows_of_alerts as select * from monitor_metrics "
    "where period = 'analysis' and is_alert",
}


def names(columns: int) -> tuple[list[str], list[str]]:
    return [f"x{index}" for index in range(columns // 2)], [f"k{index}" for index in range(columns // 2)]


def rows(chunks: int, columns: int, seed: int, broken: int = 0) -> pd.DataFrame:
    """Numbers, categories and a classifier's scores; in the last `broken` chunks some inputs and the labels are wrong."""
    random = np.random.default_rng(seed)
    count = chunks * ROWS
    numbers, categories = names(columns)
    score = random.uniform(size=count)
    table = pd.DataFrame(
        {
            "row_id": np.arange(count),
            "at": pd.Timestamp("2025-01-06") + pd.to_timedelta(np.arange(count), unit="h"),
            "score": score,
            "y_pred": (score > 0.5).astype(int),
            "y": (random.uniform(size=count) < score).astype(int),
            **{name: random.lognormal(size=count) for name in numbers},
            **{name: random.choice(["a", "b", "c", "d"], count, p=[0.4, 0.3, 0.2, 0.1]) for name in categories},
        }
    )
    is_broken = table.index >= (chunks - broken) * ROWS
    table.loc[is_broken, "y"] = 1 - table.loc[is_broken, "y"]
    for name in numbers[::BROKEN_EVERY]:
        table.loc[is_broken, name] /= 1000
    for name in categories[::BROKEN_EVERY]:
        table.loc[is_broken, name] = table.loc[is_broken, name].replace("b", "B ")
    return table


def project(folder: Path, monitors: int, columns: int) -> Consumer:
    numbers, categories = names(columns)
    settings = {
        "problem_type": "classification_binary",
        "reference": "reference_rows",
        "analysis": "analysis_rows",
        "row_id": "row_id",
        "timestamp": "at",
        "chunk_size": ROWS,
        "y_true": "y",
        "y_pred": "y_pred",
        "y_pred_proba": "score",
        "continuous_columns": numbers,
        "categorical_columns": categories,
        "reconstruction_error": False,
    }
    tables = {
        "reference_rows": rows(REFERENCE_CHUNKS, columns, seed=1),
        "analysis_rows": rows(QUIET_CHUNKS + BROKEN_CHUNKS, columns, seed=2, broken=BROKEN_CHUNKS),
    }
    return Consumer(folder, tables, {f"model {number}": settings for number in range(monitors)})


def run(consumer: Consumer, *arguments: str) -> dict[str, float]:
    """The seconds of each model."""
    outcome = consumer.dbt("run", "--quiet", *arguments, writes_artifacts=True)
    if not outcome.success:
        raise RuntimeError(outcome.output[-4000:])
    results = json.loads((consumer.folder / "target" / "run_results.json").read_text())["results"]
    return {result["unique_id"].split(".")[-1]: result["execution_time"] for result in results}


def multiply(connection: duckdb.DuckDBPyConnection, chunks: int) -> None:
    """Makes many chunks of the analysis' dozen, in every table with a row per chunk: copies of quiet ones, then the dozen as it was."""
    dozen = QUIET_CHUNKS + BROKEN_CHUNKS
    connection.execute(
        f"""
        create temp table copies as
        select target, case when target >= {chunks - dozen} then target - {chunks - dozen} else target % {QUIET_CHUNKS} end as source
        from range({chunks}) as numbers(target)
        """
    )
    new_values = {
        "chunk_index": "cast(target as {type})",
        "metric_id": "md5(metric_id || target)",
        "chunk_key": f"'[' || target * {ROWS} || ':' || target * {ROWS} + {ROWS - 1} || ']'",
        "chunk_start_date": f"chunk_start_date + (target - source) * interval '{ROWS} hours'",
        "chunk_end_date": f"chunk_end_date + (target - source) * interval '{ROWS} hours'",
        "chunk_start_index": f"cast(chunk_start_index + (target - source) * {ROWS} as {{type}})",
        "chunk_end_index": f"cast(chunk_end_index + (target - source) * {ROWS} as {{type}})",
    }
    columns = connection.execute(
        "select table_schema || '.' || table_name as table_name, column_name, data_type from information_schema.columns "
        "join information_schema.tables using (table_schema, table_name) where table_schema in (?, ?) and table_type = 'BASE TABLE'",
        [SCHEMA, INTERNAL_SCHEMA],
    ).df()
    for table, own in columns.groupby("table_name"):
        types = dict(zip(own["column_name"], own["data_type"]))
        if not {"period", "chunk_index"} <= set(types) or table.endswith("_rows"):
            continue
        values = ", ".join(f"{value.format(type=types[name])} as {name}" for name, value in new_values.items() if name in types)
        connection.execute(
            f"""
            create or replace table {table} as
            select * from {table} where period = 'reference'
            union all by name
            select * exclude (target, source) replace ({values})
            from {table} inner join copies on chunk_index = source where period = 'analysis'
            """
        )
    connection.execute("checkpoint")


def seconds_of(connection: duckdb.DuckDBPyConnection, statement: str) -> float:
    begin = time.monotonic()
    connection.execute(statement).fetchall()
    return time.monotonic() - begin


def measured(folder: Path, monitors: int, columns: int, chunks: int) -> dict:
    """Seconds of the models of the layer, of the verdicts in monitor_metrics and of the rivals, and how much there was to judge."""
    consumer = project(folder, monitors, columns)
    run(consumer)
    print("built", file=sys.stderr, flush=True)
    with duckdb.connect(str(consumer.database)) as connection:
        multiply(connection, chunks)
    print("multiplied", file=sys.stderr, flush=True)
    begin, cpu_begin = time.monotonic(), time.process_time()
    layer = run(consumer, "--select", LAYER)
    wall, cpu = time.monotonic() - begin, time.process_time() - cpu_begin
    consumer.dbt("compile", "--quiet", "--select", "monitor_metrics", writes_artifacts=True)
    compiled = next((consumer.folder / "target" / "compiled").rglob("monitor_metrics.sql")).read_text()
    with duckdb.connect(str(consumer.database)) as connection:
        connection.execute(f"set search_path = '{SCHEMA},{INTERNAL_SCHEMA},main'; set threads = 2")
        counts = {
            "numbers": "select count(*) from monitor_metrics",
            "alerts": "select count(*) from monitor_alerts",
            "incidents": "select count(*) from monitor_incidents",
            "open": "select count(*) from monitor_incidents where status = 'open'",
        }
        found = {name: connection.execute(query).fetchone()[0] for name, query in counts.items()}
        rivals = {name: seconds_of(connection, query) for name, query in RIVALS.items()}
        without, whole = (seconds_of(connection, f"select {read} from ({compiled})") for read in (WITHOUT_VERDICTS, WITH_VERDICTS))
    return {
        "layer": layer,
        "wall": wall,
        "cpu": cpu,
        "rivals": rivals,
        "verdicts": max(whole - without, 0.0),
        "without_verdicts": without,
        "counts": found,
        "size": (monitors, columns, chunks),
    }


def report(result: dict) -> str:
    """The page's tables: seconds by model, and beside them what a bare query takes."""
    monitors, columns, chunks = result["size"]
    layer, counts = result["layer"], result["counts"]
    whole = sum(layer.values()) + result["verdicts"]
    lines = [
        f"{monitors} monitors of {columns} columns, {chunks:,} chunks: {counts['numbers']:,} numbers, {counts['alerts']:,} alerts, "
        f"{counts['incidents']:,} incidents, {counts['open']:,} of them open.\n",
        "| what | seconds |",
        "|---|---|",
        *(f"| `{name}` | {seconds:.1f} |" for name, seconds in sorted(layer.items(), key=lambda item: -item[1])),
        f"| the columns of verdicts in `monitor_metrics` | {result['verdicts']:.1f} |",
        f"| **all of it** (goal: under {GOAL_SECONDS}) | **{whole:.1f}** |",
        f"| the same as you wait for it: one `dbt run --select {LAYER}`, with all that dbt does | {result['wall']:.1f} |",
        f"| CPU seconds of that run, on all cores | {result['cpu']:.1f} |",
        "",
        "| for comparison, on the same table | seconds |",
        "|---|---|",
        *(f"| {name} | {seconds:.1f} |" for name, seconds in result["rivals"].items()),
        f"| the numbers of `monitor_metrics` with thresholds, without verdicts, read and not written | {result['without_verdicts']:.1f} |",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that it works; the page is not written")
    parser.add_argument("--monitors", type=int, default=20, help="how many monitors (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ml_monitor_layer_") as folder:
        result = measured(Path(folder), *((2, 50, 50) if options.quick else (options.monitors, 200, 1000)))
    text = report(result)
    if options.quick:
        print(text)
        return
    before, rest = PAGE.read_text().split(BEGIN)
    PAGE.write_text(before + BEGIN + text + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    main()
