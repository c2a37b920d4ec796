"""Reading the package's tables on any engine: a command gets a DuckDB connection in which each has its own name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from ml_monitor.dbt_command import run_operation
from ml_monitor.duckdb_file import DuckDBFile
from ml_monitor.errors import UserError, not_built
from ml_monitor.project import Project
from ml_monitor.sql_text import identifier, literal
from ml_monitor.terminal import progress

# The types of the kinds of columns that the macro print_tables() tells of, and how a text becomes a value of it.
KINDS = {
    "text": ("varchar", "{}"),
    "whole": ("bigint", "cast({} as bigint)"),
    "real": ("double", "cast({} as double)"),
    "truth": ("boolean", "cast({} as boolean)"),
    "time": ("timestamp", "make_timestamp(cast({} as bigint))"),
}


@dataclass(frozen=True)
class Table:
    """A model of the package, and what is read of it.

    Attributes:
        name: the model.
        columns: the columns that are read; all, if there are none.
        only: by column the values that rows may have to be read.
    """

    name: str
    columns: Sequence[str] = ()
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def select(self, relation: str) -> str:
        """A select of what is read, in DuckDB's SQL."""
        columns = ", ".join(map(identifier, self.columns)) or "*"
        conditions = [f"{identifier(column)} in ({', '.join(map(literal, values)) or 'null'})" for column, values in self.only.items()]
        return f"select {columns} from {relation}" + (" where " + " and ".join(conditions) if conditions else "")


def open_tables(
    project: Project,
    names: Sequence[str],
    *,
    columns: Mapping[str, Sequence[str]] | None = None,
    only: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Makes tables of the warehouse readable.

    A DuckDB file is attached read-only; of any other engine, one invocation of the user's own dbt brings the rows.

    Args:
        project: the dbt project.
        names: models of the package, e.g. `monitor_status`.
        columns: by model the columns to read; all by default.
        only: by model and column the values (texts) of the rows to read; all rows by default.

    Returns:
        A connection in memory with one relation per name, to be closed by the caller. Timestamps have no time zone and are UTC.

    Raises:
        UserError: a table is not built, or the warehouse cannot be reached.
    """
    tables = [Table(name, (columns or {}).get(name, ()), (only or {}).get(name, {})) for name in names]
    connection = duckdb.connect()
    try:
        connection.execute("set timezone = 'UTC'")
        # It would be drawn on standard output, between the lines of --json.
        connection.execute("set enable_progress_bar = false")
        file = DuckDBFile.of_project(project)
        if file:
            file.attach(connection)
            for table in tables:
                file.make_view(connection, table.name, table.select(file.relation(table.name)))
        else:
            _print_tables(connection, project, tables)
    except BaseException:
        connection.close()
        raise
    return connection


def _print_tables(connection: duckdb.DuckDBPyConnection, project: Project, tables: Sequence[Table]) -> None:
    """Makes tables of what the macro print_tables() says, in one invocation of dbt."""
    wanted = [
        {"name": table.name, "columns": list(table.columns), "only": {name: list(values) for name, values in table.only.items()}}
        for table in tables
    ]
    inserts: dict[str, str] = {}
    missing = {}
    with progress(f"Reading {len(tables)} tables with dbt"):
        for line in run_operation(project, "print_tables", {"tables": wanted}):
            name = line["table"]
            if "rows" in line:
                connection.execute(inserts[name], [json.dumps(line["rows"])])
            elif line["columns"]:
                connection.execute(_create(name, line["columns"]))
                inserts[name] = _insert(name, line["columns"])
            else:
                missing[name] = line["relation"]
    if missing:
        raise not_built(", ".join(f"{name} ({relation})" for name, relation in missing.items()), project.target_label)


def _create(name: str, columns: list[list[str]]) -> str:
    odd = [f"{column} ({kind})" for column, kind in columns if kind not in KINDS]
    if odd:
        raise UserError(f"ml-monitor reads no columns of such types: {', '.join(odd)} of {name}.")
    return f"create table {identifier(name)} ({', '.join(f'{identifier(column)} {KINDS[kind][0]}' for column, kind in columns)})"


def _insert(name: str, columns: list[list[str]]) -> str:
    """A statement that takes rows as lists of texts in JSON."""
    values = ", ".join(KINDS[kind][1].format(f"row[{place}]") for place, (_, kind) in enumerate(columns, start=1))
    return f"insert into {identifier(name)} select {values} from (select unnest(from_json(?, '[[\"varchar\"]]')) as row)"
