"""`ml-monitor notify` on warehouses that it writes to through the user's dbt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta

import duckdb
import pytest
from consumer import DBT, REPOSITORY, Consumer
from made_project import fill, incident, run_command
from notified import TABLES, Notified, channel, performance
from receivers import web_server
from test_warehouse import PostgresCursor
from warehouses import EngineConsumer, started

from ml_monitor.duckdb_file import DuckDBFile
from ml_monitor.notify import ledger, sending
from ml_monitor.notify.ledger import ROW, DbtLedger, FileLedger, claims, utc_now
from ml_monitor.notify.news import whats_new
from ml_monitor.notify.sending import send_news
from ml_monitor.project import Project

ODD = "it's \"odd\" \\ back\nslash {{ 7 * 7 }} $$ %s 'Köln' 東京"
ROWS = {"monitor_incidents": [incident(headline=ODD)], "monitor_alert_channels": [channel()], "monitor_notifications": []}
READ = "select event, state, attempt, headline, answer, claimed_until, written_at from monitor_notifications order by written_at"
ENVIRONMENT = {"ML_MONITOR_THROUGH_DBT": "1", "ML_MONITOR_DBT": DBT, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


@pytest.fixture
def web():
    with web_server() as web:
        yield web


def notify(consumer: Consumer, web, **variables: str):
    variables = {**ENVIRONMENT, "ML_MONITOR_CHANNEL_TEAM": web.url, **variables}
    return run_command("notify", "--project-dir", str(consumer.folder), **variables)


def duckdb_project(folder) -> Consumer:
    consumer = Consumer(folder, {})
    with duckdb.connect(str(consumer.database)) as connection:
        connection.execute("create schema main_ml_monitor")
        for name in TABLES:
            fill(connection, f"main_ml_monitor.{name}", name, ROWS[name])
    return consumer


def postgres_project(folder) -> Consumer:
    postgres = started("postgres")
    consumer = EngineConsumer(postgres, folder, {})
    with closing(postgres.connect()) as connection, connection, connection.cursor() as cursor:
        cursor.execute("create schema main_ml_monitor")
        for name in TABLES:
            fill(PostgresCursor(cursor), f"main_ml_monitor.{name}", name, ROWS[name])
    return consumer


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory) -> Consumer:
    return postgres_project(tmp_path_factory.mktemp("postgres"))


@pytest.mark.engines
@pytest.mark.postgres
def test_on_postgres_an_event_is_claimed_sent_and_marked(on_postgres, web):
    assert_is_claimed_sent_and_marked(on_postgres, web)


@pytest.mark.engines
def test_through_dbt_an_event_is_claimed_sent_and_marked(tmp_path, web):
    assert_is_claimed_sent_and_marked(duckdb_project(tmp_path), web)


def assert_is_claimed_sent_and_marked(consumer: Consumer, web) -> None:
    begun = utc_now() - timedelta(seconds=1)
    result = notify(consumer, web)
    assert result.stderr == "team: loans: 1 new: sent (HTTP 200)\n"
    assert len(web.requests) == 1
    rows = consumer.query(READ)
    assert rows["state"].tolist() == ["claimed", "sent"]
    assert rows["answer"].tolist() == [":none", "HTTP 200"]
    assert set(rows["headline"]) == {ODD}
    assert set(rows["attempt"]) == {1}
    assert begun < rows["written_at"][0] < rows["written_at"][1] < rows["claimed_until"][0]
    assert rows["claimed_until"].isna().tolist() == [False, True]
    assert "s3cr3t" not in result.output + str(rows)


def row(**values) -> dict:
    return {**dict.fromkeys(ROW, "x"), "event_number": 0, "severity_rank": 2, "attempt": 1, "claimed_until": None, **values}


@pytest.mark.engines
@pytest.mark.postgres
def test_of_two_that_claim_at_once_one_gets_it(on_postgres):
    postgres, folder = started("postgres"), str(on_postgres.folder)
    arguments = ["--args", json.dumps({"rows": [row(claimed_by="two")]}), "--project-dir", folder, "--profiles-dir", folder]
    command = [DBT, "run-operation", "ml_monitor.write_notifications", "--quiet", "--no-write-json", *arguments]
    with closing(postgres.connect()) as connection, connection.cursor() as first:
        first.execute("insert into main_ml_monitor.monitor_notifications (record_id, claimed_by, written_at) values ('x', 'one', now())")
        second = subprocess.Popen(command, cwd=folder, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.PIPE, text=True)
        # It cannot see what is not committed, so it has to wait.
        waiting = "select count(*) from pg_locks where not granted and relation = 'main_ml_monitor.monitor_notifications'::regclass"
        while not postgres.query(waiting).iloc[0, 0] and second.poll() is None:
            time.sleep(0.1)
        connection.commit()
    output = second.communicate(timeout=120)[0]
    assert json.loads(output.split("ml_monitor>")[1].splitlines()[0])["claimed_by"] == "one"
    assert on_postgres.query("select claimed_by from monitor_notifications where record_id = 'x'")["claimed_by"].tolist() == ["one"]


def remake(**tables: list[dict]) -> None:
    with closing(started("postgres").connect()) as connection, connection, connection.cursor() as cursor:
        for name, rows in tables.items():
            cursor.execute(f"drop table main_ml_monitor.{name}")
            fill(PostgresCursor(cursor), f"main_ml_monitor.{name}", name, rows)


# Each takes half a minute: seven invocations of dbt, and the time for which the slower notifier waits for the faster one.
RACES = 5
CHANNELS = ("team", "boss")


@pytest.mark.engines
@pytest.mark.postgres
def test_two_whole_notifiers_at_once_send_every_message_once(on_postgres, tmp_path, web):
    # A dbt that notes which notifier has called it for what.
    calls, dbt = tmp_path / "calls", tmp_path / "dbt"
    dbt.write_text(f'#!/bin/sh\necho "$PPID $2" >> "{calls}"\nexec "{DBT}" "$@"\n')
    dbt.chmod(0o755)
    variables = {f"ML_MONITOR_CHANNEL_{name.upper()}": f"{web.url}/{name}" for name in CHANNELS}
    environment = {**os.environ, **ENVIRONMENT, **variables, "ML_MONITOR_DBT": str(dbt), "PYTHONPATH": str(REPOSITORY / "src")}
    command = [sys.executable, "-c", "from ml_monitor.cli import main; main()", "notify", "--project-dir", str(on_postgres.folder)]
    remake(monitor_alert_channels=[channel(name) for name in CHANNELS], monitor_notifications=[])
    incidents, claimants = [], []
    for race in range(RACES):
        calls.write_text("")
        web.requests.clear()
        incidents += [incident(incident_id=f"{race}{number}") for number in range(3)]
        remake(monitor_incidents=incidents)
        notifiers = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
        ]
        errors = [notifier.communicate(timeout=300)[1] for notifier in notifiers]
        assert [notifier.returncode for notifier in notifiers] == [0, 0], errors
        told = sorted(
            (request.path.rpartition("/")[2], alert["labels"]["incident_id"], alert["annotations"]["event"])
            for request in web.requests
            for alert in request.json["alerts"]
        )
        assert told == sorted((name, f"{race}{number}", "opened") for name in CHANNELS for number in range(3))
        assert sorted("".join(errors).splitlines()) == [
            "Nothing is new.",
            *(f"{name}: loans: 3 new: sent (HTTP 200)" for name in sorted(CHANNELS)),
        ]
        rows = on_postgres.query(f"select notification_id, state, claimed_by from monitor_notifications where incident_id like '{race}_'")
        states = rows.groupby(["notification_id", "claimed_by"])["state"].agg(lambda found: tuple(sorted(found)))
        assert list(states) == [("claimed", "sent")] * len(told)
        claimants.append({line.split()[0] for line in calls.read_text().splitlines() if line.endswith("write_notifications")})
    # They did meet: both wanted to claim the same events.
    assert any(len(found) == 2 for found in claimants)


def holders(monkeypatch, *lines: dict) -> list[int]:
    """Makes dbt say this of every write; the sizes of the batches that it got."""
    sizes = []

    def run_operation_of_test(project, macro, arguments):
        assert macro == "write_notifications"
        sizes.append(len(arguments["rows"]))
        return iter(lines)

    monkeypatch.setattr(ledger, "run_operation", run_operation_of_test)
    return sizes


def test_where_nothing_locks_the_older_claim_holds(tmp_path, monkeypatch):
    written = [{"record_id": "x", "claimed_by": "other", "written_at": "9"}, {"record_id": "x", "claimed_by": "me", "written_at": "10"}]
    holders(monkeypatch, *written)
    of_dbt = DbtLedger(Project(tmp_path))
    assert of_dbt.add([row(claimed_by="me")], 0) == set()
    assert of_dbt.add([row(claimed_by="other")], 0) == {"x"}


def test_many_rows_are_written_in_parts_that_a_program_takes(tmp_path, monkeypatch):
    sizes = holders(monkeypatch)
    rows = [row(claimed_by="me", headline="x" * 500, record_id=str(number)) for number in range(300)]
    DbtLedger(Project(tmp_path)).add(rows, 0)
    assert sum(sizes) == 300
    assert len(sizes) > 1
    assert max(sizes) * len(json.dumps(rows[0])) < 120_000


class Shared(FileLedger):
    """A DuckDB file in place of a warehouse on which others may be at work."""

    is_alone = False


def test_what_another_notifier_has_claimed_is_waited_for_and_sent_when_its_claim_ends(tmp_path, web, monkeypatch):
    project = Notified(tmp_path, ML_MONITOR_CHANNEL_TEAM=web.url)
    opened = Project(tmp_path, environment=project.variables)
    shared = Shared(opened, DuckDBFile.of_project(opened))
    with shared.read() as connection:
        (event,) = whats_new(connection, utc_now(), others_are_dead=False).events
    shared.add(claims([event], "m", "other", seconds=2), 1)
    monkeypatch.setattr(sending, "HELD_SECONDS", -1)
    _, held_until = send_news(opened, shared, print)
    assert held_until > utc_now()
    assert web.requests == []
    monkeypatch.setattr(sending, "HELD_SECONDS", 60)
    (delivery,), held_until = send_news(opened, shared, print)
    assert held_until is None
    assert "You may read this for the second time" in delivery.message.text
    assert project.states() == [("opened", "claimed", 1), ("opened", "claimed", 2), ("opened", "sent", 2)]


def test_a_claim_that_has_run_out_is_not_sent_since_another_notifier_may_have_it(tmp_path, web):
    project = Notified(tmp_path, ML_MONITOR_CHANNEL_TEAM=web.url)
    opened = Project(tmp_path, environment=project.variables)
    shared = Shared(opened, DuckDBFile.of_project(opened))
    # As if the machine had slept after the claim.
    shared.seconds_per_message = -10
    (delivery,), _ = send_news(opened, shared, print)
    assert delivery.answer == "not called: the claim has run out"
    assert web.requests == []
    assert project.states() == [("opened", "claimed", 1), ("opened", "failed", 1)]


class Faster(Shared):
    """Another notifier claims the first event between the look and the claim."""

    def add(self, rows, patience):
        if rows[0]["state"] == "claimed" and rows[0]["claimed_by"] != "other":
            super().add([{**rows[0], "claimed_by": "other"}], patience)
        return super().add(rows, patience)


def test_what_another_notifier_claims_first_is_left_to_it_and_the_rest_is_sent(tmp_path, web, monkeypatch):
    project = Notified(tmp_path, [incident(), performance(severity="critical", severity_rank=1)], ML_MONITOR_CHANNEL_TEAM=web.url)
    opened = Project(tmp_path, environment=project.variables)
    monkeypatch.setattr(sending, "HELD_SECONDS", 2)
    monkeypatch.setattr(sending, "LOOK_SECONDS", 0.5)
    (delivery,), held_until = send_news(opened, Faster(opened, DuckDBFile.of_project(opened)), print)
    assert [event.incident["kind"] for event in delivery.message.events] == ["input"]
    assert [alert["labels"]["kind"] for request in web.requests for alert in request.json["alerts"]] == ["input"]
    # It looks again, and sees what the other one holds.
    assert held_until > utc_now()
