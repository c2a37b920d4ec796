"""How rows are cut into chunks, and which of them are the reference."""

from __future__ import annotations

from datetime import date, datetime
from statistics import median
from typing import Any

from ml_monitor.setup.guess import Guess
from ml_monitor.setup.table import Column, Table
from ml_monitor.setup.words import REFERENCE_SETS, SPLITS, words
from ml_monitor.sql_text import identifier as quoted

ENOUGH_CHUNKS = 20  # of the reference: thresholds are estimated from them
ENOUGH_ROWS = 30  # of a chunk: below, sampling noise is most of every number
LEAST_ROWS = 20  # of a calendar chunk: below, chunks of a size are better
MOST_CHUNKS = 60  # of a size, over both periods


def find_chunks(guess: Guess, time: Column | None, row_id: str | None, label: Column | None, reference: Table | None = None) -> None:
    """Chooses chunks and reference, and writes them down.

    Args:
        guess: what is known so far.
        time: the timestamp, if there is one.
        row_id: the name of the row's id, if it is known.
        label: the label, if there is one.
        reference: the relation of the reference, if it is one of its own.
    """
    rows = guess.table.row_count
    if rows < 2:
        guess.lacks("", "rows", f"the table has {rows} row{'' if rows == 1 else 's'}, and a report needs at least two chunks of them")
        return
    if reference:
        _of_own_reference(guess, reference, time, label)
    elif not guess.given.reference_until and (split := _split(guess)):
        _by_split(guess, split, time, label)
    elif time:
        _by_time(guess, time, label)
    else:
        _by_order(guess, row_id)


def _chunks_of(table: Table, time: str, label: Column | None, period: str, condition: str = "true") -> list[tuple[Any, int, int]]:
    return table.periods(time, label.name if label else None, period, condition)


def _rows_per_chunk(chunks: list[tuple[Any, int, int]]) -> int:
    return round(median(count for _, count, _ in chunks)) if chunks else 0


def _period(
    guess: Guess, table: Table, time: Column, label: Column | None, least: int, condition: str = "true"
) -> tuple[str, list[tuple[Any, int, int]]] | None:
    """The longest period up to a month that gives enough chunks with enough rows; the one that the user wants, however many."""
    wanted = guess.given.chunk_period
    for period in [wanted] if wanted else ("month", "week", "day", "hour", "quarter", "year"):
        chunks = _chunks_of(table, time.name, label, period, condition)
        if wanted or (len(chunks) >= least and _rows_per_chunk(chunks) >= LEAST_ROWS):
            return period, chunks
    return None


def _write_period(guess: Guess, period: str, chunks: list[tuple[Any, int, int]], reference_count: int) -> None:
    per_chunk = _rows_per_chunk(chunks)
    why = f"{len(chunks)} chunks, {reference_count} of them in the reference, about {per_chunk:,} rows each"
    guess.found("chunk_period", period, "you said so: " + why if guess.given.chunk_period else why, "--chunk-period")
    guess.remarks["chunk_period"] = f"about {per_chunk:,} rows each"
    _warn(guess, reference_count, per_chunk)


def _write_size(guess: Guess, size: int, reference_rows: int, why: str) -> None:
    said = guess.given.chunk_size
    count = reference_rows // size
    guess.found("chunk_size", size, "you said so" if said else f"{why}{count} chunks of the reference", "--chunk-size")
    _warn(guess, count, size)


def _warn(guess: Guess, reference_count: int, per_chunk: int) -> None:
    if reference_count < ENOUGH_CHUNKS:
        needed = f"Thresholds need {ENOUGH_CHUNKS} or more; with fewer they are rough, and alerts may be false."
        guess.notes.append(f"The reference has {reference_count} chunks. {needed}")
    if per_chunk < ENOUGH_ROWS:
        guess.notes.append(f"{per_chunk} rows per chunk are few: numbers of so small chunks are noisy. {ENOUGH_ROWS} or more are better.")


