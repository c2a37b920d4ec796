"""What a message says: one per monitor and channel, short, in the words of monitor_incidents; as plain text, as markdown and as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from hashlib import sha256
from html import escape
from typing import Any

from ml_monitor.findings import SEVERITIES, plain
from ml_monitor.notify.news import Event, News

WORDS = {"opened": "new", "reopened": "open again", "worsened": "worse", "still_open": "still open", "closed": "closed"}
# What templates and `--dry-run` are told of an incident.
TOLD = (
    "incident_id",
    "severity",
    "kind",
    "column_name",
    "segment_column",
    "segment_value",
    "headline",
    "what_changed",
    "likely_causes",
    "suggestion",
    "opened_chunk_key",
    "opened_chunk_date",
    "first_seen_at",
)
# More events than this are only counted.
MOST_EVENTS = 10
SUBJECT_LENGTH = 140
NEVER = "0001-01-01T00:00:00Z"
# What services take for a style or a link is replaced by what looks like it, since no escape is known to all of them.
UNSTYLED = str.maketrans("<>`*~|\\", "‹›'∗∼¦∖")  # noqa: RUF001


@dataclass(frozen=True)
class Message:
    """The events of one monitor for one channel.

    Attributes:
        events: at least one, the worst first.
        open_count: how many incidents of the monitor the channel takes for open once it has the message.
    """

    events: Sequence[Event]
    open_count: int

    @cached_property
    def message_id(self) -> str:
        """The same for the same events, whoever sends them and how often."""
        return sha256("|".join(sorted(event.notification_id for event in self.events)).encode()).hexdigest()[:32]

    @property
    def channel(self) -> str:
        """The name of the channel."""
        return self.events[0].channel.channel

    @property
    def monitor_name(self) -> str:
        """The monitor."""
        return self.events[0].channel.monitor_name

    @property
    def tags(self) -> list[str]:
        """The tags of the monitor."""
        return (self.events[0].channel.tags or "").split(", ") if self.events[0].channel.tags else []

    @property
    def is_closing(self) -> bool:
        """Whether it tells of nothing but closed incidents."""
        return all(event.name == "closed" for event in self.events)

    @property
    def severity(self) -> str:
        """The worst severity that it tells of, that of closed incidents only if there are no others."""
        told = [event for event in self.events if event.name != "closed" or self.is_closing]
        return min((str(event.incident["severity"]) for event in told), key=SEVERITIES.index)

    @property
    def subject(self) -> str:
        """One line for the subject of a mail."""
        first, more = self.events[0], len(self.events) - 1
        text = f"[{'closed' if self.is_closing else self.severity}] {self.monitor_name}: {first.incident['headline']}"
        text = plain(text)
        end = f" (and {more} more)" if more else ""
        return (text if len(text) + len(end) <= SUBJECT_LENGTH else text[: SUBJECT_LENGTH - len(end) - 1] + "…") + end

    @property
    def counted(self) -> str:
        """How many events of each kind."""
        counts = {name: sum(event.name == name for event in self.events) for name in WORDS}
        return ", ".join(f"{count} {WORDS[name]}" for name, count in counts.items() if count)

    @property
    def text(self) -> str:
        """The message as plain text, names and values as they are."""
        return "\n".join(self._lines(plain, "{}", "- "))

    @property
    def chat_text(self) -> str:
        """The message as plain text for services in which people talk: names and values mention nobody."""
        return "\n".join(self._lines(mentionless, "{}", "- "))

    @property
    def markdown(self) -> str:
        """The message for services that render some kind of markdown, in what all of them have in common."""
        return "\n".join(self._lines(harmless, "`{}`", "• "))

    @property
    def html(self) -> str:
        """The message for mails."""
        return "<br/>".join(self._lines(lambda text: escape(plain(text)), "{}", "- "))

    def _lines(self, safe: Callable[[object], str], code: str, bullet: str) -> list[str]:
        channel = self.events[0].channel
        lines = [channel.mention] if channel.mention else []
        lines.append(f"{safe(self.monitor_name)}: {self.counted}")
        if any(event.may_be_second for event in self.events):
            lines.append("You may read this for the second time: an earlier notifier ended while it was sending.")
        for event in self.events[:MOST_EVENTS]:
            incident = event.incident
            severity = "" if event.name == "closed" else f", {incident['severity']}"
            # The headline says in which segment it is, too.
            lines += ["", f"{WORDS[event.name].upper()}{severity}: {safe(incident['headline'])}"]
            if event.name != "closed":
                # Of worse performance that is what changed in its causes, which have lines of their own below.
                if incident["what_changed"] and not event.causes:
                    lines.append(safe(incident["what_changed"]))
                if incident["likely_causes"]:
                    lines.append(f"Likely causes: {safe(incident['likely_causes'])}")
                lines += [f"{bullet}{safe(column)}: {safe(changed)}" for column, changed in event.causes.items()]
            if incident["suggestion"] and (event.name != "closed" or incident["status"] == "vanished"):
                lines.append(f"{'What to do: ' if event.name != 'closed' else ''}{safe(incident['suggestion'])}")
            if incident["status"] != "vanished":
                lines.append("More: " + code.format(f"ml-monitor explain {safe(incident['incident_id'][:8])}"))
        if len(self.events) > MOST_EVENTS:
            lines += ["", f"And {len(self.events) - MOST_EVENTS} more: " + code.format("ml-monitor status")]
        about = [f"Owner: {safe(channel.owner)}"] if channel.owner else []
        about += [f"Tags: {safe(channel.tags)}"] if channel.tags else []
        return [*lines, "", ". ".join(about) + "."] if about else lines

    @property
    def content(self) -> dict[str, Any]:
        """The message as data: what `--dry-run` prints and templates read."""
        channel = self.events[0].channel
        return {
            "message_id": self.message_id,
            "channel": self.channel,
            "monitor_name": self.monitor_name,
            "owner": channel.owner,
            "tags": self.tags,
            "mention": channel.mention,
            "severity": self.severity,
            "status": "resolved" if self.is_closing else "firing",
            "open_count": self.open_count,
            "subject": self.subject,
            "text": self.text,
            "events": [_content(event) for event in self.events],
        }

    @property
    def alertmanager(self) -> dict[str, Any]:
        """The payload that Prometheus' Alertmanager sends to webhooks, version 4, with `messageId` added."""
        alerts = [_alert(event) for event in self.events]
        return {
            "version": "4",
            "groupKey": f"ml_monitor/{self.channel}/{self.monitor_name}",
            "truncatedAlerts": 0,
            "status": "resolved" if self.is_closing else "firing",
            "receiver": self.channel,
            "groupLabels": {"monitor_name": self.monitor_name},
            "commonLabels": _common([alert["labels"] for alert in alerts]),
            "commonAnnotations": _common([alert["annotations"] for alert in alerts]),
            "externalURL": "",
            "alerts": alerts,
            "messageId": self.message_id,
        }


