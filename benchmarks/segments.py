"""What segments cost: `python benchmarks/segments.py [--rows N] [--work FOLDER]`.

One monitor, univariate drift by four methods, estimated and realized RMSE, over the same rows in chunks: without segments, with five
entries of ten values, and with one entry of fifty values and of ten thousand, of which fifty have a segment. The last two are also told
as a ratio to each other. Prints the table of docs/measured/segments.md.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import data
import ours
from kinds import KINDS, REGRESSION
from settings import CHUNKS

REFERENCE_ROWS = 500_000
# Independent of each other and of time: digits of the row's number.
FIVE = [{"name": f"digit_{place}", "expression": f"(row_id // {10**place}) % 10"} for place in range(5)]
CASES = {
    "without segments": [],
    "5 entries of 10 values": FIVE,
    "1 entry of 50 values": [{"name": "fifty", "expression": "row_id % 50"}],
    "1 entry of 10,000 values": [{"name": "many", "expression": "row_id % 10000"}],
}


def measured_cases(work: Path, rows: int) -> dict[str, dict]:
    """A first run of each case, each a process of its own."""
    dataset = data.make(work, REFERENCE_ROWS, rows)
    monitor = KINDS["univariate"].monitor(dataset, rows // CHUNKS)
    found = {}
    for name, segments in CASES.items():
        project = ours.monitored_project(work / "project", dataset.database, {"rows": {**monitor, **REGRESSION, "segments": segments}})
        found[name] = ours.run(project)
        if "failed" in found[name]:
            raise SystemExit(f"{name}: {found[name]['failed']}")
        project.forget()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--work", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured_cases(arguments.work or Path(folder), arguments.rows)
    plain = found["without segments"]["wall"]
    print("| | wall s | ratio | CPU s | peak MiB |\n|---|---:|---:|---:|---:|")
    for name, run in found.items():
        wall = run["wall"]
        print(f"| {name} | {wall:.0f} | {wall / plain:.2f} | {run['cpu']:.0f} | {run['peak_mib']:.0f} |")
    many, fifty = (found[f"1 entry of {count}"]["wall"] for count in ("10,000 values", "50 values"))
    print(f"\n10,000 values take {many / fifty:.2f} times as long as fifty.")


if __name__ == "__main__":
    main()
