"""Runs that are killed, that fail, and that run twice at once: no table is ever left half, and the next run brings all up to date."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from consumer import Consumer, relation
from keeping import KeptProject, Tables, assert_equal, comparable, difference, monitor, of_monitor, scored_rows

MONITORS = {
    "watched": monitor("analysis_rows"),
    "days": monitor("analysis_rows", chunk_size=None, chunk_period="day", reconstruction_error=False),
    "bystander": monitor("other_rows", y_true=None, metrics=None),
}

PUBLIC = ["monitor_status", "monitor_alerts", "monitor_performance", "monitor_feature_ranking", "monitor_thresholds", "monitor_metrics"]

# A hook at the end of every model of the package, inside its transaction: where the environment names the model, it says so and then takes
# longer than any test waits.
WAIT = """
{% macro wait_here() %}
    {% if execute and env_var("WAIT_IN", "") == this.name %}
        {% do log("waiting in " ~ this.name, info=true) %}
        select sum(hash(range)) from range(100000000000)
    {% endif %}
{% endmacro %}
"""
SETTINGS = {"models": {"ml_monitor": {"+post-hook": "{{ wait_here() }}"}}}

SUPPLY = scored_rows(400, 1)


class Project:
    """A project with a database of its own that is kept, and a second one for full refreshes of the same state."""

    def __init__(self, folder):
        self.tables = {"reference_rows": scored_rows(200, 0), "analysis_rows": SUPPLY[:180], "other_rows": scored_rows(100, 2)}
        self.consumer = Consumer(folder / "kept", self.tables, MONITORS, files={"macros/wait_here.sql": WAIT}, settings=SETTINGS)
        self.is_settled = False
        self.full_refresh = KeptProject(self.consumer, folder / "full").full_refresh

    def settled(self) -> Tables:
        """All tables of the present state; builds it unless the test before ended there."""
        if not self.is_settled:
            self.consumer.build()
        self.is_settled = False
        return self.consumer.tables()

    def assert_settles(self, full: Tables) -> Tables:
        """One more run, after which all tables equal a full refresh."""
        self.consumer.build()
        tables = self.consumer.tables()
        assert_equal(tables, full)
        self.is_settled = True
        return tables

    def set(self, **tables: pd.DataFrame) -> None:
        for name, rows in tables.items():
            self.tables[name] = rows
            self.consumer.table(name, rows)

    def killed_at(self, line: str) -> None:
        """Starts a build and kills it (SIGKILL) as soon as it prints a line with this text."""
        process = self.consumer.start("build")
        output = []
        try:
            for printed in process.stdout:
                output.append(printed)
                if line in printed:
                    break
        finally:
            process.kill()
            process.stdout.close()
            process.wait()
        assert output, "the build printed nothing"
        assert line in output[-1], "".join(output)
        assert process.returncode == -9


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return Project(tmp_path_factory.mktemp("interrupted"))


def assert_old_or_new(found: Tables, old: Tables, new: Tables) -> None:
    """Every table for users holds all of the last good state or all of the new one."""
    for table in PUBLIC:
        differences = [difference(found[table], state[table]) for state in (old, new)]
        assert not all(differences), f"{table} holds neither the old nor the new state:\n" + "\n".join(differences)


def assert_untouched(found: Tables, before: Tables) -> None:
    """All tables are as they were, to the time at which numbers were computed."""
    assert_equal(found, before)
    for table, rows in found.items():
        if "computed_at" in rows.columns:
            times = [sorted(state[table]["computed_at"]) for state in (found, before)]
            assert times[0] == times[1], table


def grown_and_corrected(count: int) -> pd.DataFrame:
    """So many rows; in the first chunk one value has another correction for every count."""
    rows = SUPPLY[:count].copy()
    rows.loc[7, "x"] = count / 100
    return rows


# How far a run gets before it is killed: until a model starts, or until its rows are written and not yet committed.
INTERRUPTIONS: dict[str, tuple[str, str, Callable[[], dict[str, pd.DataFrame]]]] = {
    "when the row table starts": ("starts", "monitor_analysis_rows", lambda: {"analysis_rows": grown_and_corrected(190)}),
    "in the value counts": ("waits", "monitor_value_counts", lambda: {"analysis_rows": grown_and_corrected(250).drop(index=range(50, 60))}),
    "in the loss models, with a new reference": ("waits", "monitor_fitted_loss_models", lambda: {"reference_rows": scored_rows(210, 5)}),
    "in the metrics": ("waits", "monitor_metrics", lambda: {"analysis_rows": grown_and_corrected(130)}),
}


# Each kill costs several builds: all are tried before an issue is closed.
@pytest.mark.engines
@pytest.mark.parametrize("interruption", INTERRUPTIONS)
def test_a_killed_run(project, monkeypatch, interruption):
    """SIGKILL: the tables for users are readable and each holds the old state or the new one; the next run ends as a full refresh does."""
    moment, model, change = INTERRUPTIONS[interruption]
    old = project.settled()
    project.set(**change())
    full_refresh = project.full_refresh()
    if moment == "waits":
        monkeypatch.setenv("WAIT_IN", model)
    project.killed_at(f"waiting in {model}" if moment == "waits" else f"{relation(model)} ")
    monkeypatch.delenv("WAIT_IN", raising=False)
    new = full_refresh()
    assert difference(old["monitor_metrics"], new["monitor_metrics"])
    assert_old_or_new(project.consumer.tables(), old, new)
    project.assert_settles(new)


@pytest.mark.engines
def test_a_killed_run_is_made_up_for_without_computing_all_again(project, monkeypatch):
    """What the next run after a kill computes is what changed, not everything."""
    before = project.settled()["monitor_metrics"]
    rows = project.tables["analysis_rows"].copy()
    rows.loc[rows.index[45], "x"] += 1
    project.set(analysis_rows=rows)
    monkeypatch.setenv("WAIT_IN", "monitor_univariate_share_drift")
    project.killed_at("waiting in monitor_univariate_share_drift")
    monkeypatch.delenv("WAIT_IN")
    metrics = project.settled()["monitor_metrics"]
    new = of_monitor(metrics[metrics["computed_at"] > before["computed_at"].max()], "watched")
    assert set(zip(new["period"], new["chunk_index"])) == {("analysis", 1)}


@pytest.mark.engines
def test_a_killed_first_build(tmp_path, monkeypatch):
    """There is nothing yet that could be half: the next run ends as a full refresh does."""
    project = Project(tmp_path)
    monkeypatch.setenv("WAIT_IN", "monitor_value_counts")
    project.killed_at("waiting in monitor_value_counts")
    monkeypatch.delenv("WAIT_IN")
    project.assert_settles(project.full_refresh()())


def repeated_id(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows, rows[:1]])


def prediction_as_text(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(y_pred=rows["y_pred"].astype(str))


def failed(project, broken, message) -> tuple[Tables, Tables]:
    """All tables before and after a run that fails on its rows, while other rows and thresholds have changed too. All is set back then."""
    consumer = project.consumer
    before = project.settled()
    good = project.tables["analysis_rows"]
    project.set(analysis_rows=broken(good), other_rows=scored_rows(120, 7))
    consumer.monitors({**MONITORS, "days": {**MONITORS["days"], "thresholds": {"univariate_drift": {"constant": {"upper": 0.01}}}}})
    try:
        run = consumer.dbt("build")
        assert not run.success
        assert message in run.output
        return before, consumer.tables()
    finally:
        project.set(analysis_rows=good)
        consumer.monitors(MONITORS)


def test_a_run_that_fails_on_its_input_leaves_all_tables_as_they_were(project):
    before, found = failed(project, repeated_id, "repeats itself")
    assert_untouched(found, before)


@pytest.mark.engines
@pytest.mark.parametrize(("broken", "message"), [(repeated_id, "repeats itself"), (prediction_as_text, "y_pred")])
def test_after_a_run_that_failed_the_next_ends_as_a_full_refresh_does(project, broken, message):
    before, found = failed(project, broken, message)
    assert_untouched(found, before)
    project.assert_settles(project.full_refresh()())


@pytest.mark.engines
def test_the_same_run_twice_at_once(project):
    """DuckDB lets one process at a time write a database file. So of two builds that start together each either ends well or is refused by
    that lock, and says so; none waits for the other. Whatever the two did to each other, nothing is there twice and nothing is half: if
    one of them ended well (or after one more run, if both were refused) all tables equal a full refresh.
    """
    consumer = project.consumer
    old = project.settled()
    project.set(analysis_rows=grown_and_corrected(310))
    new = project.full_refresh()()
    processes = [consumer.start("build", name=name) for name in ("one", "two")]
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    ended_well = [process.returncode == 0 for process in processes]
    for well, output in zip(ended_well, outputs):
        assert well or "lock" in output, output[-3000:]
    assert_old_or_new(consumer.tables(), old, new)
    if not any(ended_well):
        consumer.build()
    assert_equal(consumer.tables(), new)
    metrics = consumer.tables()["monitor_metrics"]
    assert metrics["metric_id"].is_unique
    assert not comparable(consumer.tables()["monitor_analysis_rows"]).duplicated().any()
