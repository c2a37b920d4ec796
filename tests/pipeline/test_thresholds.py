"""Thresholds of a whole build: each kind from the values of the reference chunks, warnings of too few, and false discovery rates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml
from consumer import REPOSITORY, TELLING, Consumer
from monitors import monitor_with
from scipy import stats

RATE = 0.1
KEY = ["metric_family", "metric_name", "column_name"]


def rows(count: int, seed: int, shift: float = 0.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x = random.normal(size=count) + shift
    y_pred = 10 + x
    return pd.DataFrame(
        {
            "id": range(count),
            "x": x,
            "y": random.normal(size=count),
            "constant": np.full(count, 0.1),
            "zero": np.zeros(count),
            "k": random.choice(["a", "b", "c"], count, p=[0.5 - shift / 4, 0.3, 0.2 + shift / 4]),
            "y_pred": y_pred,
            "y_true": y_pred + random.normal(size=count) * (1 + shift),
        }
    )


monitor = monitor_with(
    chunk_size=100,
    y_pred="y_pred",
    y_true="y_true",
    metrics=["rmse", "mae"],
    continuous_columns=["x", "y", "constant"],
    categorical_columns=["k"],
    continuous_methods=["jensen_shannon", "kolmogorov_smirnov", "wasserstein"],
    categorical_methods=["jensen_shannon", "chi2", "l_infinity"],
)

MONITORS = {
    "kinds": monitor(
        thresholds={
            "jensen_shannon": {"quantile": 0.9},
            "wasserstein": {"quantile": {"lower": 0.25}},
            "kolmogorov_smirnov": {"relative": {"upper": 1_000_000}},
            "l_infinity": {"relative": {"lower": 20, "offset_from": "median"}},
            "realized_performance": {"quantile": 0.75},
            "estimated_performance": {"quantile": {"lower": 0.1, "upper": 0.8}},
            "mae": {"relative": 12.5},
        }
    ),
    "few": monitor(
        chunk_size=500,
        thresholds={
            "wasserstein": {"constant": {"upper": 1}},
            "kolmogorov_smirnov": {"quantile": 0.75},
            "l_infinity": {"quantile": {"lower": 0.2, "upper": 0.6}},
            "mae": {"relative": 10},
        },
    ),
    "very few": monitor(chunk_size=1000, thresholds={"mae": {"relative": 10}}),
    "together": monitor(false_discovery_rate=RATE, thresholds={"chi2": {"p_value": 0.9}, "univariate_drift": {"constant": {"upper": 0}}}),
    "equal values": monitor(chunk_size=200, y_pred="zero", y_true="constant", metrics=["mae"], continuous_columns=[]),
    "one chunk": monitor(chunk_size=2000, false_discovery_rate=RATE),
}


class Built:
    def __init__(self, folder):
        tables = {"reference_rows": rows(2000, 1), "analysis_rows": rows(1000, 2, shift=0.25)}
        self.consumer = Consumer(folder, tables, MONITORS, leaves_out=TELLING)
        self.output = self.consumer.build().output
        self.metrics = self.consumer.query("select * from monitor_metrics")
        self.thresholds = self.consumer.query("select * from monitor_thresholds")

    def values(self, monitor_name: str, family: str, metric: str, column: str) -> np.ndarray:
        """The values of the reference chunks."""
        found = self.metrics
        for name, value in {"monitor_name": monitor_name, "metric_family": family, "metric_name": metric, "column_name": column}.items():
            found = found[found[name] == value]
        return found.loc[found["period"] == "reference", "metric_value"].to_numpy()

    def of(self, monitor_name: str) -> pd.DataFrame:
        return self.thresholds[self.thresholds["monitor_name"] == monitor_name].set_index(KEY)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    return Built(tmp_path_factory.mktemp("thresholds"))


def assert_thresholds(built: Built, key: tuple, lower, upper) -> None:
    found = built.of("kinds").loc[key]
    expected = [np.nan if side is None else side for side in (lower, upper)]
    np.testing.assert_allclose([found["lower_threshold"], found["upper_threshold"]], expected, rtol=1e-12)


def test_a_quantile_has_the_sides_of_the_metric(built):
    for column in ("x", "y", "y_pred", "k"):
        values = built.values("kinds", "univariate_drift", "jensen_shannon", column)
        assert len(values) == 20
        assert_thresholds(built, ("univariate_drift", "jensen_shannon", column), None, np.quantile(values, 0.9))
    values = built.values("kinds", "realized_performance", "rmse", ":table")
    assert_thresholds(built, ("realized_performance", "rmse", ":table"), *np.quantile(values, [0.25, 0.75]))


def test_a_quantile_of_one_side(built):
    values = built.values("kinds", "univariate_drift", "wasserstein", "x")
    assert_thresholds(built, ("univariate_drift", "wasserstein", "x"), np.quantile(values, 0.25), None)


def test_quantiles_of_an_estimate_are_those_of_realized_performance(built):
    realized = built.values("kinds", "realized_performance", "rmse", ":table")
    estimated = built.values("kinds", "estimated_performance", "rmse", ":table")
    assert not np.allclose(realized, estimated)
    assert_thresholds(built, ("estimated_performance", "rmse", ":table"), *np.quantile(realized, [0.1, 0.8]))


def test_a_relative_threshold_is_percent_of_the_reference_value(built):
    mean = built.values("kinds", "realized_performance", "mae", ":table").mean()
    for family in ("realized_performance", "estimated_performance"):
        assert_thresholds(built, (family, "mae", ":table"), 0.875 * mean, 1.125 * mean)
    median = np.median(built.values("kinds", "univariate_drift", "l_infinity", "k"))
    assert_thresholds(built, ("univariate_drift", "l_infinity", "k"), 0.8 * median, None)


def test_limits_hold_for_relative_thresholds_too(built):
    found = built.of("kinds").loc[("univariate_drift", "kolmogorov_smirnov", "x")]
    assert found["unlimited_upper_threshold"] > 1
    assert found["upper_threshold"] == 1


def test_alerts_follow_the_new_thresholds(built):
    of_kinds = built.metrics[(built.metrics["monitor_name"] == "kinds") & (built.metrics["metric_name"] != "chi2")]
    outside = (of_kinds["metric_value"] > of_kinds["upper_threshold"]) | (of_kinds["metric_value"] < of_kinds["lower_threshold"])
    assert (of_kinds["is_alert"] == outside).all()
    for metric in ("jensen_shannon", "wasserstein", "l_infinity", "rmse", "mae"):
        assert outside[of_kinds["metric_name"] == metric].any(), metric


def test_equal_values_of_the_reference_are_their_own_threshold(built):
    """Their mean, summed up, can miss them by its last digit, and each of them would be an alert."""
    values = built.values("equal values", "realized_performance", "mae", ":table")
    assert len(values) == 10
    assert set(values) == {0.1}
    summed = built.consumer.query(f"select avg(value) as mean from (select unnest({[0.1] * 10}::double[]) as value)")["mean"][0]
    assert summed < values[0]
    found = built.of("equal values").loc[("realized_performance", "mae", ":table")]
    assert found["lower_threshold"] == found["upper_threshold"] == values[0]
    of_monitor = built.metrics[
        (built.metrics["monitor_name"] == "equal values") & (built.metrics["metric_family"] == "realized_performance")
    ]
    assert len(of_monitor) == 15
    assert not of_monitor["is_alert"].any()


def warnings(built: Built, monitor_name: str) -> dict:
    return {key: text for key, text in built.of(monitor_name)["warning"].items() if text != ":none"}


def test_enough_chunks_give_no_warning(built):
    assert warnings(built, "kinds") == {}
    assert warnings(built, "together") == {}


def test_too_few_chunks_are_told_by_kind(built):
    deviations = "A threshold of standard deviations needs at least 5 reference chunks with a value; there are 4."
    quantiles = "These quantiles need at least 5 reference chunks with a value; there are 4."
    few = warnings(built, "few")
    assert few[("univariate_drift", "jensen_shannon", "x")] == deviations
    assert few[("realized_performance", "rmse", ":table")] == deviations
    assert few[("univariate_drift", "l_infinity", "k")] == quantiles
    assert {metric for _, metric, _ in few} == {"jensen_shannon", "rmse", "rows_out_of_support", "l_infinity"}
    relative = "A relative threshold needs at least 3 reference chunks with a value; there are 2."
    assert warnings(built, "very few")[("estimated_performance", "mae", ":table")] == relative
    one = warnings(built, "one chunk")
    # The only chunk has no others to be compared with.
    nothing = "A p-value needs at least 2 reference chunks with a value; there are none, so nothing is judged."
    assert one[("univariate_drift", "wasserstein", "y")] == nothing
    assert ("univariate_drift", "chi2", "k") not in one


def test_the_log_counts_the_monitors_that_stand_on_too_few_chunks(built):
    assert "WARN 3 thresholds_stand_on_enough_reference_chunks" in built.output
    failing = built.consumer.dbt("test", "--select", "thresholds_stand_on_enough_reference_chunks", "--store-failures")
    assert failing.success
    rows = built.consumer.query("select * from main_dbt_test__audit.thresholds_stand_on_enough_reference_chunks").set_index("monitor_name")
    assert rows["fewest_reference_chunks"].to_dict() == {"few": 4, "very few": 2, "one chunk": 1}
    assert rows.loc["few", "threshold_count"] == len(warnings(built, "few"))


def test_the_test_can_be_switched_off(built, tmp_path):
    """By the setting that docs/concepts/thresholds.md shows."""
    page = (REPOSITORY / "docs" / "concepts" / "thresholds.md").read_text()
    shown = page.split("This switches the test off, in `dbt_project.yml`:\n\n```yaml\n")[1].split("```")[0]
    assert "thresholds_stand_on_enough_reference_chunks" in built.consumer.dbt("ls", "--resource-type", "test").output
    silent = built.consumer.copy(tmp_path)
    silent.settings = yaml.safe_load(shown)
    silent.monitors(MONITORS)
    tests = silent.dbt("ls", "--resource-type", "test")
    assert tests.success
    assert "monitor_metrics_metric_id" in tests.output
    assert "thresholds_stand_on_enough_reference_chunks" not in tests.output


def together(built: Built) -> pd.DataFrame:
    return built.metrics[(built.metrics["monitor_name"] == "together") & (built.metrics["metric_family"] == "univariate_drift")]


def test_p_values_come_from_the_reference_chunks(built):
    """Student's t for a new observation of the cube roots, by scipy; chi-squared keeps the p-value of its test."""
    found = together(built)
    # Those of the monitor's own test: DuckDB adds in the order in which threads finish, so another monitor's can differ in the last digit.
    plain = built.consumer.query("select * from monitor_univariate_share_drift where monitor_name = 'together'")
    plain = plain.set_index([*KEY, "period", "chunk_index"])["p_value"]
    of_chi2 = found[found["metric_name"] == "chi2"]
    assert len(of_chi2) > 0
    assert of_chi2["p_value"].tolist() == plain[of_chi2.set_index([*KEY, "period", "chunk_index"]).index].tolist()
    compared = 0
    for (family, metric, column), series in found[found["metric_name"] != "chi2"].groupby(KEY):
        values = built.values("together", family, metric, column)
        if values.min() < values.max():
            roots = np.cbrt(values)
            t = (np.cbrt(series["metric_value"]) - roots.mean()) / (roots.std(ddof=1) * np.sqrt(1 + 1 / len(values)))
            np.testing.assert_allclose(series["p_value"], stats.t.sf(t, len(values) - 1), rtol=0, atol=1e-12)
            compared += 1
    assert compared >= 10
    assert (found.loc[found["column_name"] == "constant", "p_value"] == 1).all()


