"""One incident with everything that the tables know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ml_monitor.errors import UserError
from ml_monitor.findings import Record, records
from ml_monitor.incident_sql import first_rows, rows_query
from ml_monitor.project import Project
from ml_monitor.warehouse import open_tables

TABLES = [
    "monitor_incidents",
    "monitor_alerts",
    "monitor_column_changes",
    "monitor_changed_categories",
    "monitor_fitted_bins",
    "monitor_incident_log",
    "monitor_config",
    "monitor_segments",
    "monitor_weak_segments",
    "monitor_fairness",
    "monitor_fairness_settings",
]
ALERT_COLUMNS = [
    "incident_id",
    "chunk_key",
    "chunk_index",
    "chunk_start_date",
    "chunk_end_date",
    "metric_family",
    "metric_name",
    "drift_type",
    "metric_value",
    "p_value",
    "lower_threshold",
    "upper_threshold",
    "times_threshold",
    "inhibited_by",
]
# What is looked at first.
ORDER = (
    "status = 'closed', is_muted, severity_rank, not is_told_apart, times_threshold desc, opened_chunk_index desc, column_name, incident_id"
)


# All groups in the latest alerting chunk, by the metric whose comparison is the worst number; the reference group comes first.
GROUPS = """
    select fairness.*
    from monitor_fairness as fairness
    inner join monitor_fairness_settings as settings using (monitor_name, segment_column, metric_name)
    where monitor_name = ? and segment_column = ? and compared_name = ? and period = 'analysis' and chunk_index = ?
        and source = case ? when 'estimated_fairness' then 'estimated' else 'realized' end
    order by is_reference_group desc, segment_value
