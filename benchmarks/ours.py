"""Our side: a user's dbt project that installs the package, and one dbt command of it measured as a whole process, model by model."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from measure import measured
from model_groups import seconds_by_group
from settings import MEMORY_LIMIT, ROOT, THREADS

DBT = str(Path(sys.executable).parent / "dbt")
DBT_VARIABLES = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


@dataclass(frozen=True)
class Project:
    """A dbt project in a folder of its own, with the DuckDB file `warehouse.duckdb` as its warehouse."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def forget(self) -> None:
        """Back to the state before the first run: no tables, nothing parsed."""
        for path in self.folder.glob("warehouse.duckdb*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(self.folder / "target", ignore_errors=True)


def write_project(folder: Path, files: dict[str, dict | str]) -> Project:
    """Writes the files of a project, those that are mappings as yml."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False))
    return Project(folder)


def profile(dbt_threads: int, **output) -> dict:
    return {
        "bench": {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": "warehouse.duckdb", "threads": dbt_threads, **output}}}
    }


def monitored_project(
    folder: Path, data: Path, monitors: dict[str, dict], memory_limit: str = MEMORY_LIMIT, duckdb_threads: int = THREADS
) -> Project:
    """A project that monitors the rows in the database `data`. One dbt thread, so that each model's time is its own."""
    settings = {"memory_limit": memory_limit, "threads": duckdb_threads}
    tables = [{"name": "reference_rows"}, {"name": "analysis_rows"}]
    project = write_project(
        folder,
        {
            "dbt_project.yml": {
                "name": "bench",
                "version": "1.0",
                "profile": "bench",
                "model-paths": ["models"],
                "vars": {"ml_monitors": monitors},
            },
            "packages.yml": {"packages": [{"local": str(ROOT)}]},
            "profiles.yml": profile(1, settings=settings, attach=[{"path": str(data), "alias": "scored", "read_only": True}]),
            "models/sources.yml": {"sources": [{"name": "raw", "database": "scored", "schema": "raw", "tables": tables}]},
        },
    )
    install(project)
    return project


def set_monitors(project: Project, monitors: dict[str, dict]) -> None:
    """Writes other settings of the monitors into a project."""
    path = project.folder / "dbt_project.yml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), "vars": {"ml_monitors": monitors}}, sort_keys=False))


def install(project: Project) -> None:
    """`dbt deps`, which is not measured."""
    process = dbt(project, "deps")
    if "failed" in process:
        raise RuntimeError(f"dbt deps: {process['failed']}")


def dbt(project: Project, *command: str) -> dict:
    """One dbt command as a measured process."""
    return measured([DBT, "--quiet", *command], project.folder / "logs" / f"{command[0]}.txt", project.folder, DBT_VARIABLES)


def run(project: Project, command: tuple[str, ...] = ("run",)) -> dict:
    """One dbt command, measured, with the seconds of each model.

    `seconds` is the model's time by dbt, `engine_seconds` what the engine needed for its statements; for a Python model, which is not
    a statement, both are the former. `nodes` counts models and tests.
    """
    (project.folder / "logs" / "dbt.log").unlink(missing_ok=True)
    (project.folder / "target" / "run_results.json").unlink(missing_ok=True)
    result = dbt(project, "--log-format-file", "json", *command)
    if "failed" in result:
        return result
    nodes = json.loads((project.folder / "target" / "run_results.json").read_text())["results"]
    statements = statement_seconds(project.folder / "logs" / "dbt.log")
    python = python_models(project.folder / "target" / "manifest.json")
    result["models"] = {}
    for node in nodes:
        kind, *_, name = node["unique_id"].split(".")
        if kind == "model":
            seconds = node["execution_time"]
            engine = seconds if node["unique_id"] in python else statements.get(node["unique_id"], 0.0)
            result["models"][name] = {"seconds": seconds, "engine_seconds": engine}
    result["nodes"] = {kind: sum(node["unique_id"].startswith(f"{kind}.") for node in nodes) for kind in ("model", "test", "unit_test")}
    for key in ("seconds", "engine_seconds"):
        result[key] = sum(model[key] for model in result["models"].values())
    result["groups"] = seconds_by_group(result["models"])
    return result


def statement_seconds(log: Path) -> dict[str, float]:
    """The seconds of all SQL statements of each node, from dbt's log; right where dbt has one thread."""
    seconds: dict[str, float] = {}
    node = ""
    with log.open() as lines:
        for line in lines:
            if '"SQLQuery' not in line:
                continue
            event = json.loads(line)
            if event["info"]["name"] == "SQLQuery":
                node = event["data"].get("node_info", {}).get("unique_id", "")
            elif event["info"]["name"] == "SQLQueryStatus":
                seconds[node] = seconds.get(node, 0.0) + event["data"]["elapsed"]
    return seconds


def python_models(manifest: Path) -> set[str]:
    nodes = json.loads(manifest.read_text())["nodes"]
    return {name for name, node in nodes.items() if node.get("language") == "python"}
