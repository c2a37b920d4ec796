"""What is new for each channel: incidents as they are now, against what the channel was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from hashlib import sha256

import duckdb

from ml_monitor.findings import SEVERITIES, Record, records

# What is read of each model.
COLUMNS = {
    "monitor_alert_channels": (),
    "monitor_notifications": (),
    "monitor_incidents": (
        "incident_id",
        "monitor_name",
        "segment_column",
        "segment_value",
        "kind",
        "column_name",
        "status",
        "severity",
        "severity_rank",
        "headline",
        "what_changed",
        "likely_causes",
        "suggestion",
        "part_of_incident_id",
        "is_told_apart",
        "is_muted",
        "owner",
        "opened_chunk_key",
        "opened_chunk_date",
        "times_threshold",
        "first_seen_at",
    ),
}

# One row per notification: whether it was told, as far as anybody knows, and how its attempts ended.
HISTORY = """
with attempts as (
    select
        notification_id,
        attempt,
        bool_or(state in ('sent', 'in_doubt')) as is_told,
        bool_and(state = 'claimed') as has_no_outcome,
        max(claimed_until) as claimed_until
    from monitor_notifications
    group by notification_id, attempt
),

ends as (
    select
        notification_id,
        max(attempt) as attempt,
        bool_or(is_told) as is_told,
        arg_max(has_no_outcome, attempt) as is_claimed,
        bool_or(has_no_outcome) as may_have_arrived,
        max(claimed_until) as claimed_until
    from attempts
    group by notification_id
),

last_rows as (
    select distinct on (notification_id)
        notification_id, channel, monitor_name, incident_id, event, severity, severity_rank, headline, written_at
    from monitor_notifications
    order by notification_id, written_at desc
)

select *
from last_rows
inner join ends using (notification_id)
order by written_at, notification_id
"""


@dataclass(frozen=True)
class Channel:
    """Where a monitor's news go, as its settings say. `monitor_alert_channels` describes the fields."""

    monitor_name: str
    channel: str
    min_severity: str = "low"
    mention: str | None = None
    template: str | None = None
    repeats_in_doubt: bool = False
    repeat_after_hours: int | None = None
    owner: str | None = None
    tags: str | None = None
    # False for a channel that was told of an incident, and that the monitor names no longer.
    is_named: bool = True

    @property
    def min_rank(self) -> int:
        """The greatest rank of severity that is told; 1 is the worst."""
        return SEVERITIES.index(self.min_severity) + 1


@dataclass(frozen=True)
class Event:
    """Something of an incident that a channel has to be told.

    Attributes:
        channel: the channel.
        incident: the row of `monitor_incidents`; of an incident that is there no more, what the channel was told of it.
        name: `opened`, `reopened`, `worsened`, `still_open` or `closed`.
        number: tells events of one name apart.
        attempt: how often it has been tried with this one, from 1.
        may_be_second: an earlier attempt ended without an outcome, so the message may have arrived.
        causes: of likely causes what changed in them, by column.
    """

    channel: Channel
    incident: Record
    name: str
    number: int
    attempt: int = 1
    may_be_second: bool = False
    causes: Mapping[str, str] = field(default_factory=dict)

    @property
    def notification_id(self) -> str:
        """The key by which a receiver can fold doubles: the same in every attempt, by whichever notifier."""
        return notification_id(self.channel.channel, self.incident["incident_id"], self.name, self.number)


@dataclass
class News:
    """What is to be told.

    Attributes:
        events: what no other notifier is telling.
        held_until: where another notifier is telling something, the time until which it may; None where none is.
        open_told: by channel and monitor the incidents that the channel takes for open once the events are told.
    """

    events: list[Event] = field(default_factory=list)
    held_until: datetime | None = None
    open_told: dict[tuple[str, str], set[str]] = field(default_factory=dict)


def notification_id(channel: str, incident_id: str, event: str, number: int) -> str:
    """The hash of an event of an incident for a channel."""
    return sha256(f"{channel}|{incident_id}|{event}|{number}".encode()).hexdigest()[:32]


def read_channels(connection: duckdb.DuckDBPyConnection) -> list[Channel]:
    """The channels of all monitors."""
    query = "select * from monitor_alert_channels order by monitor_name, channel"
    known = {each.name for each in fields(Channel)}
    # A later version of the package may know more.
    return [Channel(**{name: value for name, value in row.items() if name in known}) for row in records(connection, query)]