"""


@dataclass(frozen=True)
class Incident:
    """An incident and what belongs to it.

    Attributes:
        row: its row of monitor_incidents.
        alerts: its rows of monitor_alerts, the latest chunk first.
        changes: its row of monitor_column_changes, if there is one.
        log: its rows of monitor_incident_log, the oldest first.
        whole: the incident that it is part of, if it is part of one.
        parts: the incidents that are part of it.
        also_muted: the open incidents that its mute covers too: those of other segments.
        groups: of unlike treatment the rows of monitor_fairness of all groups, of the worst metric in the latest alerting chunk.
        weak_segments: of performance of all rows the monitor's rows of monitor_weak_segments, first those that became weak.
        sql: the query of the rows behind it.
        first_rows: which rows come first in it, in words.
        time_zone: the monitor's.
    """

    row: Record
    alerts: list[Record]
    changes: Record | None
    log: list[Record]
    whole: Record | None
    parts: list[Record]
    also_muted: list[Record]
    weak_segments: list[Record]
    groups: list[Record]
    sql: str
    first_rows: str
    time_zone: str

    @property
    def mute(self) -> dict[str, Any]:
        """What to write into vars.ml_monitor_mutes to hear no more of it: as little as a mute can cover."""
        # A column has incidents of one kind only. Metrics are not named: a later alert of another one would end the mute.
        kind, name = self.row["kind"], self.row["column_name"]
        what = {"column": name} if kind == "input" else {"kind": kind}
        if kind in ("business", "estimated_business"):
            # Each custom metric has incidents of its own.
            what["metric"] = name
        return {"monitor": self.row["monitor_name"], **what, "until": "closed", "reason": "why nobody has to act"}

    def for_programs(self) -> Record:
        """What `--json` prints."""
        return {
            **self.row,
            "alerts": self.alerts,
            "changes": self.changes,
            "log": self.log,
            "parts": [part["incident_id"] for part in self.parts],
            "weak_segments": self.weak_segments,
            "groups": self.groups,
            "mute": self.mute,
            "sql": self.sql,
        }


def read_incident(project: Project, wanted: str) -> Incident:
    """Reads an incident.

    Args:
        project: the dbt project.
        wanted: see `find`.

    Raises:
        UserError: there is none, or there are several.
    """
    with open_tables(project, TABLES, columns={"monitor_alerts": ALERT_COLUMNS}) as connection:
        incidents = records(connection, f"select * from monitor_incidents order by {ORDER}")
        row = find(incidents, wanted)

        def own(table: str, order: str = "1") -> list[Record]:
            return records(connection, f"select * from {table} where incident_id = ? order by {order}", [row["incident_id"]])

        alerts = own("monitor_alerts", "chunk_index desc, times_threshold desc, metric_name")
        changes = next(iter(own("monitor_column_changes")), None)
        categories = own("monitor_changed_categories", "share_now - share_then desc, category")
        log = own("monitor_incident_log", "seen_at, case event when 'opened' then 0 else 1 end, event_id")
        config = records(connection, "select * from monitor_config where monitor_name = ?", [row["monitor_name"]])
        if not config:
            raise UserError(
                f"The monitor {row['monitor_name']!r} is gone from the settings, and only monitor_incident_log knows of its incidents."
            )
        place = [row["monitor_name"], row["column_name"]]
        is_of_losses = row["kind"] in ("performance", "estimated_performance") and row["segment_column"] == ":all"
        weak = "select * from monitor_weak_segments where monitor_name = ? and ? order by history <> 'became_weak', rank"
        weak_segments = records(connection, weak, [row["monitor_name"], is_of_losses])
        compared = [row[name] for name in ("monitor_name", "segment_column", "worst_metric", "last_alert_chunk_index", "worst_family")]
        groups = records(connection, GROUPS, compared) if row["kind"] == "fairness" else []
        bins = next(iter(records(connection, "select * from monitor_fitted_bins where monitor_name = ? and column_name = ?", place)), None)
        of_segment = "select * from monitor_segments where monitor_name = ? and segment_column = ? and segment_value = ?"
        segment = next(
            iter(records(connection, of_segment, [row[key] for key in ("monitor_name", "segment_column", "segment_value")])), None
        )
    chunks = {
        "first_date": min((alert["chunk_start_date"] for alert in alerts if alert["chunk_start_date"]), default=None),
        "last_date": max((alert["chunk_end_date"] for alert in alerts if alert["chunk_end_date"]), default=None),
        "first_index": row["opened_chunk_index"],
        "last_index": row["last_alert_chunk_index"],
    }
    chunk_rows = project.relation_names()["monitor_analysis_rows"] if project.has_manifest_of_target else "monitor_analysis_rows"
    return Incident(
        row,
        alerts,
        changes,
        log,
        whole=next((other for other in incidents if other["incident_id"] == row["part_of_incident_id"]), None),
        parts=[other for other in incidents if other["part_of_incident_id"] == row["incident_id"]],
        also_muted=[
            other
            for other in incidents
            if other["incident_id"] != row["incident_id"] and other["status"] == "open" and _what(other) == _what(row)
        ],
        weak_segments=weak_segments,
        groups=groups,
        sql=rows_query(
            project.engine,
            row,
            config[0],
            chunks,
            changes,
            categories,
            bins,
            {alert["metric_name"] for alert in alerts},
            chunk_rows,
            segment,
        ),
        first_rows=first_rows(row, config[0]),
        time_zone=config[0]["time_zone"],
    )


def find(incidents: list[Record], wanted: str) -> Record:
    """The incident that a user means.

    Args:
        incidents: all of them, in the order in which they matter.
        wanted: an id or the beginning of one, `monitor/column`, `monitor/kind`, either with `/segment=value` behind it, or a monitor,
            whose worst incident is meant.

    Raises:
        UserError: there is none, or there are several.
    """
    of_id = [incident for incident in incidents if wanted and incident["incident_id"].startswith(wanted)]
    if len(of_id) == 1:
        return of_id[0]
    if not of_id:
        named = [incident for incident in incidents if wanted in names(incident)]
        # The open ones come first, and of the closed ones that matter as much the latest.
        alike = [other for other in named if other["status"] == "open" and wanted != other["monitor_name"]]
        if named and len(alike) <= 1:
            return named[0]
        of_id = alike
    candidates = of_id or [incident for incident in incidents if incident["status"] == "open"]
    listed = "".join(f"\n  {incident['incident_id'][:12]}  {names(incident)[0]}" for incident in candidates[:20])
    if of_id:
        raise UserError(f"{wanted!r} may be any of {len(of_id)} incidents; give more of the id:{listed}")
    raise UserError(f"There is no incident {wanted!r}. " + (f"Open are:{listed}" if listed else "None is open."))


def _what(incident: Record) -> tuple[str, str, str]:
    """What a mute can name of an incident."""
    return incident["monitor_name"], incident["kind"], incident["column_name"]


def names(incident: Record) -> list[str]:
    """The names by which a user may call an incident, the most exact one first."""
    monitor = incident["monitor_name"]
    name = f"{monitor}/{incident['column_name'] if incident['kind'] == 'input' else incident['kind']}"
    is_of_segment = incident["segment_column"] != ":all"
    return [f"{name}/{incident['segment_column']}={incident['segment_value']}" if is_of_segment else name, monitor]
