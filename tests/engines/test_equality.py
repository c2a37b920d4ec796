"""The same data and the same `vars` give the same tables on every engine.

One small monitor with every family of a regression is compared in every `make test`, on Spark without weak segments and without what tells
of the numbers; four large ones are in `make engines`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import pandas as pd
import pytest
from consumer import DBT, EVERY_CONTRACT, TELLING, Consumer
from equal_tables import differences
from made_project import run_command
from monitored import DRIFT_CHECK, SMALL_CHUNK, a_day_later, changed_analysis, few_monitors, few_tables, odd_monitors, odd_tables
from warehouses import EngineConsumer, started

from ml_monitor import dbt_command
from ml_monitor.project import Project
from ml_monitor.warehouse import open_tables


@dataclass
class Size:
    """Tables, monitors, the analysis a day later, the monitor whose thresholds count from a median, how many numbers, what is left out."""

    tables: dict[str, pd.DataFrame]
    monitors: dict
    later: pd.DataFrame
    of_median: str
    numbers: int
    leaves_out: tuple[str, ...] = ()


@cache
def size(name: str) -> Size:
    if name == "large":
        return Size(odd_tables(), odd_monitors(), changed_analysis(), "weekly", 800)
    tables, monitors = few_tables(), few_monitors()
    if name == "numbers":
        monitors["it's everything"] |= {"find_segments": False}
    left_out = TELLING if name == "numbers" else ()
    return Size(tables, monitors, a_day_later(tables["odd_analysis"], SMALL_CHUNK), "it's everything", 200, left_out)


# Each engine with the builds of DuckDB that it is compared with, small and large.
POSTGRES, SPARK = ("postgres", "duckdb without python"), ("spark", "duckdb")
ENGINES = [
    pytest.param(*POSTGRES, "small", marks=pytest.mark.postgres, id="postgres small"),
    pytest.param(*SPARK, "small", marks=[pytest.mark.spark, pytest.mark.engines], id="spark small"),
    pytest.param(*POSTGRES, "large", marks=[pytest.mark.postgres, pytest.mark.engines], id="postgres large"),
    pytest.param(*SPARK, "large", marks=[pytest.mark.spark, pytest.mark.engines], id="spark large"),
]
every_engine = pytest.mark.parametrize(("engine", "like", "of_size"), ENGINES)
# Spark takes minutes for a build of any size. So every `make test` makes one of the numbers alone, and all else is left to `make engines`.
OF_NUMBERS = [*ENGINES, pytest.param(*SPARK, "numbers", marks=pytest.mark.spark, id="spark numbers")]
PYTHON_FAMILIES = ["multivariate_drift", "estimated_performance", "estimated_business", "estimated_fairness"]
PYTHON_TABLES = {
    "monitor_fitted_pca",
    "monitor_reconstruction_error",
    "monitor_domain_classifier",
    "monitor_fitted_loss_models",
    "monitor_estimated_losses",
    "monitor_fitted_calibration",
}
# Rows as they came, their order and the engine's own names of types; compared by what is computed from them.
NOT_COMPARED = {
    "monitor_chunk_bounds",
    "monitor_boundary_rows",
    "monitor_reference_rows",
    "monitor_analysis_rows",
    "monitor_searched_rows",
    "monitor_searched_row_parts",
    "monitor_versions",
}


@dataclass
class Build:
    """What a build printed and all tables after it."""

    output: str
    tables: dict[str, pd.DataFrame]

    @property
    def metrics(self) -> pd.DataFrame:
        return self.tables["monitor_metrics"]


class TwoBuilds:
    """A first build (0), and one after a day's changes with one monitor left (1); each is made when first asked for."""

    def __init__(self, consumer: Consumer, of_size: Size):
        self.consumer, self.of_size = consumer, of_size

    def __getitem__(self, place: int) -> Build:
        return (self.first, self.second)[place] if place else self.first

    def __iter__(self) -> Iterator[Build]:
        yield from (self.first, self.second)

    @cached_property
    def first(self) -> Build:
        return Build(self.consumer.build().output, self.consumer.tables())

    @cached_property
    def second(self) -> Build:
        assert self.first
        self.consumer.table("odd_analysis", self.of_size.later)
        self.consumer.monitors({"it's everything": self.of_size.monitors["it's everything"]})
        return Build(self.consumer.build().output, self.consumer.tables())


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """The builds of each engine, made when first asked for; `duckdb without python` are DuckDB's with the Python models switched off."""

    @cache
    def of_engine(name: str, of_size: str) -> TwoBuilds:
        # Postgres is left to find out itself what it can run.
        switch = {"spark": True, "duckdb without python": False}
        project = {
            "tables": size(of_size).tables,
            "monitors": size(of_size).monitors,
            "files": {"models/checks.yml": DRIFT_CHECK},
            "settings": ({} if of_size == "numbers" else EVERY_CONTRACT)
            | ({"vars": {"ml_monitor_python_models": switch[name]}} if name in switch else {}),
            "leaves_out": size(of_size).leaves_out,
        }
        folder = tmp_path_factory.mktemp("consumer")
        is_duckdb = name.startswith("duckdb")
        consumer = Consumer(folder, **project) if is_duckdb else EngineConsumer(started(name), folder, **project)
        return TwoBuilds(consumer, size(of_size))

    return of_engine


