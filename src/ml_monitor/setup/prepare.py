"""What the model that reads a file changes in its columns, so that they have the types that the package needs."""

from __future__ import annotations

from ml_monitor.setup.table import Column, Table
from ml_monitor.setup.words import as_probability, as_time, words
from ml_monitor.sql_text import identifier as quoted

# How often the unit of a time since 1970 goes into a second, by its name.
EPOCHS = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000}
FIRST_SECOND, LAST_SECOND = 946684800, 4102444800  # from 2000 to 2100


def replacements(table: Table, timestamp: str | None) -> dict[str, tuple[str, str]]:
    """By column, the SQL that replaces it, and what it does in words.

    Args:
        table: the file as it is.
        timestamp: the column that the user named as the timestamp, if any.
    """
    changed = {}
    for column in table.columns.values():
        found = _as_time(column, column.name == timestamp) or _as_share(column)
        if found:
            changed[column.name] = found
    return changed


def _as_time(column: Column, is_said: bool) -> tuple[str, str] | None:
    name = quoted(column.name)
    if column.kind == "text" and column.value_count and column.time_share == 1:
        return f"cast({name} as timestamp)", "text that reads as a time"
    is_named = is_said or as_time(column.name) > 0 or "epoch" in words(column.name)
    if column.is_whole and column.distinct_count > 1 and is_named:
        for unit, per_second in EPOCHS.items():
            if column.is_within(FIRST_SECOND * per_second, LAST_SECOND * per_second):
                return f"make_timestamp(cast({name} as bigint) * {1_000_000 // per_second})", f"{unit} since 1970"
    return None


def _as_share(column: Column) -> tuple[str, str] | None:
    is_percent = column.is_within(0, 100) and column.highest is not None and column.highest > 1.5 and column.distinct_count > 2
    says_percent = bool({"pct", "percent", "percentage"} & set(words(column.name)))
    is_named = as_probability(column.name) == 3 or (says_percent and as_probability(column.name) > 0)
    if is_percent and is_named:
        return f"{quoted(column.name)} / 100.0", "a probability in percent"
    return None
