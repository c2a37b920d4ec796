"""Which column tells rows apart, and which says when a row was scored."""

from __future__ import annotations

from ml_monitor.setup.guess import Guess, named
from ml_monitor.setup.table import Column
from ml_monitor.setup.words import as_id, as_time
from ml_monitor.sql_text import identifier as quoted


def find_time(guess: Guess) -> Column | None:
    """The time of the prediction, by type and name."""
    given = guess.given.timestamp
    times = [column for column in guess.free() if column.kind == "time" and column.value_count]
    if given is not None:
        column, why = named(guess.table, given), "you said so"
        if column is None:
            return None
        if column.kind != "time":
            why = f"{column.name!r} has the type {column.type}, which is no time: {_cast(column)}"
            guess.lacks("timestamp", "timestamp", why, [time.name for time in times])
            return None
    else:
        if not times:
            texts = [column for column in guess.free() if column.kind == "text" and column.time_share == 1]
            reads = "reads as a time, but its type is"
            guess.notes += [f"{text.name!r} {reads} {text.type}: {_cast(text)}, and it can be the timestamp." for text in texts]
            return None
        column = max(times, key=lambda time: (as_time(time.name), time.value_count, time.distinct_count))
        others = [f"{time.name!r}" for time in times if time is not column]
        why = f"its type is {column.type}" + (f", and its name fits better than {', '.join(others)}" if others else "")
    guess.taken.add(column.name)
    guess.found("timestamp", column.name, why, "--timestamp")
    if column.value_count < column.row_count:
        guess.notes.append(f"{column.row_count - column.value_count:,} rows have no {column.name}: they are in no chunk.")
    return column


def _cast(column: Column) -> str:
    return f"write `cast({quoted(column.name)} as timestamp) as {quoted(column.name)}` in your model"


def find_row_id(guess: Guess) -> Column | None:
    """The column without repeated values, by name and by the values."""
    given = guess.given.row_id
    if given is not None:
        return _given_row_id(guess, given)
    repeated = []
    for column in _candidates(guess):
        count = guess.table.repeated_count(column.name)
        if count == 0:
            guess.taken.add(column.name)
            sample = "" if guess.table.sample_count == guess.table.row_count else " in the sample"
            guess.found("row_id", column.name, f"every row has a value of its own{sample}", "--row-id")
            return column
        if as_id(column.name) >= 2:
            repeated.append(f"{column.name!r} repeats in {count:,} rows")
    why = "; ".join(repeated) or "no column looks like an id"
    if guess.can_derive:
        name = guess.new_name("row_id")
        guess.derived[name] = "row_number() over ()"
        guess.found("row_id", name, f"{why}: the model counts the rows of the file", "--row-id")
        guess.notes.append("Rows are numbered in the order of the file: append new rows at its end.")
    else:
        choices = [column.name for column in guess.free() if column.kind in ("number", "text")]
        guess.lacks("row_id", "row id", f"{why}; it has to be unique and not null", choices)
    return None


def _candidates(guess: Guess) -> list[Column]:
    """Columns that may be the id, the likeliest first; without a fitting name, texts and the first column."""
    columns = list(guess.table.columns.values())
    fitting = []
    for column in guess.free():
        is_id_type = column.kind == "text" or (column.kind == "number" and column.is_whole)
        is_varied = column.is_complete and column.distinct_count >= min(0.8 * column.row_count, column.row_count)
        is_likely = as_id(column.name) > 0 or column.kind == "text" or column is columns[0]
        if is_id_type and is_likely and (is_varied or as_id(column.name) >= 2) and column.value_count:
            fitting.append(column)
    return sorted(fitting, key=lambda column: -as_id(column.name))


def _given_row_id(guess: Guess, given: str) -> Column | None:
    column = named(guess.table, given)
    if column is None:
        guess.lacks("row_id", "row id", "a monitor cannot do without one")
        return None
    problems = []
    if column.kind not in ("number", "text"):
        problems.append(f"has the type {column.type}, not a number or a text")
    if column.value_count < column.row_count:
        problems.append(f"is empty in {column.row_count - column.value_count:,} rows")
    if repeated := guess.table.repeated_count(column.name):
        problems.append(f"repeats in {repeated:,} rows")
    if problems:
        guess.lacks("row_id", "row id", f"{column.name!r} {' and '.join(problems)}; it has to be unique and not null")
        return None
    guess.taken.add(column.name)
    guess.found("row_id", column.name, "you said so", "--row-id")
    return column