def whats_new(connection: duckdb.DuckDBPyConnection, now: datetime, others_are_dead: bool) -> News:
    """Compares incidents with what channels were told.

    Args:
        connection: holds the tables of `COLUMNS`.
        now: the time in UTC, without a zone.
        others_are_dead: no other notifier can be at work, so what one has claimed and not finished is free.
    """
    incidents = {
        row["incident_id"]: row
        for row in records(connection, "select * from monitor_incidents order by severity_rank, opened_chunk_key, incident_id")
    }
    by_pair: dict[tuple[str, str], list[Record]] = {}
    attempts: dict[str, Record] = {}
    for row in records(connection, HISTORY):
        attempts[row["notification_id"]] = row
        by_pair.setdefault((row["channel"], row["incident_id"]), []).append(row)
    channels = {(channel.channel, channel.monitor_name): channel for channel in read_channels(connection)}
    pairs = {(channel.channel, key): channel for channel in channels.values() for key in _of_monitor(incidents, channel)}
    for name, key in by_pair:
        monitor = by_pair[name, key][0]["monitor_name"]
        pairs.setdefault((name, key), channels.get((name, monitor)) or Channel(monitor, name, is_named=False))
    news = News()
    for (name, key), channel in pairs.items():
        told = by_pair.get((name, key), [])
        incident = incidents.get(key) or _vanished(told[-1])
        event = _event(channel, incident, told, now)
        believed_open = news.open_told.setdefault((name, channel.monitor_name), set())
        if _is_open_to(told):
            believed_open.add(key)
        if event is None:
            continue
        (believed_open.discard if event.name == "closed" else believed_open.add)(key)
        last = attempts.get(event.notification_id)
        if last and last["is_claimed"] and not others_are_dead and last["claimed_until"] > now:
            news.held_until = max(news.held_until or now, last["claimed_until"])
            continue
        news.events.append(
            Event(
                channel,
                incident,
                event.name,
                event.number,
                attempt=last["attempt"] + 1 if last else 1,
                may_be_second=bool(last and last["may_have_arrived"]),
                causes=_causes(incidents, incident),
            )
        )
    return news


def _of_monitor(incidents: Mapping[str, Record], channel: Channel) -> list[str]:
    return [key for key, incident in incidents.items() if incident["monitor_name"] == channel.monitor_name]


def _is_open_to(told: list[Record]) -> bool:
    """Whether the channel takes the incident for open."""
    openings = sum(row["is_told"] for row in told if row["event"] in ("opened", "reopened"))
    return bool(openings > sum(row["is_told"] for row in told if row["event"] == "closed"))


def _event(channel: Channel, incident: Record, told: list[Record], now: datetime) -> Event | None:
    """What the channel has to be told of the incident, if anything."""
    count = {name: sum(row["is_told"] for row in told if row["event"] == name) for name in ("opened", "reopened", "closed", "still_open")}
    openings = count["opened"] + count["reopened"]
    if incident["status"] != "open":
        # An opening that may have arrived is closed, too.
        may_be_open = (
            any(row["may_have_arrived"] and row["event"] in ("opened", "reopened") for row in told) and count["closed"] <= openings
        )
        is_due = openings > count["closed"] or may_be_open
        return Event(channel, incident, "closed", count["closed"]) if is_due else None
    is_told = incident["is_told_apart"] and not incident["is_muted"] and incident["severity_rank"] <= channel.min_rank and channel.is_named
    if not is_told:
        return None
    if openings <= count["closed"]:
        return Event(channel, incident, "reopened" if openings else "opened", openings)
    known = [row for row in told if row["is_told"]]
    if incident["severity_rank"] < min(row["severity_rank"] for row in known):
        return Event(channel, incident, "worsened", incident["severity_rank"])
    last_told = max(row["written_at"] for row in known)
    if channel.repeat_after_hours is not None and now - last_told >= timedelta(hours=channel.repeat_after_hours):
        return Event(channel, incident, "still_open", count["still_open"])
    return None


def _vanished(told: Record) -> Record:
    """An incident that changed settings or rows have taken away, as far as the channel knows it: it counts as closed."""
    known = {name: told[name] for name in ("incident_id", "monitor_name", "severity", "severity_rank", "headline")}
    missing = dict.fromkeys(COLUMNS["monitor_incidents"])
    return {**missing, **known, "status": "vanished", "suggestion": "Settings or rows have changed, and the incident is there no more."}


def _causes(incidents: Mapping[str, Record], incident: Record) -> dict[str, str]:
    """What changed in the likely causes of an incident, by column."""
    named = (incident["likely_causes"] or "").split(", ")
    parts = [part for part in incidents.values() if part["part_of_incident_id"] == incident["incident_id"]]
    return {
        part["column_name"]: part["what_changed"]
        for name in named
        for part in parts
        if part["column_name"] == name and part["what_changed"]
    }
