"""Mistakes in what is judged, in mutes and in the time that counts as now: one message has a line for each."""

from __future__ import annotations

import pytest
from bad_tables import monitor, rows
from consumer import Consumer

PERIODS = "hour, day, week, month, quarter, year"
KEYS = "incomplete_chunks, min_rows, label_delay, min_label_share, open_at"

# Each value of `judge`, then the key of its error and the rest of the line.
JUDGE = {
    "text": ("strict", f"judge': found strict; allowed: a mapping of {KEYS}"),
    "unknown key": (
        {"min_row": 5},
        f"judge.min_row': found an unknown key; allowed: {KEYS}. Did you mean 'min_rows'?",
    ),
    "incomplete": ({"incomplete_chunks": "no"}, "judge.incomplete_chunks': found no; allowed: true or false"),
    "no rows": ({"min_rows": 0}, "judge.min_rows': found 0; allowed: a whole number above 0"),
    "half a row": ({"min_rows": 0.5}, "judge.min_rows': found 0.5; allowed: a whole number above 0"),
    "percent": ({"min_label_share": 90}, "judge.min_label_share': found 90; allowed: a share of rows, from 0 to 1"),
    "true share": ({"min_label_share": True}, "judge.min_label_share': found True; allowed: a share of rows, from 0 to 1"),
    "within": ({"open_at": 0.5}, "judge.open_at': found 0.5; allowed: a number, 1 or more: how many times its threshold"),
    "days": ({"label_delay": 60}, "judge.label_delay': found 60; allowed: a mapping such as {count: 60, period: day}"),
    "unit": (
        {"label_delay": {"count": 60, "period": "day", "periods": "day"}},
        "judge.label_delay.periods': found an unknown key; allowed: count, period. Did you mean 'period'?",
    ),
    "no period": ({"label_delay": {"count": 60}}, f"judge.label_delay.period': found nothing; allowed: {PERIODS}"),
    "plural": (
        {"label_delay": {"count": 60, "period": "days"}},
        f"judge.label_delay.period': found days; allowed: {PERIODS}. Did you mean 'day'?",
    ),
    "no count": ({"label_delay": {"period": "day"}}, "judge.label_delay.count': found nothing; allowed: a whole number from 0 to 36525"),
    "before": (
        {"label_delay": {"count": -1, "period": "year"}},
        "judge.label_delay.count': found -1; allowed: a whole number from 0 to 100",
    ),
    "text as count": (
        {"label_delay": {"count": "60", "period": "day"}},
        "judge.label_delay.count': found 60; allowed: a whole number from 0 to 36525",
    ),
}

MUTES = [
    ({"monitor": "good", "column": "x", "until": "closed", "reason": "right"}, None),
    ({"column": "x", "until": "2025-08-01"}, None),
    ({"metric": "true_a_pred_b", "until": "2025-08-01 12:00:00"}, None),
    ("good", "found good; allowed: a mapping of settings"),
    ({"reason": "everything"}, "found nothing; allowed: a monitor, a column, a metric or a kind; a mute names at least one of them"),
    ({"monitor": "goods"}, "key 'monitor': found goods; allowed: "),
    ({"monitor": "good", "column": "xx"}, "key 'column': found xx; allowed: x"),
    ({"monitor": "good", "column": "late"}, "key 'column': found late; allowed: x"),
    ({"metric": "hellingr"}, "Did you mean 'hellinger'?"),
    ({"monitor": "good", "until": "tomorrow"}, "key 'until': found tomorrow; allowed: closed, or a time in UTC, such as 2025-08-01"),
    ({"monitor": "good", "until": "close"}, "Did you mean 'closed'?"),
    (
        {"monitor": "good", "columns": "x"},
        "key 'columns': found an unknown key; allowed: monitor, column, metric, kind, until, reason. Did you mean",
    ),
    ({"monitor": "good", "reason": 3}, "key 'reason': found 3; allowed: a text"),
    ({"kind": "estimated_performance"}, None),
    (
        {"monitor": "good", "kind": "performence"},
        "key 'kind': found performence; allowed: performance, estimated_performance, business, estimated_business, concept, fairness, "
        "input, segment_share, multivariate. Did you mean 'performance'?",
    ),
]


