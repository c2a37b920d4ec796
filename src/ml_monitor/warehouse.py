"""Reading the package's tables on any engine: a command gets a DuckDB connection in which each has its own name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from ml_monitor.errors import UserError
from ml_monitor.project import Project


def open_tables(project: Project, names: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """Makes tables of the warehouse readable.

    A DuckDB file is attached read-only; of any other engine, one invocation of the user's own dbt brings the rows.

    Args:
        project: the dbt project.
        names: models of the package, e.g. `monitor_status`.

    Returns:
        A connection in memory with one relation per name, to be closed by the caller. Timestamps have no time zone and are UTC.

    Raises:
        UserError: a table is not built, or the warehouse cannot be reached.
    """
    known = project.relation_names()
    missing = [name for name in names if name not in known]
    if missing:
        raise UserError(f"The project's ml_monitor has no {', '.join(missing)}. Install the version of this command and run `dbt build`.")
    relations = {name: known[name] for name in names}
    if project.target.get("type") == "duckdb":
        return _of_file(project, relations)
    raise UserError("Only DuckDB can be read yet.")


def _of_file(project: Project, relations: dict[str, str]) -> duckdb.DuckDBPyConnection:
    path = Path(project.folder, str(project.target.get("path", ":memory:")))
    if not path.is_file():
        raise UserError(f"There is no database {path}. Run `dbt build` first.")
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    try:
        connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as \"{_catalog(project, path)}\" (read_only)")
        for name, relation in relations.items():
            connection.execute(f'create view "{name}" as select * from {relation}')
    except duckdb.IOException as error:
        connection.close()
        raise UserError(f"{path} cannot be opened: {error}. DuckDB lets nobody read a file while another process writes it.") from error
    except duckdb.CatalogException as error:
        connection.close()
        raise UserError(f"{path} lacks a table of ml_monitor: {error}. Run `dbt build --select package:ml_monitor` first.") from error
    return connection


def _catalog(project: Project, path: Path) -> str:
    """The name that dbt-duckdb gives the database of a file."""
    return str(project.target.get("database") or path.stem).replace('"', '""')
