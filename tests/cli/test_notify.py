"""`ml-monitor notify`: what channels are told, when, and how often."""

from __future__ import annotations

import json

import pytest
from made_project import incident
from notified import Notified, channel, performance
from receivers import web_server

CLOSE = "status = 'closed'"


@pytest.fixture
def web():
    with web_server() as web:
        yield web


@pytest.fixture
def project(tmp_path, web) -> Notified:
    return Notified(tmp_path, ML_MONITOR_CHANNEL_TEAM=web.url)


def test_an_incident_is_told_once_from_its_opening_to_its_end(project, web):
    assert project.notify().stderr == "team: loans: 1 new: sent (HTTP 200)\n"
    assert project.notify().stderr == "Nothing is new.\n"
    project.set("severity = 'critical', severity_rank = 1")
    project.notify()
    project.set("severity = 'low', severity_rank = 4")
    project.notify()
    project.set("severity = 'critical', severity_rank = 1")
    project.notify()
    assert web.events() == ["opened", "worsened"]
    project.set(CLOSE)
    project.notify()
    project.notify()
    project.set("status = 'open'")
    project.notify()
    project.set(CLOSE)
    assert project.notify().exit_code == 0
    assert project.notify().stderr == "Nothing is new.\n"
    assert web.events() == ["opened", "worsened", "closed", "reopened", "closed"]
    assert len({request.headers["Idempotency-Key"] for request in web.requests}) == 5
    assert [request.json["status"] for request in web.requests] == ["firing", "firing", "resolved", "firing", "resolved"]


def test_what_is_still_open_is_told_again_after_the_time_that_the_monitor_names(tmp_path, web):
    project = Notified(tmp_path, channels=[channel(repeat_after_hours=24)], ML_MONITOR_CHANNEL_TEAM=web.url)
    project.notify()
    for hours in (23, 2, 1, 24):
        project.age(hours)
        project.notify()
    assert web.events() == ["opened", "still_open", "still_open"]
    assert len({request.headers["Idempotency-Key"] for request in web.requests}) == 3


@pytest.mark.parametrize("quiet", ["is_muted = true", "is_told_apart = false", "severity = 'low', severity_rank = 4"])
def test_what_is_not_told_stays_so_and_its_end_is_told_only_if_its_opening_was(tmp_path, web, quiet):
    channels = [channel(min_severity="medium", repeat_after_hours=1)]
    project = Notified(tmp_path, [incident(), performance()], channels, ML_MONITOR_CHANNEL_TEAM=web.url)
    project.set(quiet, "kind = 'input'")
    project.notify()
    assert [alert["labels"]["kind"] for alert in web.requests[0].json["alerts"]] == ["performance"]
    # Whatever was told and is quiet now is neither repeated nor worse, but its end is told.
    project.set(quiet)
    project.age(2)
    project.set("severity_rank = 1", "is_muted or not is_told_apart")
    assert project.notify().stderr == "Nothing is new.\n"
    project.set(CLOSE)
    project.notify()
    assert web.events() == ["opened", "closed"]
    assert [alert["labels"]["kind"] for alert in web.requests[1].json["alerts"]] == ["performance"]


def test_what_becomes_as_bad_as_a_channel_asks_for_opens_there(tmp_path, web):
    project = Notified(tmp_path, channels=[channel(min_severity="critical")], ML_MONITOR_CHANNEL_TEAM=web.url)
    assert project.notify().stderr == "Nothing is new.\n"
    project.set("severity = 'critical', severity_rank = 1")
    project.notify()
    assert web.events() == ["opened"]


def test_an_incident_that_settings_have_taken_away_is_closed_even_in_a_channel_that_is_named_no_more(tmp_path, web):
    channels = [channel(), channel("former")]
    project = Notified(tmp_path, [incident()], channels, ML_MONITOR_CHANNEL_TEAM=web.url, ML_MONITOR_CHANNEL_FORMER=web.url)
    project.notify()
    project.sql("delete from monitor_incidents")
    project.sql("delete from monitor_alert_channels where channel = 'former'")
    # Nobody is there for it, which is no mistake.
    assert project.notify(ML_MONITOR_CHANNEL_FORMER="").exit_code == 0
    assert project.notify().stderr == "former: loans: 1 closed: sent (HTTP 200)\n"
    assert project.notify().stderr == "Nothing is new.\n"
    assert web.events() == ["opened", "opened", "closed", "closed"]
    assert "Settings or rows have changed" in web.requests[-1].json["alerts"][0]["annotations"]["suggestion"]


