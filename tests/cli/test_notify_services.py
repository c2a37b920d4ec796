"""How messages read in mails and chats, and what is understood of a service's calls."""

from __future__ import annotations

from threading import Thread

import pytest
import requests
from made_project import incident
from notified import Notified, channel, performance
from receivers import mail_server, web_server

from ml_monitor.notify import delivery
from ml_monitor.notify.messages import Message
from ml_monitor.notify.news import Channel, Event
from ml_monitor.notify.outcome import Verdict, of_http_error
from ml_monitor.notify.watching import watched_calls

ODD = 'it\'s "<script>alert(1)</script>" *bold* `code`\n@everyone <!channel> <https://evil.example|click> [x](http://evil.example) \x1b[31m'
CHANGED = "95 % of values lie below everything the reference had (lowest 6,300): a change of unit (/ 12)?"
ROWS = [
    performance(severity="critical", severity_rank=1, likely_causes="income, age", what_changed="income: told below"),
    incident(part_of_incident_id="b" * 32, is_told_apart=False, what_changed=CHANGED),
]
TEXT = """\
loans: 1 new

NEW, critical: accuracy is 0.33 (usual 0.753 to 0.843) since 2025-09-29.
Likely causes: income, age
- income: 95 % of values lie below everything the reference had (lowest 6,300): a change of unit (/ 12)?
What to do: Find out at the source of income what changed (monitor_column_changes).
More: ml-monitor explain bbbbbbbb

Owner: credit. Tags: tier1."""


@pytest.fixture
def web():
    with web_server() as web:
        yield web


@pytest.fixture
def slack(web, monkeypatch) -> str:
    """An address of Slack whose messages come to the server of the test."""
    from apprise.plugins.slack import NotifySlack

    monkeypatch.setattr(NotifySlack, "webhook_url", web.url)
    return "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"


def test_a_mail_says_what_since_when_how_bad_why_and_what_to_do(tmp_path):
    with mail_server() as mails:
        address = f"mailto://127.0.0.1:{mails.port}?from=monitor@example.org&to=oncall@example.org"
        project = Notified(tmp_path, ROWS, [channel(owner="credit", tags="tier1")], ML_MONITOR_CHANNEL_TEAM=address)
        project.notify()
    (mail,) = mails.mails
    assert mail["Subject"] == "[critical] loans: accuracy is 0.33 (usual 0.753 to 0.843) since 2025-09-29."
    plain, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert plain.splitlines() == TEXT.splitlines()
    assert html.strip() == TEXT.replace("\n", "<br/>")


def test_a_mail_with_odd_names_is_text_and_nothing_else(tmp_path):
    with mail_server() as mails:
        address = f"mailto://127.0.0.1:{mails.port}?from=monitor@example.org&to=oncall@example.org"
        project = Notified(tmp_path, [incident(headline=f"{ODD}\r\nBcc: evil@example.org")], ML_MONITOR_CHANNEL_TEAM=address)
        assert project.notify().exit_code == 0
    (mail,) = mails.mails
    assert mail["Bcc"] is None
    assert "<script>" not in mail.get_body(["html"]).get_content()
    # Nothing is replaced: who copies a name gets the name.
    assert '"<script>alert(1)</script>" *bold* `code`\\n@everyone <!channel>' in mail.get_body(["plain"]).get_content()


def test_a_message_of_slack_mentions_whom_the_settings_say_and_nobody_whom_the_data_say(tmp_path, web, slack):
    channels = [channel(mention="<!here>", owner="@credit")]
    project = Notified(tmp_path, [incident(headline=ODD, what_changed=f"'{ODD}' gone")], channels, ML_MONITOR_CHANNEL_TEAM=slack)
    assert project.notify().stderr == "team: loans: 1 new: sent (HTTP 200)\n"
    (attachment,) = web.requests[0].json["attachments"]
    text = attachment["text"]
    assert text.startswith("<!here>\nloans: 1 new\n\nNEW, high: it's ")
    assert text.count("<") == 1
    assert "@everyone" not in text
    assert "@credit" not in text
    assert "*bold*" not in text
    assert text.count("`") == 2  # around the command
    assert "`ml-monitor explain aaaaaaaa`" in text
    assert "](" not in text
    assert "\n@" not in text
    assert "@everyone" not in attachment["title"]


