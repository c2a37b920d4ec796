"""What commands share when they tell what was found: rows as mappings, texts that no terminal takes for anything else, colors."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import duckdb

from ml_monitor.errors import UserError

Record = dict[str, Any]

# The worst first.
SEVERITIES = ("critical", "high", "medium", "low")
# The styles of rich; the environment variable NO_COLOR leaves out the colors.
STYLES = {
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
    "broken": "bold red",
    "watch": "bold yellow",
    "cannot_judge": "bold yellow",
    "ok": "bold green",
}
STATES = {"broken": "BROKEN", "watch": "WATCH", "cannot_judge": "CANNOT BE JUDGED", "ok": "OK"}


def records(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Any] = ()) -> list[Record]:
    """The rows of a query. What the tables write as `:none`, and what is not a number, is None."""
    result = connection.execute(query, list(parameters))
    names = [column[0] for column in result.description or ()]
    return [{name: _value(value) for name, value in zip(names, row)} for row in result.fetchall()]


def _value(value: Any) -> Any:
    is_nothing = value == ":none" or (isinstance(value, float) and not math.isfinite(value))
    return None if is_nothing else value


def as_json(content: Any) -> str:
    """A text for programs. Times are ISO 8601 as in the tables, without a zone."""
    return json.dumps(content, default=datetime.isoformat, ensure_ascii=False, allow_nan=False, indent=2)


def plain(text: object) -> str:
    """A text of the data's or the user's in one line: what a terminal would not show, or would obey, is written as an escape."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in str(text))


def shown_date(date: datetime | None, key: str) -> str:
    """When a chunk begins: its day, with the time where there is one; its key without a timestamp."""
    if date is None:
        return f"chunk {key}"
    return f"{date:%Y-%m-%d}" if date == datetime(date.year, date.month, date.day) else f"{date:%Y-%m-%d %H:%M}"


def shown_number(number: float | None) -> str:
    """A number as the headlines have it: three significant digits."""
    if number is None:
        return "-"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def usual_range(low: float | None, high: float | None) -> str:
    """The thresholds in words, as the headlines have them."""
    if low is not None and high is not None:
        return f"{shown_number(low)} to {shown_number(high)}"
    if low is None and high is None:
        return "-"
    return f"at least {shown_number(low)}" if high is None else f"at most {shown_number(high)}"


def known_monitors(wanted: Iterable[str], known: Sequence[str]) -> None:
    """Checks the names that a user gives.

    Raises:
        UserError: there is no such monitor.
    """
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, 1)
            raise UserError(
                f"There is no monitor {name!r}. " + (f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known) or 'none'}.")
            )


def incident_subject(incident: Record) -> str:
    """What an incident is of: the column, the custom metric, or the kind of numbers."""
    kind, name = str(incident["kind"]), str(incident["column_name"])
    if kind in ("input", "business"):
        return name
    return f"estimated {name}" if kind == "estimated_business" else kind.replace("_", " ")


def weakest(weak_segments: Sequence[Record]) -> str:
    """The first of a monitor's rows of monitor_weak_segments in words, and how many more there are."""
    first = weak_segments[0]
    loss = "estimated loss" if first["loss_source"] == "estimated" else "loss"
    times = f"{loss} {shown_number(first['lift'])} times the rest" if first["lift"] is not None else f"the rest has no {loss}"
    since = {"became_weak": "; it was not so in the reference", "was_weak": "; it was weak in the reference, too"}.get(first["history"], "")
    more = f" ({len(weak_segments) - 1} more in monitor_weak_segments)" if len(weak_segments) > 1 else ""
    return f"{first['segment']}, {times}, {shown_number(100 * first['support'])} % of the rows{since}{more}"
