"""CSV and Parquet files: how they are read, and the model that reads them."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ml_monitor.errors import UserError
from ml_monitor.setup.prepare import replacements
from ml_monitor.setup.table import Table
from ml_monitor.sql_text import identifier as quoted
from ml_monitor.sql_text import literal

READERS = {
    "csv": "read_csv({}, sample_size = -1)",
    "tsv": "read_csv({}, sample_size = -1)",
    "parquet": "read_parquet({})",
    "pq": "read_parquet({})",
}


def is_file(name: str) -> bool:
    """Whether a text names a file that DuckDB reads, rather than a relation."""
    return _suffix(name) in READERS


def _suffix(name: str) -> str:
    return re.sub(r"\.(gz|zst)$", "", name.lower()).rpartition(".")[2]


def data_files(folder: Path) -> list[str]:
    """The names of such files in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() and is_file(path.name) and not path.name.startswith("."))


def identifier_of(text: str) -> str:
    """A text as a name that dbt takes for a project or a model."""
    name = re.sub(r"\W+", "_", text.lower(), flags=re.ASCII).strip("_") or "data"
    return name if name[0].isalpha() else f"t_{name}"


@dataclass
class File:
    """A file of predictions.

    Attributes:
        path: as the model of the project names it, relative to the project.
        name: of the model.
        changed: by column the SQL that replaces it, and what it was.
    """

    path: str
    name: str
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def found(cls, given: str, project: Path) -> File:
        """The file that a user names, which may be a pattern such as `data/*.parquet`.

        Raises:
            UserError: there is no such file.
        """
        matches = [given] if Path(given).is_file() else sorted(glob.glob(given, recursive=True))
        if not matches:
            here = data_files(Path.cwd())
            raise UserError(f"There is no file {given}." + (f" This folder has: {', '.join(here)}." if here else ""))
        path = Path(os.path.relpath(Path(given).absolute(), project)).as_posix()
        stem = re.sub(r"\.(csv|tsv|parquet|pq)(\.(gz|zst))?$", "", Path(given).name, flags=re.IGNORECASE)
        return cls(path, identifier_of(stem.replace("*", "") or Path(given).parent.name))

    @property
    def reader(self) -> str:
        """The file in DuckDB's `from`, as the model writes it."""
        return READERS[_suffix(self.path)].format(literal(self.path))

    def table(self, connection: duckdb.DuckDBPyConnection, project: Path, timestamp: str | None) -> Table:
        """The file's rows with the types that the package needs.

        Raises:
            UserError: DuckDB cannot read it.
        """
        reader = READERS[_suffix(self.path)].format(literal(str(project / self.path)))
        raw, prepared = quoted(f"raw {self.name}"), quoted(f"prepared {self.name}")
        kind = "table" if reader.startswith("read_csv") else "view"
        try:
            connection.execute(f"create {kind} {raw} as select * from {reader}")
            table = Table(connection, raw)
        except duckdb.Error as error:
            reason = "It is not UTF-8: convert it first." if "utf-8" in str(error) else str(error).splitlines()[0]
            raise UserError(f"{self.path} cannot be read. {reason}") from error
        if kind == "table" and all(re.fullmatch(r"column\d+", name) for name in table.columns):
            raise UserError(f"{self.path} has no line with the names of its columns. Add one.")
        self.changed = replacements(table, timestamp)
        if not self.changed:
            return table
        connection.execute(f"create view {prepared} as select * {_replace(self.changed)} from {raw}")
        return Table(connection, prepared)

    def model(self, derived: Mapping[str, str]) -> str:
        """The text of the model that reads the file.

        Args:
            derived: columns that the model adds, as SQL.
        """
        notes = [f"-- {name}: {was}" for name, (_, was) in self.changed.items()]
        select = "select *" + (f" {_replace(self.changed)}" if self.changed else "")
        lines = [*notes, "{{ config(materialized='table') }}", ""]
        if not derived:
            return "\n".join([*lines, select, f"from {self.reader}", ""])
        added = [f"    {sql} as {quoted(name)}" for name, sql in derived.items()]
        lines += ["select", "    *,", ",\n".join(added), f"from ({select} from {self.reader})", ""]
        return "\n".join(lines)


def _replace(changed: Mapping[str, tuple[str, str]]) -> str:
    return "replace (" + ", ".join(f"{sql} as {quoted(name)}" for name, (sql, _) in changed.items()) + ")"
