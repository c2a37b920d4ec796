"""A model, seed, snapshot or source of the user's project that a monitor shall watch."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from ml_monitor.dbt_command import dbt_command, run_operation
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
    command = [*dbt_command(project), "--no-use-colors", *arguments, "--project-dir", str(project.folder), *project.dbt_options]
    if project.profiles_folder:
        command += ["--profiles-dir", str(project.profiles_folder)]
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


def open_relation(project: Project, connection: duckdb.DuckDBPyConnection, relation: Relation, sample: int | None) -> Table:
    """The relation's rows in the DuckDB file of the project; of any other engine a sample.

    Args:
        project: the dbt project.
        connection: where the rows are to be readable.
        relation: what to read.
        sample: about how many rows the user allows to be read through dbt, if any.

    Raises:
        UserError: the file or the table does not exist, or the warehouse is another engine and no sample is allowed.
    """
    if sample:
        return _sampled(project, connection, relation, sample)
    if project.engine != "duckdb" or project.is_read_through_dbt:
        raise UserError(
            f"The target is not a DuckDB file, so {relation.name} is read through your dbt. Give --sample 10000: about so many rows come "
            "to this machine while the command runs, and none is kept."
        )
    path = Path(project.folder, str(project.target.get("path") or ":memory:"))
    if not path.is_file():
        raise UserError(f"There is no database {path}. Run `dbt build --select {relation.name}` first.")
    name = str(project.target.get("database") or path.stem)
    try:
        connection.execute(f"set file_search_path = {literal(str(project.folder))}")
        connection.execute(f"attach if not exists {literal(str(path))} as {identifier(name)} (read_only)")
        return Table(connection, relation.sql)
    except duckdb.CatalogException as error:
        raise _not_built(relation, relation.sql) from error
    except duckdb.Error as error:
        raise UserError(f"{path} cannot be read: {str(error).splitlines()[0]}") from error


def _not_built(relation: Relation, sql: str) -> UserError:
    return UserError(f"{relation.name} is not built: {sql} does not exist. Run `dbt build --select {relation.name}` first.")


# What a text of the macro print_sample() becomes, by kind.
VALUES = {
    "text": "{}",
    "whole": "cast({} as hugeint)",
    "real": "cast({} as double)",
    "truth": "cast({} as boolean)",
    "time": "make_timestamp(cast({} as bigint))",
}


def _sampled(project: Project, connection: duckdb.DuckDBPyConnection, relation: Relation, rows: int) -> Table:
    """A table with a sample of the rows, read by one invocation of dbt."""
    lines = run_operation(project, "print_sample", {"spec": relation.spec, "rows": rows})
    described = next(lines)
    if not described["columns"]:
        raise _not_built(relation, described["relation"])
    texts, table = identifier(f"texts of {relation.name}"), identifier(f"sample of {relation.name}")
    connection.execute(f"create table {texts} (value varchar[])")
    for line in lines:
        connection.execute(f"insert into {texts} select unnest(from_json(?, '[[\"varchar\"]]'))", [json.dumps(line["values"])])
    selected, place = [], 0
    for name, _, kind in described["columns"]:
        place += kind != "other"
        value = VALUES[kind].format(f"value[{place}]") if kind != "other" else "cast(null as interval)"
        selected.append(f"{value} as {identifier(name)}")
    connection.execute(f"create table {table} as select {', '.join(selected)} from {texts}")
    return Table(connection, table, described["rows"])
