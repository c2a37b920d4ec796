"""The generic tests no_alerts and no_drift, as a user puts them on models of his own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer

CHECKS = """
models:
  - name: analysis_rows
    data_tests:
      - ml_monitor.no_alerts: {name: any_alert, config: {severity: error, store_failures: true}}
      - ml_monitor.no_alerts: {name: last_chunk, arguments: {last_n_chunks: 1}}
      - ml_monitor.no_alerts: {name: many_alerts, arguments: {min_alerts: 5}}
      - ml_monitor.no_alerts: {name: other_column, arguments: {column_name: y}}
      - ml_monitor.no_alerts: {name: other_family, arguments: {metric_family: realized_performance}}
      - ml_monitor.no_alerts: {name: other_metric, arguments: {metric_name: wasserstein}}
      - ml_monitor.no_alerts: {name: warned, config: {severity: warn}}
    columns:
      - name: x
        data_tests:
          - ml_monitor.no_drift: {name: drift_of_x_at_the_end}
          - ml_monitor.no_drift: {name: drift_of_x_ever, arguments: {last_n_chunks: 100}}
      - name: y
        data_tests:
          - ml_monitor.no_drift: {name: drift_of_y_ever, arguments: {last_n_chunks: 100}}
      - name: table
        quote: true
        data_tests:
          - ml_monitor.no_drift: {name: quoted_column}
"""

# x drifts in the middle of the analysis, in two of five chunks; y never does.
FAILS = {"any_alert", "drift_of_x_ever"}
PASSES = {"last_chunk", "many_alerts", "other_column", "drift_of_x_at_the_end", "drift_of_y_ever", "quoted_column"}
WATCH_NOTHING = {"other_family", "other_metric"}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    random = np.random.default_rng(0)
    reference = pd.DataFrame({"row_id": range(4000), "x": random.normal(size=4000), "y": random.normal(size=4000)})
    reference["table"] = reference["y"]
    analysis = reference.iloc[:2000].copy()
    analysis.loc[800:1599, "x"] += 3
    monitor = {
        "problem_type": "regression",
        "reference": "reference_rows",
        "analysis": "analysis_rows",
        "row_id": "row_id",
        "chunk_size": 400,
        "continuous_columns": ["x", "y", "table"],
        "reconstruction_error": False,
        "thresholds": {"jensen_shannon": {"constant": {"upper": 0.3}}},
    }
    tables = {"reference_rows": reference, "analysis_rows": analysis}
    consumer = Consumer(tmp_path_factory.mktemp("checks"), tables, {"watch": monitor}, files={"models/checks.yml": CHECKS})
    assert consumer.dbt("run").success
    return consumer, consumer.dbt("test", "--select", "analysis_rows").output


@pytest.mark.parametrize("name", sorted(FAILS))
def test_alerts_fail(checked, name):
    _, output = checked
    assert f"FAIL 2 {name} " in output


@pytest.mark.parametrize("name", sorted(PASSES))
def test_filters_leave_nothing(checked, name):
    _, output = checked
    assert f"PASS {name} " in output


@pytest.mark.parametrize("name", sorted(WATCH_NOTHING))
def test_a_check_that_watches_nothing_fails(checked, name):
    _, output = checked
    assert f"FAIL 1 {name} " in output


def test_severity_is_dbts_own(checked):
    _, output = checked
    assert "WARN 2 warned " in output


def test_failures_say_what_where_and_how_much(checked):
    consumer, _ = checked
    failures = consumer.query("select * from main_dbt_test__audit.any_alert order by chunk_key")
    assert failures["chunk_key"].tolist() == ["[1200:1599]", "[800:1199]"]
    assert set(failures["column_name"]) == {"x"}
    assert set(failures["metric_name"]) == {"jensen_shannon"}
    assert (failures["metric_value"] > failures["upper_threshold"]).all()
    assert set(failures["upper_threshold"]) == {0.3}
