"""One test for each deliberate difference from NannyML (docs/reference/differences-from-nannyml.md) that the golden results cannot show."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import TELLING, Consumer
from monitors import monitor_with

ROWS = 400


def scored(seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = pd.DataFrame({"id": range(ROWS), "x": random.normal(size=ROWS), "z": random.normal(size=ROWS)})
    rows["k"] = random.choice(["a", "b"], ROWS, p=[0.7, 0.3])
    rows["p"] = 10 + rows["x"]
    rows["y"] = rows["p"] + random.normal(size=ROWS) * np.where(rows["k"] == "b", 2.0, 0.5)
    return rows


REFERENCE = scored(1)
ANALYSIS = scored(2)
TABLES = {
    "reference": REFERENCE,
    "analysis": ANALYSIS,
    "null_category": ANALYSIS.assign(k=ANALYSIS["k"].where(ANALYSIS["id"] % 5 > 0, None)),
    "most_frequent_category": ANALYSIS.assign(k=ANALYSIS["k"].where(ANALYSIS["id"] % 5 > 0, "a")),
    "unseen_category": ANALYSIS.assign(k=ANALYSIS["k"].where(ANALYSIS["id"] % 5 > 0, "new")),
    "negative_reference": REFERENCE.assign(y=REFERENCE["y"].where(REFERENCE["id"] > 0, -1.0)),
}


monitor = monitor_with(
    reference="reference",
    analysis="analysis",
    chunk_size=100,
    y_true="y",
    y_pred="p",
    continuous_columns=["x", "z"],
    categorical_columns=["k"],
    categorical_methods=["chi2"],
    metrics=["mae"],
    reconstruction_error=None,
)

DRIFT_ONLY = {"y_true": None, "metrics": None, "reconstruction_error": False}
MONITORS = {
    "default": monitor(metrics=["mae", "mse", "rmse"]),
    "again": monitor(metrics=["mae", "mse", "rmse"]),
    "strict": monitor(thresholds={"chi2": {"p_value": 1e-300}}, **DRIFT_ONLY),
    "lax": monitor(thresholds={"chi2": {"p_value": 0.999999}}, **DRIFT_ONLY),
    "one reference chunk": monitor(chunk_size=ROWS),
    "null category": monitor(analysis="null_category"),
    "most frequent category": monitor(analysis="most_frequent_category"),
    "unseen category": monitor(analysis="unseen_category"),
    "negative reference": monitor(reference="negative_reference", metrics=["mae", "rmsle"]),
}


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    consumer = Consumer(tmp_path_factory.mktemp("differences"), TABLES, MONITORS, leaves_out=TELLING)
    consumer.build()
    return consumer


@pytest.fixture(scope="module")
def metrics(consumer) -> pd.DataFrame:
    return consumer.query(
        "select * from monitor_metrics order by monitor_name, period, chunk_index, metric_family, metric_name, column_name"
    )


def values(metrics: pd.DataFrame, monitor_name: str, family: str, metric: str, period: str = "analysis") -> np.ndarray:
    selected = metrics[(metrics["monitor_name"] == monitor_name) & (metrics["metric_family"] == family)]
    selected = selected[(selected["metric_name"] == metric) & (selected["period"] == period)]
    assert len(selected) > 0
    return selected["metric_value"].to_numpy(dtype=float)


def test_the_p_value_that_alerts_is_a_setting(metrics):
    alerts = metrics[metrics["metric_name"] == "chi2"].groupby("monitor_name")["is_alert"]
    assert not alerts.any()["strict"]
    assert alerts.any()["lax"]


def test_reconstruction_error_at_its_threshold_is_no_alert(metrics):
    """With one reference chunk both thresholds are its own value."""
    chunk = metrics[(metrics["monitor_name"] == "one reference chunk") & (metrics["metric_name"] == "reconstruction_error")]
    chunk = chunk[chunk["period"] == "reference"].iloc[0]
    assert chunk["metric_value"] == chunk["upper_threshold"] == chunk["lower_threshold"]
    assert not chunk["is_alert"]


def test_reconstruction_error_takes_a_null_for_the_most_frequent_category(metrics):
    errors = [values(metrics, name, "multivariate_drift", "reconstruction_error") for name in ("null category", "most frequent category")]
    assert errors[0] == pytest.approx(errors[1], abs=1e-12)


def test_one_loss_model_serves_mse_and_rmse(consumer, metrics):
    models = consumer.query("select loss_name from monitor_fitted_loss_models where monitor_name = 'default' and fold = -1")
    assert sorted(models["loss_name"]) == ["absolute_error", "squared_error"]
    mse, rmse = (values(metrics, "default", "estimated_performance", name) for name in ("mse", "rmse"))
    assert rmse == pytest.approx(np.sqrt(mse), rel=1e-12)


def test_a_null_and_an_unseen_category_are_both_missing_to_the_loss_model(metrics):
    null, unseen, usual = (
        values(metrics, name, "estimated_performance", "mae") for name in ("null category", "unseen category", "default")
    )
    assert null == pytest.approx(unseen, rel=1e-12)
    assert null != pytest.approx(usual, rel=1e-6)


def test_negative_labels_take_the_estimate_of_rmsle_alone(consumer, metrics):
    assert np.isnan(values(metrics, "negative reference", "estimated_performance", "rmsle")).all()
    assert np.isfinite(values(metrics, "negative reference", "estimated_performance", "mae")).all()
    warning = consumer.query("select message from monitor_input_checks where check_name = 'negative_values' and period = 'reference'")
    assert warning["message"].str.contains("no estimate").tolist() == [True]


def test_the_same_reference_gives_the_same_loss_models(metrics):
    """Nothing is searched under a time budget."""
    for metric in ("mae", "rmse"):
        one, other = (values(metrics, name, "estimated_performance", metric) for name in ("default", "again"))
        assert (one == other).all()


def test_realized_performance_has_a_band(metrics):
    realized = metrics[metrics["metric_family"] == "realized_performance"].dropna(subset=["metric_value", "sampling_error"])
    lower = np.maximum(0, realized["metric_value"] - 3 * realized["sampling_error"])
    assert realized["lower_confidence_boundary"].to_numpy() == pytest.approx(lower.to_numpy())
    assert realized["upper_confidence_boundary"].to_numpy() == pytest.approx(realized["metric_value"] + 3 * realized["sampling_error"])


def test_only_features_are_ranked(consumer):
    ranked = consumer.query("select distinct column_name from monitor_feature_ranking where monitor_name = 'default'")
    assert set(ranked["column_name"]) == {"x", "z", "k"}


@pytest.mark.parametrize("period", ["2W", "W-WED"])
def test_multiples_and_anchors_of_periods_are_refused(consumer, period):
    consumer.monitors({"odd": monitor(chunk_size=None, chunk_period=period)})
    run = consumer.dbt("run", "--select", "monitor_input_checks")
    consumer.monitors(MONITORS)
    assert not run.success
    assert f"key 'chunk_period': found {period}; allowed: hour, day, week, month, quarter, year" in run.output