def mentionless(text: object) -> str:
    """A name or value in one line that no service takes for a mention."""
    return plain(text).replace("@", "@\u200b")


def harmless(text: object) -> str:
    """A name or value in one line that no service takes for a mention, a link, code or a style."""
    return mentionless(text).translate(UNSTYLED).replace("](", "] (")


def grouped(news: News) -> list[Message]:
    """One message per monitor and channel."""
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in news.events:
        groups.setdefault((event.channel.channel, event.channel.monitor_name), []).append(event)
    return [
        Message(sorted(events, key=lambda event: (event.name == "closed", event.incident["severity_rank"])), len(news.open_told[group]))
        for group, events in sorted(groups.items())
    ]


def _content(event: Event) -> dict[str, Any]:
    told = {name: event.incident[name] for name in TOLD}
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}
    return {
        "event": event.name,
        "notification_id": event.notification_id,
        "may_be_second": event.may_be_second,
        **told,
        "causes": dict(event.causes),
    }


def _alert(event: Event) -> dict[str, Any]:
    incident, content = event.incident, _content(event)
    labels = {name: content[name] for name in ("kind", "column_name", "segment_column", "segment_value", "severity", "incident_id")}
    labels |= {"alertname": f"ml_monitor_{incident['kind'] or 'incident'}", "monitor_name": event.channel.monitor_name}
    labels |= {"owner": event.channel.owner, "tags": event.channel.tags}
    annotations = {name: content[name] for name in ("what_changed", "likely_causes", "suggestion", "event", "notification_id")}
    annotations |= {"summary": incident["headline"], "since": content["opened_chunk_date"] or content["opened_chunk_key"]}
    is_closed = event.name == "closed"
    return {
        "status": "resolved" if is_closed else "firing",
        "labels": {name: value for name, value in labels.items() if value},
        "annotations": {name: value for name, value in annotations.items() if value},
        "startsAt": f"{content['first_seen_at']}Z" if content["first_seen_at"] else NEVER,
        # The time at which it is told, as far as receivers care.
        "endsAt": f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}" if is_closed else NEVER,
        "generatorURL": "",
        "fingerprint": incident["incident_id"],
    }


def _common(mappings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in mappings[0].items() if all(other.get(name) == value for other in mappings)}
