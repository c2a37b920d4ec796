"""What is remembered of messages: rows of monitor_notifications, written before a message is sent and after.

A claim is a row that is written before sending. Its key is that of the notification and the attempt, and a row whose key is there is
not added again: so two notifiers never hold the same claim. The outcome is a row that is written afterwards. docs/howto/notify.md says
what a kill in between leaves.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, Protocol, TypeVar
from uuid import uuid4

import duckdb
from filelock import FileLock, Timeout

from ml_monitor.dbt_command import run_operation
from ml_monitor.duckdb_file import DuckDBFile
from ml_monitor.errors import UserError
from ml_monitor.notify.delivery import MESSAGE_SECONDS
from ml_monitor.notify.news import COLUMNS, Event
from ml_monitor.project import Project
from ml_monitor.sql_text import identifier, literal
from ml_monitor.warehouse import open_tables

TABLE = "monitor_notifications"
ROW = (
    "record_id",
    "notification_id",
    "message_id",
    "channel",
    "monitor_name",
    "incident_id",
    "event",
    "event_number",
    "severity",
    "severity_rank",
    "headline",
    "attempt",
    "state",
    "answer",
    "claimed_by",
    "claimed_until",
)
# So long a notifier waits for a DuckDB file that another process has open: before it sends, and with an outcome to write.
BEFORE_SECONDS = 60.0
AFTER_SECONDS = 600.0
# What dbt takes to write an outcome, at most.
DBT_SECONDS = 45.0
# An argument of a program may have 128 KB.
ARGUMENT_BYTES = 60_000

Row = dict[str, Any]
Result = TypeVar("Result")


def utc_now() -> datetime:
    """The time in UTC, without a zone, as the tables have it."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


class Ledger(Protocol):
    """Where rows of monitor_notifications are read and written."""

    # True if no other notifier can be at work while this ledger is open.
    is_alone: bool
    # How long a message takes at most, with its outcome written.
    seconds_per_message: float

    def read(self) -> duckdb.DuckDBPyConnection:
        """A connection with the tables of `COLUMNS`, to be closed by the caller."""

    def add(self, rows: Sequence[Row], patience: float) -> set[str]:
        """Writes rows whose key is not there yet; the keys of those that are in the table as they were given."""


