"""`ml-monitor notify` and receivers that are slow, say no, break off or are not there; a notifier that is killed, and two at once.

The servers are real ones on this machine. A test that counts their requests knows what arrived, whatever the notifier was told.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager

import duckdb
import pytest
from filelock import FileLock
from made_project import REPOSITORY
from notified import Notified, channel
from receivers import mail_server, web_server

from ml_monitor.notify import delivery, ledger, receivers, sending

SENT = [("opened", "claimed", 1), ("opened", "sent", 1)]
DOUBT = [("opened", "claimed", 1), ("opened", "in_doubt", 1)]
FAILED = [("opened", "claimed", 1), ("opened", "failed", 1)]


@pytest.fixture
def web():
    with web_server() as web:
        yield web


@pytest.fixture
def mails():
    with mail_server() as mails:
        yield mails


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Waits a hundredth of the time between calls, one second in place of many for an answer, and for no other notifier's claims."""
    monkeypatch.setattr(sending, "HELD_SECONDS", 0)
    monkeypatch.setattr(delivery, "PAUSES", tuple(pause / 100 for pause in delivery.PAUSES))
    monkeypatch.setattr(receivers, "ANSWER_SECONDS", 1.0)


def project_for(folder, address: str, **options) -> Notified:
    return Notified(folder, channels=[channel(**options)], ML_MONITOR_CHANNEL_TEAM=address)


def mailed(folder, mails, more: str = "") -> Notified:
    return project_for(folder, f"mailto://127.0.0.1:{mails.port}?from=monitor@example.org&to=oncall@example.org{more}")


def test_an_error_that_says_so_is_called_again_until_it_is_taken(tmp_path, web):
    project = project_for(tmp_path, web.url)
    web.answers.extend([500, 503, 200])
    assert project.notify().exit_code == 0
    assert len({request.headers["Idempotency-Key"] for request in web.requests}) == 1
    assert len(web.requests) == 3
    assert project.states() == SENT


def test_a_receiver_that_stays_broken_gets_the_message_from_the_next_run(tmp_path, web):
    project = project_for(tmp_path, web.url)
    web.answers.extend([500] * 4)
    result = project.notify()
    assert result.exit_code == 1
    assert result.stderr == "team: loans: 1 new: NOT SENT, the next run tries again (HTTP 500)\n"
    assert len(web.requests) == 4
    assert project.states() == FAILED
    assert project.notify().exit_code == 0
    assert project.states() == [*FAILED, ("opened", "claimed", 2), ("opened", "sent", 2)]
    assert len(web.requests) == 5


def test_a_no_that_will_not_change_is_not_asked_again_in_the_same_run(tmp_path, web):
    project = project_for(tmp_path, web.url)
    web.answers.extend([404, 302])
    assert "(HTTP 404)" in project.notify().stderr
    assert "(HTTP 302)" in project.notify().stderr
    assert len(web.requests) == 2


@pytest.mark.parametrize(
    ("answer", "said"), [((200, 1.5), "no answer in time"), (None, "the connection broke off"), (504, "HTTP 504: a gateway got no answer")]
)
def test_a_message_that_may_have_arrived_is_not_sent_a_second_time(tmp_path, web, answer, said):
    project = project_for(tmp_path, web.url)
    web.answers.append(answer)
    result = project.notify()
    assert result.exit_code == 1
    assert result.stderr == f"team: loans: 1 new: IN DOUBT, it may have arrived and is not sent again ({said})\n"
    assert project.notify().stderr == "Nothing is new.\n"
    assert project.states() == DOUBT
    assert len(web.requests) == 1
    # Its end is told: the receiver may know of its opening.
    project.set("status = 'closed'")
    project.notify()
    assert web.events() == ["opened", "closed"]


def test_a_receiver_that_folds_doubles_is_called_again_with_the_same_key(tmp_path, web):
    project = project_for(tmp_path, web.url, repeats_in_doubt=True)
    web.answers.extend([(200, 1.5), None, 200])
    assert project.notify().exit_code == 0
    assert len(web.requests) == 3
    assert len({request.headers["Idempotency-Key"] for request in web.requests}) == 1
    assert project.states() == SENT


