"""A user who wants no copy of the rows makes the row tables views: every table holds the same."""

from __future__ import annotations

import pytest
from consumer import SCHEMA, TELLING, Consumer
from keeping import Step, assert_equal, expected, monitor, scored_rows

pytestmark = pytest.mark.engines

ROW_TABLES = ["monitor_analysis_rows", "monitor_reference_rows"]
VIEWS = {"models": {"ml_monitor": {"intake": {name: {"+materialized": "view"} for name in ROW_TABLES}}}}

MONITORS = {
    "size": monitor("analysis_rows"),
    "days": monitor("analysis_rows", chunk_size=None, chunk_period="day"),
}


class Side:
    """The same project with row tables and with views, and what both hold after each of four runs."""

    def __init__(self, folder):
        rows = scored_rows(240, 1)
        states = [rows[:180], rows[:180], rows[:220], rows[:220].assign(x=lambda table: table["x"].mask(table["id"] == 7, 3.5))]
        settings = {"tables": {}, "views": VIEWS}
        tables = {"reference_rows": scored_rows(200, 0), "analysis_rows": states[0]}
        self.projects = {
            name: Consumer(folder / name, tables, MONITORS, settings=of_side, leaves_out=TELLING) for name, of_side in settings.items()
        }
        self.runs = {name: [] for name in settings}
        for name, project in self.projects.items():
            for state in states:
                project.table("analysis_rows", state)
                project.build()
                self.runs[name].append(project.tables())
        self.kinds = {name: kinds(project) for name, project in self.projects.items()}

    def step(self, name: str, number: int) -> Step:
        return Step(self.runs[name][number - 1], self.runs[name][number], lambda: self.runs["tables"][number])


def kinds(project: Consumer) -> dict[str, str]:
    found = project.query(f"select table_name, table_type from information_schema.tables where table_schema = '{SCHEMA}'")
    return {name: kind for name, kind in zip(found["table_name"], found["table_type"]) if name in ROW_TABLES}


@pytest.fixture(scope="module")
def sides(tmp_path_factory) -> Side:
    return Side(tmp_path_factory.mktemp("views"))


def test_the_setting_makes_views(sides):
    assert sides.kinds == {"tables": dict.fromkeys(ROW_TABLES, "BASE TABLE"), "views": dict.fromkeys(ROW_TABLES, "VIEW")}


@pytest.mark.parametrize("number", range(4), ids=["first build", "nothing changed", "new rows", "corrected value"])
def test_with_views_every_table_holds_the_same(sides, number):
    assert_equal(sides.runs["views"][number], sides.runs["tables"][number])


@pytest.mark.parametrize(
    ("number", "size", "days"),
    [(1, set(), set()), (2, {4, 5}, {7, 8, 9}), (3, {0}, {0})],
    ids=["nothing changed", "new rows", "corrected value"],
)
def test_with_views_only_changed_chunks_are_computed_again(sides, number, size, days):
    """The target's drift is left out: whether it follows from a corrected input is no matter of views."""
    step = sides.step("views", number)
    for name, chunks in {"size": size, "days": days}.items():
        found, wanted = step.recomputed(name), expected(chunks)
        for family in wanted.keys() - {"univariate_drift of the target"}:
            assert found[family] == wanted[family], (name, family)


def test_tables_become_views_and_tables_again(sides):
    """The setting comes to a project that has tables already, and goes: nothing is computed again, nothing is missing."""
    project = sides.projects["tables"]
    before = project.tables()
    for settings, kind in ((VIEWS, "VIEW"), ({}, "BASE TABLE")):
        project.settings = settings
        project.monitors(MONITORS)
        project.build()
        assert kinds(project) == dict.fromkeys(ROW_TABLES, kind)
        after = project.tables()
        assert_equal(after, before)
        assert Step(before, after, lambda: before).recomputed("size") == expected(set())