@contextmanager
def open_ledger(project: Project) -> Iterator[Ledger]:
    """The ledger of a project. On a DuckDB file one notifier works at a time; another waits for it.

    Raises:
        UserError: another notifier works for longer than anybody waits.
    """
    file = DuckDBFile.of_project(project)
    if file is None:
        yield DbtLedger(project)
        return
    database = str(project.models()[TABLE]["database"]) if TABLE in project.models() else ""
    path = file.paths.get(database) or next(iter(file.paths.values()))
    # The operating system frees it when its holder dies, however that happens.
    lock = FileLock(f"{path}.notify.lock", timeout=AFTER_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise UserError(f"Another `ml-monitor notify` has been at work for {AFTER_SECONDS:.0f} s. It holds {lock.lock_file}.") from error
    except PermissionError as error:
        raise UserError(f"{lock.lock_file} cannot be written. `ml-monitor notify` writes to the database beside it.") from error
    try:
        yield FileLedger(project, file)
    finally:
        lock.release()


class FileLedger:
    """A DuckDB file, which is open only while it is read or written, so that nobody else has to wait while a receiver is slow."""

    is_alone = True
    seconds_per_message = MESSAGE_SECONDS

    def __init__(self, project: Project, file: DuckDBFile) -> None:
        """Remembers the place; nothing is opened."""
        self.project = project
        self.file = file

    def read(self) -> duckdb.DuckDBPyConnection:
        """Opens the file, waiting for whoever writes to it."""
        return _patiently(lambda: open_tables(self.project, list(COLUMNS), columns=COLUMNS), BEFORE_SECONDS)

    def add(self, rows: Sequence[Row], patience: float) -> set[str]:
        """Writes the rows in one transaction."""
        return _patiently(lambda: self._add(rows), patience)

    def _add(self, rows: Sequence[Row]) -> set[str]:
        database = str(self.project.models()[TABLE]["database"])
        relation = self.file.relation(TABLE)
        names = ", ".join(ROW)
        values = [[*(row[name] for name in ROW), utc_now()] for row in rows]
        with duckdb.connect() as connection:
            try:
                connection.execute(f"attach {literal(str(self.file.paths[database]))} as {identifier(database)}")
            except duckdb.Error as error:
                raise UserError(f"{self.file.paths[database]} cannot be written: {error}") from error
            connection.execute("begin")
            places = ", ".join("?" * (len(ROW) + 1))
            connection.executemany(
                f"""
                insert into {relation} ({names}, written_at)
                select * from (values ({places})) as new_row ({names}, written_at)
                where record_id not in (select record_id from {relation})
                """,
                values,
            )
            connection.execute("commit")
            query = f"select record_id from {relation} where claimed_by = ?"
            return {key for (key,) in connection.execute(query, [rows[0]["claimed_by"]]).fetchall()}


class DbtLedger:
    """Any other warehouse, which the user's own dbt writes to by the package's macro write_notifications()."""

    is_alone = False
    seconds_per_message = MESSAGE_SECONDS + DBT_SECONDS

    def __init__(self, project: Project) -> None:
        """Remembers the project; nothing is run."""
        self.project = project

    def read(self) -> duckdb.DuckDBPyConnection:
        """Brings the tables by one invocation of dbt."""
        return open_tables(self.project, list(COLUMNS), columns=COLUMNS)

    def add(self, rows: Sequence[Row], patience: float) -> set[str]:
        """Writes the rows in as few invocations of dbt as their texts allow."""
        del patience  # nobody locks these warehouses for long
        writer = rows[0]["claimed_by"]
        written: set[str] = set()
        for batch in _batches(rows):
            first: dict[str, tuple[int, str]] = {}
            for line in run_operation(self.project, "write_notifications", {"rows": batch}):
                holder = (int(line["written_at"]), str(line["claimed_by"]))
                first[line["record_id"]] = min(holder, first.get(line["record_id"], holder))
            # Without a lock two rows can have the same key: the older one holds.
            written |= {key for key, (_, holder) in first.items() if holder == writer}
        return written


def claims(events: Sequence[Event], message_id: str, run: str, seconds: float) -> list[Row]:
    """The rows that say that a run is about to send events."""
    until = utc_now() + timedelta(seconds=seconds)
    return [_row(event, message_id, "claimed", ":none", run, until) for event in events]


def outcomes(events: Sequence[Event], message_id: str, run: str, state: str, answer: str) -> list[Row]:
    """The rows that say what became of them."""
    return [_row(event, message_id, state, answer, run, None) for event in events]


def new_run() -> str:
    """A name for a run that no other has."""
    return uuid4().hex


def _row(event: Event, message_id: str, state: str, answer: str, run: str, until: datetime | None) -> Row:
    key = f"{event.notification_id}|{event.attempt}|{'claim' if state == 'claimed' else 'outcome'}"
    return {
        "record_id": sha256(key.encode()).hexdigest()[:32],
        "notification_id": event.notification_id,
        "message_id": message_id,
        "channel": event.channel.channel,
        "monitor_name": event.channel.monitor_name,
        "incident_id": event.incident["incident_id"],
        "event": event.name,
        "event_number": event.number,
        "severity": event.incident["severity"],
        "severity_rank": event.incident["severity_rank"],
        "headline": event.incident["headline"],
        "attempt": event.attempt,
        "state": state,
        "answer": answer,
        "claimed_by": run,
        "claimed_until": until.isoformat(" ") if until else None,
    }


def _patiently(attempt: Callable[[], Result], seconds: float) -> Result:
    """What an attempt gives, which is repeated while another process has the DuckDB file open."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except UserError as error:
            is_locked = isinstance(error.__cause__, duckdb.Error) and "lock" in str(error.__cause__)
            if not is_locked or time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def _batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows in parts that a program takes as one argument."""
    batch: list[Row] = []
    for row in rows:
        if batch and len(json.dumps([*batch, row]).encode()) > ARGUMENT_BYTES:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
