"""How near the rates of groups that are estimated before labels come are to those that were realized: docs/measured/fairness.md.

Five sets with groups: three of real or of NannyML's rows, two made up (classification_sets.py and unlike_groups). All labels are there, so
each chunk of the analysis has both. Each set has four monitors: one that knows no label of the analysis, and one each that knows those
of the chunks before the last 1, 3 and 6 (judge.label_delay). Beside our estimate stand two that are simpler: the one calibration of all
rows without an offset per group, and the rate of the group in the whole reference. `python benchmarks/fairness.py` takes a few minutes;
`--cache` keeps downloads.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from classification_sets import CLASSIFICATIONS, ClassificationSet
from estimates import Consumer

METRICS = ["tpr", "fpr", "precision", "accuracy"]
# By what the rows of a set are grouped; remainders mean nothing, so their groups are alike.
GROUPS = {"car_loan": "id % 3", "late_flights": "origin", "busy_hours": "workingday", "overconfident": "row_id % 2", "unlike_groups": "grp"}


def unlike_groups(seed: int = 1, deviation: float = 0.5, drift: float = 1.0) -> ClassificationSet:
    """Four groups of 50, 30, 15 and 5 % whose log odds differ by a normal number and whose scores tell less in some; inputs move."""
    random = np.random.default_rng(seed)
    offsets, slopes = random.normal(0, deviation, 4), random.uniform(0.7, 1.3, 4)

    def rows(count: int, shift: float) -> pd.DataFrame:
        group = random.choice(4, count, p=[0.5, 0.3, 0.15, 0.05])
        x = random.normal(0, 1.5, count) + np.linspace(0, shift, count)
        answer = (random.random(count) < 1 / (1 + np.exp(-(slopes[group] * x + offsets[group])))).astype(int)
        chance = 1 / (1 + np.exp(-x))
        timestamp = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count), unit="min")
        columns = {"row_id": np.arange(count), "timestamp": timestamp, "y_true": answer, "y_pred": (chance > 0.5).astype(int)}
        return pd.DataFrame({**columns, "chance": chance, "grp": group})

    return ClassificationSet("unlike_groups", "", rows(20_000, 0), rows(20_000, drift), "chance", chunks={"chunk_size": 1000})


# How long a chunk lasts: the largest delay with which its labels have come when the next one ends.
CHUNK_HOURS = {"car_loan": 24 * 30.25, "late_flights": 24 * 7, "busy_hours": 24 * 7, "overconfident": 1000 / 60, "unlike_groups": 1000 / 60}
DELAYS = (0, 1, 3, 6)


def monitor_name(data: ClassificationSet, delay: int) -> str:
    return f"{data.name} {delay}" if delay else data.name


def built(folder: Path, sets: list[ClassificationSet], groups: dict[str, str]) -> Consumer:
    tables, monitors = {}, {}
    for data in sets:
        tables |= {f"{data.name}_reference": data.reference, f"{data.name}_analysis": data.analysis}
        fairness = [{"segment": "grouped", "min_group_rows": 20, "min_group_positives": 10, "metrics": METRICS}]
        settings = {**data.monitor(), "segments": [{"name": "grouped", "expression": groups[data.name]}], "fairness": fairness}
        for delay in DELAYS:
            hours = int(delay * CHUNK_HOURS[data.name])
            judge = {"judge": {"label_delay": {"count": hours, "period": "hour"}}} if delay else {}
            monitors[monitor_name(data, delay)] = {**settings, **judge}
    project = Consumer(folder, tables, monitors)
    project.build("--select", "+monitor_fairness")
    return project


# Estimated and realized values of each group and chunk, and the group's rate in the whole reference.
PAIRS = """
    select
        estimated.monitor_name, estimated.metric_name, estimated.segment_value, estimated.chunk_index, estimated.metric_value as estimate,
        estimated.lower_boundary, estimated.upper_boundary, realized.metric_value as realized, usual.usual
    from monitor_fairness as estimated
    inner join monitor_fairness as realized
        on estimated.monitor_name = realized.monitor_name and estimated.period = realized.period
        and estimated.chunk_index = realized.chunk_index and estimated.segment_value = realized.segment_value
        and estimated.metric_name = realized.metric_name and realized.source = 'realized' and realized.is_compared
    left join (
        select monitor_name, metric_name, segment_value, sum(metric_value * row_count) / sum(row_count) as usual
        from monitor_fairness where period = 'reference' and source = 'realized' group by all
    ) as usual
        on estimated.monitor_name = usual.monitor_name and estimated.metric_name = usual.metric_name
        and estimated.segment_value = usual.segment_value
    where estimated.period = 'analysis' and estimated.source = 'estimated' and estimated.is_compared
        and estimated.metric_name in ('tpr', 'fpr', 'precision', 'accuracy')
