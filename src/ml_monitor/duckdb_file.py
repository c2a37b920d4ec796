"""A DuckDB file that dbt wrote, attached read-only under the names by which its views know it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ml_monitor.errors import UserError, not_built
from ml_monitor.project import Project
from ml_monitor.sql_text import identifier, literal

# Names that no attached database may have.
RESERVED = {"main", "memory", "system", "temp"}


@dataclass(frozen=True)
class DuckDBFile:
    """The file of a target, with the files that the profile attaches to it.

    Attributes:
        project: the dbt project; its manifest is of the target.
        paths: the files by the name of their database.
    """

    project: Project
    paths: dict[str, Path]

    @classmethod
    def of_project(cls, project: Project) -> DuckDBFile | None:
        """The file with the package's tables; None where only dbt can reach them.

        That is any other engine, a remote database, and a manifest that is missing or of another target: only dbt then knows the names
        of the relations.

        Raises:
            UserError: the file does not exist.
        """
        if project.is_read_through_dbt or project.engine != "duckdb":
            return None
        path = str(project.target.get("path") or ":memory:")
        if path == ":memory:":
            raise UserError(
                f"The DuckDB of the target {project.target_label} is in memory. Its tables are gone when dbt ends: give it a path."
            )
        main = _local(project, path)
        if main is None:
            return None
        if not main.is_file():
            raise UserError(f"There is no database {main}. Run `dbt build` first.")
        if not project.has_manifest_of_target:
            return None
        attachments = project.target.get("attach") or []
        attached = {_name(entry): _local(project, str(entry.get("path", ""))) if _is_plain(entry) else None for entry in attachments}
        databases = {str(node["database"]) for node in project.models().values()}
        # What no `attach` names is the main file, by whatever name dbt calls it.
        main_names = databases - set(attached) or {str(project.target.get("database") or main.stem)}
        paths = dict.fromkeys(main_names, main) | {name: file for name, file in attached.items() if file and file.is_file()}
        paths = {name: file for name, file in paths.items() if name not in RESERVED}
        # A file can be attached once.
        return cls(project, paths) if databases <= set(paths) and len(set(paths.values())) == len(paths) else None

    def relation(self, name: str) -> str:
        """The relation of a model of the package."""
        models = self.project.models()
        if name not in models:
            raise UserError(f"The project has no {name}: it is disabled, or its ml_monitor is older than this command.")
        return str(models[name]["relation_name"])

    def attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Attaches the files.

        Raises:
            UserError: another process writes to one, or it is none that this DuckDB reads.
        """
        # Views may read files by paths in the project's folder, where dbt runs.
        connection.execute(f"set file_search_path = {literal(str(self.project.folder))}")
        for name, path in self.paths.items():
            try:
                connection.execute(f"attach {literal(str(path))} as {identifier(name)} (read_only)")
            except duckdb.Error as error:
                reason = (
                    "Another process writes to it; try again when it is done."
                    if "lock" in str(error)
                    else f"This is DuckDB {duckdb.__version__}."
                )
                raise UserError(f"{path} cannot be opened. {reason}\n{error}") from error

    def make_view(self, connection: duckdb.DuckDBPyConnection, name: str, select: str) -> None:
        """Makes a view of a table in the files.

        Raises:
            UserError: the table is not built, or cannot be read.
        """
        try:
            connection.execute(f"create view {identifier(name)} as {select}")
        except duckdb.CatalogException as error:
            raise not_built(f"{name} ({self.relation(name)})", self.project.target_label) from error
        except duckdb.Error as error:
            raise UserError(f"{name} cannot be read: {error}") from error


def _local(project: Project, path: str) -> Path | None:
    """The file that a path of the profile means; None for a URL or a scheme such as `md:`."""
    return None if not path or re.match(r"\w{2,}:", path) else Path(project.folder, os.path.expanduser(path))


def _name(attachment: dict[str, Any]) -> str:
    """The name that DuckDB gives an attached database."""
    return str(attachment.get("alias") or Path(str(attachment.get("path", ""))).name.lstrip(".").split(".")[0])


def _is_plain(attachment: dict[str, Any]) -> bool:
    """Whether an attached database is a DuckDB file that anybody can read."""
    return not attachment.get("secret") and not attachment.get("options") and attachment.get("type") in (None, "duckdb")
