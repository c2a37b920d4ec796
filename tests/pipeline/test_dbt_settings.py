"""dbt's own settings and modes: each works, or one message refuses it before a table is touched; nothing is broken when it goes."""

from __future__ import annotations

import shutil

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml
from consumer import REPOSITORY, SCHEMA, Consumer, relation

OF_PROJECT = {"consumer": {"+materialized": "table"}}
FIRST = "monitor_chunk_fingerprints"
NUMBERS = ["metric_value", "p_value", "lower_threshold", "upper_threshold"]


def rows(count: int, first_id: int, seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "id": np.arange(first_id, first_id + count),
            "ts": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count) * 30, unit="min"),
            "x": draw.normal(size=count),
            "y": draw.normal(size=count),
            "y_hat": draw.normal(size=count),
        }
    )


MONITORS = {
    "m": {
        "problem_type": "regression",
        "reference": "past",
        "analysis": "now",
        "row_id": "id",
        "timestamp": "ts",
        "chunk_size": 100,
        "continuous_columns": ["x"],
        "y_true": "y",
        "y_pred": "y_hat",
        "metrics": ["mae"],
    }
}
WITHOUT_PYTHON = {"vars": {"ml_monitor_python_models": False}, "models": OF_PROJECT}
SNAPSHOT = """
snapshots:
  - name: past
    relation: source('files', 'past_rows')
    config: {unique_key: id, strategy: check, check_cols: all}
sources:
  - name: files
    tables:
      - name: past_rows
        config: {external_location: "read_parquet('%s')"}
"""


def configure(project: Consumer, models: dict | None = None) -> None:
    """Gives the project these settings of models besides those of its own."""
    project.settings = {**project.settings, "models": {**OF_PROJECT, **(models or {})}}
    project.monitors(MONITORS)


def numbers(project: Consumer, relation: str = f"{SCHEMA}.monitor_metrics") -> pd.DataFrame:
    return project.query(f"select * from {relation} order by metric_id")


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    assert len(one) > 20
    assert one["metric_id"].tolist() == other["metric_id"].tolist()
    assert one["is_alert"].tolist() == other["is_alert"].tolist()
    for column in NUMBERS:
        np.testing.assert_allclose(one[column].astype(float), other[column].astype(float), rtol=1e-9, atol=1e-12, equal_nan=True)


def message(run) -> str:
    """The package's one message in what dbt printed of a run that failed."""
    assert not run.success
    return run.output[run.output.rindex("ml_monitor: ") :].split("> in macro")[0]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    """A project that was built once. Its reference is a snapshot, its analysis a table."""
    folder = tmp_path_factory.mktemp("settings")
    rows(600, 0, 0).to_parquet(folder / "past.parquet")
    files = {"snapshots/past.yml": SNAPSHOT % (folder / "past.parquet")}
    consumer = Consumer(folder, {"now": rows(300, 600, 1)}, MONITORS, files=files, settings=WITHOUT_PYTHON)
    consumer.build()
    return consumer


@pytest.fixture(scope="module")
def built(project) -> pd.DataFrame:
    return numbers(project)


@pytest.mark.parametrize(
    ("models", "key", "found", "allowed"),
    [
        ({"+materialized": "view"}, "materialized", "view", "table"),
        ({"ml_monitor": {"+materialized": "incremental"}}, "materialized", "incremental", "table"),
        ({"ml_monitor": {"+materialized": "ephemeral"}}, "materialized", "ephemeral", "table"),
        ({"ml_monitor": {"families": {"+incremental_strategy": "append"}}}, "incremental_strategy", "append", "current_versions"),
        ({"+on_schema_change": "ignore"}, "on_schema_change", "ignore", "append_new_columns or fail"),
    ],
    ids=["view", "incremental", "ephemeral", "append", "ignore"],
)
def test_a_setting_that_would_break_the_package_is_refused(project, built, models, key, found, allowed):
    configure(project, models)
    run = project.dbt("run", "--select", FIRST)
    configure(project)
    text = message(run)
    assert f"key '{key}': found {found}; allowed: " in text
    assert allowed in text
    assert "No table was touched" in text
    assert f"models: consumer: +{key}: {found}" in text
    assert numbers(project).equals(built)


def test_all_wrong_settings_are_in_one_message_with_those_of_monitors(project, built):
    configure(project, {"ml_monitor": {"config": {"+materialized": "view"}, "families": {"+incremental_strategy": "merge"}}})
    run = project.dbt("run", "--select", FIRST, "--vars", "{ml_monitors: {m: {problem_type: none}}, ml_monitor_python_models: false}")
    configure(project)
    text = message(run)
    assert "in dbt's settings and in the configuration of the monitors" in text
    assert "6 models (monitor_class_pairs, monitor_columns, monitor_config, ...), key 'materialized': found view" in text
    assert "key 'incremental_strategy': found merge" in text
    assert "key 'problem_type'" in text


def test_a_model_that_is_run_alone_refuses_a_strategy_too(project, built):
    configure(project, {"ml_monitor": {"families": {"+incremental_strategy": "delete+insert"}}})
    run = project.dbt("run", "--select", "monitor_univariate_share_drift")
    configure(project)
    assert "model monitor_univariate_share_drift, key 'incremental_strategy': found delete+insert" in message(run)


@pytest.mark.engines
def test_an_empty_build_keeps_what_is_kept_and_the_next_build_has_all_numbers(project, built):
    kept = "select * from monitor_univariate_share_drift order by all"
    before = project.query(kept)
    run = project.build("--empty")
    assert "ml_monitor: --empty leaves results that are kept" in run.output
    assert len(numbers(project)) == 0
    assert project.query(kept).equals(before)

    leave_views_behind(project, [FIRST, "monitor_distributions"])
    project.build()
    assert_same(numbers(project), built)
    assert project.query(kept).equals(before)


