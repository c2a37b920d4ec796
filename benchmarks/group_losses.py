"""How near the errors of groups that are estimated before labels come are to those that were realized: docs/measured/fairness.md.

The regressions of estimate_sets.py with groups, and one that is made up here, whose groups no input tells. All labels are there, so each
chunk of the analysis has both. Each set has four monitors: one that knows no label of the analysis, and one each that knows those of the
chunks before the last 1, 3 and 6 (judge.label_delay). Beside our estimate stand two that are simpler: the mean of what the loss models of
all rows say, and the group's value in the whole reference. Errors are shares of the group's value in the reference, so that sets can be
added up. `python benchmarks/group_losses.py` takes a few minutes; `--cache` keeps downloads.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from estimate_sets import SETS, EstimateSet
from estimates import Consumer
from fairness import DELAYS, delay_table, percent

# By what the rows of a set are grouped. All but those of `unlike_errors` are inputs of the loss models, too.
GROUPS = {
    "car_price": "fuel",
    "diamonds": "cut",
    "flights": "origin",
    "bikes": "workingday",
    "heteroscedastic": '"group"',
    "plain_noise": '"group"',
    "unlike_errors": "grp",
}
# How long a chunk lasts, about: the largest delay with which its labels have come when the next one ends.
CHUNK_HOURS = {"flights": 24 * 7, "bikes": 24 * 7, "heteroscedastic": 1000 / 60, "plain_noise": 1000 / 60, "unlike_errors": 1000 / 60}


def unlike_errors(seed: int = 1, deviation: float = 0.3, drift: float = 1.0) -> EstimateSet:
    """Four groups of 50, 30, 15 and 5 %, which no input tells: predictions are off by another constant and spread in each; inputs move."""
    random = np.random.default_rng(seed)
    biases, spreads = random.normal(0, deviation, 4), np.exp(random.normal(0, deviation, 4))

    def rows(count: int, shift: float) -> pd.DataFrame:
        group = random.choice(4, count, p=[0.5, 0.3, 0.15, 0.05])
        x = random.normal(size=(count, 2))
        x[:, 0] += np.linspace(0, shift, count)
        y_pred = 10 + 3 * x[:, 0] + x[:, 1]
        timestamp = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count), unit="min")
        noise = random.normal(size=count) * np.exp(0.4 * x[:, 0]) * spreads[group]
        columns = {"row_id": np.arange(count), "timestamp": timestamp, "y_true": y_pred + noise - biases[group], "y_pred": y_pred}
        return pd.DataFrame({**columns, "x1": x[:, 0], "x2": x[:, 1], "grp": group})

    chunks = {"chunk_size": 1000}
    return EstimateSet("unlike_errors", "", rows(20_000, 0), rows(20_000, drift), ["x1", "x2"], [], chunks=chunks)


def hours_of_chunk(data: EstimateSet) -> float:
    if data.name in CHUNK_HOURS:
        return CHUNK_HOURS[data.name]
    times = data.analysis[data.timestamp]
    return (times.max() - times.min()).total_seconds() / 3600 / (len(times) / data.chunks["chunk_size"])


def built(folder: Path, sets: list[EstimateSet], groups: dict[str, str]) -> Consumer:
    tables, monitors = {}, {}
    for data in sets:
        tables |= {f"{data.name}_reference": data.reference, f"{data.name}_analysis": data.analysis}
        fairness = [{"segment": "grouped", "min_group_rows": 20, "min_group_positives": 20, "metrics": ["mae", "rmse"]}]
        settings = {**data.monitor(), "segments": [{"name": "grouped", "expression": groups[data.name]}], "fairness": fairness}
        # Without times nobody knows when labels came.
        for delay in DELAYS if data.timestamp else (0,):
            hours = int(delay * hours_of_chunk(data)) if delay else 0
            judge = {"judge": {"label_delay": {"count": hours, "period": "hour"}}} if delay else {}
            monitors[f"{data.name} {delay}"] = {**settings, **judge}
    project = Consumer(folder, tables, monitors)
    project.build("--select", "+monitor_fairness")
    return project


# Estimated and realized values of each group and chunk, what the loss models alone say, and the group's value in the whole reference.
PAIRS = """
    select
        estimated.monitor_name, estimated.metric_name, estimated.segment_value, estimated.chunk_index, estimated.metric_value as estimate,
        estimated.lower_boundary, estimated.upper_boundary, realized.metric_value as realized, usual.usual, plain.metric_value as global
    from monitor_fairness as estimated
    inner join monitor_fairness as realized
        on estimated.monitor_name = realized.monitor_name and estimated.period = realized.period
        and estimated.chunk_index = realized.chunk_index and estimated.segment_value = realized.segment_value
        and estimated.metric_name = realized.metric_name and realized.source = 'realized' and realized.is_compared
    inner join monitor_segments as segments
        on estimated.monitor_name = segments.monitor_name and estimated.segment_value = segments.segment_value
        and segments.segment_column = 'grouped'
    inner join monitor_group_values as plain
        on estimated.monitor_name = plain.monitor_name and estimated.period = plain.period
        and estimated.chunk_index = plain.chunk_index and estimated.metric_name = plain.metric_name and plain.source = 'estimated'
        and segments.segment_index = plain.segment_index
    left join (
        select
            monitor_name, metric_name, segment_value,
            case metric_name when 'rmse' then sqrt(sum(power(metric_value, 2) * row_count) / sum(row_count))
            else sum(metric_value * row_count) / sum(row_count) end as usual
        from monitor_fairness where period = 'reference' and source = 'realized' group by monitor_name, metric_name, segment_value
    ) as usual
        on estimated.monitor_name = usual.monitor_name and estimated.metric_name = usual.metric_name
        and estimated.segment_value = usual.segment_value
    where estimated.period = 'analysis' and estimated.source = 'estimated' and estimated.is_compared
