"""How far incidents of segments can be trusted: two tables of docs/measured/segments.md.

The worlds are those of verdict_quality.py with 44 segments: four regions, and four entries of ten values that mean nothing. Those of the
last entry come in blocks of time, so that their sizes change from chunk to chunk. Twenty worlds are quiet, so that each incident is false.
In twenty something goes wrong in a tenth of the rows: those of one of the ten values of one entry. Each world is built once, when its
year is over. `python benchmarks/segment_incidents.py` prints the tables, in a quarter of an hour; `--quick` those of five worlds.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import pandas as pd

from verdict_quality import (
    BUILDS,
    CAUSES,
    Consumer,
    World,
    first_whole_chunk,
    incidents_of_builds,
    monitor,
    relation,
    scored_rows,
    select,
    worlds,
)

PER_WEEK = 2000
HIT_COLUMN, HIT_VALUE = "digit_1", "3"
SEGMENTS = ["region", *({"name": f"digit_{place}", "expression": f"(row_id // {10**place}) % 10"} for place in range(4))]


def is_hit(rows: pd.DataFrame) -> pd.Series:
    """The tenth of the rows that causes are of: those of the segment digit_1 = 3."""
    return rows["row_id"] // 10 % 10 == int(HIT_VALUE)


def built(folder: Path, chosen: list[World]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The incidents of all worlds, and the chunks."""
    models = {}
    for world in chosen:
        path = folder / f"{relation(world)}.parquet"
        scored_rows(world, PER_WEEK, is_hit).to_parquet(path)
        models[relation(world)] = select(world, path)
    monitors = {world.name: {**monitor(world, PER_WEEK), "segments": SEGMENTS} for world in chosen}
    consumer = Consumer(folder / "project", models, monitors)
    incidents = incidents_of_builds(consumer, BUILDS[-1:])
    chunks = consumer.query("select * from monitor_chunks where period = 'analysis'")
    return incidents, chunks


def quiet_table(chosen: list[World], told: pd.DataFrame) -> str:
    """False incidents per monitor and year, of all rows and of all segments together, by severity."""
    quiet = [world.name for world in chosen if not world.causes]
    false = told[told["is_told_apart"] & told["monitor_name"].isin(quiet)]
    lines = ["| false incidents per monitor and year | all rows | 44 segments | worst monitor, segments |", "|---|---:|---:|---:|"]
    for words, severities in {"critical or high": ["critical", "high"], "of any severity": ["critical", "high", "medium", "low"]}.items():
        of_severity = false[false["severity"].isin(severities)]
        is_whole = of_severity["segment_column"] == ":all"
        worst = of_severity[~is_whole].groupby("monitor_name").size().max()
        counts = [is_whole.sum() / len(quiet), (~is_whole).sum() / len(quiet)]
        lines.append(f"| {words} | {counts[0]:.2f} | {counts[1]:.2f} | {0 if pd.isna(worst) else worst:.0f} |")
    return "\n".join(lines)


def cause_table(chosen: list[World], told: pd.DataFrame, chunks: pd.DataFrame) -> str:
    """For each cause in one segment: what told of it, where it was said to be, and how many incidents were told since."""
    place = f"in {HIT_COLUMN} {HIT_VALUE}"
    lines = ["| cause in a tenth of the rows | told | chunks late | says where | incidents told since |", "|---|---|---:|---|---:|"]
    for world in (world for world in chosen if world.causes):
        own = told[told["monitor_name"] == world.name]
        for name, start in world.causes:
            columns = CAUSES[name].columns
            whole = first_whole_chunk(chunks, world.name, start)
            since = own[own["opened_chunk_index"] >= whole - 1]
            kinds = since["column_name"].isin(columns) if columns else since["kind"].isin(["performance", "estimated_performance"])
            of_cause = since[kinds]
            late = of_cause["opened_chunk_index"].min() - whole
            # A likely cause is told with its place, in the words of the incident that it is a cause of.
            apart = since[since["is_told_apart"]]
            says = (apart["headline"] + apart["what_changed"]).str.contains(place).any()
            told_late = "" if of_cause.empty else f"{late:.0f}"
            lines.append(
                f"| {CAUSES[name].text} | {'no' if of_cause.empty else 'yes'} | {told_late} | {'yes' if says else 'no'} | {len(apart)} |"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="five worlds")
    parser.add_argument("--seed", type=int, default=100, help="the first seed of the worlds")
    arguments = parser.parse_args()
    chosen = worlds(arguments.quick, arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        told, chunks = built(Path(folder), chosen)
    print(quiet_table(chosen, told), cause_table(chosen, told, chunks), sep="\n\n")


if __name__ == "__main__":
    main()
