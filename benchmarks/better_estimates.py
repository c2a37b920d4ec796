"""How near estimates come once labels of earlier chunks are known, and how often their band is right: docs/measured/estimates.md.

The sets of estimate_sets.py and classification_sets.py, whose labels are all there. Each set has four monitors: one that knows no label of
the analysis, and one each that knows those of the chunks before the last 1, 3 and 6 (judge.label_delay). So that delays count chunks, the
rows of a chunk are given the hour of its number. An error is the mean over the chunks of the analysis of |estimated - realized|, divided by
that of NannyML on the same rows and chunks. `python benchmarks/better_estimates.py`, with names of sets for some only; `--cache` keeps
downloads and NannyML's environment.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import classification_estimates
import estimates
from classification_sets import CLASSIFICATIONS, ClassificationSet
from estimate_sets import SETS, EstimateSet
from estimates import HERE, Consumer

DELAYS = (0, 1, 3, 6)
Set = EstimateSet | ClassificationSet


def chunk_numbers(rows: pd.DataFrame, data: Set) -> pd.Series:
    """The number of each row's chunk, from 0."""
    if "chunk_period" in data.chunks:
        weeks = rows[data.timestamp].dt.to_period("W")
        return (weeks - weeks.min()).map(lambda distance: distance.n)
    order = rows.sort_values([data.timestamp, "row_id"] if data.timestamp else ["row_id"], kind="stable").index
    return pd.Series(np.arange(len(rows)) // data.chunks["chunk_size"], index=order)


def by_hours(data: Set) -> Set:
    """The same set, each chunk within an hour of its own; the reference comes before the analysis."""
    periods, start = {}, pd.Timestamp("2024-01-01")
    for name in ("reference", "analysis"):
        rows = getattr(data, name).reset_index(drop=True)
        hours = chunk_numbers(rows, data)
        periods[name] = rows.assign(hour_of_chunk=start + pd.to_timedelta(hours, unit="h"))
        start += pd.to_timedelta(int(hours.max()) + 1, unit="h")
    return dataclasses.replace(data, timestamp="hour_of_chunk", chunks={"chunk_period": "hour"}, **periods)


def before_corruption(data: Set) -> Set:
    """Without the chunks whose inputs are recorded wrongly: no estimate can see that."""
    return dataclasses.replace(data, analysis=data.analysis.sort_values("row_id").head(14 * 250)) if data.name == "diamonds" else data


def monitor_name(data: Set, delay: int) -> str:
    return f"{data.name} {delay}"


def performance_of(sets: list[Set], folder: Path) -> pd.DataFrame:
    """monitor_performance of the analysis, with the columns data and delay."""
    tables, monitors = {}, {}
    for data in map(by_hours, sets):
        tables |= {f"{data.name}_{period}": getattr(data, period) for period in ("reference", "analysis")}
        for delay in DELAYS:
            judge = {"judge": {"label_delay": {"count": delay, "period": "hour"}}} if delay else {}
            monitors[monitor_name(data, delay)] = data.monitor() | judge
    project = Consumer(folder / "project", tables, monitors)
    project.build("--select", "+monitor_performance")
    found = project.query("select * from monitor_performance where period = 'analysis'")
    found[["data", "delay"]] = found["monitor_name"].str.rsplit(" ", n=1, expand=True)
    return found.assign(delay=found["delay"].astype(int))


def nannyml_values(sets: list[Set], cache: Path, folder: Path) -> pd.DataFrame:
    """NannyML's estimates: data, metric_name, chunk_index, value."""
    tables = []
    for data in sets:
        run = estimates.nannyml_estimates if isinstance(data, EstimateSet) else classification_estimates.nannyml_estimates
        tables.append(run(data, cache, folder).assign(data=data.name))
    return pd.concat(tables)


def with_ratios(found: pd.DataFrame) -> pd.DataFrame:
    """By data, metric and delay: the ratio of our error to NannyML's, and how many chunks our band and NannyML's hold."""
    found = found.assign(
        ours=(found["estimated_value"] - found["realized_value"]).abs(),
        theirs=(found["value"] - found["realized_value"]).abs(),
        is_held=found["realized_value"].between(found["lower_prediction_boundary"], found["upper_prediction_boundary"]),
        is_held_by_theirs=found["realized_value"].between(
            found["estimated_lower_confidence_boundary"], found["estimated_upper_confidence_boundary"]
        ),
    )
    means = found.groupby(["data", "metric_name", "delay"], sort=False)[["ours", "theirs", "is_held", "is_held_by_theirs"]].mean()
    return means.assign(ratio=means["ours"] / means["theirs"]).reset_index()


def situation(delay: int) -> str:
    return f"{delay} behind" if delay else "no labels"


def cell(own: pd.DataFrame) -> str:
    return f"{np.exp(np.log(own['ratio']).mean()):.2f} ({own['ratio'].max():.2f}), {100 * own['is_held'].mean():.0f} %"


def markdown(found: pd.DataFrame, sets: list[Set]) -> str:
    """A line per set: in each situation the mean of the ratios of its metrics, the largest, and how many bands hold the realized value."""
    lines = ["| data | " + " | ".join(map(situation, DELAYS)) + " | NannyML's band |", "|---|" + "---:|" * (len(DELAYS) + 1)]
    groups = [(data.name, found[found["data"] == data.name]) for data in sets]
    for kind, kind_of_set in (("regressions", EstimateSet), ("classifications", ClassificationSet)):
        names = [data.name for data in sets if isinstance(data, kind_of_set)]
        groups.append((f"all {kind}", found[found["data"].isin(names)]))
    for name, own in [*groups, ("all", found)]:
        if len(own):
            cells = [cell(own[own["delay"] == delay]) for delay in DELAYS]
            lines.append(f"| {name} | {' | '.join(cells)} | {100 * own.loc[own['delay'] == 0, 'is_held_by_theirs'].mean():.0f} % |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    known = SETS | CLASSIFICATIONS
    parser.add_argument("sets", nargs="*", choices=[[], *known], help="names of sets; all if there is none")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache", help="a folder that keeps downloads and NannyML's environment")
    parser.add_argument("--table", type=Path, help="a file of Parquet for every number that the page summarizes")
    options = parser.parse_args()
    sets = [before_corruption(known[name](options.cache / "archives")) for name in options.sets or known]
    with tempfile.TemporaryDirectory() as folder:
        theirs = nannyml_values(sets, options.cache, Path(folder))
        found = performance_of(sets, Path(folder)).merge(theirs, on=["data", "metric_name", "chunk_index"])
    found = found[found["realized_value"].notna()]
    if options.table:
        found.to_parquet(options.table)
    sys.stdout.write(markdown(with_ratios(found), sets) + "\n")


if __name__ == "__main__":
    main()