def assert_equal(ours: Build, theirs: Build) -> None:
    assert sorted(ours.tables) == sorted(theirs.tables)
    found = [
        text for name in theirs.tables if name not in NOT_COMPARED for text in differences(name, ours.tables[name], theirs.tables[name])
    ]
    # A tree may be written down differently and give the same numbers.
    found = [text for text in found if not text.startswith("monitor_fitted_loss_models.model:")]
    assert found == []


@pytest.mark.parametrize(("engine", "like", "of_size"), OF_NUMBERS)
def test_all_numbers_are_equal(builds, engine, like, of_size):
    ours, theirs = builds(engine, of_size)[0], builds(like, of_size)[0]
    assert len(theirs.metrics) > size(of_size).numbers
    assert theirs.metrics["is_alert"].any()
    assert theirs.metrics[theirs.metrics["metric_family"] != "multivariate_drift"]["metric_family"].nunique() >= 3
    if of_size == "small":
        weak = theirs.tables["monitor_weak_segments"]
        assert {("high", "truth"), ("high", ":none")} <= set(zip(weak["column_name"], weak["other_column_name"]))
    assert_equal(ours, theirs)


@pytest.mark.engines
@every_engine
def test_the_next_run_gives_equal_numbers(builds, engine, like, of_size):
    ours, theirs = builds(engine, of_size)[1], builds(like, of_size)[1]
    assert set(theirs.metrics["monitor_name"]) == {"it's everything"}
    assert_equal(ours, theirs)


@pytest.mark.engines
@every_engine
def test_the_next_run_computes_what_changed_and_nothing_else(builds, engine, like, of_size):
    def computed_again(before: Build, after: Build) -> set[tuple]:
        keys = ["metric_family", "metric_name", "column_name", "period", "chunk_index"]
        new = after.metrics[pd.to_datetime(after.metrics["computed_at"]) > pd.to_datetime(before.metrics["computed_at"]).max()]
        return set(new[keys].itertuples(index=False, name=None))

    ours = computed_again(*builds(engine, of_size))
    assert ours == computed_again(*builds(like, of_size))
    families = ("univariate_drift", "data_quality", "summary_statistics")
    # The chunk behind a changed one is compared with it.
    expected = {(family, chunk) for family in families for chunk in (2, 4)} | {("univariate_drift", 3)}
    assert {(family, chunk) for family, _, column, _, chunk in ours if column not in ("y_true", ":table")} == expected


@every_engine
def test_drift_checks_on_a_model_of_the_users_own_find_the_drift(builds, engine, like, of_size):
    assert re.search(r"WARN \d+ no_drift_of_the_inputs", builds(engine, of_size)[0].output)


@pytest.mark.parametrize(("engine", "like", "of_size"), [engine for engine in ENGINES if engine.values[0] == "postgres"])
def test_an_engine_without_python_models_says_what_is_missing(builds, engine, like, of_size):
    for build in (builds(engine, of_size).first, builds(like, of_size).first):
        assert "runs no Python models here" in build.output
        assert "runs no Python models here" in build.tables["monitor_status"]["limitations"].iloc[0]
        missing = build.metrics[build.metrics["metric_family"].isin(PYTHON_FAMILIES)]
        assert len(missing) > 0
        assert missing["metric_value"].isna().all()
        assert not missing["is_alert"].any()
        assert not PYTHON_TABLES & set(build.tables)


