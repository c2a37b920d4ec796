"""`ml-monitor status`: what an on-call person reads, what programs read, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime

import pytest
from made_project import REPOSITORY, MadeProject, contracts, incident, status

BROKEN = status(
    state="broken",
    since=datetime(2025, 9, 29),
    since_chunk_key="2025-09-29/2025-10-05",
    headline="accuracy is 0.33 (usual 0.753 to 0.843) since 2025-09-29, labels up to 2025-10-06.",
    likely_causes="income, employment",
    suggestion="Find out at the source what changed.",
    incident_id="b" * 32,
    open_critical_incidents=1,
    open_high_incidents=1,
    owner="credit-models",
    severity="critical",
    performance_metric="accuracy",
    realized_performance=0.3302,
    estimated_performance=0.8556,
    last_labelled_chunk_key="2025-10-06/2025-10-12",
    last_labelled_chunk_start_date=datetime(2025, 10, 6),
    last_judged_chunk_key="2025-12-08/2025-12-14",
    last_judged_chunk_start_date=datetime(2025, 12, 8),
    is_estimate_trusted=False,
)
UNIT = "95 % of values lie below everything the reference had (lowest 6,300): a change of unit?"
PERFORMANCE = incident(
    incident_id="b" * 32,
    kind="performance",
    column_name=":table",
    severity="critical",
    severity_rank=1,
    headline=BROKEN["headline"],
    is_new=True,
    # It is told once, with the incident of the column.
    what_changed=f"income: {UNIT}",
)
INCOME = incident(what_changed=UNIT, part_of_incident_id="b" * 32, is_told_apart=False)
QUIET = status(monitor_name="flights", headline="everything judged up to 2025-12-08 is as usual.")
UNJUDGED = status(monitor_name="young", state="cannot_judge", headline="no chunk is complete yet.")
CLOSED = incident(incident_id="c" * 32, status="closed", headline="long ago")


def weak_segment(rank: int, segment: str, lift: float | None, **columns) -> dict:
    """A row of monitor_weak_segments: of labels, 3.1 % of the rows of the monitor `loans`."""
    return {"monitor_name": "loans", "rank": rank, "segment": segment, "lift": lift, "support": 0.031, "loss_source": "realized"} | columns


def project(folder, statuses=(QUIET, BROKEN), incidents=(INCOME, PERFORMANCE, CLOSED), weak_segments=()) -> MadeProject:
    rows = {"monitor_status": list(statuses), "monitor_incidents": list(incidents), "monitor_weak_segments": list(weak_segments)}
    return MadeProject(folder, rows)


def test_a_person_reads_what_since_when_how_bad_why_and_what_to_do(tmp_path):
    result = project(tmp_path).run("status", COLUMNS="200")
    assert result.exit_code == 0
    assert (
        result.stdout
        == f"""\
loans  BROKEN since 2025-09-29  owner: credit-models
  accuracy is 0.33 (usual 0.753 to 0.843) since 2025-09-29, labels up to 2025-10-06.
  Likely causes: income, employment
  What to do: Find out at the source what changed.
  Performance: accuracy is 0.33 by labels up to 2025-10-06, estimated at 0.856 for 2025-12-08 (do not trust it: labels contradict it)
  critical  bbbbbbbb  performance since 2025-09-29 (new)
    high      aaaaaaaa  income since 2025-09-29
              {UNIT}

flights  OK  everything judged up to 2025-12-08 is as usual.

