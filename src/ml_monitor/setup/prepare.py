"""What the model that reads a file changes in its columns, so that they have the types that the package needs."""

from __future__ import annotations

from ml_monitor.setup.table import Column, Table
from ml_monitor.setup.words import as_probability, as_time, words
from ml_monitor.sql_text import identifier as quoted

# How often the unit of a time since 1970 goes into a second, by its name.
EPOCHS = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000}
# What people write for a value that is not there.
MISSING = ("na", "n/a", "nan", "null", "none", "-", "?", "")
DOTTED_DATES = ["%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S"]
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
        if not found and column.kind == "text" and column.value_count:
            found = _as_number(table, column) or _as_dotted_date(table, column)
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


def _as_number(table: Table, column: Column) -> tuple[str, str] | None:
    """Numbers that are text for their decimal commas, or for words such as NA among them; digits alone may be codes, and stay text."""
    name = quoted(column.name)
    plain, missing, with_comma, comma = table.row(
        f"""
        select
            count(try_cast({name} as double)),
            count(*) filter (where lower(trim({name})) in {MISSING}),
            count(*) filter (where regexp_full_match(trim({name}), '[-+]?[0-9]+(,[0-9]+)?')),
            count(*) filter (where contains({name}, ','))
        from {table.relation}
        """
    )
    if comma and with_comma and with_comma + missing == column.value_count:
        return f"try_cast(replace({name}, ',', '.') as double)", "numbers with decimal commas"
    if missing and plain >= missing and plain + missing == column.value_count:
        return f"try_cast({name} as double)", "numbers, and words for missing ones"
    return None


def _as_dotted_date(table: Table, column: Column) -> tuple[str, str] | None:
    """Dates such as 31.12.2024, alone or with a time of day."""
    parsed = f"try_strptime({quoted(column.name)}, {DOTTED_DATES})"
    (count,) = table.row(f"select count({parsed}) from {table.relation}")
    return (parsed, "text that reads as a time") if count == column.value_count else None
