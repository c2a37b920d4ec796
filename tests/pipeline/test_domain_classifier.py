"""The domain classifier on tables whose drift is known, from the configuration to the metrics."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer
from monitors import monitor_with

ROWS, CHUNK = 1200, 300
NAME = "domain_classifier_auroc"


def rows(seed: int, count: int = ROWS, shift: float = 0.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"id": [f"row {number}" for number in range(count)], "x": random.normal(shift, 1, count)})
    table["z"] = random.normal(size=count)
    table["k"] = random.choice(["a", "b", "c"], count)
    table["constant"] = 2.5
    table["missing"] = np.full(count, np.nan)
    table["only"] = "one"
    table["name"] = [f"name {seed} {number}" for number in range(count)]
    table["p"] = table["x"]
    table["y"] = table["x"]
    return table


REFERENCE = rows(1)
USUAL = rows(2)
HALF = USUAL["id"].str[-1].isin(list("02468"))
ANALYSES = {
    "usual": USUAL,
    "shifted": rows(2, shift=4.0),
    "turned": USUAL.assign(z=USUAL["x"] * 0.9 + USUAL["z"] * 0.19**0.5),
    "new_category": USUAL.assign(k=USUAL["k"].mask(HALF, "new")),
    "new_nulls": USUAL.assign(x=USUAL["x"].mask(HALF)),
    "prediction_shifted": USUAL.assign(p=USUAL["p"] + 4, y=USUAL["y"] + 4),
    "with_a_last_row": rows(2, 601),
    "with_a_few_rows": rows(2, 604),
    "other_order": USUAL.sample(frac=1, random_state=1),
}


monitor = monitor_with(
    "analysis",
    chunk_size=CHUNK,
    y_pred="p",
    continuous_columns=["x", "z"],
    categorical_columns=["k"],
    domain_classifier=True,
)

MONITORS = {
    "usual": monitor("usual"),
    "again": monitor("usual"),
    "other order": monitor("other_order", reference="reference_in_other_order"),
    "shifted": monitor("shifted"),
    "turned": monitor("turned"),
    "new category": monitor("new_category", continuous_columns=None),
    "new nulls": monitor("new_nulls"),
    "prediction shifted": monitor("prediction_shifted", y_true="y", metrics=["mae"], continuous_columns=["x", "z", "p", "y"]),
    "names": monitor("usual", continuous_columns=None, categorical_columns=["name"]),
    "nothing to tell": monitor("usual", continuous_columns=["constant", "missing"], categorical_columns=["only"]),
    "with a last row": monitor("with_a_last_row"),
    "with a few rows": monitor("with_a_few_rows", domain_classifier={"folds": 4}),
    "one reference chunk": monitor("usual", chunk_size=ROWS),
    "capped": monitor("usual", domain_classifier={"max_rows": 200, "folds": 3}),
    "own threshold": monitor("usual", thresholds={NAME: {"constant": {"upper": 0.1}}}),
    "threshold of the family": monitor("usual", thresholds={"multivariate_drift": {"standard_deviation": 2}}),
    "off": monitor("shifted", domain_classifier=False),
    "not mentioned": monitor("shifted", domain_classifier=None),
}


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    tables = {"reference_rows": REFERENCE, "reference_in_other_order": REFERENCE.sample(frac=1, random_state=2), **ANALYSES}
    consumer = Consumer(tmp_path_factory.mktemp("domain_classifier"), tables, MONITORS)
    consumer.build()
    return consumer


@pytest.fixture(scope="module")
def metrics(consumer) -> pd.DataFrame:
    found = consumer.query(f"select * from monitor_metrics where metric_name = '{NAME}' order by monitor_name, period, chunk_index")
    assert len(found) > 100
    return found


def of(metrics: pd.DataFrame, monitor_name: str, period: str = "analysis") -> pd.DataFrame:
    found = metrics[(metrics["monitor_name"] == monitor_name) & (metrics["period"] == period)]
    assert len(found) > 0
    return found


def values(metrics: pd.DataFrame, monitor_name: str, period: str = "analysis") -> np.ndarray:
    return of(metrics, monitor_name, period)["metric_value"].to_numpy(dtype=float)


@pytest.mark.parametrize("period", ["reference", "analysis"])
def test_without_drift_it_is_about_one_half_and_no_alert(metrics, period):
    found = of(metrics, "usual", period)
    assert len(found) == ROWS / CHUNK
    assert ((found["metric_value"] - 0.5).abs() < 4 * found["sampling_error"]).all()
    assert not found["is_alert"].any()


def test_strong_drift_is_about_one_and_alerts(metrics):
    found = of(metrics, "shifted")
    assert (found["metric_value"] > 0.99).all()
    assert (found["metric_value"] <= 1).all()
    assert (found["alert_direction"] == "above").all()


def test_sees_columns_that_go_together_in_another_way(metrics, consumer):
    assert of(metrics, "turned")["is_alert"].all()
    drift = (
        "select metric_value from monitor_metrics where metric_family = 'univariate_drift' and column_name = 'z' and period = 'analysis'"
    )
    turned, usual = (consumer.query(f"{drift} and monitor_name = '{name}'")["metric_value"].max() for name in ("turned", "usual"))
    assert turned < 1.5 * usual


def test_a_category_the_reference_never_had_tells_its_rows(metrics):
    """Half of the rows are certain, the others hold what the reference holds: 0.5 + 0.5 * 0.5."""
    assert values(metrics, "new category") == pytest.approx(0.75, abs=0.05)


def test_nulls_tell_rows_too(metrics):
    assert values(metrics, "new nulls") == pytest.approx(0.75, abs=0.05)


def test_prediction_and_label_are_no_features(metrics):
    assert values(metrics, "prediction shifted").tolist() == values(metrics, "usual").tolist()


def test_categories_that_occur_once_tell_nothing(metrics):
    """No row of the chunk has a category of the reference, and yet another row of the chunk could not be told by it."""
    for period in ("reference", "analysis"):
        assert values(metrics, "names", period) == pytest.approx(0.5, abs=0.05)


def test_constant_and_empty_columns_give_one_half(metrics):
    assert set(values(metrics, "nothing to tell")) == {0.5}
    assert set(values(metrics, "nothing to tell", "reference")) == {0.5}


def test_a_chunk_with_fewer_rows_than_folds_has_no_value_and_no_alert(metrics):
    last = of(metrics, "with a last row").iloc[-1]
    assert last[["count_used", "count_unused"]].tolist() == [1, 0]
    assert last[["metric_value", "sampling_error"]].isna().all()
    assert not last["is_alert"]


def test_a_chunk_with_as_many_rows_as_folds_has_one(metrics):
    last = of(metrics, "with a few rows").iloc[-1]
    assert last["count_used"] == 4
    assert 0 <= last["metric_value"] <= 1


def test_a_reference_of_one_chunk_has_nothing_to_compare_it_with(metrics):
    reference = of(metrics, "one reference chunk", "reference")
    assert reference["metric_value"].isna().all()
    assert not reference["is_alert"].any()
    assert np.isfinite(values(metrics, "one reference chunk")).all()


def test_the_same_rows_give_the_same_digits_in_whatever_order_they_lie(metrics):
    for period in ("reference", "analysis"):
        usual = values(metrics, "usual", period).tolist()
        assert values(metrics, "again", period).tolist() == usual
        assert values(metrics, "other order", period).tolist() == usual


def test_no_more_than_max_rows_of_a_side_are_read(consumer, metrics):
    drawn = consumer.query("select * from monitor_domain_classifier where monitor_name = 'capped'")
    assert set(drawn["row_count"]) == {200}
    assert set(drawn.loc[drawn["period"] == "analysis", "reference_row_count"]) == {200}
    # Those of the 200 that are outside of the chunk.
    of_reference = drawn.loc[drawn["period"] == "reference", "reference_row_count"]
    assert of_reference.sum() == 200 * (ROWS / CHUNK - 1)
    assert set(of(metrics, "capped")["count_used"]) == {200}
    assert set(of(metrics, "capped")["count_unused"]) == {CHUNK - 200}


def test_sampling_error_of_hanley_and_mcneil(consumer, metrics):
    computed = consumer.query("select * from monitor_domain_classifier where auroc is not null")
    area, chunk, others = (computed[column].to_numpy(dtype=float) for column in ("auroc", "row_count", "reference_row_count"))
    first, second = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (area * (1 - area) + (chunk - 1) * (first - area**2) + (others - 1) * (second - area**2)) / (chunk * others)
    keys = ["monitor_name", "period", "chunk_index"]
    joined = computed.assign(expected=np.sqrt(np.maximum(variance, 0))).merge(metrics, on=keys)
    assert len(joined) == len(computed)
    assert joined["sampling_error"].to_numpy() == pytest.approx(joined["expected"].to_numpy(), rel=1e-9, abs=1e-12)


def test_its_row_of_the_metrics(metrics):
    assert set(metrics["metric_family"]) == {"multivariate_drift"}
    assert set(metrics["method"]) == {"domain_classifier"}
    assert set(metrics["column_name"]) == {":table"}
    assert set(metrics["feature_type"]) == {":none"}
    assert set(metrics["drift_type"]) == {"baseline"}
    assert not set(metrics["monitor_name"]) & {"off", "not mentioned"}
    bands = metrics.dropna(subset=["metric_value"])
    assert bands["lower_confidence_boundary"].between(0, bands["metric_value"]).all()
    assert bands["upper_confidence_boundary"].between(bands["metric_value"], 1).all()


def test_thresholds(consumer, metrics):
    limits = ["lower_threshold", "upper_threshold"]
    assert metrics.groupby("monitor_name")[limits].first().loc["usual"].tolist() == [0.45, 0.65]
    own = of(metrics, "own threshold")
    assert own["lower_threshold"].isna().all()
    assert set(own["upper_threshold"]) == {0.1}
    assert own["is_alert"].all()
    reference = values(metrics, "threshold of the family", "reference")
    expected = [reference.mean() - 2 * reference.std(), reference.mean() + 2 * reference.std()]
    assert of(metrics, "threshold of the family")[limits].iloc[0].tolist() == pytest.approx(expected, rel=1e-12)
    kinds = consumer.query(f"select distinct lower_limit, upper_limit from monitor_thresholds where metric_name = '{NAME}'")
    assert kinds.to_numpy().tolist() == [[0.0, 1.0]]


def test_alerts_are_of_medium_severity_from_three_thresholds_on(consumer):
    alerts = consumer.query(
        f"""select alerts.severity, incidents.times_threshold
        from monitor_alerts as alerts inner join monitor_incidents as incidents on alerts.incident_id = incidents.incident_id
        where alerts.metric_name = '{NAME}'"""
    )
    assert set(alerts["severity"]) == {"low", "medium"}
    assert ((alerts["times_threshold"] >= 3) == (alerts["severity"] == "medium")).all()


def test_without_python_models_its_rows_are_there_without_a_value(consumer, tmp_path):
    other = consumer.copy(tmp_path / "without_python")
    other.settings = {"vars": {"ml_monitor_python_models": False}}
    other.monitors({"shifted": MONITORS["shifted"]})
    run = other.build()
    found = other.query(f"select * from monitor_metrics where metric_name = '{NAME}'")
    assert len(found) == 2 * ROWS / CHUNK
    assert found["metric_value"].isna().all()
    assert set(found["count_used"]) == {0}
    assert not found["is_alert"].any()
    assert "no multivariate drift" in run.output
