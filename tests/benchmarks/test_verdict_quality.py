"""The measure of verdicts: it counts on incidents that are known what the page says it counts."""

import sys

import pandas as pd
import pytest
from consumer import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from verdict_quality import (
    BEGIN,
    BUILDS,
    CAUSES,
    END,
    PAGE,
    World,
    false_incidents,
    judged_causes,
    scored_rows,
    summary,
    table_of_causes,
    table_of_false,
    told_columns,
    worlds,
)

WEEKS = pd.date_range("2024-12-30", periods=52, freq="W-MON")
START = pd.Timestamp("2025-03-12")  # a Wednesday of the week with index 10


def world(*causes: str, name: str = "a") -> World:
    return World(name, "regression", "week", 0, "none", tuple((cause, START) for cause in causes))


def chunks(*names: str) -> pd.DataFrame:
    return pd.concat(pd.DataFrame({"monitor_name": name, "chunk_index": range(52), "chunk_start_date": WEEKS}) for name in names)


def incident(
    number, kind="input", column="income", opened=10, severity="medium", likely=None, build=BUILDS[-1], monitor="a", is_told_apart=True
):
    return {
        "incident_id": f"{monitor} {number}",
        "monitor_name": monitor,
        "kind": kind,
        "column_name": column,
        "status": "open",
        "is_told_apart": is_told_apart,
        "opened_chunk_index": opened,
        "severity": severity,
        "times_threshold": 3.0,
        "likely_causes": likely,
        "build": build,
    }


@pytest.mark.parametrize(("opened", "late", "is_in_time"), [(10, -1, True), (11, 0, True), (13, 2, False), (9, None, False)])
def test_a_cause_is_in_time_until_its_first_whole_chunk(opened, late, is_in_time):
    (cause,) = judged_causes([world("month")], pd.DataFrame([incident(1, opened=opened)]), chunks("a")).to_dict("records")
    assert cause["is_in_time"] == is_in_time
    assert pd.isna(cause["chunks_late"]) if late is None else cause["chunks_late"] == late


def test_a_cause_without_an_incident_is_missed():
    (cause,) = judged_causes([world("month")], pd.DataFrame([incident(1, column="age")]), chunks("a")).to_dict("records")
    assert (cause["is_in_time"], cause["is_named_first"], cause["incidents"]) == (False, False, 1)


def test_what_is_part_of_another_incident_is_not_counted():
    incidents = pd.DataFrame([incident(1), incident(2, column="y_pred", is_told_apart=False), incident(3, opened=5)])
    assert judged_causes([world("month")], incidents, chunks("a"))["incidents"].tolist() == [1]
    assert len(false_incidents([world()], incidents)) == 2


def test_the_worst_incident_comes_first_and_names_its_likely_causes():
    incidents = pd.DataFrame(
        [
            incident(1, column="age", severity="low"),
            incident(2, "performance", ":table", severity="critical", likely="income, channel"),
            incident(3, column="region", severity="high"),
        ]
    )
    assert told_columns(incidents) == ["income", "channel", "region", "age"]


def test_as_many_columns_may_come_first_as_the_world_has_causes():
    incidents = pd.DataFrame([incident(1, "performance", ":table", severity="critical", likely="channel, income")])
    for causes, named in ((["month"], [False]), (["respelled", "month"], [True, True])):
        assert judged_causes([world(*causes)], incidents, chunks("a"))["is_named_first"].tolist() == named


def test_a_changed_label_is_named_by_a_performance_incident_without_a_cause():
    for likely, named in ((None, True), ("age", False)):
        incidents = pd.DataFrame([incident(1, "performance", ":table", severity="critical", likely=likely)])
        (cause,) = judged_causes([world("concept")], incidents, chunks("a")).to_dict("records")
        assert (cause["is_in_time"], cause["is_named_first"]) == (True, named)


def test_an_incident_that_a_later_build_takes_back_is_false_too():
    told = [incident(1, build=build) for build in BUILDS] + [incident(2, build=BUILDS[0])]
    false = false_incidents([world()], pd.DataFrame(told))
    assert dict(zip(false["incident_id"], false["is_withdrawn"])) == {"a 1": False, "a 2": True}
    assert "| told once and withdrawn | 1 | 0 |" in table_of_false([world()], false)


def test_misses_are_in_the_tables():
    chosen = [world(name="quiet"), world("month")]
    incidents = pd.DataFrame([incident(1, column="age"), *(incident(number, monitor="quiet") for number in range(3))])
    causes = judged_causes(chosen, incidents, chunks("a"))
    lines = summary(chosen, false_incidents(chosen, incidents), causes)
    assert "| incidents per monitor and year where nothing drifts | 3.01 | under 1 | no |" in lines
    assert "| causes that are named first | 0 % | 90 % | no |" in lines
    assert "| incidents per cause | 1.00 | at most 1.5 | yes |" in lines
    assert "| income of a month in place of a year | by week | 0 days | never | no | 1 |" in table_of_causes(chosen, causes)


def test_twenty_worlds_are_quiet_and_twenty_are_not():
    chosen = worlds()
    assert sorted(bool(world.causes) for world in chosen) == [False] * 20 + [True] * 20
    assert {name for world in chosen for name, _ in world.causes} == set(CAUSES)
    assert len({world.name for world in chosen}) == 40


@pytest.mark.parametrize("name", CAUSES)
def test_a_cause_changes_its_columns_or_the_label_alone(name):
    quiet, changed = (scored_rows(World("a", "regression", "week", 0, "none", causes), 40) for causes in ((), ((name, START),)))
    differing = [column for column in quiet if not quiet[column].equals(changed[column])]
    expected = {*CAUSES[name].columns, "y_pred"} if CAUSES[name].columns else {"y"}
    assert set(differing) - {"y"} == expected - {"y"}
    assert quiet[quiet["at"] < START].drop(columns="y").equals(changed[changed["at"] < START].drop(columns="y"))


def test_the_page_has_a_place_for_the_tables():
    page = PAGE.read_text()
    assert page.count(BEGIN) == page.count(END) == 1
    assert page.index(BEGIN) < page.index(END)