def _size(guess: Guess, rows: int, reference_rows: int) -> int:
    """Rows per chunk, so that the reference has enough chunks and a chunk enough rows, as far as the rows allow."""
    if guess.given.chunk_size:
        return guess.given.chunk_size
    return max(1, min(reference_rows // ENOUGH_CHUNKS, max(rows // MOST_CHUNKS, ENOUGH_ROWS)))


def _split(guess: Guess) -> tuple[str, str] | None:
    """A column that says which rows are the reference, and its value."""
    for column in guess.free():
        if column.kind == "text" and 2 <= len(column.values) <= 5 and SPLITS & set(words(column.name)):
            known = {value.lower(): value for value in column.values}
            for name in REFERENCE_SETS:
                if name in known:
                    return column.name, known[name]
    return None


def _by_split(guess: Guess, split: tuple[str, str], time: Column | None, label: Column | None) -> None:
    name, value = split
    condition = f"{quoted(name)} = '{value.replace(chr(39), chr(39) * 2)}'"
    guess.taken.add(name)
    guess.found("reference", {"where": condition}, f"{name} says which rows are the reference", "--reference-until")
    _cut_reference(guess, guess.table, time, label, guess.table.count(condition), condition)


def _of_own_reference(guess: Guess, reference: Table, time: Column | None, label: Column | None) -> None:
    _cut_reference(guess, reference, time, label, reference.row_count, "true")


def _cut_reference(guess: Guess, table: Table, time: Column | None, label: Column | None, reference_rows: int, condition: str) -> None:
    """Chunks of a reference whose rows are known."""
    if time and not guess.given.chunk_size and (found := _period(guess, table, time, label, ENOUGH_CHUNKS, condition)):
        _write_period(guess, *found, len(found[1]))
        return
    if reference_rows < 2:
        guess.lacks("", "rows", f"the reference has {reference_rows} rows")
        return
    _write_size(guess, _size(guess, reference_rows, reference_rows), reference_rows, "")


def _by_time(guess: Guess, time: Column, label: Column | None) -> None:
    """A reference that ends at a time: half of the chunks, at least 20, and no later than labels reach."""
    until = guess.given.reference_until
    found = None if guess.given.chunk_size else _period(guess, guess.table, time, label, ENOUGH_CHUNKS + 5)
    if found:
        period, chunks = found
        count = _count_before(chunks, until) if until else _reference_count(chunks, label)
        if count is None or not 0 < count < len(chunks):
            _no_reference(guess, chunks[0][0], chunks[-1][0], label)
            return
        boundary = until or _text_of(chunks[count][0])
        _write_until(guess, boundary, f"{count} of {len(chunks)} {period}s" + (_labeled(chunks[:count]) if label else ""))
        _write_period(guess, period, chunks, count)
        if label:
            _expect_labels(guess, chunks[:count])
        return
    _by_time_and_size(guess, time, label, until)


def _no_reference(guess: Guess, first: Any, last: Any, label: Column | None) -> None:
    where = f"rows are from {_text_of(first)} to {_text_of(last)}"
    if guess.given.reference_until:
        why = f"found {guess.given.reference_until}; {where}, and both periods need some"
    else:
        why = f"the first rows have no {label.name}" if label else where
    guess.lacks("reference_until", "end of the reference", why)


def _reference_count(chunks: list[tuple[Any, int, int]], label: Column | None) -> int | None:
    """How many of the first chunks are the reference."""
    count = min(max(ENOUGH_CHUNKS, len(chunks) // 2), len(chunks) - 1)
    if not label:
        return count
    shares = [labels / rows for _, rows, labels in chunks]
    if not any(shares[:count]):
        return None
    # Some models have labels for a part of their rows only; where labels are still to come there are fewer than usual.
    usual = median(share for share in shares if share)
    return min(count, max(index for index, share in enumerate(shares) if share >= 0.9 * usual) + 1)


def _expect_labels(guess: Guess, reference: list[tuple[Any, int, int]]) -> None:
    """Where most rows never get a label, a chunk must not wait for them."""
    usual = median(labels / rows for _, rows, labels in reference)
    if 0 < usual < 0.95:
        share = max(int(90 * usual) / 100, 0.01)
        guess.found("judge", {"min_label_share": share}, f"{usual:.0%} of the rows of a usual chunk get a label", "")


def _labeled(chunks: list[tuple[Any, int, int]]) -> str:
    """How many of the rows of chunks have a label, in words."""
    share = sum(labels for _, _, labels in chunks) / sum(rows for _, rows, _ in chunks)
    return ", all of them labeled" if share == 1 else f", {share:.0%} of their rows labeled"


def _count_before(chunks: list[tuple[Any, int, int]], until: str) -> int:
    end = datetime.fromisoformat(until)
    return sum(_plain(start) < end for start, _, _ in chunks)


def _plain(start: Any) -> datetime:
    if isinstance(start, datetime):
        return start.replace(tzinfo=None)
    return datetime.combine(start, datetime.min.time())


def _text_of(start: Any) -> str:
    moment = _plain(start)
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat(sep=" ")


def _write_until(guess: Guess, until: str, why: str) -> None:
    said = guess.given.reference_until
    guess.found("reference", {"until": yaml_time(until)}, f"you said so: {why}" if said else why, "--reference-until")


def yaml_time(until: str) -> date | str:
    """A date as YAML writes it, without quotes; with a time of day it is a text."""
    moment = datetime.fromisoformat(until)
    return moment.date() if moment.time() == datetime.min.time() else until


def _by_time_and_size(guess: Guess, time: Column, label: Column | None, until: str | None) -> None:
    """No calendar period gives enough chunks with enough rows: chunks of a size, and a reference that ends in the middle."""
    column, rows = quoted(time.name), guess.table.row_count
    condition = f"isfinite({column})" + (f" and {quoted(label.name)} is not null" if label else "")
    first, last, middle, second = guess.table.row(
        f"""
        with times as (select cast({column} as timestamp) as time from {guess.table.relation} where {condition}),
        second as (select min(time) as time from times where time > (select min(time) from times))
        select min(time), max(time), quantile_disc(time, 0.5), (select time from second) from times
        """
    )
    if second is None:
        named = label.name if label else time.name
        guess.lacks("reference_until", "end of the reference", f"all rows with a {named} have the same time, {first}")
        return
    # The begin of a day reads better than a moment.
    day = middle.replace(hour=0, minute=0, second=0, microsecond=0)
    end = datetime.fromisoformat(until) if until else next(time for time in (day, middle, second) if time > first)
    before = guess.table.count(f"cast({column} as timestamp) < timestamp '{end}'")
    if not 0 < before < rows:
        _no_reference(guess, first, last, label)
        return
    _write_until(guess, until or _text_of(end), f"{before:,} of {rows:,} rows")
    why = f"no calendar period gives {ENOUGH_CHUNKS + 5} chunks of {LEAST_ROWS} rows: "
    _write_size(guess, _size(guess, rows, before), before, why)


def _by_order(guess: Guess, row_id: str | None) -> None:
    """Without a time rows are ordered by their id, and the reference is the first half."""
    if guess.given.reference_until:
        guess.lacks("timestamp", "timestamp", "--reference-until needs one")
        return
    if guess.given.chunk_period:
        guess.lacks("timestamp", "timestamp", "--chunk-period needs one")
        return
    guess.notes.append("There is no timestamp: rows are ordered by their id. With a time, chunks could be days, weeks or months.")
    if row_id is None:
        return
    rows = guess.table.row_count
    if row_id in guess.derived:
        last = str(rows // 2)
    else:
        last = guess.table.value_at(row_id, max(0.5 - 0.5 / rows, 0)) or ""
        column = guess.table.columns[row_id]
        last = last if column.kind == "number" else "'" + last.replace("'", "''") + "'"
    guess.found(
        "reference",
        {"where": f"{quoted(row_id)} <= {last}"},
        f"the first half of {rows:,} rows in the order of {row_id}",
        "--reference-until",
    )
    _write_size(guess, _size(guess, rows, rows // 2), rows // 2, "")