"""


def compared(project: Consumer, names: list[str]) -> pd.DataFrame:
    found = project.query(PAIRS)
    found["delay"] = found["monitor_name"].str.extract(r" (\d+)$", expand=False).astype(int)
    found["data"] = pd.Categorical(found["monitor_name"].str.split(" ").str[0], names)
    found["is_inside"] = found["realized"].between(found["lower_boundary"], found["upper_boundary"])
    return found


def shares(own: pd.DataFrame, name: str) -> float:
    return ((own[name] - own["realized"]).abs() / own["usual"]).mean()


def error_table(found: pd.DataFrame) -> str:
    """Errors of the monitors that know no label of the analysis, by set and metric."""
    lines = [
        "| data | metric | numbers | reference's value | loss models of all | ml_monitor | intervals that hold the realized value |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    unknown = found[found["delay"] == 0]
    groups = [*unknown.groupby(["data", "metric_name"], observed=True), (("all", None), unknown)]
    for (data, metric), own in groups:
        errors = [f"{100 * shares(own, name):.1f} %" for name in ("usual", "global", "estimate")]
        cells = [data, f"`{metric}`" if metric else "", str(len(own)), *errors, percent(own["is_inside"])]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def width_and_error(own: pd.DataFrame) -> str:
    width = ((own["upper_boundary"] - own["lower_boundary"]) / own["usual"]).mean()
    return f"{100 * width:.0f} %, {100 * shares(own, 'estimate'):.1f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="a folder that keeps downloaded sets")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder)
        sets = [*(make(cache) for name, make in SETS.items() if name in GROUPS), unlike_errors()]
        project = built(Path(folder) / "project", sets, GROUPS)
        found = compared(project, [data.name for data in sets])
        timed = found[found["data"].isin(found.loc[found["delay"] > 0, "data"].unique())]
        sys.stdout.write(f"{error_table(found)}\n\n{delay_table(timed, width_and_error)}\n")


if __name__ == "__main__":
    main()