@pytest.mark.parametrize(("engine", "like", "of_size"), OF_NUMBERS)
def test_a_threshold_can_count_from_the_median_of_the_reference(builds, engine, like, of_size):
    tables = builds(engine, of_size)[0].tables
    metrics, thresholds = tables["monitor_metrics"], tables["monitor_thresholds"]
    of_what = {"monitor_name": size(of_size).of_median, "metric_name": "jensen_shannon", "drift_type": "baseline", "segment_column": ":all"}
    metrics, thresholds = (table[(table[list(of_what)] == list(of_what.values())).all(axis=1)] for table in (metrics, thresholds))
    reference = metrics[metrics["period"] == "reference"]
    values = reference.assign(metric_value=reference["metric_value"].astype(float)).groupby("column_name")["metric_value"]
    assert values.count().min() >= 3
    expected = values.median() + values.std(ddof=0)
    assert thresholds.set_index("column_name")["upper_threshold"].astype(float).to_dict() == pytest.approx(expected.to_dict(), abs=1e-12)


@pytest.mark.parametrize(("engine", "like", "of_size"), [engine for engine in ENGINES if engine.values[0] == "postgres"])
def test_the_command_line_reads_through_dbt_what_the_engine_has(builds, engine, like, of_size):
    consumer = builds(engine, of_size).consumer
    assert builds(engine, of_size).first
    project = Project(consumer.folder, environment={**os.environ, "ML_MONITOR_DBT": DBT})
    names = [
        "monitor_status",
        "monitor_incidents",
        "monitor_alerts",
        "monitor_metrics",
        "monitor_distributions",
        "monitor_config",
        "monitor_mutes",
    ]
    with open_tables(project, names) as connection:
        read = {name: connection.table(name).df() for name in names}
    assert len(read["monitor_metrics"]) > size(of_size).numbers
    assert [text for name in names for text in differences(name, read[name], consumer.query(f"select * from {name}"))] == []


class DbtInThisProcess:
    """What `ml-monitor` starts in place of the program dbt: a session of Spark lives in one process."""

    def __init__(self, consumer: Consumer, arguments: list[str]):
        # The consumer says the same before the subcommand, and dbt takes it once.
        run = consumer.dbt(*[argument for argument in arguments if argument != "--no-write-json"])
        self.stdout, self.returncode = run.output.splitlines(keepends=True), 0 if run.success else 1

    def __enter__(self) -> DbtInThisProcess:
        return self

    def __exit__(self, *error) -> None:
        pass


@pytest.mark.engines
@pytest.mark.parametrize(("engine", "like", "of_size"), ENGINES[:2])
def test_status_and_report_are_those_of_duckdb(builds, engine, like, of_size, monkeypatch, tmp_path):
    """Read through dbt from the engine, and directly from the file of DuckDB."""
    ours, theirs = builds(engine, of_size), builds(like, of_size)
    assert ours.first
    assert theirs.first
    found = {}
    for name, consumer in ((engine, ours.consumer), ("duckdb", theirs.consumer)):
        with monkeypatch.context() as patched:
            if name != "duckdb":
                patched.setattr(dbt_command, "_started", lambda command, project: DbtInThisProcess(ours.consumer, command[1:]))
            folder = ["--project-dir", str(consumer.folder)]
            status = run_command("status", "--json", *folder)
            report = run_command("report", "--output", str(tmp_path / f"{name}.html"), *folder)
        assert (status.exit_code, report.exit_code) == (0, 0), status.output + report.output
        assert (tmp_path / f"{name}.html").stat().st_size > 100_000
        found[name] = json.loads(status.stdout), json.loads((tmp_path / f"{name}.json").read_text())
    (our_status, our_report), (their_status, their_report) = found[engine], found["duckdb"]
    assert told(our_status) == told(their_status)
    assert shape(our_report) == shape(their_report)


def told(status: dict) -> list[list]:
    return [[monitor[key] for key in ("monitor_name", "state", "since_chunk_key", "headline")] for monitor in status["monitors"]]


def shape(value):
    """A report without its numbers and words: how many of what there are."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else None
