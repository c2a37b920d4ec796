"""How far groups may lie apart before their labels are looked at, the deviation of group offsets: docs/measured/fairness.md.

Worlds as unlike_groups of fairness.py, with other seeds: groups whose log odds differ by a normal number of a deviation of 0, 0.25, 0.5 or
1, in references of 2,000 and of 20,000 rows, so that the smallest group has 100 labels or 1,000. No label of the analysis is known. Each
deviation is written into a copy of the package, and everything is built anew. `python benchmarks/group_offsets.py` takes some minutes.
"""

from __future__ import annotations

import dataclasses
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd
import yaml

from classification_sets import ClassificationSet
from estimates import ROOT, Consumer
from fairness import METRICS, PAIRS, percent, unlike_groups
from verdict_rules import package

TRIED = (0.25, 0.5, 1, 2)
# Of the worlds: how far their groups lie apart.
APART = (0, 0.25, 0.5, 1)
SEEDS = (101, 102, 103)
# Every so many of the reference's rows, and the rows of a chunk.
PARTS = {"20,000": (1, 1000), "2,000": (10, 500)}
PLACE, TEXT = "macros/fairness/group_offsets.sql", "{% macro offset_deviation() %} {{ return(0.5) }} {% endmacro %}"


def worlds() -> list[tuple[str, float, ClassificationSet]]:
    """The number of rows of the reference, how far groups lie apart, and the world."""
    found = []
    for rows, (part, chunk_size) in PARTS.items():
        for apart in APART:
            for seed in SEEDS:
                world = unlike_groups(seed, apart)
                name = f"world_{part}_{str(apart).replace('.', '_')}_{seed}"
                changed = {"name": name, "reference": world.reference[::part], "chunks": {"chunk_size": chunk_size}}
                found.append((rows, apart, dataclasses.replace(world, **changed)))
    return found


def monitor(world: ClassificationSet) -> dict:
    fairness = [{"segment": "grp", "min_group_rows": 20, "min_group_positives": 10, "metrics": METRICS}]
    return {**world.monitor(), "segments": ["grp"], "fairness": fairness}


def with_deviation(copy: Path, deviation: float) -> None:
    """Brings the copy of the package to another deviation."""
    original = (ROOT / PLACE).read_text()
    assert original.count(TEXT) == 1, f"{PLACE} no longer has the deviation"
    (copy / PLACE).write_text(original.replace(TEXT, TEXT.replace("0.5", str(deviation))))


def measured(project: Consumer, deviation: float, chosen: list[tuple[str, float, ClassificationSet]]) -> pd.DataFrame:
    outcome = project.dbt("run", "--full-refresh", "--quiet", "--select", "+monitor_fairness")
    if not outcome.success:
        raise RuntimeError(outcome.output[-4000:])
    found = project.query(PAIRS).assign(deviation=deviation)
    found["rows"] = found["monitor_name"].map({world.name: rows for rows, _, world in chosen})
    found["apart"] = found["monitor_name"].map({world.name: apart for _, apart, world in chosen})
    found["error"] = (found["estimate"] - found["realized"]).abs()
    found["is_inside"] = found["realized"].between(found["lower_boundary"], found["upper_boundary"])
    return found


def table(found: pd.DataFrame) -> str:
    """Mean errors, in brackets that of the worst world, and shares of rates that intervals hold, with the worst metric of any world."""
    lines = [
        "| rows of the reference | groups lie apart by | " + " | ".join(f"deviation {deviation}" for deviation in TRIED) + " |",
        "|---:|---:|" + "---:|" * len(TRIED),
    ]
    groups = [*found.groupby(["rows", "apart"]), (("all", ""), found)]
    for (rows, apart), own in groups:
        cells = []
        for deviation in TRIED:
            tried = own[own["deviation"] == deviation]
            worst_error = tried.groupby("monitor_name")["error"].mean().max()
            worst = tried.groupby(["monitor_name", "metric_name"])["is_inside"].mean().min()
            cells.append(f"{tried['error'].mean():.4f} ({worst_error:.4f}), {percent(tried['is_inside'])} ({100 * worst:.0f} %)")
        lines.append(f"| {rows} | {apart if apart == '' else f'{apart:g}'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, chosen = Path(name), worlds()
        copy = package(folder / "package")
        tables = {f"{world.name}_{period}": getattr(world, period) for _, _, world in chosen for period in ("reference", "analysis")}
        project = Consumer(folder / "project", tables, {world.name: monitor(world) for _, _, world in chosen})
        project.write("packages.yml", yaml.safe_dump({"packages": [{"local": str(copy)}]}))
        shutil.rmtree(project.folder / "dbt_packages", ignore_errors=True)
        assert project.dbt("deps").success
        found = []
        for deviation in TRIED:
            with_deviation(copy, deviation)
            found.append(measured(project, deviation, chosen))
        sys.stdout.write(table(pd.concat(found)) + "\n")


if __name__ == "__main__":
    main()