def test_each_monitor_and_channel_gets_one_message_with_the_worst_first(tmp_path, web):
    other = incident(incident_id="c" * 32, monitor_name="flights", severity="low", severity_rank=4)
    channels = [
        channel(),
        channel("boss", min_severity="critical"),
        channel(monitor="flights"),
        channel("boss", "flights", min_severity="critical"),
    ]
    rows = [incident(), performance(severity="critical", severity_rank=1), other]
    project = Notified(tmp_path, rows, channels, ML_MONITOR_CHANNEL_TEAM=web.url, ML_MONITOR_CHANNEL_BOSS=web.url)
    project.notify()
    told = [(request.json["receiver"], [alert["fingerprint"][0] for alert in request.json["alerts"]]) for request in web.requests]
    assert told == [("boss", ["b"]), ("team", ["c"]), ("team", ["b", "a"])]


def test_a_dry_run_says_what_would_be_sent_and_leaves_everything_as_it_is(project, web):
    told = json.loads(project.notify("--dry-run", ML_MONITOR_CHANNEL_TEAM="").stdout)
    assert told["target"] == "dev"
    (message,) = told["messages"]
    assert message["address_in"] == "ML_MONITOR_CHANNEL_TEAM"
    assert [event["event"] for event in message["events"]] == ["opened"]
    assert web.requests == []
    assert project.states() == []


def test_where_no_monitor_names_a_channel_that_is_told(project):
    project.sql("delete from monitor_alert_channels")
    result = project.notify()
    assert result.exit_code == 2
    assert "No monitor names a channel. Add `alerts: {channels: [team]}`" in result.stderr


def test_a_dry_run_shows_what_a_template_makes_without_the_secret(tmp_path, web):
    project = Notified(tmp_path, channels=[channel(template="pagerduty")], ML_MONITOR_CHANNEL_TEAM_SECRET="s3cr3t")
    result = project.notify("--dry-run")
    (message,) = json.loads(result.stdout)["messages"]
    assert json.loads(message["payload"])["routing_key"] == "(from the environment)"
    assert "s3cr3t" not in result.output


def test_a_channel_may_be_stdout(project):
    result = project.notify(ML_MONITOR_CHANNEL_TEAM="stdout")
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["subject"].startswith("[high] loans: income: 94.4 %")
    assert project.notify(ML_MONITOR_CHANNEL_TEAM="stdout").stdout == ""


def test_every_address_and_template_that_is_wrong_is_named_at_once_and_no_value_is(tmp_path, web):
    channels = [channel(name) for name in ("team", "lost", "gone", "odd")]
    channels += [channel("missing", template="no_such.json"), channel("bad", template="bad.json"), channel("mail", template="pagerduty")]
    named = {f"ML_MONITOR_CHANNEL_{name}": web.url for name in ("TEAM", "MISSING", "BAD")}
    project = Notified(
        tmp_path, channels=channels, **named, ML_MONITOR_CHANNEL_ODD="s3cr3t", ML_MONITOR_CHANNEL_MAIL="mailto://u:s3cr3t@h.org"
    )
    project.write("bad.json", "{{ message.")
    result = project.notify()
    assert result.exit_code == 2
    assert "The environment has no ML_MONITOR_CHANNEL_GONE, ML_MONITOR_CHANNEL_LOST:" in result.stderr
    assert "ML_MONITOR_CHANNEL_ODD is set, which no service of apprise" in result.stderr
    assert "ML_MONITOR_CHANNEL_MAIL is set, and a template needs http" in result.stderr
    assert "no_such.json cannot be read (FileNotFoundError)" in result.stderr
    assert "bad.json, line 1: " in result.stderr
    assert "s3cr3t" not in result.output
    assert web.requests == []
    assert project.states() == []


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ message.no_such_thing }}", "UndefinedError ('dict object' has no attribute 'no_such_thing')"),
        ("{{ 1 / 0 }}{{ secret }}", "ZeroDivisionError"),
        ('{"text": "{{ message.subject }} {{ secret }}"', "makes no valid JSON. Write values as {{ ... | tojson }}."),
        ("{{ message.__class__.__mro__ }}", "SecurityError"),
    ],
)
def test_a_template_that_fails_is_told_before_anything_is_sent(tmp_path, web, template, said):
    project = Notified(
        tmp_path, channels=[channel(template="t.json")], ML_MONITOR_CHANNEL_TEAM=web.url, ML_MONITOR_CHANNEL_TEAM_SECRET="s3cr3t"
    )
    project.write("t.json", template)
    result = project.notify()
    assert result.exit_code == 2
    assert said in result.stderr
    assert "s3cr3t" not in result.output
    assert web.requests == []
    assert project.states() == []


