"""How often the package alerts where nothing drifts, by the number of reference chunks: the tables in docs/measured/false-alerts.md.

Every column of a monitor is one repetition: its rows are drawn independently from one distribution, in the reference and in the
analysis. The numbers, the thresholds and the alerts are the package's own. `python benchmarks/false_alerts.py` writes the tables, with
`--parts` only some of them; with `--quick` it prints those of a small run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from consumer import Consumer  # noqa: E402

PAGE = ROOT / "docs" / "measured" / "false-alerts.md"
BEGIN, END = "<!-- benchmarks/false_alerts.py writes its {} from here -->\n", "<!-- to here -->\n"
CATEGORIES = {"a": 0.4, "b": 0.25, "c": 0.2, "d": 0.1, "e": 0.05}
QUANTILE = 0.95
RATE = 0.05
COMPARISONS = ["whole", "leave_one_out"]
DEFAULT_METHODS = "`jensen_shannon`"  # of both feature types, unless a monitor names others
IN_WORDS = {"whole": "whole", "leave_one_out": "others"}
CELL = ["metric_name", "feature_type", "chunk_size", "reference_chunks", "comparison"]


@dataclass(frozen=True)
class Scale:
    """How much is drawn: columns of each feature type, chunks of the analysis, and the sizes that are compared."""

    columns: int
    analysis_chunks: int
    chunk_sizes: tuple[int, ...]
    reference_chunks: tuple[int, ...]
    # Monitors of ten columns each, for alerts per chunk rather than per number
    monitors: int
    chunks_of_monitors: int
    reference_chunks_of_monitors: tuple[int, ...]


FULL = Scale(100, 10, (250, 1000), (5, 10, 20, 40), 12, 40, (10, 40))
QUICK = Scale(3, 4, (50,), (3, 6), 2, 4, (3, 6))


def rows(random: np.random.Generator, count: int, columns: int) -> pd.DataFrame:
    """Independent columns: normal numbers x0, x1, .. and categories k0, k1, .."""
    numbers = {f"x{index}": random.normal(size=count) for index in range(columns)}
    texts = {f"k{index}": random.choice(list(CATEGORIES), count, p=list(CATEGORIES.values())) for index in range(columns)}
    return pd.DataFrame({"row_id": np.arange(count), **numbers, **texts})


def tables(columns: int, chunk_size: int, analysis_chunks: int, reference_chunks: tuple[int, ...], seed: int) -> dict[str, pd.DataFrame]:
    """A reference for each number of chunks, and one analysis for all of them."""
    random = np.random.default_rng(seed)
    references = {f"reference_{count}": rows(random, chunk_size * count, columns) for count in reference_chunks}
    return {**references, "analysis_rows": rows(random, chunk_size * analysis_chunks, columns)}


def monitor(columns: range, chunk_size: int, reference_chunks: int, **settings) -> dict:
    return {
        "problem_type": "regression",
        "reference": f"reference_{reference_chunks}",
        "analysis": "analysis_rows",
        "row_id": "row_id",
        "chunk_size": chunk_size,
        "continuous_columns": [f"x{index}" for index in columns],
        "categorical_columns": [f"k{index}" for index in columns],
        "reconstruction_error": False,
        **settings,
    }


def with_settings(monitors: dict[str, dict], **settings) -> dict[str, dict]:
    return {name: {**monitor, **settings} for name, monitor in monitors.items()}


def all_methods(folder: Path) -> dict[str, list[str]]:
    """The drift methods that the package knows, by the key that asks for them."""
    text = "{{% set registry = ml_monitor.metric_registry() %}} select {}"
    names = ", ".join(
        f"'{{{{ ml_monitor.metric_names(registry, 'univariate_drift', feature_type='{kind}') | join(',') }}}}' as {kind}_methods"
        for kind in ("continuous", "categorical")
    )
    consumer = Consumer(folder, {"methods": text.format(names)})
    run(consumer, "--select", "methods")
    with duckdb.connect(str(consumer.database)) as connection:
        (found,) = connection.table("methods").df().to_dict("records")
    return {key: value.split(",") for key, value in found.items()}


def run(consumer: Consumer, *arguments: str) -> None:
    outcome = consumer.dbt("run", *arguments)
    if not outcome.success:
        raise RuntimeError(outcome.output[-4000:])


def alerts(consumer: Consumer, monitors: dict[str, dict]) -> pd.DataFrame:
    """What the package says of the analysis under these settings. Only the first run computes numbers; others judge them anew."""
    consumer.monitors(monitors)
    run(consumer, "--select", "+monitor_metrics")
    found = consumer.query("select * from monitor_metrics where period = 'analysis'")
    # The names of the monitors here: comparison, number of reference chunks, number of the monitor
    parts = found["monitor_name"].str.split(" ", expand=True)
    return found.assign(comparison=parts[0], reference_chunks=parts[1].astype(int))


def alerts_of_numbers(scale: Scale, comparisons: list[str], folder: Path, methods: dict[str, list[str]]) -> pd.DataFrame:
    """The share of false alerts of each column, by statistic, chunk size, reference chunks, comparison and threshold."""
    found = []
    for chunk_size in scale.chunk_sizes:
        monitors = {
            f"{comparison} {count} 0": monitor(range(scale.columns), chunk_size, count, reference_comparison=comparison, **methods)
            for comparison in comparisons
            for count in scale.reference_chunks
        }
        data = tables(scale.columns, chunk_size, scale.analysis_chunks, scale.reference_chunks, seed=chunk_size)
        consumer = Consumer(folder / f"numbers_{chunk_size}", data)
        by_threshold = {
            "default": monitors,
            "quantile": with_settings(monitors, thresholds={"univariate_drift": {"quantile": QUANTILE}}),
        }
        for threshold, settings in by_threshold.items():
            judged = alerts(consumer, settings).assign(chunk_size=chunk_size, threshold=threshold)
            found.append(judged.groupby([*CELL, "threshold", "column_name"], as_index=False)["is_alert"].mean())
        consumer.database.unlink()
        print(f"{chunk_size} rows per chunk: done", file=sys.stderr, flush=True)
    return pd.concat(found, ignore_index=True)


def alerts_of_chunks(scale: Scale, comparisons: list[str], folder: Path, methods: dict[str, dict[str, list[str]]]) -> pd.DataFrame:
    """Whether any of ten columns alerts, chunk by chunk, judged by thresholds one by one and by a false discovery rate."""
    columns, chunk_size = 5, scale.chunk_sizes[0]
    data = tables(columns * scale.monitors, chunk_size, scale.chunks_of_monitors, scale.reference_chunks_of_monitors, seed=1)
    found = []
    for name, settings in methods.items():
        monitors = {
            f"{comparison} {count} {number}": monitor(
                range(columns * number, columns * (number + 1)), chunk_size, count, reference_comparison=comparison, **settings
            )
            for comparison in comparisons
            for count in scale.reference_chunks_of_monitors
            for number in range(scale.monitors)
        }
        consumer = Consumer(folder / f"chunks_{len(found)}", data)
        judgements = {"thresholds": monitors, "false discovery rate": with_settings(monitors, false_discovery_rate=RATE)}
        for judgement, judged in judgements.items():
            keys = ["comparison", "reference_chunks", "monitor_name", "chunk_index"]
            any_alert = alerts(consumer, judged).groupby(keys, as_index=False)["is_alert"].max()
            found.append(any_alert.assign(judgement=judgement, methods=name))
        print(f"{name}: done", file=sys.stderr, flush=True)
    return pd.concat(found, ignore_index=True)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def table_of_numbers(shares: pd.DataFrame, threshold: str) -> str:
    """A row per statistic, feature type and chunk size; two columns per number of reference chunks where two comparisons were run."""
    rates = shares[(shares["threshold"] == threshold) & (shares["metric_name"] != "chi2")].groupby(CELL)["is_alert"].mean()
    comparisons = [name for name in COMPARISONS if name in shares["comparison"].unique()]
    cells = [(count, name) for count in sorted(shares["reference_chunks"].unique()) for name in comparisons]
    head = ["statistic", "columns", "rows per chunk", *(f"{count}: {IN_WORDS[name]}" for count, name in cells)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for metric, feature_type, chunk_size in rates.index.droplevel([3, 4]).unique().sort_values():
        values = [percent(rates[(metric, feature_type, chunk_size, *cell)]) for cell in cells]
        lines.append("| " + " | ".join([f"`{metric}`", feature_type, f"{chunk_size:,}", *values]) + " |")
    return "\n".join(lines) + "\n"


def table_of_chunks(any_alert: pd.DataFrame) -> str:
    rates = any_alert.groupby(["methods", "reference_chunks", "comparison", "judgement"])["is_alert"].mean()
    lines = [f"| methods | reference chunks | compared with | thresholds one by one | `false_discovery_rate: {RATE}` |", "|---" * 5 + "|"]
    rows = rates.index.droplevel("judgement").unique()
    for methods, count, comparison in sorted(rows, key=lambda row: (row[0] != DEFAULT_METHODS, row[1], COMPARISONS.index(row[2]))):
        values = [percent(rates[(methods, count, comparison, judgement)]) for judgement in ("thresholds", "false discovery rate")]
        lines.append(f"| {methods} | {count} | {IN_WORDS[comparison]} | " + " | ".join(values) + " |")
    return "\n".join(lines) + "\n"


def verdict(shares: pd.DataFrame) -> str:
    """Whether leaving a chunk out is better everywhere, by the default threshold."""
    default = shares[(shares["threshold"] == "default") & (shares["metric_name"] != "chi2")]
    rates = default.groupby(CELL)["is_alert"].mean().unstack("comparison")
    if len(rates.columns) < 2:
        return f"Only `reference_comparison: {rates.columns[0]}` was run.\n"
    worse = rates[rates["leave_one_out"] > rates["whole"]]
    if worse.empty:
        return f"`leave_one_out` has no more false alerts than `whole` in any of the {len(rates)} cells.\n"
    named = [f"`{key[0]}` of {key[1]} columns with {key[2]:,} rows and {key[3]} chunks" for key in worse.index]
    return f"`leave_one_out` has more false alerts than `whole` in {len(worse)} of {len(rates)} cells: {'; '.join(named)}.\n"


def report_of_numbers(scale: Scale, comparisons: list[str], folder: Path) -> str:
    shares = alerts_of_numbers(scale, comparisons, folder, all_methods(folder / "methods"))
    by_cell = shares[shares["threshold"] == "default"].groupby(CELL)["is_alert"]
    errors = by_cell.std() / np.sqrt(by_cell.count())
    of_chi2 = shares[(shares["metric_name"] == "chi2") & (shares["threshold"] == "default")]["is_alert"].mean()
    return "\n".join(
        [
            f"{scale.columns} normal columns and {scale.columns} of five categories, {scale.analysis_chunks} analysis chunks: the share of "
            f"these numbers that alerts. The standard error of a share is at most {percent(errors.max())}, mostly about "
            f"{percent(errors.median())}.\n",
            "Default threshold, mean + 3 standard deviations (0.1 % for normal values of known mean and deviation):\n",
            table_of_numbers(shares, "default"),
            verdict(shares),
            f"`chi2` is judged by its p-value below 0.05 and not by the reference chunks: {percent(of_chi2)}.\n",
            f"Threshold `{{quantile: {QUANTILE}}}` ({percent(1 - QUANTILE)} with very many reference chunks):\n",
            table_of_numbers(shares, "quantile"),
        ]
    )


def report_of_chunks(scale: Scale, comparisons: list[str], folder: Path) -> str:
    methods = {DEFAULT_METHODS: {}, "all": all_methods(folder / "methods_of_chunks")}
    any_alert = alerts_of_chunks(scale, comparisons, folder, methods)
    # The chunks of a monitor share its reference, so monitors are what is drawn independently.
    of_monitors = any_alert.groupby(["methods", "reference_chunks", "comparison", "judgement", "monitor_name"])["is_alert"].mean()
    errors = of_monitors.groupby(level=[0, 1, 2, 3]).std() / np.sqrt(scale.monitors)
    return "\n".join(
        [
            f"Chunks of {scale.chunk_sizes[0]:,} rows with at least one alert among ten columns, five of each type ({scale.monitors} "
            f"monitors of {scale.chunks_of_monitors} analysis chunks). The standard error of a share is at most {percent(errors.max())}, "
            f"mostly about {percent(errors.median())}.\n",
            table_of_chunks(any_alert),
        ]
    )


PARTS = {"numbers": report_of_numbers, "chunks": report_of_chunks}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that it works; the page is not written")
    parser.add_argument("--parts", default=",".join(PARTS), help="tables to make (default: %(default)s)")
    parser.add_argument("--comparisons", default=",".join(COMPARISONS), help="values of reference_comparison (default: %(default)s)")
    options = parser.parse_args()
    for part in options.parts.split(","):
        with tempfile.TemporaryDirectory(prefix="ml_monitor_false_alerts_") as folder:
            text = PARTS[part](QUICK if options.quick else FULL, options.comparisons.split(","), Path(folder))
        if options.quick:
            print(text)
            continue
        before, rest = PAGE.read_text().split(BEGIN.format(part))
        PAGE.write_text(before + BEGIN.format(part) + text + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    main()