2 monitors: 1 broken, 1 ok. Built 2025-10-13 09:30 UTC in the target dev.
An indented incident is part of the one above it.
For the numbers and the rows behind an incident: ml-monitor explain bbbbbbbb
"""
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [weak_segment(2, "later", 3.0), weak_segment(1, "region = west and age in [18, 25)", 1.8, history="became_weak")],
            "region = west and age in [18, 25), loss 1.8 times the rest, 3.1 % of the rows; it was not so in the reference"
            " (1 more in monitor_weak_segments)",
        ),
        (
            [weak_segment(1, "age missing", 12345.0, history="was_weak", loss_source="estimated")],
            "age missing, estimated loss 12,345 times the rest, 3.1 % of the rows; it was weak in the reference, too",
        ),
        ([weak_segment(1, "age missing", None, history="unclear")], "age missing, the rest has no loss, 3.1 % of the rows"),
    ],
)
@pytest.mark.parametrize("loans", [BROKEN, status()], ids=["broken", "ok"])
def test_the_weakest_segment_is_one_line_of_its_monitor(tmp_path, loans, rows, words):
    made = project(tmp_path, [QUIET, loans], weak_segments=rows)
    output = made.run("status", COLUMNS="300").stdout
    assert output.count("Weakest segment") == 1
    assert f"\n  Weakest segment: {words}\n" in output.split("flights  OK")[loans["state"] == "ok"]
    found = json.loads(made.run("status", "--json").stdout)["monitors"]
    by_name = {monitor["monitor_name"]: [row["rank"] for row in monitor["weak_segments"]] for monitor in found}
    assert by_name == {"loans": list(range(1, len(rows) + 1)), "flights": []}


def test_many_incidents_are_cut_unless_the_monitor_is_asked_for(tmp_path):
    many = [incident(incident_id=f"{place:032}", column_name=f"column {place}", times_threshold=20.0 - place) for place in range(15)]
    made = project(tmp_path, [QUIET, BROKEN], many)
    output = made.run("status", COLUMNS="200").stdout
    assert output.count(" column ") == 12
    assert "  and 3 more open incidents: ml-monitor status --monitor 'loans'\n" in output
    assert made.run("status", "--monitor", "loans", COLUMNS="200").stdout.count(" column ") == 15
    assert len(json.loads(made.run("status", "--json").stdout)["monitors"][0]["incidents"]) == 15


def test_folded_incidents_are_told_in_the_line_of_the_one_that_tells_of_them(tmp_path):
    """Those of a crossing too, which is folded into a region that is folded itself. One that is a likely cause has its own line."""
    part = incident(part_of_incident_id="a" * 32, is_told_apart=False)
    region = {**part, "incident_id": "d" * 32, "segment_column": "region", "segment_value": "west"}
    crossing = {**region, "incident_id": "e" * 32, "segment_column": "both", "segment_value": "west / web", "part_of_incident_id": "d" * 32}
    whole = incident(headline="income: x in 2 of 9 values of region since 2025-09-29.")
    folded = [{**one, "is_folded": True} for one in (region, crossing)]
    output = project(tmp_path / "folded", [BROKEN], [whole, *folded]).run("status", COLUMNS="200").stdout
    assert "of its segments: region west, both west / web\n" in output
    assert output.count("income since") == 1
    assert "ddddd" not in output
    assert "eeeee" not in output
    assert "indented" not in output
    output = project(tmp_path / "nested", [BROKEN], [whole, region]).run("status", COLUMNS="200").stdout
    assert "ddddd" in output
    assert "indented" in output


def test_a_narrow_terminal_gets_every_word_and_no_line_is_too_long(tmp_path):
    made = project(tmp_path)
    narrow, wide = (made.run("status", COLUMNS=columns).stdout for columns in ("45", "300"))
    assert narrow.split() == wide.split()
    assert max(map(len, narrow.splitlines())) <= 45


def test_colors_are_for_terminals_and_no_color_leaves_them_out(tmp_path):
    made = project(tmp_path)
    assert "\x1b[" not in made.run("status").stdout
    assert "\x1b[1;31mBROKEN" in made.run("status", FORCE_COLOR="1").stdout
    assert "31m" not in made.run("status", FORCE_COLOR="1", NO_COLOR="1").stdout


ODD = 'a [red]b[/red] <script>\n"c" \x1b[31m\u202e ☃'


def test_odd_names_are_shown_as_they_are_and_obeyed_by_nothing(tmp_path):
    odd = incident(monitor_name=ODD, column_name=ODD, headline=ODD, is_muted=True, muted_by=ODD, segment_column=ODD, segment_value=ODD)
    weak = weak_segment(1, ODD, 2.0, monitor_name=ODD)
    found = project(tmp_path, [status(**{**BROKEN, "monitor_name": ODD, "owner": ODD, "headline": ODD, "limitations": ODD})], [odd], [weak])
    shown = 'a [red]b[/red] <script>\\n"c" \\x1b[31m\\u202e ☃'
    for output in (found.run("status", COLUMNS="500").stdout, found.run("status", COLUMNS="500", FORCE_COLOR="1").stdout):
        assert output.count(shown) == 10
        assert "\u202e" not in output
    assert "\x1b" not in found.run("status").stdout
    (monitor,) = json.loads(found.run("status", "--json").stdout)["monitors"]
    assert monitor["monitor_name"] == monitor["incidents"][0]["column_name"] == ODD
    assert found.run("status", "--monitor", ODD).exit_code == 0


def test_json_has_the_columns_of_the_tables(tmp_path):
    found = json.loads(project(tmp_path).run("status", "--json").stdout)
    assert found["target"] == "dev"
    loans, flights = found["monitors"]
    assert set(loans) == {*contracts()["monitor_status"], "incidents", "weak_segments"}
    assert set(loans["incidents"][0]) == set(contracts()["monitor_incidents"])
    assert (loans["monitor_name"], loans["since"], loans["computed_at"]) == ("loans", "2025-09-29T00:00:00", "2025-10-13T09:30:00")
    assert loans["realized_performance"] == 0.3302
    assert [one["incident_id"][0] for one in loans["incidents"]] == ["b", "a"]
    # What the tables write as `:none`.
    assert (flights["incident_id"], flights["incidents"]) == (None, [])


def test_monitors_can_be_chosen_and_a_misspelled_one_is_told(tmp_path):
    made = project(tmp_path)
    one = json.loads(made.run("status", "--json", "--monitor", "flights").stdout)["monitors"]
    assert [monitor["monitor_name"] for monitor in one] == ["flights"]
    both = json.loads(made.run("status", "--json", "--monitor", "flights", "--monitor", "loans").stdout)["monitors"]
    assert [monitor["monitor_name"] for monitor in both] == ["loans", "flights"]
    wrong = made.run("status", "--monitor", "loan")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert wrong.stderr == "Error: There is no monitor 'loan'. Did you mean 'loans'?\n"


@pytest.mark.parametrize(
    ("statuses", "fail_on", "code"),
    [
        ([QUIET, BROKEN], "critical", 1),
        ([QUIET, status(state="watch", open_medium_incidents=1)], "high", 0),
        ([QUIET, status(state="watch", open_medium_incidents=1)], "medium", 1),
        ([QUIET, status(state="watch", open_medium_incidents=1)], "low", 1),
        ([QUIET, status(open_muted_incidents=2)], "low", 0),
        ([QUIET, UNJUDGED], "critical", 1),
        ([], "critical", 1),
        ([BROKEN], None, 0),
    ],
)
def test_the_exit_code_says_whether_somebody_has_to_act(tmp_path, statuses, fail_on, code):
    made = project(tmp_path, statuses)
    for form in ([], ["--json"]):
        assert made.run("status", *form, *(["--fail-on", fail_on] if fail_on else [])).exit_code == code


def test_the_exit_code_is_that_of_the_chosen_monitors(tmp_path):
    assert project(tmp_path).run("status", "--fail-on", "low", "--monitor", "flights").exit_code == 0


def test_without_monitors_it_says_so(tmp_path):
    assert project(tmp_path, [], []).run("status").stdout == "There are no monitors: `vars.ml_monitors` of dbt_project.yml is empty.\n"


def test_the_worst_monitor_comes_first_and_what_cannot_be_judged_says_why(tmp_path):
    watched = status(monitor_name="a", state="watch", open_low_incidents=1, since_chunk_key="[0:99]")
    worse = status(monitor_name="z", state="broken", open_high_incidents=2)
    output = project(tmp_path, [QUIET, UNJUDGED, watched, worse, BROKEN], []).run("status", COLUMNS="200").stdout
    assert [line.split()[0] for line in output.splitlines() if line and line[0] != " "][:5] == ["loans", "z", "a", "young", "flights"]
    assert "a  WATCH since chunk [0:99]\n" in output
    assert "young  CANNOT BE JUDGED\n  no chunk is complete yet.\n" in output
    assert "5 monitors: 2 broken, 1 watch, 1 cannot be judged, 1 ok." in output


def test_a_project_that_was_never_built_is_told_without_a_traceback(tmp_path):
    made = project(tmp_path)
    (tmp_path / "made.duckdb").unlink()
    result = made.run("status")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: There is no database ")


def test_it_does_not_wait_for_what_only_other_commands_need():
    imports = "import sys; import ml_monitor.cli, ml_monitor.commands.status; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    loaded = subprocess.run([sys.executable, "-c", imports], env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert "duckdb" in loaded
    assert not {"sqlglot", "altair", "apprise", "pandas", "pyarrow", "dbt"} & set(loaded)
