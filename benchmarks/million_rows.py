"""What a build costs at size: 500,000 reference rows and N analysis rows x 15 columns, 100 chunks, model by model, against a bare scan.

`python benchmarks/million_rows.py [N]` (default 1,000,000) makes the data by seed, builds a consumer project in a process of its own
with one dbt thread, so that each model's time is its own, and prints a table in Markdown. The rival in the same run is a hash over the
same columns of the analysis rows: as many seconds as reading them and touching every value takes.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import yaml

ROOT = Path(__file__).resolve().parent.parent
CONTINUOUS = [f"c{index}" for index in range(10)]
CATEGORICAL = [f"k{index}" for index in range(5)]

# normal, drifting, lognormal, heavy ties, integers, bimodal, zero-inflated and three more normals; 2 % null
EXPRESSIONS = [
    "z0",
    "z1 + {drift} * i / n",
    "exp(z2)",
    "round(z3)",
    "floor(100 * u3)",
    "z0 + case when u0 < 0.5 then 4 else -4 end",
    "case when u1 < 0.6 then 0 else abs(z2) end",
    "z1 * 3 + z2",
    "z3",
    "u2",
]
CATEGORIES = [3, 10, 50, 200, 1000]


def rows_sql(count: int, seed: int, drift: float) -> str:
    """A select of `count` rows that depends on nothing but its seed."""
    uniform = [f"(hash(i, {seed}, {k}) / 18446744073709551616.0)" for k in range(8)]
    normal = [f"sqrt(-2 * ln({uniform[k]} + 1e-300)) * cos(2 * pi() * {uniform[k + 4]})" for k in range(4)]
    inner = ", ".join([f"{u} as u{k}" for k, u in enumerate(uniform[:4])] + [f"{z} as z{k}" for k, z in enumerate(normal)])
    continuous = ", ".join(
        f"case when hash(i, {seed}, 'null', {k}) % 50 = 0 then null else {e.format(drift=drift)} end as c{k}"
        for k, e in enumerate(EXPRESSIONS)
    )
    categorical = ", ".join(f"'v' || (hash(i, {seed}, 'k{k}') % {m}) as k{k}" for k, m in enumerate(CATEGORIES))
    prediction = "coalesce(c0, 0) * 2 + coalesce(c3, 0)"
    timestamp = "timestamp '2024-01-01' + to_seconds(cast(i * 31536000.0 / n as bigint))"
    return f"""
        select *, {prediction} as y_pred, {prediction} + z3 * (1 + abs(coalesce(c1, 0))) as y_true
        from (
            select i as row_id, {timestamp} as ts, {continuous}, {categorical}, z3
            from (select i, {count} as n, {inner} from range({count}) as r(i))
        )
    """


def make_project(folder: Path, rows: int) -> None:
    with duckdb.connect(str(folder / "bench.duckdb")) as connection:
        connection.execute("create schema raw")
        connection.execute(f"create table raw.reference_rows as {rows_sql(500_000, 1, 0)}")
        connection.execute(f"create table raw.analysis_rows as {rows_sql(rows, 2, 1)}")
    monitor = {
        "problem_type": "regression",
        "reference": {"source": ["raw", "reference_rows"]},
        "analysis": {"source": ["raw", "analysis_rows"]},
        "row_id": "row_id",
        "timestamp": "ts",
        "chunk_size": rows // 100,
        "y_true": "y_true",
        "y_pred": "y_pred",
        "continuous_columns": CONTINUOUS,
        "categorical_columns": CATEGORICAL,
        "metrics": ["rmse"],
        "continuous_methods": ["jensen_shannon", "hellinger", "kolmogorov_smirnov", "wasserstein"],
        "categorical_methods": ["jensen_shannon", "hellinger", "chi2", "l_infinity"],
    }
    files = {
        "dbt_project.yml": {
            "name": "bench",
            "version": "1.0",
            "profile": "bench",
            "model-paths": ["models"],
            "vars": {"ml_monitors": {"bench": monitor}},
        },
        "packages.yml": {"packages": [{"local": str(ROOT)}]},
        "profiles.yml": {
            "bench": {
                "target": "dev",
                "outputs": {"dev": {"type": "duckdb", "path": "bench.duckdb", "threads": 1, "settings": {"memory_limit": "1GB"}}},
            }
        },
        "models/sources.yml": {
            "sources": [{"name": "raw", "schema": "raw", "tables": [{"name": "reference_rows"}, {"name": "analysis_rows"}]}]
        },
    }
    (folder / "models").mkdir()
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False))


def bare_scan_seconds(folder: Path) -> float:
    """The fastest of three hashes over the fifteen columns of the analysis rows."""
    columns = ", ".join(f"sum(hash({column}) >> 32)" for column in CONTINUOUS + CATEGORICAL)
    seconds = []
    with duckdb.connect(str(folder / "bench.duckdb"), read_only=True) as connection:
        for _ in range(3):
            started = time.perf_counter()
            connection.execute(f"select {columns} from raw.analysis_rows").fetchall()
            seconds.append(time.perf_counter() - started)
    return min(seconds)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_project(folder, rows)
        scan = bare_scan_seconds(folder)
        dbt = str(Path(sys.executable).parent / "dbt")
        subprocess.run([dbt, "--quiet", "deps"], cwd=folder, check=True)
        started = time.perf_counter()
        subprocess.run([dbt, "--quiet", "run"], cwd=folder, check=True)
        wall = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    print(f"{rows:,} analysis rows, 500,000 reference rows, 15 columns, 100 chunks")
    print(f"bare hash-scan of the analysis columns: {scan:.2f} s; whole `dbt run`: {wall:.1f} s, peak memory {peak:,.0f} MiB\n")
    print("| model | seconds | times the bare scan |\n|---|---|---|")
    for result in sorted(results, key=lambda result: -result["execution_time"]):
        if result["execution_time"] >= 0.1:
            print(f"| {result['unique_id'].split('.')[-1]} | {result['execution_time']:.2f} | {result['execution_time'] / scan:.1f} |")


if __name__ == "__main__":
    main()
