"""A project whose incidents a test makes, so that it can look at what channels are told of them."""

from __future__ import annotations

from pathlib import Path

import duckdb
from click.testing import Result
from made_project import MadeProject, incident, quoted

TABLES = ("monitor_incidents", "monitor_alert_channels", "monitor_notifications")


def channel(name: str = "team", monitor: str = "loans", **options) -> dict:
    """A row of monitor_alert_channels."""
    return {
        "monitor_name": monitor,
        "channel": name,
        "min_severity": "low",
        "mention": ":none",
        "template": ":none",
        "repeats_in_doubt": False,
        "repeat_after_hours": None,
        "owner": ":none",
        "tags": ":none",
        **options,
    }


def performance(**values) -> dict:
    """A row of monitor_incidents: the performance of `loans` is worse."""
    headline = "accuracy is 0.33 (usual 0.753 to 0.843) since 2025-09-29."
    return incident(**{"incident_id": "b" * 32, "kind": "performance", "column_name": ":table", "headline": headline, **values})


class Notified(MadeProject):
    """The project; `variables` are the environment of every run."""

    def __init__(self, folder: Path, incidents=(), channels=None, **variables: str):
        rows = {"monitor_incidents": incidents or [incident()], "monitor_alert_channels": channels or [channel()]}
        super().__init__(folder, {"monitor_notifications": [], **rows})
        self.variables = variables

    def notify(self, *arguments: str, **variables: str) -> Result:
        return self.run("notify", *arguments, **{**self.variables, **variables})

    def sql(self, statement: str, *parameters) -> list[dict]:
        with duckdb.connect(str(self.folder / "made.duckdb")) as connection:
            connection.execute("set search_path = 'main_ml_monitor'")
            result = connection.execute(statement, parameters)
            names = [column[0] for column in result.description]
            return [dict(zip(names, row)) for row in result.fetchall()]

    def add(self, *incidents: dict) -> None:
        for row in incidents:
            names = ", ".join(map(quoted, row))
            self.sql(f"insert into monitor_incidents ({names}) values ({', '.join('?' * len(row))})", *row.values())

    def set(self, changes: str, where: str = "true") -> None:
        """Changes incidents, as a later dbt build would."""
        self.sql(f"update monitor_incidents set {changes} where {where}")

    def states(self) -> list[tuple[str, str, int]]:
        """The notifications in the order in which they were written: event, state, attempt."""
        rows = self.sql("select event, state, attempt from monitor_notifications order by written_at, state")
        return [(row["event"], row["state"], row["attempt"]) for row in rows]

    def age(self, hours: int) -> None:
        """Makes everything that was sent so much older."""
        self.sql(f"update monitor_notifications set written_at = written_at - interval {hours} hour")
