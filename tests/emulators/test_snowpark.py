"""The Python models give on Snowpark's DataFrames what they give on DuckDB's relations; on its local testing mode, not on Snowflake."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from consumer import Consumer, relation
from emulated import PYTHON_MODELS, Snowpark, small_monitors, small_tables
from equal_tables import differences
from monitored import changed_analysis, odd_monitors, odd_tables

READ = [
    *["config", "columns", "chunk_fingerprints", "segments", "fitted_bins", "fitted_distributions"],
    *["reference_rows", "analysis_rows", "versions"],
]

pytestmark = pytest.mark.engines


@dataclass
class Run:
    """What each model returned on Snowpark, and its table on DuckDB."""

    returned: dict[str, pd.DataFrame]
    expected: dict[str, pd.DataFrame]


def run_on_snowpark(snowpark: Snowpark, consumer: Consumer, folder: Path, earlier: Path | None = None) -> Run:
    """Runs the models on the tables of a DuckDB build; `earlier` is the folder of a run to add to."""
    (folder / "read").mkdir(parents=True)
    with duckdb.connect(str(consumer.database)) as connection:
        for name in READ:
            table = f"monitor_{name}"
            connection.execute(f"copy {relation(table)} to '{folder}/read/{table}.parquet' (format parquet)")
    if earlier:
        for name in PYTHON_MODELS:
            (folder / "read" / f"{name}.parquet").write_bytes((earlier / "written" / f"{name}.parquet").read_bytes())
    run = snowpark.run("python", str(Path(__file__).parent / "run_on_snowpark.py"), str(folder))
    assert run.returncode == 0, run.stderr[-3000:]
    tables = consumer.tables()
    returned = {name: duckdb.sql(f"from '{folder}/written/{name}.parquet'").df() for name in PYTHON_MODELS}
    return Run(returned, {name: tables[name] for name in PYTHON_MODELS})


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A first run, and one after a day's changes."""
    snowpark = Snowpark()
    snowpark.install()
    folder = tmp_path_factory.mktemp("snowpark")
    consumer = Consumer(folder / "consumer", odd_tables(), odd_monitors())
    consumer.build()
    first = run_on_snowpark(snowpark, consumer, folder / "first")
    consumer.table("odd_analysis", changed_analysis())
    consumer.build()
    return first, run_on_snowpark(snowpark, consumer, folder / "second", earlier=folder / "first")


def assert_equal(ours: pd.DataFrame, theirs: pd.DataFrame, name: str) -> None:
    found = differences(name, ours, theirs)
    # A tree may be written down differently and give the same numbers.
    assert [text for text in found if not text.startswith("monitor_fitted_loss_models.model:")] == []
    assert sorted(ours["result_version"]) == sorted(theirs["result_version"])


@pytest.mark.parametrize("name", PYTHON_MODELS)
def test_all_numbers_are_those_of_duckdb(runs, name):
    ours, theirs = runs[0].returned[name], runs[0].expected[name]
    assert len(theirs) > 3
    assert_equal(ours, theirs, name)


def test_the_rows_to_train_on_were_drawn(runs):
    models = runs[0].returned["monitor_fitted_loss_models"].query("fold == -1")
    assert set(models["row_count"]) == {500}
    assert (models["reference_row_count"] > 800).all()


@pytest.mark.parametrize("name", PYTHON_MODELS)
def test_the_next_run_computes_what_is_new_and_nothing_else(runs, name):
    first, second = runs
    theirs = second.expected[name]
    new = theirs[~theirs["result_version"].isin(first.expected[name]["result_version"])]
    assert 0 < len(new) < len(theirs) or name.startswith("monitor_fitted")
    assert_equal(second.returned[name], new, name)


@pytest.fixture(scope="module")
def whole_builds(tmp_path_factory):
    """The package's tables after a build and the next by dbt-snowflake on fakesnow, Python models on Snowpark, and those of DuckDB's."""
    snowpark = Snowpark()
    snowpark.install()
    folder = tmp_path_factory.mktemp("whole")
    tables = small_tables(snowpark.rows)
    # Few methods of drift: on the emulator they take most of the time, and they are no Python models.
    few = {"continuous_methods": ["jensen_shannon"], "categorical_methods": ["jensen_shannon"]}
    monitors = {
        "it's everything": {**small_monitors()["it's everything"], **few, "max_fit_rows": 100},
        "three classes": {**small_monitors()["three classes"], **few},
    }
    consumer = Consumer(folder / "duckdb", tables, monitors)
    consumer.build()
    expected = consumer.tables()

    (folder / "snowflake").mkdir()
    snowpark.project["vars"] = {"ml_monitor_python_models": True, "ml_monitors": monitors}
    snowpark.write_project(folder / "snowflake", tables, monitors)
    program = str(Path(__file__).parent / "run_dbt_with_snowpark.py")
    states = []
    with snowpark.started():
        for command in ("deps", "build", "build"):
            run = snowpark.run("python", program, "--no-use-colors", command, folder=folder / "snowflake")
            assert run.returncode == 0, run.stdout[-5000:]
            if command == "build":
                assert "runs no Python models here" not in run.stdout
                states.append(snowpark.tables([*PYTHON_MODELS, "monitor_metrics"], folder / "snowflake"))
    return *states, expected


def test_a_whole_build_gives_duckdbs_numbers(whole_builds):
    first, _, expected = whole_builds
    assert expected["monitor_metrics"]["metric_value"].notna().sum() > 100
    assert set(expected["monitor_metrics"]["metric_family"]) >= {"multivariate_drift", "estimated_performance"}
    found = [text for name in first for text in differences(name, first[name], expected[name])]
    assert [text for text in found if not text.startswith("monitor_fitted_loss_models.model:")] == []


def test_a_whole_build_with_nothing_new_leaves_the_results_of_the_python_models(whole_builds):
    first, second, _ = whole_builds
    for name in PYTHON_MODELS:
        keys = sorted(first[name].columns)
        rows = [sorted(state[name][keys].astype(str).itertuples(index=False, name=None)) for state in (first, second)]
        assert rows[0] == rows[1]


def test_no_text_of_a_model_ends_the_quotes_of_dbts_stored_procedure():
    models = sorted((Path(__file__).resolve().parent.parent.parent / "python_models").glob("*.py"))
    assert models
    assert [path.name for path in models if "$$" in path.read_text()] == []
