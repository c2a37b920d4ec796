"""One monitor with values at the edge of what a machine can hold: the project builds, and what cannot be a number is null."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from bad_tables import all_methods, monitor, rows
from consumer import Consumer, again


def noise(seed: int, scale: float) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-scale, scale, 120)


PERFORMANCE = {"y_pred": "y_pred", "y_true": "y_true", "metrics": ["mae", "rmse"]}

TABLES = {
    **again("infinite_time", "enumerated", "y_1e20", "y_1e80", "y_1e300"),
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
    "y_1e80": rows().assign(y_true=lambda frame: frame["y_true"].where(frame["id"] != 5, 1e80)),
    "y_1e300": rows().assign(y_true=lambda frame: frame["y_true"].where(frame["id"] != 5, 1e300)),
    "infinite_time": "select * replace (case when id = 119 then timestamp 'infinity' else \"at\" end as \"at\") from {{ ref('plain') }}",
    "enumerated": "select * replace (case when k = 'a' then 'map' else 'date' end::enum ('map', 'date') as k) from {{ ref('plain') }}",
    "never_a_table": "{{ config(materialized='ephemeral') }} select * from {{ ref('plain') }}",
}

# What has to build, in groups: within a group one failure hides the others, which share its cause. All are built in one run.
GROUPS = {
    "whole range of doubles": {
        "by value": all_methods(reference="ends", analysis="ends_later", continuous_columns=["x"]),
        "in bins": all_methods(reference="ends", analysis="ends_later", continuous_columns=["x"], ecdf={"exact_below": 0}),
        "at 1e300": all_methods(reference="x_1e300", analysis="x_1e300_later", continuous_columns=["x"]),
    },
    "labels whose squares overflow": {
        f"labels of {scale}": monitor(f"y_{scale}", f"y_{scale}_again", continuous_columns=["x"], **PERFORMANCE)
        for scale in ("1e20", "1e80", "1e300")
    },
    "features beyond 32 bits": {
        "in the reference": monitor("x_1e39", "plain_later", continuous_columns=["x"], **PERFORMANCE),
        "one in the analysis": monitor("plain", "one_x_1e300", continuous_columns=["x"], **PERFORMANCE),
    },
    "components": {
        "components of 1e300": monitor("x_1e300", "x_1e300_later", continuous_columns=["x"], reconstruction_error=True),
        "more components than rows": monitor(
            "two_rows", "wide", continuous_columns=["x", "z", "w"], reconstruction_error={"n_components": 3}
        ),
    },
    "infinite timestamp": {
        "by day": monitor("infinite_time", "infinite_time_again", continuous_columns=["x"], chunk_size=None, chunk_period="day"),
    },
}

# Configurations that are right, though they look unusual.
ACCEPTED = {
    "labels of an enum named as types": monitor("enumerated", "enumerated_again", categorical_columns=["k"]),
    "version that YAML reads as a date": monitor(
        "plain", "plain_later", continuous_columns=["x"], model_version=datetime.date(2024, 1, 31)
    ),
    "keys of null": {
        **monitor("plain", "plain_later", continuous_columns=["x"]),
        **dict.fromkeys(
            ["model_version", "incomplete", "reference_comparison", "drift_types", "chunk_number_per_period", "thresholds", "ecdf"]
        ),
    },
}
# The model version and the comparison of reference chunks that each means.
MEANT = {
    "labels of an enum named as types": [":all", "whole"],
    "version that YAML reads as a date": ["2024-01-31", "whole"],
    "keys of null": [":all", "leave_one_out"],
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    """A project whose inputs are there; each test gives it monitors and runs the package alone."""
    consumer = Consumer(tmp_path_factory.mktemp("extremes"), TABLES)
    run = consumer.dbt("run", "--select", "path:models")
    assert run.success, run.output[-3000:]
    return consumer


@pytest.fixture(scope="module")
def built(project) -> Consumer:
    """The project with all groups. If they do not build together, each test builds its own group and shows which one is at fault."""
    project.monitors({name: settings for group in GROUPS.values() for name, settings in group.items()})
    project.builds_together = project.dbt("run", "--select", "package:ml_monitor").success
    return project


@pytest.mark.parametrize("group", GROUPS)
def test_builds_without_nan(built, group):
    """The run succeeds; the tables hold the monitors, and neither NaN, infinity nor a null in the grain."""
    if not built.builds_together:
        built.monitors(GROUPS[group])
        run = built.dbt("run", "--select", "package:ml_monitor")
        assert run.success, run.output[-3000:]
        raise AssertionError("this group builds alone; another one keeps them all from building together")
    metrics = built.query("select * from monitor_metrics")
    metrics = metrics[metrics["monitor_name"].isin(GROUPS[group])]
    assert set(metrics["monitor_name"] + metrics["period"]) == {
        name + period for name in GROUPS[group] for period in ("reference", "analysis")
    }
    for column in ("metric_value", "p_value", "sampling_error", "lower_threshold", "upper_threshold"):
        strange = built.query(
            f"select monitor_name, metric_family, metric_name, column_name, {column} as n from monitor_metrics where not isfinite(n)"
        )
        assert strange[strange["monitor_name"].isin(GROUPS[group])].to_numpy().tolist() == []
    for column in ("chunk_key", "model_version", "method", "is_alert", "count_used", "count_unused"):
        assert metrics[column].notna().all(), column


@pytest.fixture(scope="module")
def accepted(project) -> dict[str, list]:
    """What monitor_config says of each of the unusual configurations; they are built after what has to build."""
    project.monitors(ACCEPTED)
    run = project.dbt("run", "--select", "monitor_chunk_fingerprints", "monitor_input_checks", "monitor_config")
    assert run.success, run.output[-3000:]
    columns = "model_version, reference_comparison, incomplete, chunk_number_per_period"
    return {name: rest for name, *rest in project.query(f"select monitor_name, {columns} from monitor_config").to_numpy().tolist()}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted_configuration(accepted, name):
    """An unusual configuration that is right is accepted; a key of null is a key that is not there, as everywhere in dbt."""
    assert accepted[name] == [*MEANT[name], "keep", False]


def test_ephemeral_model(project):
    """A model that is never in the warehouse cannot be read on its own: an error of the configuration that says so."""
    project.monitors({"ephemeral": monitor("never_a_table", "plain_later", continuous_columns=["x"])})
    run = project.dbt("run", "--select", "monitor_chunk_fingerprints", "monitor_input_checks", "monitor_config")
    assert not run.success
    assert "monitor 'ephemeral', key 'reference': found" in run.output
    assert "; allowed: " in run.output


def test_relation_of_no_node(project):
    """A name that no model, seed or snapshot has stops dbt with that name."""
    project.monitors({"lost": monitor("nowhere_at_all", "plain_later", continuous_columns=["x"])})
    run = project.dbt("run", "--select", "monitor_chunk_fingerprints", "monitor_input_checks", "monitor_config")
    assert not run.success
    assert "nowhere_at_all" in run.output
