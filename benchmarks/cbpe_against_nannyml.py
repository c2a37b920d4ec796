"""How near confidence-based performance estimation (CBPE) comes to what was realized, beside NannyML's: the table in docs/estimates.md.

NannyML's numbers are its golden results (tests/golden), ours those of a build over the same rows; printed by
`python benchmarks/cbpe_against_nannyml.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "parity")]

from consumer import Consumer  # noqa: E402
from test_nannyml_classification import RUNS, all_monitors, joined, scores  # noqa: E402

NAMES = {"loan none": "car_loan", "cards": "multiclass_notie", "edge period_W": "edge_small, weeks"}
METRICS = ["roc_auc", "average_precision", "f1", "precision", "recall", "specificity", "accuracy"]


def main() -> None:
    monitors = {name: settings for name, settings in all_monitors().items() if name in NAMES}
    tables = {f"{RUNS[name][0]}_{period}": scores(RUNS[name][0], period) for name in NAMES for period in ("reference", "analysis")}
    with tempfile.TemporaryDirectory() as folder:
        consumer = Consumer(Path(folder), tables, monitors)
        consumer.build()
        metrics = consumer.query("select * from monitor_metrics")
    print("| data | metric | chunks | realized | NannyML | ml_monitor | difference |\n|---|---|---|---|---|---|---|")
    for name, title in NAMES.items():
        both = joined(metrics, name, "estimated_performance")
        realized = joined(metrics, name, "realized_performance").set_index(["metric_name", "period", "chunk_index"])["metric_value"]
        both["true_value"] = both.set_index(["metric_name", "period", "chunk_index"]).index.map(realized)
        for metric in METRICS:
            rows = both[(both["metric_name"] == metric) & (both["period"] == "analysis") & both["true_value"].notna()]
            theirs, ours = ((rows[column] - rows["true_value"]).abs().mean() for column in ("value", "metric_value"))
            numbers = f"{rows['true_value'].mean():.4f} | {theirs:.5f} | {ours:.5f} | {ours - theirs:+.0e}"
            print(f"| {title} | `{metric}` | {len(rows)} | {numbers} |")


if __name__ == "__main__":
    main()
