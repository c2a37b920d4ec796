"""dbt's own share: a build of the example with nothing new, against an empty dbt project of as many models."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

import ours
from comparison import alternately, ratios, summary
from settings import ROOT, THREADS, Context

COMMANDS = {
    "dbt build": ("build",),
    "dbt run": ("run",),
    "dbt build --select package:ml_monitor": ("build", "--select", "package:ml_monitor"),
    "dbt run --select package:ml_monitor": ("run", "--select", "package:ml_monitor"),
}
LEFT_OUT = shutil.ignore_patterns("target", "dbt_packages", "logs", "*.duckdb*")


def example(folder: Path) -> ours.Project:
    """A copy of the example in examples/diamonds."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "examples" / "diamonds", folder, ignore=LEFT_OUT)
    (folder / "packages.yml").write_text(yaml.safe_dump({"packages": [{"local": str(ROOT)}]}))
    project = ours.Project(folder)
    ours.install(project)
    return project


def empty_project(folder: Path, models: int) -> ours.Project:
    """So many tables of one row, with the example's number of threads."""
    files: dict[str, dict | str] = {f"models/model_{index}.sql": "select 1 as a" for index in range(models)}
    files["dbt_project.yml"] = {"name": "bench", "version": "1.0", "profile": "bench", "models": {"+materialized": "table"}}
    files["profiles.yml"] = ours.profile(THREADS)
    return ours.write_project(folder, files)


def measure_overhead(context: Context) -> dict:
    """The first build of the example; then each command on the built example, alternately with the empty project of as many models."""
    diamonds = example(context.work / "diamonds")
    result: dict = {"first_build": ours.run(diamonds, ("build",)), "commands": {}}
    if "failed" in result["first_build"]:
        return {**result, "failed": result["first_build"]["failed"]}
    for name, command in COMMANDS.items():
        warm = ours.run(diamonds, command)
        if "failed" in warm:
            result["commands"][name] = {"example": warm}
            continue
        empty = empty_project(context.work / "empty", warm["nodes"]["model"])
        ours.run(empty, ("build",))
        runs = alternately(
            context.repetitions("overhead"), lambda c=command: ours.run(diamonds, c), lambda e=empty: ours.run(e, ("build",))
        )
        result["commands"][name] = {"example": summary(runs[0]), "empty": summary(runs[1]), "ratios": ratios(*runs)}
    return result
