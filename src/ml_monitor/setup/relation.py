"""A model, seed, snapshot or source of the user's project that a monitor shall watch."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from ml_monitor.dbt_command import dbt_command
from ml_monitor.errors import UserError
from ml_monitor.project import Project
from ml_monitor.setup.table import Table
from ml_monitor.sql_text import identifier, literal


@dataclass(frozen=True)
class Relation:
    """What a monitor reads.

    Attributes:
        spec: as `scored` names it.
        name: of the model or table.
        sql: as SQL writes it.
        is_described: whether a yml of the project describes it; dbt allows no second description.
        is_model: of the project itself.
    """

    spec: Any
    name: str
    sql: str
    is_described: bool
    is_model: bool


def run_dbt(project: Project, *arguments: str) -> str | None:
    """Runs a command of dbt.

    Returns:
        None if it went well, else what dbt said.
    """
    command = [*dbt_command(project), "--no-use-colors", *arguments, "--project-dir", str(project.folder)]
    for option, value in (
        ("--profiles-dir", project.profiles_folder),
        ("--profile", project.profile_name),
        ("--target", project.target_name),
    ):
        command += [option, str(value)] if value else []
    run = subprocess.run(command, cwd=project.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return None if run.returncode == 0 else "\n".join(run.stdout.strip().splitlines()[-20:])


def find_relation(project: Project, given: str) -> Relation:
    """The relation of a name: `model`, `source.table` or `package.model`.

    Raises:
        UserError: there is none, or dbt cannot read the project.
    """
    known = _relations(project)
    if given not in known:
        if said := run_dbt(project, "parse"):
            raise UserError(f"dbt cannot read the project. It said:\n{said}")
        known = _relations(replace(project))
    if given not in known:
        near = get_close_matches(given, known, n=3)
        hint = f" Did you mean {' or '.join(near)}?" if near else f" It has: {', '.join(sorted(known)) or 'none'}."
        raise UserError(
            f"The project has no model, seed, snapshot or source {given!r}.{hint} For a file give its name, such as {given}.csv."
        )
    return known[given]


def _relations(project: Project) -> dict[str, Relation]:
    """All relations that a monitor may name; nothing where dbt has not parsed the project yet."""
    if not project.manifest_path.is_file():
        return {}
    own = project.manifest["metadata"].get("project_name") or project.settings["name"]
    found = {}
    for node in [*project.manifest["nodes"].values(), *project.manifest["sources"].values()]:
        kind, name, package = node["resource_type"], node["name"], node["package_name"]
        if not node.get("relation_name") or package == "ml_monitor":
            continue
        if kind == "source":
            spec: Any = {"source": [node["source_name"], name]}
            key = f"{node['source_name']}.{name}"
        elif kind in ("model", "seed", "snapshot"):
            spec = name if package == own else {"package": package, "ref": name}
            key = name if package == own else f"{package}.{name}"
        else:
            continue
        found[key] = Relation(spec, name, node["relation_name"], bool(node.get("patch_path")), kind == "model" and package == own)
    return found


def open_relation(project: Project, connection: duckdb.DuckDBPyConnection, relation: Relation) -> Table:
    """The relation's rows, in the DuckDB file of the project.

    Raises:
        UserError: the file or the table does not exist, or the warehouse is another engine.
    """
    if project.engine != "duckdb":
        raise UserError(
            f"`ml-monitor init` looks at DuckDB and at files, and the target is {project.engine}. Write a sample of {relation.name} to a "
            f"Parquet file, run `ml-monitor init FILE --print`, and put `scored: {relation.name}` into what it prints."
        )
    path = Path(project.folder, str(project.target.get("path") or ":memory:"))
    if not path.is_file():
        raise UserError(f"There is no database {path}. Run `dbt build --select {relation.name}` first.")
    try:
        connection.execute(f"set file_search_path = {literal(str(project.folder))}")
        connection.execute(
            f"attach if not exists {literal(str(path))} as {identifier(str(project.target.get('database') or path.stem))} (read_only)"
        )
        return Table(connection, relation.sql)
    except duckdb.CatalogException as error:
        raise UserError(
            f"{relation.name} is not built: {relation.sql} does not exist. Run `dbt build --select {relation.name}` first."
        ) from error
    except duckdb.Error as error:
        raise UserError(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