def test_an_answer_that_trickles_in_does_not_hold_the_notifier(tmp_path, web, monkeypatch):
    monkeypatch.setattr(delivery, "CALL_SECONDS", 0.3)
    project = project_for(tmp_path, web.url)
    web.is_free.clear()
    assert "(no answer in 0 s)" in project.notify().stderr
    assert project.states() == DOUBT


def test_nobody_is_there(tmp_path):
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    project = project_for(tmp_path, f"http://127.0.0.1:{port}/s3cr3t")
    result = project.notify()
    assert result.stderr == "team: loans: 1 new: NOT SENT, the next run tries again (no connection)\n"
    assert project.states() == FAILED


def test_one_receiver_that_is_away_holds_up_no_other(tmp_path, web):
    channels = [channel("away"), channel("team")]
    project = Notified(tmp_path, channels=channels, ML_MONITOR_CHANNEL_AWAY="http://127.0.0.1:1", ML_MONITOR_CHANNEL_TEAM=web.url)
    assert project.notify().exit_code == 1
    assert len(web.requests) == 1


def test_a_service_of_apprise_is_watched(tmp_path, web):
    """Through its plug-in for JSON: a time-out is a doubt, an error is called again."""
    project = project_for(tmp_path, web.url.replace("http://", "json://") + "?retry=3")
    web.answers.extend([500, (200, 1.5)])
    assert "IN DOUBT" in project.notify().stderr
    assert len(web.requests) == 2
    assert project.states() == DOUBT
    assert web.requests[0].json["title"].startswith("[high] loans: income")


def test_a_mail_is_sent_once(tmp_path, mails):
    project = mailed(tmp_path, mails)
    assert project.notify().stderr == "team: loans: 1 new: sent (SMTP 250)\n"
    assert project.notify().stderr == "Nothing is new.\n"
    (mail,) = mails.mails
    assert mail["To"] == "oncall@example.org"
    assert mail["Subject"].startswith("[high] loans: income: 94.4 %")


def test_a_mail_server_that_says_later_is_called_again(tmp_path, mails):
    project = mailed(tmp_path, mails)
    mails.answers.extend(["451 later", "250 taken"])
    assert project.notify().exit_code == 0
    assert project.states() == SENT


def test_a_mail_server_that_says_no_gets_the_mail_from_the_next_run(tmp_path, mails):
    project = mailed(tmp_path, mails)
    mails.answers.append("554 no")
    assert "(SMTP 554)" in project.notify().stderr
    assert len(mails.mails) == 1
    assert project.states() == FAILED
    assert project.notify().exit_code == 0


def test_a_mail_that_may_have_arrived_is_not_sent_a_second_time(tmp_path, mails):
    project = mailed(tmp_path, mails)
    mails.answers.append(1.5)
    assert "IN DOUBT, it may have arrived and is not sent again (no answer in time)" in project.notify().stderr
    assert project.notify().stderr == "Nothing is new.\n"
    assert project.states() == DOUBT
    assert len(mails.mails) == 1


def test_a_mail_that_only_some_took_is_not_sent_to_them_again(tmp_path, mails):
    project = mailed(tmp_path, mails, ",boss@example.org")
    mails.answers.extend(["250 taken", "554 no"])
    assert "some of 2 addressees did not take it" in project.notify().stderr
    assert project.states() == DOUBT


@contextmanager
def started(project: Notified):
    """A notifier in a process of its own; it does not outlive the test."""
    environment = {**os.environ, **project.variables, "PYTHONPATH": str(REPOSITORY / "src")}
    words = [sys.executable, "-c", "from ml_monitor.cli import main; main()", "notify", "--project-dir", str(project.folder)]
    process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_notifier_that_is_killed_between_sending_and_marking_sends_again_and_says_so(tmp_path, web):
    project = project_for(tmp_path, web.url)
    web.is_free.clear()
    with started(project) as notifier:
        assert web.came.wait(60)
        # The receiver has the message and holds its answer.
        notifier.send_signal(signal.SIGKILL)
        assert notifier.wait() == -signal.SIGKILL
    web.is_free.set()
    assert project.states() == [("opened", "claimed", 1)]
    assert project.notify().exit_code == 0
    assert project.notify().stderr == "Nothing is new.\n"
    assert project.states() == [("opened", "claimed", 1), ("opened", "claimed", 2), ("opened", "sent", 2)]
    first, second = web.requests
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    keys = [[alert["annotations"]["notification_id"] for alert in request.json["alerts"]] for request in web.requests]
    assert keys[0] == keys[1]