CHANNELS = "names of channels: a list such as [team, oncall], or a mapping of each to its options such as {oncall: {min_severity: high}}"
NAME = "a name of lowercase letters, digits and _, beginning with a letter"
ALERTS = {
    "alerts as text": ("team", ["alerts': found team; allowed: a mapping of channels, repeat_after, tags"]),
    "no channels": ({"tags": ["a"]}, [f"alerts.channels': found nothing; allowed: {CHANNELS}"]),
    "a number": ({"channels": 3}, [f"alerts.channels': found 3; allowed: {CHANNELS}"]),
    "capital": ({"channels": ["team", "On-call"]}, [f"alerts.channels': found On-call; allowed: {NAME}"]),
    "all at once": (
        {"channel": "team", "channels": "team", "owner": "us", "tags": "one", "repeat_after": {"count": 0, "period": "month"}},
        [
            "alerts.channel': found an unknown key; allowed: channels, repeat_after, tags. Did you mean 'channels'?",
            "alerts.owner': found an unknown key; allowed: the key `owner` of the monitor itself",
            "alerts.repeat_after.count': found 0; allowed: a whole number from 1 to 87600",
            "alerts.repeat_after.period': found month; allowed: hour, day, week",
            "alerts.tags': found one; allowed: a list of texts, such as [credit, tier1]",
        ],
    ),
    "no mapping": (
        {"channels": "team", "repeat_after": "7 days"},
        ["alerts.repeat_after': found 7 days; allowed: a mapping such as {count: 7, period: day}"],
    ),
    "options": (
        {
            "channels": {
                "team": {"min_severty": "high", "min_severity": "hgh", "mention": [1], "template": "", "repeats_in_doubt": "yes"},
                "b": "x",
            }
        },
        [
            "alerts.channels.b': found x; allowed: a mapping of min_severity, mention, template, repeats_in_doubt",
            "alerts.channels.team.mention': found [1]; allowed: a text, in the way the service writes a mention",
            "alerts.channels.team.min_severity': found hgh; allowed: low, medium, high, critical. Did you mean 'high'?",
            "alerts.channels.team.min_severty': found an unknown key; allowed: min_severity, mention, template, repeats_in_doubt."
            " Did you mean 'min_severity'?",
            "alerts.channels.team.repeats_in_doubt': found yes; allowed: true or false",
            "alerts.channels.team.template': found ; allowed: alertmanager, pagerduty, or the path of a file in the project",
        ],
    ),
}
RIGHT_ALERTS = {
    "one": {"channels": "team"},
    "some": {"channels": ["team", "oncall"], "tags": ["a", "b"], "repeat_after": {"count": 2, "period": "week"}},
    "options": {
        "channels": {"team": None, "oncall": {"min_severity": "high", "mention": "<!here>", "template": "a.json", "repeats_in_doubt": True}}
    },
}


@pytest.fixture(scope="module")
def lines(tmp_path_factory) -> list[str]:
    good = {"good": monitor(continuous_columns=["x"]), "other": monitor(continuous_columns=["y_pred"])}
    broken = {name: monitor(continuous_columns=["x"], judge=judge) for name, (judge, _) in JUDGE.items()}
    broken["no timestamp"] = monitor(continuous_columns=["x"], timestamp=None, judge={"label_delay": {"count": 1, "period": "day"}})
    broken |= {name: monitor(continuous_columns=["x"], alerts=alerts) for name, (alerts, _) in ALERTS.items()}
    good |= {f"right {name}": monitor(continuous_columns=["x"], alerts=alerts) for name, alerts in RIGHT_ALERTS.items()}
    broken["nobody"] = monitor(continuous_columns=["x"], owner=["a", "b"])
    tables = {"reference": rows(), "analysis": rows(seed=1)}
    settings = {"vars": {"ml_monitor_mutes": [mute for mute, _ in MUTES], "ml_monitor_now": "yesterday"}}
    consumer = Consumer(tmp_path_factory.mktemp("settings"), tables, {**good, **broken}, settings=settings)
    run = consumer.dbt("compile", "--select", "monitor_mutes")
    assert not run.success
    return sorted({line.strip() for line in run.output.splitlines()})  # dbt prints the message twice


@pytest.mark.parametrize("name", JUDGE)
def test_a_wrong_setting_is_told_with_what_is_allowed(lines, name):
    found = [line for line in lines if f"monitor '{name}'" in line]
    assert len(found) == 1
    assert found[0].endswith(f"monitor '{name}', key '{JUDGE[name][1]}")


@pytest.mark.parametrize("name", ALERTS)
def test_everything_that_is_wrong_with_channels_is_told(lines, name):
    found = [line.split(f"monitor '{name}', key '")[1] for line in lines if f"monitor '{name}'" in line]
    assert sorted(found) == ALERTS[name][1]


def test_every_way_to_write_channels_is_taken(lines):
    assert not any("monitor 'right " in line for line in lines)


def test_a_delay_needs_times_and_an_owner_is_a_text(lines):
    assert any(
        "'no timestamp', key 'timestamp': found nothing; allowed: the name of a column; judge.label_delay needs one" in line
        for line in lines
    )
    assert any("'nobody', key 'owner': found ['a', 'b']; allowed: a text, such as the name of a team" in line for line in lines)


@pytest.mark.parametrize("number", range(len(MUTES)))
def test_a_wrong_mute_is_told_and_a_right_one_is_not(lines, number):
    found = [line for line in lines if f"vars.ml_monitor_mutes, mute {number + 1}" in line]
    found = [line for line in found if f"mute {number + 1}:" in line or f"mute {number + 1}," in line]
    expected = MUTES[number][1]
    assert len(found) == (expected is not None)
    assert expected is None or expected in found[0]


def test_a_wrong_time_is_told(lines):
    assert any("vars.ml_monitor_now: found yesterday; allowed: a time in UTC, such as 2025-07-07 08:00:00" in line for line in lines)
