"""The limit: a bare scan that reads some columns of a table and touches every value, in a process of its own.

`python scan.py DATABASE TABLE COLUMN,... RESULT.json` scans once to warm up, then three times, and writes the seconds of these three.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median

import duckdb

from data import Dataset
from measure import measured
from settings import THREADS

REPETITIONS = 3


def bare_scan(dataset: Dataset, columns: list[str], work: Path) -> dict:
    """Median seconds of three warm scans of the analysis, and what the whole process took."""
    result = work / "scan.json"
    script = [sys.executable, __file__, str(dataset.database), "raw.analysis_rows", ",".join(columns), str(result)]
    process = measured(script, work / "logs" / "scan.log")
    if "failed" in process:
        return process
    seconds = json.loads(result.read_text())
    return {"seconds": median(seconds), "all_seconds": seconds, "columns": len(columns), "process": process}


def main() -> None:
    database, table, columns, result = sys.argv[1:]
    sums = ", ".join(f"sum(hash({column}) >> 32)" for column in columns.split(","))
    seconds = []
    with duckdb.connect(database, read_only=True, config={"threads": THREADS}) as connection:
        for _ in range(1 + REPETITIONS):
            started = time.perf_counter()
            connection.execute(f"select {sums} from {table}").fetchall()
            seconds.append(time.perf_counter() - started)
    Path(result).write_text(json.dumps(seconds[1:]))


if __name__ == "__main__":
    main()