def test_the_end_is_told_of_an_incident_whose_opening_a_kill_left_in_doubt(tmp_path, web):
    project = project_for(tmp_path, web.url)
    web.is_free.clear()
    with started(project) as notifier:
        assert web.came.wait(60)
        notifier.kill()
        notifier.wait()
    web.is_free.set()
    project.set("status = 'closed'")
    project.notify()
    project.notify()
    assert web.events() == ["opened", "closed"]


def test_two_notifiers_at_once_send_once(tmp_path, web):
    project = project_for(tmp_path, web.url)
    web.is_free.clear()
    with started(project) as first:
        assert web.came.wait(60)
        with started(project) as second:
            # The second waits for the first, which waits for its receiver.
            with pytest.raises(subprocess.TimeoutExpired):
                second.wait(2)
            web.is_free.set()
            outputs = sorted(process.communicate(timeout=60)[0] for process in (first, second))
    assert outputs == ["Nothing is new.\n", "team: loans: 1 new: sent (HTTP 200)\n"]
    assert len(web.requests) == 1
    assert project.states() == SENT


def test_a_notifier_that_hangs_is_told_of(tmp_path, web, monkeypatch):
    monkeypatch.setattr(ledger, "AFTER_SECONDS", 0.1)
    project = project_for(tmp_path, web.url)
    with FileLock(str(tmp_path / "made.duckdb.notify.lock")):
        result = project.notify()
    assert result.exit_code == 2
    assert "Another `ml-monitor notify` has been at work" in result.stderr
    assert web.requests == []


def writing(project: Notified) -> subprocess.Popen:
    """A process that has the database open, as a dbt build has, until its input ends."""
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    words = [sys.executable, "-c", script, str(project.folder / "made.duckdb")]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    return process


def test_a_build_that_has_the_database_open_is_waited_for_and_named_if_it_takes_too_long(tmp_path, web, monkeypatch):
    project = project_for(tmp_path, web.url)
    build = writing(project)
    try:
        monkeypatch.setattr(ledger, "BEFORE_SECONDS", 0.3)
        result = project.notify()
        assert result.exit_code == 2
        assert "Another process writes to it" in result.stderr
        monkeypatch.setattr(ledger, "BEFORE_SECONDS", 60)
        with started(project) as notifier:
            with pytest.raises(subprocess.TimeoutExpired):
                notifier.wait(2)
            build.communicate("")
            assert notifier.wait(60) == 0
    finally:
        build.kill()
        build.wait()
    assert project.states() == SENT


def test_a_build_that_begins_while_a_message_is_on_its_way_delays_its_mark_only(tmp_path, web):
    project = project_for(tmp_path, web.url)
    web.is_free.clear()
    with started(project) as notifier:
        assert web.came.wait(60)
        # The file is free while the receiver takes its time.
        build = writing(project)
        web.is_free.set()
        with pytest.raises(subprocess.TimeoutExpired):
            notifier.wait(2)
        build.communicate("")
        assert notifier.wait(60) == 0
    assert project.states() == SENT
    assert len(web.requests) == 1


def test_the_file_keeps_the_format_that_it_has(tmp_path, web):
    project = project_for(tmp_path, web.url)
    project.notify()
    with duckdb.connect(str(tmp_path / "made.duckdb")) as connection:
        (tags,) = connection.execute("select tags from duckdb_databases() where database_name = 'made'").fetchone()
    assert tags["storage_version"].startswith("v1.0.0")