def leave_views_behind(project: Consumer, names: list[str]) -> None:
    """Makes tables what `materialized: view` made of the first one before it was refused: views that read their own names."""
    for name in names:
        schema = relation(name).split(".")[0]
        project.query(f"create view {schema}.behind as select * from {schema}.{name}")
        project.query(f"drop table {schema}.{name}")
        project.query(f"alter view {schema}.behind rename to {name}")


@pytest.mark.engines
def test_marts_can_be_views_under_names_and_in_a_schema_of_the_users_own(project, built):
    project.write(
        "macros/names.sql",
        "{% macro generate_schema_name(custom_schema_name, node) %}zone_{{ custom_schema_name or 'base' }}{% endmacro %}"
        "{% macro generate_alias_name(custom_alias_name=none, node=none) %}the_{{ custom_alias_name or node.name }}{% endmacro %}",
    )
    marts = {"+materialized": "view", "monitor_status": {"+enabled": False}, "monitor_metrics": {"+alias": "numbers"}}
    # dbt refuses an exposure that reads a model which is switched off.
    project.settings["exposures"] = {"ml_monitor": {"+enabled": False}}
    configure(project, {"+tags": "x", "ml_monitor": {"+schema": "watch", "marts": marts, "plots": {"+enabled": False}}})
    project.build("--threads", "8")
    assert_same(numbers(project, "zone_watch.the_numbers"), built)
    kinds = project.query("select table_name, table_type from information_schema.tables where table_schema = 'zone_watch'")
    kinds = dict(zip(kinds["table_name"], kinds["table_type"]))
    assert kinds["the_numbers"] == "VIEW"
    assert kinds["the_monitor_thresholds"] == "VIEW"
    assert kinds["the_monitor_univariate_share_drift"] == "BASE TABLE"
    assert "the_monitor_status" not in kinds
    assert "the_monitor_plot_drift" not in kinds
    del project.settings["exposures"]
    (project.folder / "macros" / "names.sql").unlink()
    configure(project)


def counted_models() -> dict[str, list[str]]:
    """The models of the folder `counts`, each with its columns."""
    files = (REPOSITORY / "dbt_project" / "models" / "counts").glob("_*.yml")
    models = [model for file in files for model in yaml.safe_load(file.read_text())["models"]]
    return {model["name"]: [column["name"] for column in model["columns"]] for model in models}


@pytest.mark.engines
def test_full_refresh_and_tables_are_told_and_give_the_same_numbers(project, built):
    configure(project, {"ml_monitor": {"families": {"+materialized": "table"}, "counts": {"+full_refresh": False}}})
    run = project.build("--full-refresh")
    configure(project)
    assert "ml_monitor: materialized: table makes " in run.output
    kept = [name for name, yml in counted_models().items() if "result_version" in yml]
    assert f"ml_monitor: --full-refresh does not rebuild {len(kept)} models (" in run.output
    assert_same(numbers(project), built)


def test_a_sample_is_refused_where_it_would_cut_rows(project, built):
    configure(project, {"consumer": {**OF_PROJECT["consumer"], "now": {"+event_time": "ts"}}})
    run = project.dbt("run", "--select", FIRST, "--sample", "2 days")
    configure(project)
    assert "dbt run, key '--sample': found event_time in now" in message(run)


@pytest.mark.engines
def test_marts_can_be_built_on_the_tables_of_another_target(project, built):
    state = project.folder / "state"
    state.mkdir()
    assert project.dbt("parse", writes_artifacts=True).success
    shutil.copy(project.folder / "target" / "manifest.json", state)
    project.profile(schema="ci")
    project.build("--select", "monitor_univariate_share_drift+", "--defer", "--state", str(state))
    assert_same(numbers(project, "ci_ml_monitor.monitor_metrics"), built)
    project.profile()


@pytest.fixture(scope="module")
def attached(tmp_path_factory) -> Consumer:
    """A project with Python models, whose tables are in an attached database, with many settings that change no number."""
    consumer = Consumer(tmp_path_factory.mktemp("attached"), {"past": rows(600, 0, 0), "now": rows(300, 600, 1)}, MONITORS)
    consumer.profile(attach=[{"path": str(consumer.folder / "marts.duckdb"), "alias": "marts"}])
    harmless = {
        "+tags": ["x"],
        "+meta": {"owner": "x"},
        "+docs": {"show": False},
        "+persist_docs": {"relation": True, "columns": True},
        "+grants": {"select": ["x"]},
        "+unique_key": "id",
        "+quoting": {"identifier": False},
        "+contract": {"enforced": False},
        "+pre-hook": "set variable seen = 1",
        "+post-hook": ["select count(*) from {{ this }}"],
    }
    configure(consumer, {**harmless, "ml_monitor": {"+database": "marts"}})
    return consumer


@pytest.mark.engines
def test_runs_into_an_attached_database_hold_what_a_new_project_holds(attached, tmp_path):
    attached.build("--empty")
    attached.build()
    changed = rows(300, 600, 1)
    changed.loc[7, "x"] = 9.0
    attached.table("now", changed)
    attached.build()

    new = Consumer(tmp_path, {"past": rows(600, 0, 0), "now": changed}, MONITORS)
    new.build()
    with duckdb.connect(str(attached.database)) as connection:
        connection.execute(f"attach '{attached.folder}/marts.duckdb' as marts")
        found = connection.execute(f"select * from marts.{SCHEMA}.monitor_metrics order by metric_id").df()
        tables = connection.execute("select table_name from information_schema.tables where table_catalog = 'consumer'").df()
    assert_same(found, numbers(new))
    assert sorted(tables["table_name"]) == ["now", "past"]
