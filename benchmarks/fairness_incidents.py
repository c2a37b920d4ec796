"""How far incidents of unlike treatment can be trusted, and how soon a true one is told: two tables of docs/measured/fairness.md.

A world is a monitor with half a year of reference and a year that is watched, a thousand rows a week, in two projects: once labels are
there with the rows, and once none comes, so that estimates are judged. Of a group that is treated unlike the first, a share of those
whom the model selects is refused: its selection rate, true and false positive rate shrink by that share, its precision stays.
`python benchmarks/fairness_incidents.py` prints the tables, in half an hour; `--worlds 2` is quick. Rules were chosen on other seeds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from verdict_quality import ANALYSIS_START, END_OF_DATA, REFERENCE_START, Consumer

PER_WEEK = 1000
FIRST_SEED = 100
FEW, MANY = (0.5, 0.3, 0.2), (0.2, 0.16, 0.14, 0.13, 0.12, 0.1, 0.08, 0.07)
LABELS = ("with the rows", "never")
AT_ONCE = 1  # seeds in one project, each with all cases


@dataclass(frozen=True)
class Case:
    """Shares of the groups, and of the selected that are refused: in all groups but the first all the time, in one from a day on."""

    text: str
    shares: tuple[float, ...]
    refused: float = 0.0
    refused_later: float = 0.0
    later_group: int = 1


CASES = {
    "equal": Case("equal groups of 500, 300 and 200 rows", FEW),
    "near": Case("ratio 0.9, groups of 500, 300 and 200 rows", FEW, refused=0.1),
    "small_equal": Case("equal groups of 70 to 200 rows", MANY),
    "small_near": Case("ratio 0.9, groups of 70 to 200 rows", MANY, refused=0.1),
    "unlike": Case("ratio 0.7 in a group of 300 rows", FEW, refused_later=0.3),
    "small_unlike": Case("ratio 0.7 in a group of 120 rows", MANY, refused_later=0.3, later_group=4),
    "strong": Case("ratio 0.5 in a group of 300 rows", FEW, refused_later=0.5),
    "small_strong": Case("ratio 0.5 in a group of 120 rows", MANY, refused_later=0.5, later_group=4),
}


def scored_rows(case: Case, seed: int) -> tuple[pd.DataFrame, pd.Timestamp]:
    """All rows of a world, and the day from which a group is treated unlike the others."""
    random = np.random.default_rng(seed)
    weeks = (END_OF_DATA - REFERENCE_START).days // 7
    count = weeks * PER_WEEK
    at = REFERENCE_START + pd.to_timedelta(np.sort(random.integers(0, weeks * 7 * 86_400, count)), unit="s")
    start = ANALYSIS_START + pd.Timedelta(days=int(random.integers(70, 170)))
    group = random.choice(len(case.shares), count, p=case.shares)
    score = 1.6 * random.normal(0, 1, count) - 0.6
    chance = 1 / (1 + np.exp(-score))
    refused = np.where(group > 0, case.refused, 0.0)
    refused[(group == case.later_group) & (at >= start)] += case.refused_later
    rows = {
        "row_id": np.arange(count),
        "at": at.as_unit("us"),
        "grp": group,
        "y": (random.random(count) < chance).astype(int),
        "y_pred": ((chance >= 0.5) & (random.random(count) >= refused)).astype(int),
        "chance": chance,
    }
    return pd.DataFrame(rows), start


def monitor(relation: str) -> dict:
    """Default settings of fairness; drift of inputs is no matter here."""
    return {
        "problem_type": "classification_binary",
        "reference": f"{relation}_reference",
        "analysis": f"{relation}_analysis",
        "row_id": "row_id",
        "timestamp": "at",
        "y_true": "y",
        "y_pred": "y_pred",
        "y_pred_proba": "chance",
        "chunk_period": "week",
        "segments": ["grp"],
        "fairness": [{"segment": "grp", "reference_group": "0"}],
        "reconstruction_error": False,
        "data_quality": False,
        "metrics": ["accuracy"],
    }


def built(folder: Path, cases: list[str], seeds: range) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, pd.Timestamp]]:
    """The judged comparisons and the incidents of the worlds of cases with and without labels, and the starts of unlike treatment."""
    folder.mkdir()
    tables, monitors, starts = {}, {}, {}
    boundary = f"timestamp '{ANALYSIS_START}'"
    for case in cases:
        for seed in seeds:
            path = folder / f"{case}_{seed}.parquet"
            rows, start = scored_rows(CASES[case], seed)
            rows.to_parquet(path)
            for number, columns in enumerate(("*", "* replace (cast(null as bigint) as y)")):
                name = f"{case} {number} {seed}"
                relation = name.replace(" ", "_")
                tables[f"{relation}_reference"] = f"select * from read_parquet('{path}') where \"at\" < {boundary}"
                tables[f"{relation}_analysis"] = f"select {columns} from read_parquet('{path}') where \"at\" >= {boundary}"
                monitors[name], starts[name] = monitor(relation), start
    consumer = Consumer(folder / "project", tables, monitors)
    outcome = consumer.dbt("run", "--vars", f"{{ml_monitor_now: '{END_OF_DATA}'}}", "--select", "+monitor_incidents", "--quiet")
    if not outcome.success:
        raise RuntimeError(outcome.output[-4000:])
    numbers = consumer.query("""
        select monitor_name, chunk_index, segment_value, metric_name, verdict from monitor_metrics
        where metric_family in ('fairness', 'estimated_fairness') and period = 'analysis' and verdict <> 'not_judged'
    """)
    incidents = consumer.query("""
        select
            incidents.monitor_name, incidents.segment_value, opened_chunk_index, chunk_start_date, severity, worst_metric, times_threshold
        from monitor_incidents as incidents
        inner join monitor_chunks as chunks
            on incidents.monitor_name = chunks.monitor_name and incidents.opened_chunk_index = chunks.chunk_index and period = 'analysis'
        where kind = 'fairness' and is_told_apart
    """)
    return numbers, incidents, starts


def quiet_line(case: str, labels: str, numbers: pd.DataFrame, incidents: pd.DataFrame, worlds: int) -> str:
    """How many false alerts and incidents there are, per 100 chunks of a world, beside those of the worst world."""
    chunks = numbers.groupby("monitor_name")["chunk_index"].nunique()
    alerts = numbers[numbers["verdict"] == "alert"].groupby("monitor_name").size().reindex(chunks.index, fill_value=0)
    told = incidents.groupby("monitor_name").size().reindex(chunks.index, fill_value=0)
    cells = [
        CASES[case].text,
        labels,
        str(worlds),
        str(chunks.sum()),
        str(numbers["segment_value"].nunique()),
        f"{len(numbers) / chunks.sum():.0f}",
        *[f"{100 * counts.sum() / chunks.sum():.1f} ({(100 * counts / chunks).max():.0f})" for counts in (alerts, told)],
        f"{(told > 0).sum()} of {worlds} ({told.max()})",
    ]
    return f"| {' | '.join(cells)} |"


def unlike_line(case: str, labels: str, incidents: pd.DataFrame, starts: dict[str, pd.Timestamp]) -> str:
    """How soon unlike treatment is told, in whole weeks since its first day, and how many incidents there are beside."""
    weeks, beside = [], 0
    for name, start in starts.items():
        own = incidents[incidents["monitor_name"] == name]
        # The chunk of the day itself is unlike in part.
        is_true = (own["segment_value"] == str(CASES[case].later_group)) & (own["chunk_start_date"] > start - pd.Timedelta(days=7))
        first = own.loc[is_true, "chunk_start_date"].min()
        weeks.append(np.nan if pd.isna(first) else ((first - start).days + 6) // 7 + 1)
        beside += (~is_true).sum()
    late = pd.Series(weeks)
    shown = ["", "", ""] if late.isna().all() else [f"{late.median():.0f}", f"{late.quantile(0.9):.0f}", f"{late.max():.0f}"]
    cells = [CASES[case].text, labels, f"{late.notna().sum()} of {len(late)}", f"{(late <= 2).sum()}", *shown, str(beside)]
    return f"| {' | '.join(cells)} |"


QUIET = (
    "| what is true | labels come | worlds | chunks | groups compared | numbers per chunk | alerts per 100 chunks (worst world)"
    " | incidents per 100 chunks (worst world) | worlds with a false incident (most in one) |\n|---|---|---:|---:|---:|---:|---:|---:|---:|"
)
UNLIKE = (
    "| what is true from a day on | labels come | told | in the first two chunks | chunk that tells, median | 90 % | last"
    " | other incidents |\n|---|---|---:|---:|---:|---:|---:|---:|"
)


def tables(numbers: pd.DataFrame, incidents: pd.DataFrame, starts: dict[str, pd.Timestamp]) -> str:
    quiet, unlike = [QUIET], [UNLIKE]
    for case, described in CASES.items():
        for number, labels in enumerate(LABELS):
            prefix = f"{case} {number} "
            own_starts = {name: start for name, start in starts.items() if name.startswith(prefix)}
            own_numbers, own_incidents = (frame[frame["monitor_name"].str.startswith(prefix)] for frame in (numbers, incidents))
            if not own_starts:
                continue
            if described.refused_later:
                unlike.append(unlike_line(case, labels, own_incidents, own_starts))
            else:
                quiet.append(quiet_line(case, labels, own_numbers, own_incidents, len(own_starts)))
    return "\n".join(quiet) + "\n\n" + "\n".join(unlike)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=20, help="worlds per line (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="the first seed")
    parser.add_argument("--cases", nargs="*", default=list(CASES), choices=list(CASES))
    options = parser.parse_args()
    parts: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    starts: dict[str, pd.Timestamp] = {}
    for first in range(options.seed, options.seed + options.worlds, AT_ONCE):
        seeds = range(first, min(first + AT_ONCE, options.seed + options.worlds))
        with tempfile.TemporaryDirectory() as folder:
            numbers, incidents, own_starts = built(Path(folder) / "worlds", options.cases, seeds)
        parts.append((numbers, incidents))
        starts |= own_starts
        found = tables(*(pd.concat(frames, ignore_index=True) for frames in zip(*parts)), starts)
        print(f"up to seed {seeds[-1]}:\n{found}\n", file=sys.stderr, flush=True)
    print(found)


if __name__ == "__main__":
    main()
