"""One monitor with values at the edge of what a machine can hold: the project builds, and what cannot be a number is null."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from bad_tables import all_methods, monitor, rows
from consumer import Consumer


def noise(seed: int, scale: float) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-scale, scale, 120)


PERFORMANCE = {"y_pred": "y_pred", "y_true": "y_true", "metrics": ["mae", "rmse"]}

TABLES = {
    "plain": rows(),
    "plain_later": rows(seed=1),
    "two_rows": rows(2, z=1.0, w=2.0),
    "wide": rows(seed=1, z=1.0, w=2.0),
    "ends": rows(x=np.sign(noise(1, 1)) * 1.7e308),
    "ends_later": rows(x=np.sign(noise(2, 1)) * 1.7e308),
    "x_1e39": rows(x=noise(1, 1e39)),
    "x_1e300": rows(x=noise(1, 1e300)),
    "x_1e300_later": rows(x=noise(2, 1e300)),
    "one_x_1e300": rows(seed=1).assign(x=lambda frame: frame["x"].where(frame["id"] != 5, 1e300)),
    "y_1e20": rows(y_true=np.abs(noise(1, 1e20))),
    "y_1e80": rows(y_true=np.abs(noise(1, 1e80))),
    "y_1e300": rows(y_true=np.abs(noise(1, 1e300))),
    "infinite_time": "select * replace (case when id = 119 then timestamp 'infinity' else \"at\" end as \"at\") from {{ ref('plain') }}",
    "enumerated": "select * replace (case when k = 'a' then 'map' else 'date' end::enum ('map', 'date') as k) from {{ ref('plain') }}",
    "not_there_alone": "{{ config(materialized='ephemeral') }} select * from {{ ref('plain') }}",
}

# Monitors that have to build, each alone: one that fails would hide the others.
CASES = {
    "whole range of doubles": all_methods(reference="ends", analysis="ends_later", continuous_columns=["x"]),
    "whole range of doubles in bins": all_methods(
        reference="ends", analysis="ends_later", continuous_columns=["x"], ecdf={"exact_below": 0}
    ),
    "drift of 1e300": all_methods(reference="x_1e300", analysis="x_1e300_later", continuous_columns=["x"]),
    "estimate from features of 1e39": monitor("x_1e39", "plain_later", continuous_columns=["x"], **PERFORMANCE),
    "estimate for one feature of 1e300": monitor("plain", "one_x_1e300", continuous_columns=["x"], **PERFORMANCE),
    "labels of 1e20": monitor("y_1e20", "y_1e20", continuous_columns=["x"], **PERFORMANCE),
    "labels of 1e80": monitor("y_1e80", "y_1e80", continuous_columns=["x"], **PERFORMANCE),
    "labels of 1e300": monitor("y_1e300", "y_1e300", continuous_columns=["x"], **PERFORMANCE),
    "components of 1e300": monitor("x_1e300", "x_1e300_later", continuous_columns=["x"], reconstruction_error=True),
    "more components than rows": monitor("two_rows", "wide", continuous_columns=["x", "z", "w"], reconstruction_error={"n_components": 3}),
    "infinite timestamp": monitor("infinite_time", "infinite_time", continuous_columns=["x"], chunk_size=None, chunk_period="day"),
    "labels of an enum named as types": monitor("enumerated", "enumerated", categorical_columns=["k"]),
    "version that YAML reads as a date": monitor(
        "plain", "plain_later", continuous_columns=["x"], model_version=datetime.date(2024, 1, 31)
    ),
    "keys of null take their defaults": {
        **monitor("plain", "plain_later", continuous_columns=["x"]),
        **dict.fromkeys(["model_version", "incomplete", "reference_comparison", "chunk_number_per_period", "thresholds", "ecdf"]),
    },
}


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    return Consumer(tmp_path_factory.mktemp("extremes"), TABLES, CASES)


@pytest.fixture(scope="module")
def inputs(consumer) -> Consumer:
    consumer.monitors({"plain": monitor("plain", "plain_later", continuous_columns=["x"])})
    consumer.build()
    return consumer


@pytest.mark.parametrize("name", CASES)
def test_builds_without_nan(inputs, name):
    """The run succeeds; the tables hold the monitor, and neither NaN, infinity nor a null in the grain."""
    inputs.monitors({name: CASES[name]})
    run = inputs.dbt("run", "--select", "package:ml_monitor")
    assert run.success, run.output[-3000:]
    metrics = inputs.query("select * from monitor_metrics")
    assert set(metrics["monitor_name"]) == {name}
    assert set(metrics["period"]) == {"reference", "analysis"}
    for column in ("metric_value", "p_value", "sampling_error", "lower_threshold", "upper_threshold"):
        strange = inputs.query(
            f"select metric_family, metric_name, column_name, {column} from monitor_metrics where not isfinite({column})"
        )
        assert strange.values.tolist() == []
    for column in ("chunk_key", "model_version", "method", "is_alert", "count_used", "count_unused"):
        assert metrics[column].notna().all()
    if "null take their defaults" in name:
        assert metrics["model_version"].unique().tolist() == [":all"]
        defaults = inputs.query("select incomplete, reference_comparison, chunk_number_per_period from monitor_config")
        assert defaults.values.tolist() == [["keep", "whole", False]]


def test_ephemeral_model(inputs):
    """A model that is never in the warehouse cannot be read on its own: an error of the configuration that says so."""
    inputs.monitors({"ephemeral": monitor("not_there_alone", "plain_later", continuous_columns=["x"])})
    run = inputs.dbt("run", "--select", "package:ml_monitor")
    assert not run.success
    assert "monitor 'ephemeral', key 'reference': found" in run.output
    assert "; allowed: " in run.output


def test_relation_of_no_node(inputs):
    """A name that no model, seed or snapshot has stops the run with that name."""
    inputs.monitors({"lost": monitor("nowhere_at_all", "plain_later", continuous_columns=["x"])})
    run = inputs.dbt("run", "--select", "package:ml_monitor")
    assert not run.success
    assert "nowhere_at_all" in run.output
