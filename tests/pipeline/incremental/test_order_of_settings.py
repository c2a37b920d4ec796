"""Names, orders and switches: what changes is which monitor is which, what stands first, and what is left out.

All monitors watch the same 180 rows in chunks of 40, against a reference of 200.
"""

from __future__ import annotations

import pytest
from consumer import Consumer
from keeping import KeptProject, Step, assert_equal, expected, monitor, of_monitor, scored_rows

pytestmark = pytest.mark.engines

TWO_METHODS = {"continuous_methods": ["jensen_shannon", "wasserstein"], "categorical_methods": ["jensen_shannon", "chi2"]}
TWO_METRICS = {"metrics": ["rmse", "mae"]}

SUMS = {"sum_of_z": {"sql": "sum(z)"}, "mean_of_x": {"sql": "avg(x)"}, "both": {"derived": "sum_of_z / mean_of_x"}}
TWO_SUMS = {"custom_metrics": SUMS}

# Per monitor its settings in the three runs.
MONITORS = {
    "left": [{"continuous_columns": ["x"]}, {"continuous_columns": ["z"]}, {"continuous_columns": ["x"]}],
    "right": [{"continuous_columns": ["z"]}, {"continuous_columns": ["x"]}, {"continuous_columns": ["z"]}],
    "twin that stays": [{}, {}, {}],
    "twin that goes": [{}, None, {}],
    "order of methods": [TWO_METHODS, {key: methods[::-1] for key, methods in TWO_METHODS.items()}, TWO_METHODS],
    "order of metrics": [TWO_METRICS, {"metrics": ["mae", "rmse"]}, TWO_METRICS],
    "order of custom metrics": [TWO_SUMS, {"custom_metrics": dict(reversed(SUMS.items()))}, TWO_SUMS],
    "order of the reference": [{"reference": "shuffled_reference"}] * 3,
    "reconstruction": [{}, {"reconstruction_error": False}, {}],
    "narrow bins": [{"continuous_methods": ["wasserstein"], "ecdf": {"exact_below": below, "bins": 20}} for below in (10000, 0, 10000)],
}


@pytest.fixture(scope="module")
def steps(tmp_path_factory) -> list[Step]:
    def configured(run):
        return {name: monitor("analysis_rows", **settings[run]) for name, settings in MONITORS.items() if settings[run] is not None}

    reference = scored_rows(200, 0)
    tables = {"reference_rows": reference, "shuffled_reference": reference, "analysis_rows": scored_rows(180, 1)}
    folder = tmp_path_factory.mktemp("order_of_settings")
    consumer = Consumer(folder / "kept", tables, configured(0))
    project = KeptProject(consumer, folder / "full")
    steps = [project.first_build()]
    for run, rows in ((1, reference.sample(frac=1, random_state=0).assign(unwatched=1)), (2, reference)):
        consumer.table("shuffled_reference", rows)
        consumer.monitors(configured(run))
        steps.append(project.run())
    return steps


both_runs = pytest.mark.parametrize("run", [1, 2], ids=["changed", "back"])


@both_runs
def test_all_tables_equal_a_full_refresh(steps, run):
    assert_equal(steps[run].kept, steps[run].full)


@both_runs
@pytest.mark.parametrize(
    "name", ["order of methods", "order of metrics", "order of custom metrics", "order of the reference", "twin that stays"]
)
def test_another_order_computes_nothing(steps, run, name):
    assert steps[run].recomputed(name) == expected(set())


def test_the_metric_that_stands_first_is_the_one_of_the_status(steps):
    found = [of_monitor(step.kept["monitor_status"], "order of metrics")["performance_metric"].tolist() for step in steps]
    assert found == [["rmse"], ["mae"], ["rmse"]]


def test_the_method_that_stands_first_is_the_one_of_the_ranking(steps):
    found = [set(of_monitor(step.kept["monitor_feature_ranking"], "order of methods")["drift_method"]) for step in steps]
    assert found == [{"jensen_shannon"}, {"wasserstein", "chi2"}, {"jensen_shannon"}]


@both_runs
def test_monitors_that_exchange_their_settings_exchange_their_numbers(steps, run):
    """Numbers are found by monitor, not by settings alone: a number of the one is never taken for one of the other."""

    def numbers(tables, name):
        metrics = of_monitor(tables["monitor_metrics"], name).set_index(
            ["period", "chunk_index", "metric_family", "metric_name", "column_name"]
        )
        return metrics["metric_value"].sort_index()

    for one, other in (("left", "right"), ("right", "left")):
        after, before = numbers(steps[run].kept, one), numbers(steps[run].before, other)
        assert after.index.equals(before.index)
        assert after.to_numpy() == pytest.approx(before.to_numpy(), rel=1e-12, nan_ok=True)


def test_of_two_equal_monitors_one_goes_and_comes_back(steps):
    gone, back = steps[1], steps[2]
    assert [table for table, rows in gone.kept.items() if "monitor_name" in rows.columns and len(of_monitor(rows, "twin that goes"))] == []
    assert back.recomputed("twin that goes") == expected(back.all_chunks("twin that goes"))


def test_a_reconstruction_that_is_turned_off_leaves_no_row_and_computes_nothing(steps):
    step = steps[1]
    assert step.recomputed("reconstruction") == expected(set())
    assert "multivariate_drift" in set(of_monitor(step.before["monitor_metrics"], "reconstruction")["metric_family"])
    assert "multivariate_drift" not in set(of_monitor(step.kept["monitor_metrics"], "reconstruction")["metric_family"])
    for table in ("monitor_fitted_pca", "monitor_reconstruction_error"):
        assert len(of_monitor(step.kept[table], "reconstruction")) == 0


def test_a_reconstruction_that_is_turned_on_computes_nothing_else(steps):
    step = steps[2]
    nothing = expected(set())
    assert step.recomputed("reconstruction") == nothing | {"multivariate_drift": step.all_chunks("reconstruction")}


@both_runs
def test_other_distribution_functions_are_computed_for_every_chunk(steps, run):
    step = steps[run]
    new = step.new_metrics("narrow bins")
    wasserstein = new[new["metric_name"] == "wasserstein"]
    assert set(zip(wasserstein["period"], wasserstein["chunk_index"])) == step.all_chunks("narrow bins")
    assert not set(new["metric_family"]) & {"multivariate_drift", "estimated_performance", "realized_performance"}