"""


def without_offsets(data: ClassificationSet, project: Consumer, expression: str) -> pd.DataFrame:
    """The rates of each group and chunk by the one calibration of all rows."""
    knots = project.query(f"select * from monitor_fitted_calibration where monitor_name = '{data.name}' order by bucket, lower_score")
    rows = project.query(f"""
        select chunk_index, cast({expression} as varchar) as segment_value, rows_of_chunk.y_pred, probability
        from (
            select row_id as id_of_row, chunk_index, y_pred from monitor_analysis_rows
            where monitor_name = '{data.name}' and chunk_index >= 0
        ) as rows_of_chunk
        inner join (
            select * exclude (y_pred), {data.y_pred_proba} as probability from {data.name}_analysis
        ) as source on id_of_row = cast(source.row_id as varchar)
    """)
    place = np.searchsorted(knots["lower_score"].to_numpy(), rows["probability"].to_numpy(), side="right") - 1
    chosen = knots.iloc[place].reset_index(drop=True)
    rows["chance"] = chosen["calibrated_start"] + (rows["probability"] - chosen["score_start"]) * chosen["slope"]
    rows["true_positive"] = rows["chance"] * rows["y_pred"]
    rows["true_negative"] = (1 - rows["chance"]) * (1 - rows["y_pred"])
    grouped = rows.groupby(["chunk_index", "segment_value"])
    sums = grouped[["chance", "y_pred", "true_positive", "true_negative"]].sum().assign(count=grouped.size())
    rates = pd.DataFrame(
        {
            "tpr": sums["true_positive"] / sums["chance"],
            "fpr": (sums["y_pred"] - sums["true_positive"]) / (sums["count"] - sums["chance"]),
            "precision": sums["true_positive"] / sums["y_pred"],
            "accuracy": (sums["true_positive"] + sums["true_negative"]) / sums["count"],
        }
    )
    return rates.stack().rename("global").rename_axis(["chunk_index", "segment_value", "metric_name"]).reset_index().assign(data=data.name)


def percent(inside: pd.Series) -> str:
    return f"{100 * inside.mean():.0f} %"


def error_table(found: pd.DataFrame) -> str:
    """Errors of the monitors that know no label of the analysis, by set and metric."""
    lines = [
        "| data | metric | numbers | reference's value | one calibration | ml_monitor | intervals that hold the realized value |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    unknown = found[found["delay"] == 0]
    groups = [*unknown.groupby(["data", "metric_name"], observed=True), (("all", None), unknown)]
    for (data, metric), own in groups:
        errors = [(own[name] - own["realized"]).abs().mean() for name in ("usual", "global", "estimate")]
        cells = [data, f"`{metric}`" if metric else "", str(len(own)), *[f"{error:.4f}" for error in errors], percent(own["is_inside"])]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def delay_table(found: pd.DataFrame, told: Callable[[pd.DataFrame], str]) -> str:
    """By set, and by how many chunks labels are behind: how many intervals hold the realized value, and what `told` says of the numbers."""
    delays = [delay for delay in DELAYS if delay] + [0]
    lines = [
        "| data | " + " | ".join(f"{delay} behind" if delay else "no labels" for delay in delays) + " |",
        "|---|" + "---:|" * len(delays),
    ]
    for data, own in [*found.groupby("data", observed=True), ("all", found)]:
        cells = []
        for delay in delays:
            of_delay = own[own["delay"] == delay]
            worst = of_delay.groupby(["data", "metric_name"], observed=True)["is_inside"].mean().min()
            cells.append(f"{percent(of_delay['is_inside'])} ({100 * worst:.0f} %), {told(of_delay)}")
        lines.append(f"| {data} | {' | '.join(cells)} |")
    return "\n".join(lines)


def width_and_error(own: pd.DataFrame) -> str:
    width, error = (own["upper_boundary"] - own["lower_boundary"]).mean(), (own["estimate"] - own["realized"]).abs().mean()
    return f"{width:.3f}, {error:.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="a folder that keeps downloaded sets")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder)
        sets = [make(cache) for name, make in CLASSIFICATIONS.items() if name in GROUPS] + [unlike_groups()]
        project = built(Path(folder) / "project", sets, GROUPS)
        found = project.query(PAIRS)
        found["delay"] = found["monitor_name"].str.extract(r" (\d+)$", expand=False).fillna("0").astype(int)
        found["data"] = pd.Categorical(found["monitor_name"].str.split(" ").str[0], [data.name for data in sets])
        found["is_inside"] = found["realized"].between(found["lower_boundary"], found["upper_boundary"])
        simple = pd.concat([without_offsets(data, project, GROUPS[data.name]) for data in sets])
        found = found.merge(simple, on=["data", "metric_name", "segment_value", "chunk_index"])
        found["data"] = pd.Categorical(found["data"], [data.name for data in sets])
        sys.stdout.write(f"{error_table(found)}\n\n{delay_table(found, width_and_error)}\n")


if __name__ == "__main__":
    main()
