"""Whether weak segments are found, whether quiet models have false ones, and what the search costs: docs/measured/weak-segments.md.

A world is a reference in which the model is equally good everywhere, and an analysis of as many rows. In half of the worlds a segment of
two columns, 2 % of the rows, is worse: errors of a regression are 1.5 times as large there, a classification is wrong 1.5 times as often.
Columns are six numbers and four texts; ranges of numbers begin anywhere, and their edges are none of the package's. What decides about a
label is in no column, so that a segment in a quiet world is false. The package's own tables are read.

`python benchmarks/weak_segments.py` prints the table of found and false segments, in an hour; `--quick` that of a few worlds of
10,000 rows. `--cost` measures a million rows in place of it. Seeds are others than those of weak_segment_choices.py.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import data
import ours
from kinds import KINDS, REGRESSION
from model_groups import seconds_of
from settings import CHUNKS
from verdict_quality import Consumer

NUMBERS, TEXTS = [f"number_{place}" for place in range(6)], [f"text_{place}" for place in range(4)]
CATEGORIES = [7, 5, 12, 20]
SUPPORT, SIDE, LIFT = 0.02, 0.14, 1.5
FIRST_SEED, WORLDS, AT_ONCE = 7000, 50, 10
ROWS = (10_000, 50_000, 100_000)
SEARCH = [f"monitor_searched_{name}" for name in ("rows", "parts", "row_parts", "sums", "segments")] + ["monitor_weak_segments"]
KINDS_OF_WORLDS = {
    "regression": "regression, normal errors",
    "heavy": "regression, errors of Student's t with 4 degrees",
    "classification": "classification with probabilities",
}


@dataclass
class World:
    """Both periods, one after the other, the rows of the planted segment and its two columns."""

    rows: pd.DataFrame
    planted: np.ndarray
    columns: tuple[str, str]
    has_segment: bool


def world(kind: str, seed: int, count: int, has_segment: bool) -> World:
    """`count` rows of reference and as many of analysis."""
    random = np.random.default_rng(seed)
    total = 2 * count
    draws = [random.normal, random.uniform, random.lognormal]
    columns = {name: draws[place % 3](size=total) for place, name in enumerate(NUMBERS)}
    for name, categories in zip(TEXTS, CATEGORIES):
        shares = 1 / np.sqrt(np.arange(1, categories + 1))
        columns[name] = random.choice(categories, total, p=shares / shares.sum())
    # One text at most, and numbers come last: their ranges make up for categories that are more or less frequent.
    chosen = sorted(random.choice([*NUMBERS, *TEXTS], 2, replace=False), reverse=True)
    inside, share = _side(columns[chosen[0]], SIDE, random)
    other, _ = _side(columns[chosen[1]], SUPPORT / share, random)
    planted = inside & other
    is_worse = planted & (np.arange(total) >= count) & has_segment
    frame = pd.DataFrame({name: [f"c{value}" for value in values] if name in TEXTS else values for name, values in columns.items()})
    frame.insert(0, "id", np.arange(total))
    if kind == "classification":
        chance = 1 / (1 + np.exp(-2.2 * random.normal(size=total)))
        wrong = np.minimum(chance, 1 - chance).mean()
        turned = (LIFT - 1) * wrong / (1 - 2 * wrong)
        frame["chance"], frame["guess"] = chance, (chance > 0.5).astype(int)
        frame["label"] = (random.random(total) < np.where(is_worse, chance * (1 - turned) + (1 - chance) * turned, chance)).astype(int)
    else:
        errors = random.normal(size=total) if kind == "regression" else random.standard_t(4, size=total)
        frame["guess"] = random.normal(100, 10, total)
        frame["label"] = frame["guess"] + errors * np.where(is_worse, LIFT, 1)
    return World(frame, planted, (chosen[0], chosen[1]), has_segment)


def _side(values: np.ndarray, share: float, random: np.random.Generator) -> tuple[np.ndarray, float]:
    """One of both conditions: a range of numbers that has such a share of them, or the text whose share is nearest."""
    if values.dtype.kind == "f":
        begin = random.uniform(0, 1 - share)
        lower, upper = np.quantile(values, [begin, begin + share])
        return (values >= lower) & (values < upper), share
    shares = np.bincount(values) / len(values)
    category = np.abs(shares - share).argmin()
    return values == category, shares[category]


def monitor(kind: str, name: str, count: int) -> dict:
    labels = {"y_true": "label", "y_pred": "guess", "metrics": ["mae"], "problem_type": "regression"}
    if kind == "classification":
        labels |= {"y_pred_proba": "chance", "metrics": ["accuracy"], "problem_type": "classification_binary"}
    return labels | {
        "reference": f"{name}_reference",
        "analysis": f"{name}_analysis",
        "row_id": "id",
        "chunk_size": count // 10,
        "continuous_columns": NUMBERS,
        "categorical_columns": TEXTS,
        "reconstruction_error": False,
        "data_quality": False,
        "find_segments": {"rows": 10 * count},
    }


def found_segments(folder: Path, kind: str, worlds: list[World], count: int) -> list[pd.DataFrame]:
    """Of each world its rows of monitor_weak_segments, with the share of the segment's rows that are planted ones (purity)."""
    tables, monitors = {}, {}
    for place, one in enumerate(worlds):
        name = f"world_{place}"
        for period, rows in (("reference", one.rows[:count]), ("analysis", one.rows[count:])):
            tables[f"{name}_{period}"] = rows
        monitors[name] = monitor(kind, name, count)
    consumer = Consumer(folder, tables, monitors, settings={"vars": {"ml_monitor_python_models": False}})
    run = consumer.dbt("run", "--select", "+monitor_weak_segments")
    assert run.success, run.output[-3000:]
    found = []
    for place, one in enumerate(worlds):
        segments = consumer.query(f"select * from monitor_weak_segments where monitor_name = 'world_{place}' order by rank")
        ids = set(one.rows.loc[one.planted, "id"])
        purities = []
        for condition in segments["condition_sql"]:
            rows = consumer.query(f"select id from world_{place}_analysis where {condition}")["id"]
            purities.append(rows.isin(ids).mean())
        found.append(segments.assign(purity=purities))
    return found


