"""The measure of incidents of unlike treatment: it counts on alerts and incidents that are known what the page says it counts."""

import sys

import numpy as np
import pandas as pd
import pytest
from consumer import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from fairness_incidents import CASES, quiet_line, scored_rows, unlike_line

START = pd.Timestamp("2025-03-12")  # a Wednesday


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def incidents(*told: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(told, columns=["monitor_name", "segment_value", "chunk_start_date"])
    return frame.assign(chunk_start_date=pd.to_datetime(frame["chunk_start_date"]))


@pytest.mark.parametrize(
    ("monday", "group", "chunk"),
    [("2025-03-10", "1", "1"), ("2025-03-17", "1", "2"), ("2025-04-07", "1", "5"), ("2025-03-03", "1", None), ("2025-03-17", "2", None)],
)
def test_a_true_incident_is_counted_from_the_chunk_of_the_first_day(monday, group, chunk):
    """What is told of another group, or before, is beside it."""
    told, early, *late, beside = cells(unlike_line("unlike", "never", incidents(("a", group, monday)), {"a": START}))[2:]
    assert told == ("1 of 1" if chunk else "0 of 1")
    assert late == [chunk or ""] * 3
    assert (early, beside) == ("1" if chunk in ("1", "2") else "0", "0" if chunk else "1")


def test_false_alerts_and_incidents_are_those_of_a_hundred_chunks_of_a_world():
    verdicts = [("a", chunk, "alert" if chunk == 3 else "ok") for chunk in range(20)] + [("b", chunk, "ok") for chunk in range(30)]
    numbers = pd.DataFrame(verdicts, columns=["monitor_name", "chunk_index", "verdict"]).assign(segment_value="1")
    line = cells(quiet_line("equal", "never", numbers, incidents(("a", "1", "2025-01-20")), 2))
    assert line[2:] == ["2", "50", "1", "1", "2.0 (5)", "2.0 (5)", "1 of 2 (1)"]


def test_a_world_treats_its_groups_as_its_case_says():
    rows, start = scored_rows(CASES["unlike"], 1)
    selected = rows["chance"] >= 0.5
    share = rows[selected].groupby([rows["grp"], rows["at"] >= start])["y_pred"].mean()
    assert share[0].tolist() == share[2].tolist() == [1, 1]
    assert share[1, False] == 1
    assert share[1, True] == pytest.approx(0.7, abs=0.03)
    assert np.average(rows["y"]) == pytest.approx(rows["chance"].mean(), abs=0.01)