def test_a_false_discovery_rate_judges_the_numbers_of_a_chunk_together(built):
    """Scipy's adjusted p-values at the rate, chunk by chunk; thresholds of the values and of chi-squared have no part in it."""
    found = together(built)
    for _, chunk in found.groupby(["period", "chunk_index"]):
        adjusted = stats.false_discovery_control(chunk["p_value"], method="bh")
        assert (np.abs(adjusted - RATE) > 1e-9).all()
        assert (chunk["is_alert"] == (adjusted <= RATE)).all()
    analysis = found[found["period"] == "analysis"]
    assert 0 < analysis["is_alert"].sum() < len(analysis)
    assert set(found["alert_direction"]) == {"above", ":none"}
    # Alone, at the same level, more numbers would alert, and beyond the threshold of 0 almost all.
    assert found["is_alert"].sum() < (found["p_value"] < RATE).sum()
    assert (found["metric_value"] > found["upper_threshold"]).sum() > found["is_alert"].sum()


def test_a_false_discovery_rate_leaves_performance_to_its_thresholds(built):
    keys = ["metric_family", "metric_name", "period", "chunk_index"]
    performance = built.metrics[built.metrics["metric_family"].isin(["realized_performance", "estimated_performance"])]
    with_rate, without = (
        performance[(performance["monitor_name"] == name) & (performance["metric_name"] == "rmse")].set_index(keys).sort_index()
        for name in ("together", "very few")
    )
    assert len(with_rate) > len(without) > 0
    assert with_rate["p_value"].isna().all()
    outside = (with_rate["metric_value"] > with_rate["upper_threshold"]) | (with_rate["metric_value"] < with_rate["lower_threshold"])
    assert (with_rate["is_alert"] == outside).all()


def test_one_reference_chunk_gives_no_p_value_but_chi_squareds(built):
    found = built.metrics[(built.metrics["monitor_name"] == "one chunk") & (built.metrics["metric_family"] == "univariate_drift")]
    # The reference chunk itself has no other chunks to be compared with.
    found = found[found["period"] == "analysis"]
    has_p_value = found.set_index("metric_name")["p_value"].notna()
    assert has_p_value["chi2"].all()
    assert not has_p_value.drop("chi2").any()
    assert not found.loc[found["metric_name"] != "chi2", "is_alert"].any()
