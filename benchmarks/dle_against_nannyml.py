"""Our direct loss estimation (XGBoost) against NannyML's (LightGBM) on NannyML's own chunks, and both against what was realized.

Builds a consumer project over the golden inputs and prints a table in Markdown: `python benchmarks/dle_against_nannyml.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

import pandas as pd  # noqa: E402
from consumer import Consumer  # noqa: E402
from nannyml_runs import REGRESSION_METRICS, golden, input_tables, monitor  # noqa: E402

SETS = {"diamonds": (250, "dle_4metrics"), "car_price": (6000, "dle")}


def comparison(performance: pd.DataFrame, folder: str, name: str) -> list[dict]:
    theirs = golden(folder, name)
    theirs = theirs[theirs["period"] == "analysis"].rename(columns={"level0": "metric_name"})
    both = theirs.merge(performance[performance["monitor_name"] == folder], on=["metric_name", "chunk_index"], suffixes=("_nannyml", ""))
    rows = []
    for metric in [metric for metric in REGRESSION_METRICS if metric in set(both["metric_name"])]:
        of_metric = both[both["metric_name"] == metric]
        difference = (of_metric["estimated_value"] / of_metric["value"] - 1).abs()
        rows.append(
            {
                "data": folder,
                "metric": metric,
                "chunks": len(of_metric),
                "median difference": f"{difference.median():.2%}",
                "largest difference": f"{difference.max():.2%}",
                "alerts that differ": int((of_metric["alert"] != of_metric["is_estimated_alert"]).sum()),
                "our mean error": f"{((of_metric['estimated_value'] / of_metric['realized_value'] - 1).abs()).mean():.1%}",
                "NannyML's mean error": f"{((of_metric['value'] / of_metric['realized_value'] - 1).abs()).mean():.1%}",
            }
        )
    return rows


def main() -> None:
    tables, monitors = {}, {}
    for folder, (chunk_size, _) in SETS.items():
        tables |= input_tables(folder)
        monitors[folder] = monitor(folder, chunk_size=chunk_size)
    with tempfile.TemporaryDirectory() as folder:
        consumer = Consumer(Path(folder), tables, monitors)
        consumer.build()
        performance = consumer.query("select * from monitor_performance where period = 'analysis'")
    rows = [row for folder, (_, name) in SETS.items() for row in comparison(performance, folder, name)]
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")


if __name__ == "__main__":
    main()