def outcome(one: World, segments: pd.DataFrame) -> str:
    """What came of a world with a segment: it is first where both columns are right and at least half of the rows are planted ones."""
    if segments.empty:
        return "nothing found"
    is_it = [{row.column_name, row.other_column_name} == set(one.columns) and row.purity >= 0.5 for row in segments.itertuples(index=False)]
    return "first" if is_it[0] else "found, not first" if any(is_it) else "only others found"


OUTCOMES = ("first", "found, not first", "only others found", "nothing found")


def table_line(kind: str, count: int, worlds: int, seed: int) -> str:
    """One kind and number of rows: outcomes of worlds with a segment, and quiet worlds with a false one."""
    outcomes, false, largest = dict.fromkeys(OUTCOMES, 0), 0, 0
    for has_segment in (True, False):
        seeds = range(seed + 1000 * (not has_segment), seed + 1000 * (not has_segment) + worlds)
        for begin in range(0, worlds, AT_ONCE):
            made = [world(kind, one, count, has_segment) for one in seeds[begin : begin + AT_ONCE]]
            with tempfile.TemporaryDirectory() as folder:
                found = found_segments(Path(folder), kind, made, count)
            for one, segments in zip(made, found):
                if has_segment:
                    outcomes[outcome(one, segments)] += 1
                else:
                    false += len(segments) > 0
                    largest = max(largest, len(segments))
    shown = " | ".join(f"{100 * outcomes[name] / worlds:.0f} %" for name in OUTCOMES)
    return f"| {KINDS_OF_WORLDS[kind]} | {count:,} | {shown} | {100 * false / worlds:.0f} % | {largest} |"


def show_cost(rows: int) -> None:
    """The seconds of the search beside those of univariate drift in the same run, and its CPU time, by number of searched rows."""
    print("| rows searched | search, s | univariate drift, s | ratio | CPU s of the run |\n|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        dataset = data.make(Path(folder), rows // 2, rows)
        kind = KINDS["univariate"]
        for searched in (None, 50_000, 100_000, rows):
            settings = {**kind.monitor(dataset, rows // CHUNKS), **REGRESSION}
            if searched:
                settings["find_segments"] = {"rows": searched, "chunks": CHUNKS}
            result = ours.run(ours.monitored_project(Path(folder) / "project", dataset.database, {"rows": settings}))
            if "failed" in result:
                raise SystemExit(result["failed"])
            search, drift = (seconds_of(result["models"], models, "engine_seconds") for models in (SEARCH, kind.models))
            cells = [f"{searched:,}", f"{search:.1f}"] if searched else ["none", ""]
            cells += [f"{drift:.1f}", f"{search / drift:.2f}" if searched else "", f"{result['cpu']:.0f}"]
            print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="five worlds of each kind, of 10,000 rows")
    parser.add_argument("--cost", action="store_true", help="what the search costs at a million rows")
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS)
    parser.add_argument("--worlds", type=int, default=WORLDS, help="how many worlds with a segment, and how many quiet ones")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="the first seed of the worlds")
    arguments = parser.parse_args()
    if arguments.cost:
        show_cost(1_000_000)
        return
    print("| worlds | rows | first | found, not first | only others | nothing | quiet, a false one | most false ones |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    for kind in KINDS_OF_WORLDS:
        for count in ROWS[:1] if arguments.quick else arguments.rows:
            print(table_line(kind, count, 5 if arguments.quick else arguments.worlds, arguments.seed), flush=True)


if __name__ == "__main__":
    main()