ODD = 'it\'s "<script>alert(1)</script>" *bold* `code`\n@everyone <!channel> [x](http://evil.example) {{ 7 * 7 }} \x1b[31m'


def test_a_template_of_the_user_makes_the_payload_whatever_the_names_hold(tmp_path, web):
    template = '{"text": {{ message.subject | tojson }}, "key": {{ secret | tojson }}, "who": {{ message.owner | tojson }}}'
    channels = [channel(template="hooks/chat.json", owner=ODD)]
    variables = {"ML_MONITOR_CHANNEL_TEAM_SECRET": "s3cr3t", "ML_MONITOR_CHANNEL_TEAM_AUTHORIZATION": "Bearer t0k3n"}
    project = Notified(tmp_path, [incident(headline=ODD)], channels, ML_MONITOR_CHANNEL_TEAM=web.url, **variables)
    project.write("hooks/chat.json", template)
    result = project.notify()
    (request,) = web.requests
    assert request.json["key"] == "s3cr3t"
    assert request.json["who"] == ODD
    assert "\n" not in request.json["text"]
    assert "<script>" in request.json["text"]
    assert "{{ 7 * 7 }}" in request.json["text"]
    assert request.headers["Authorization"] == "Bearer t0k3n"
    assert request.headers["Content-Type"] == "application/json"
    assert not any(secret in result.output for secret in ("s3cr3t", "t0k3n"))


def test_pagerduty_gets_one_alert_per_monitor_that_the_last_closed_incident_resolves(tmp_path, web):
    channels = [channel(template="pagerduty", repeats_in_doubt=True)]
    rows = [incident(), performance(severity="critical", severity_rank=1)]
    project = Notified(tmp_path, rows, channels, ML_MONITOR_CHANNEL_TEAM=web.url, ML_MONITOR_CHANNEL_TEAM_SECRET="k3y")
    project.notify()
    project.set(CLOSE, "kind = 'input'")
    project.notify()
    project.set(CLOSE)
    project.notify()
    events = [request.json for request in web.requests]
    assert [event["event_action"] for event in events] == ["trigger", "trigger", "resolve"]
    assert {(event["routing_key"], event["dedup_key"]) for event in events} == {("k3y", "ml_monitor/team/loans")}
    assert events[0]["payload"]["severity"] == "critical"
    assert len(events[0]["payload"]["custom_details"]["events"]) == 2


def test_a_webhook_gets_what_alertmanager_sends(tmp_path, web):
    causes = performance(severity="critical", severity_rank=1, likely_causes="income, age", owner="credit")
    part = incident(part_of_incident_id="b" * 32, is_told_apart=False, what_changed="95 % below: a change of unit?")
    channels = [channel(owner="credit", tags="tier1, eu")]
    project = Notified(tmp_path, [causes, part], channels, ML_MONITOR_CHANNEL_TEAM=web.url)
    project.notify()
    (request,) = web.requests
    payload = request.json
    keys = "version groupKey truncatedAlerts status receiver groupLabels commonLabels commonAnnotations externalURL alerts messageId"
    assert set(payload) == set(keys.split())
    assert payload["version"] == "4"
    assert payload["groupLabels"] == {"monitor_name": "loans"}
    (alert,) = payload["alerts"]
    assert set(alert) == {"status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint"}
    assert alert["labels"] | {"owner": "credit", "tags": "tier1, eu", "severity": "critical"} == alert["labels"]
    assert alert["startsAt"] == "2025-10-13T09:00:00Z"
    assert alert["endsAt"] == "0001-01-01T00:00:00Z"
    assert all(isinstance(value, str) for value in [*alert["labels"].values(), *alert["annotations"].values()])
    assert payload["commonLabels"] == alert["labels"]


def test_no_secret_is_in_the_tables(project, web):
    web.answers.extend([403, 200])
    outputs = [project.notify().output for _ in range(2)]
    assert "HTTP 403" in outputs[0]
    rows = project.sql("select * from monitor_notifications")
    assert len(rows) == 4
    files = b"".join(path.read_bytes() for path in project.folder.rglob("*") if path.is_file())
    assert "s3cr3t" not in str(rows) + "".join(outputs)
    assert b"s3cr3t" not in files
