"""A dbt project that nobody built: tables of the package with rows written by hand, and the files by which `ml-monitor` finds them."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb
import yaml
from click.testing import CliRunner, Result

from ml_monitor.cli import main

Rows = list[dict]
REPOSITORY = Path(__file__).resolve().parent.parent.parent


@cache
def contracts() -> dict[str, dict[str, str]]:
    """The package's models, each with the types that its columns have in DuckDB."""
    found = {}
    for path in (REPOSITORY / "dbt_project" / "models").rglob("*.yml"):
        for model in yaml.safe_load(path.read_text()).get("models", []):
            found[model["name"]] = {column["name"]: duckdb_type(column.get("data_type", "string")) for column in model.get("columns", [])}
    return found


def duckdb_type(data_type: str) -> str:
    """The type that a contract names, which may be a template with a name for every engine."""
    named = [name for name in ("timestamp", "double", "string", "bigint", "integer", "boolean") if name in data_type]
    return named[0] if named else "varchar"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def fill(connection: duckdb.DuckDBPyConnection, relation: str, model: str, rows: Rows) -> None:
    """Makes a table of a model; columns that a row does not name are null."""
    types = contracts()[model]
    connection.execute(f"create table {relation} ({', '.join(f'{quoted(name)} {kind}' for name, kind in types.items())})")
    for row in rows:
        names = ", ".join(map(quoted, row))
        connection.execute(f"insert into {relation} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))


class MadeProject:
    """The files of a dbt project in a folder.

    `tables` maps models of the package to rows. `database`, `schema` and `path` say where they are; `target` is what else the profile
    holds beside type and path, and `attached` puts the tables into a file that the profile attaches.
    """

    def __init__(
        self,
        folder: Path,
        tables: dict[str, Rows],
        *,
        path: str = "made.duckdb",
        database: str = "made",
        schema: str = "main_ml_monitor",
        target=None,
    ):
        self.folder = folder
        self.names = {name: f"{quoted(database)}.{quoted(schema)}.{quoted(name)}" for name in tables}
        self.write("dbt_project.yml", yaml.safe_dump({"name": "made", "profile": "made"}))
        self.profile({"type": "duckdb", "path": path, **(target or {})})
        self.manifest({name: {"database": database} for name in tables})
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.execute(
                f"attach '{str(folder / path).replace(chr(39), chr(39) * 2)}' as {quoted(database)} (storage_version 'v1.0.0')"
            )
            connection.execute(f"create schema if not exists {quoted(database)}.{quoted(schema)}")
            for name, rows in tables.items():
                fill(connection, self.names[name], name, rows)

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def profile(self, output: dict, **outputs: dict) -> None:
        self.write("profiles.yml", yaml.safe_dump({"made": {"target": "dev", "outputs": {"dev": output, **outputs}}}))

    def manifest(self, nodes: dict[str, dict], path: str = "target/manifest.json") -> None:
        described = {
            f"model.ml_monitor.{name}": {
                "name": name,
                "resource_type": "model",
                "package_name": "ml_monitor",
                "relation_name": self.names[name],
                "config": {"meta": {"ml_monitor_target": "dev"}},
                **node,
            }
            for name, node in nodes.items()
        }
        self.write(path, json.dumps({"nodes": described}))

    def run(self, *arguments: str, **environment: str) -> Result:
        """What `ml-monitor` says in the project's folder."""
        return run_command(*arguments, "--project-dir", str(self.folder), **environment)


def run_command(*arguments: str, **environment: str) -> Result:
    result = CliRunner().invoke(main, arguments, env={"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", **environment})
    # A mistake of the user's ends as SystemExit; whatever else is raised is ours.
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def incident(**values) -> dict:
    """A row of monitor_incidents: an open input incident of the monitor `loans`."""
    return {
        "incident_id": "a" * 32,
        "monitor_name": "loans",
        "model_version": "v1",
        "segment_column": ":all",
        "segment_value": ":all",
        "kind": "input",
        "column_name": "income",
        "status": "open",
        "severity": "high",
        "severity_rank": 2,
        "headline": "income: 94.4 % of the values are missing, new or outside the range of the reference since 2025-09-29.",
        "what_changed": ":none",
        "likely_causes": ":none",
        "suggestion": "Find out at the source of income what changed (monitor_column_changes).",
        "part_of_incident_id": ":none",
        "is_told_apart": True,
        "is_folded": False,
        "is_muted": False,
        "muted_by": ":none",
        "owner": ":none",
        "opened_chunk_index": 2,
        "opened_chunk_key": "2025-09-29/2025-10-05",
        "opened_chunk_date": datetime(2025, 9, 29),
        "last_alert_chunk_index": 3,
        "last_alert_chunk_key": "2025-10-06/2025-10-12",
        "last_alert_chunk_date": datetime(2025, 10, 6),
        "judged_chunk_count": 2,
        "alert_chunk_count": 2,
        "alert_count": 2,
        "worst_metric": "jensen_shannon",
        "worst_family": "univariate_drift",
        "worst_drift_type": "baseline",
        "worst_value": 0.98,
        "usual_high": 0.101,
        "times_threshold": 26.0,
        "affected_share": 0.944,
        "labelled_chunk_count": 0,
        "contradicted_chunk_count": 0,
        "first_seen_at": datetime(2025, 10, 13, 9),
        "is_new": False,
        **values,
    }


def status(**values) -> dict:
    """A row of monitor_status: the monitor `loans`, of which everything is as usual."""
    counts = {f"open_{severity}_incidents": 0 for severity in ("critical", "high", "medium", "low", "muted")}
    return {
        "monitor_name": "loans",
        "model_version": "v1",
        "state": "ok",
        "headline": "everything judged up to 2025-10-06 is as usual.",
        "summary": "loans OK: everything judged up to 2025-10-06 is as usual.",
        "suggestion": ":none",
        "likely_causes": ":none",
        "incident_id": ":none",
        **counts,
        "owner": ":none",
        "status": "ok",
        "severity": ":none",
        "limitations": ":none",
        "computed_at": datetime(2025, 10, 13, 9, 30),
        **values,
    }