def test_what_slack_calls_an_error_is_not_sent_although_it_says_200(tmp_path, web, slack):
    web.says = b"invalid_token"
    project = Notified(tmp_path, ML_MONITOR_CHANNEL_TEAM=slack)
    assert "NOT SENT, the next run tries again (HTTP 200, and an error in the answer)" in project.notify().stderr
    web.says = b"ok"
    assert project.notify().exit_code == 0


def test_a_service_that_cannot_make_a_call_has_sent_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(delivery, "PAUSES", ())
    project = Notified(tmp_path, ML_MONITOR_CHANNEL_TEAM="mailto://127.0.0.1:1?from=monitor@example.org&to=oncall@example.org")
    assert "NOT SENT, the next run tries again (no connection, or no login)" in project.notify().stderr


def message(count: int, **values) -> Message:
    to = Channel("loans", "team")
    return Message(
        [Event(to, {**incident(**values), "what_changed": None, "likely_causes": None}, "opened", n) for n in range(count)], count
    )


def test_a_long_message_is_cut_where_a_person_stops_reading():
    many = message(25, headline="x" * 500)
    assert len(many.subject) == 140
    assert many.subject.endswith("… (and 24 more)")
    assert many.text.count("NEW, high") == 10
    assert "And 15 more: ml-monitor status" in many.text
    assert len(many.content["events"]) == 25


def test_the_key_of_a_message_depends_on_its_events_and_not_on_their_order():
    three = message(3)
    assert Message(three.events[::-1], 0).message_id == three.message_id
    assert Message(three.events[:2], 0).message_id != three.message_id


def test_requests_that_look_something_up_tell_nothing_where_others_follow(web):
    web.answers.extend([404, 201])
    with watched_calls() as seen:
        requests.get(web.url, timeout=5)
        assert [outcome.answer for outcome in seen] == ["HTTP 404"]
        requests.post(web.url, data="{}", timeout=5)
    requests.post(web.url, data="{}", timeout=5)
    assert [outcome.answer for outcome in seen] == ["HTTP 201"]


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("http://127.0.0.1:1", Verdict.LATER),
        ("http://no-such-host.invalid", Verdict.LATER),
        ("http://[::1", Verdict.REFUSED),
        ("no address", Verdict.REFUSED),
    ],
)
def test_what_fails_before_there_is_a_connection_has_not_arrived(address, verdict):
    with pytest.raises(requests.RequestException) as raised:
        requests.post(address, timeout=5)
    outcome = of_http_error(raised.value)
    assert outcome.verdict is verdict
    assert address not in outcome.answer


def test_the_header_that_the_environment_names_is_sent_whatever_netrc_says(tmp_path, web, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    variables = {"ML_MONITOR_CHANNEL_TEAM": web.url, "ML_MONITOR_CHANNEL_TEAM_AUTHORIZATION": "Bearer t0k3n\n"}
    assert Notified(tmp_path, **variables).notify().exit_code == 0
    assert web.requests[0].headers["Authorization"] == "Bearer t0k3n"


def test_a_call_that_was_given_up_is_not_taken_for_that_of_the_next_message(web, monkeypatch):
    """It goes on in a thread of its own."""
    web.is_free.clear()

    def call(answers: list) -> None:
        with watched_calls() as seen:
            requests.post(web.url, data="{}", timeout=5)
        answers.extend(outcome.answer for outcome in seen)

    first, second = [], []
    given_up = Thread(target=call, args=[first])
    given_up.start()
    assert web.came.wait(5)
    web.answers.append(503)
    web.is_free.set()
    call(second)
    given_up.join()
    assert (first, second) == (["HTTP 200"], ["HTTP 503"])
