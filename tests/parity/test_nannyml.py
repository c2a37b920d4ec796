"""Our numbers against NannyML 0.13.1: 1e-9, relative or absolute, wherever its result is sound; the deliberate differences one by one."""

from __future__ import annotations

import nannyml_runs
import numpy as np
import pandas as pd
import pytest
from nannyml_runs import golden

TOLERANCE = 1e-9


def joined(results, monitor_name: str, family: str, expected: pd.DataFrame) -> pd.DataFrame:
    """NannyML's rows beside ours, chunk by chunk; every one of NannyML's rows must find one of ours."""
    ours = results.of(monitor_name, family)
    by_metric = expected.rename(columns={"level0": "column_name", "level1": "metric_name"})
    keys = ["column_name", "metric_name", "period", "chunk_index"]
    if family != "univariate_drift":
        by_metric = expected.drop(columns="level1").rename(columns={"level0": "metric_name"})
        keys = keys[1:]
    by_metric = by_metric[by_metric["metric_name"].isin(ours["metric_name"].unique())]
    if family == "univariate_drift":
        by_metric = by_metric[by_metric["column_name"].isin(ours["column_name"].unique())]
    both = by_metric.merge(ours, on=keys, suffixes=("_nannyml", ""), how="left", indicator=True)
    assert len(both) > 0
    assert (both["_merge"] == "both").all()
    return both


def assert_close(theirs: pd.Series, ours: pd.Series, what: str) -> None:
    theirs, ours = theirs.to_numpy(dtype=float), ours.to_numpy(dtype=float)
    assert (np.isnan(theirs) == np.isnan(ours)).all(), f"{what}: one side has a number where the other has none"
    difference = np.abs(theirs - ours) / np.maximum(1, np.abs(theirs))
    assert np.nanmax(difference, initial=0) <= TOLERANCE, f"{what}: {np.nanmax(difference)}"


def assert_chunks_equal(both: pd.DataFrame) -> None:
    assert (both["key"] == both["chunk_key"]).all()
    assert (both["start_index"] == both["chunk_start_index"]).all()
    assert (both["end_index"] == both["chunk_end_index"]).all()
    for side in ("start", "end"):
        # NannyML ends a calendar chunk 1 ns before the next, we 1 us before it.
        theirs = pd.to_datetime(both[f"{side}_date"]).dt.floor("us")
        assert theirs.equals(both[f"chunk_{side}_date"].astype(theirs.dtype)), side


def assert_results_equal(both: pd.DataFrame, columns: dict[str, str]) -> None:
    for theirs, ours in columns.items():
        assert_close(both[f"{theirs}_nannyml" if f"{theirs}_nannyml" in both else theirs], both[ours], ours)


def univariate_pairs(results, monitor_name: str, folder: str, name: str) -> pd.DataFrame:
    """Without NannyML's two defects for empty or identical distributions, which tests of their own show."""
    both = joined(results, monitor_name, "univariate_drift", golden(folder, name))
    is_noise = both["metric_name"].isin(["jensen_shannon", "hellinger"]) & ((both["value"] < 1e-7) | both["value"].isna())
    assert (both.loc[is_noise, "metric_value"].fillna(0) < 1e-7).all()
    return both[~is_noise]


UNIVARIATE = [
    ("diamonds", "diamonds", "univariate"),
    ("car_price exact", "car_price", "univariate_cp_working_exact"),
    *[(f"edge {name}", "edge_small", f"univariate_{name}") for name in nannyml_runs.EDGE_CHUNKERS],
]


@pytest.mark.parametrize(("monitor_name", "folder", "name"), UNIVARIATE)
def test_univariate_drift(results, monitor_name, folder, name):
    both = univariate_pairs(results, monitor_name, folder, name)
    assert_chunks_equal(both)
    assert_results_equal(both, {"value": "metric_value"})


def nannyml_binned_wasserstein_extra(
    results, folder: str, column: str, lower_edge: float, upper_edge: float, bins: int, chunk: pd.DataFrame
):
    """What NannyML's binned Wasserstein is off by: its cumulated share starts at (n_below + 1) / n where values lie below the reference."""
    reference = golden(folder, "input_reference")[column].dropna().to_numpy(dtype=float)
    values = chunk[column].dropna().to_numpy(dtype=float)
    below = (values < lower_edge).sum()
    if below == 0:
        return 0.0
    edges = np.linspace(lower_edge, upper_edge, bins + 1)
    cdf = np.cumsum(np.histogram(reference, edges)[0]) / len(reference)
    chunk_cdf = np.cumsum(np.histogram(values, edges)[0]) / len(values)
    width = (upper_edge - lower_edge) / bins

    def area(offset):
        return np.abs(cdf - offset - chunk_cdf).sum() * width

    return area((below + 1) / len(values)) - area(below / len(values))


@pytest.mark.parametrize(
    ("monitor_name", "folder", "name", "bins"),
    [
        ("car_price", "car_price", "univariate", 10_000),
        ("car_price bins100", "car_price", "univariate_cp_working_bins100", 100),
        ("edge binned", "edge_small", "univariate_ks_wd_estimated", 10_000),
        ("edge bins50", "edge_small", "univariate_ks_wd_estimated_bins50", 50),
    ],
)
def test_binned_univariate_drift_but_for_the_off_by_one(results, monitor_name, folder, name, bins):
    both = univariate_pairs(results, monitor_name, folder, name)
    fitted = results.consumer.query(
        f"select column_name, lower_edge, upper_edge from monitor_fitted_bins where monitor_name = '{monitor_name}'"
    ).set_index("column_name")
    order = {"car_price": "timestamp", "edge_small": "ts"}[folder]
    rows = {period: golden(folder, f"input_{period}").sort_values(order).reset_index(drop=True) for period in ("reference", "analysis")}
    expected = both["value"].copy()
    for position in both.index[both["metric_name"] == "wasserstein"]:
        row = both.loc[position]
        edges = fitted.loc[row["column_name"]]
        chunk = rows[row["period"]].iloc[row["start_index"] : row["end_index"] + 1]
        expected[position] -= nannyml_binned_wasserstein_extra(results, folder, row["column_name"], *edges, bins, chunk)
    assert_close(expected, both["metric_value"], "value")
    assert set(both.loc[both["metric_name"] == "wasserstein", "method"]) == {"binned"}


@pytest.mark.parametrize("monitor_name", ["diamonds", "car_price exact"])
def test_univariate_thresholds_and_alerts(results, monitor_name):
    folder, name = ("diamonds", "univariate") if monitor_name == "diamonds" else ("car_price", "univariate_cp_working_exact")
    both = joined(results, monitor_name, "univariate_drift", golden(folder, name))
    assert_results_equal(both, {"upper_threshold": "upper_threshold", "lower_threshold": "lower_threshold"})
    assert (both["alert"] == both["is_alert"]).all()


@pytest.mark.parametrize("name", list(nannyml_runs.EDGE_THRESHOLDS))
def test_threshold_options(results, name):
    both = univariate_pairs(results, f"edge {name}", "edge_small", f"univariate_threshold_{name}")
    both = both[both["metric_name"] != "chi2"]
    assert_results_equal(both, {"value": "metric_value", "upper_threshold": "upper_threshold", "lower_threshold": "lower_threshold"})
    assert (both["alert"] == both["is_alert"]).all()


def test_an_empty_chunk_has_no_chi2_and_no_alert(results):
    """NannyML repeats the p-value of the chunk before; here there is no value, no p-value and no alert."""
    empty = results.metrics[(results.metrics["metric_name"] == "chi2") & (results.metrics["count_used"] == 0)]
    assert empty["metric_value"].isna().all()
    assert empty["p_value"].isna().all()
    assert not empty["is_alert"].any()


def test_identical_distributions_have_distance_zero_where_nannyml_has_nan(results):
    quarter = joined(results, "edge period_Q", "univariate_drift", golden("edge_small", "univariate_period_Q"))
    nan = quarter[(quarter["metric_name"] == "jensen_shannon") & quarter["value"].isna() & (quarter["count_used"] > 0)]
    assert len(nan) > 0
    assert (nan["metric_value"] == 0).all()


RECONSTRUCTION = [
    ("diamonds", "diamonds", "reconstruction_error"),
    ("car_price", "car_price", "reconstruction_error"),
    *[
        (f"edge {name} {chunker}", "edge_small", f"reconstruction_error_{name}_{chunker}")
        for name in nannyml_runs.EDGE_PCA
        for chunker in nannyml_runs.EDGE_PCA_CHUNKERS
    ],
]


@pytest.mark.parametrize(("monitor_name", "folder", "name"), RECONSTRUCTION)
def test_reconstruction_error(results, monitor_name, folder, name):
    both = joined(results, monitor_name, "multivariate_drift", golden(folder, name))
    assert_chunks_equal(both)
    assert_results_equal(
        both,
        {
            "value": "metric_value",
            "sampling_error": "sampling_error",
            "upper_confidence_boundary": "upper_confidence_boundary",
            "lower_confidence_boundary": "lower_confidence_boundary",
            "upper_threshold": "upper_threshold",
            "lower_threshold": "lower_threshold",
        },
    )
    assert (both["alert"] == both["is_alert"]).all()


REALIZED = [
    ("diamonds", "diamonds", "realised_4metrics"),
    ("car_price", "car_price", "realised"),
    *[(f"edge {name}", "edge_small", f"realised_regression_{name}") for name in nannyml_runs.EDGE_CHUNKERS],
    *[(f"car {name}", "car_price", f"chunker_{name}") for name in nannyml_runs.CAR_CHUNKERS],
]


@pytest.mark.parametrize(("monitor_name", "folder", "name"), REALIZED)
def test_realized_performance(results, monitor_name, folder, name):
    both = joined(results, monitor_name, "realized_performance", golden(folder, name))
    assert_chunks_equal(both)
    assert_results_equal(both, {"value": "metric_value", "upper_threshold": "upper_threshold", "lower_threshold": "lower_threshold"})
    has_value = both["value"].notna()
    assert_results_equal(both[has_value], {"sampling_error": "sampling_error"})
    assert (both["alert"] == both["is_alert"]).all()
    missing = both["count_unused"] / (both["count_used"] + both["count_unused"])
    assert_close(both["targets_missing_rate"], missing, "share of rows without a label")


@pytest.mark.parametrize(("folder", "name"), [("diamonds", "dle_4metrics"), ("car_price", "dle")])
def test_dle_is_near_nannymls_and_judged_alike(results, folder, name):
    both = joined(results, folder, "estimated_performance", golden(folder, name))
    assert_chunks_equal(both)
    assert_results_equal(
        both, {"sampling_error": "sampling_error", "upper_threshold": "upper_threshold", "lower_threshold": "lower_threshold"}
    )
    analysis = both[both["period"] == "analysis"]
    for metric in ("rmse", "mae"):
        of_metric = analysis[analysis["metric_name"] == metric]
        assert np.median(np.abs(of_metric["metric_value"] / of_metric["value"] - 1)) < 0.05
        assert (of_metric["alert"] == of_metric["is_alert"]).all()


def ranking(results, folder: str, methods: str, ranking_method: str) -> pd.DataFrame:
    selected = results.ranking[results.ranking["monitor_name"] == f"{folder} {methods}"]
    return selected[selected["ranking_method"] == ranking_method]


@pytest.mark.parametrize("folder", ["diamonds", "car_price"])
def test_alert_count_ranking(results, folder):
    """As many alerts as NannyML counts, in the same order but for ties, which NannyML sorts by name, backwards."""
    expected = golden(folder, "alert_count_rank")
    if "only_drifting" in expected:
        expected = expected[~expected["only_drifting"]]
    compared = 0
    for methods, theirs in expected.groupby("methods"):
        if methods not in nannyml_runs.METHOD_PAIRS:
            continue  # counts reference alerts too
        ours = ranking(results, folder, methods, "alert_count").set_index("column_name")
        assert ours["number_of_alerts"].to_dict() == theirs.set_index("column_name")["number_of_alerts"].to_dict()
        assert ours.sort_values("rank")["number_of_alerts"].is_monotonic_decreasing
        compared += 1
    assert compared == 4


@pytest.mark.parametrize("folder", ["diamonds", "car_price"])
def test_correlation_ranking_with_realized_performance(results, folder):
    expected = golden(folder, "correlation_rank")
    if folder == "diamonds":
        expected = expected[expected["performance"] == "realised_rmse"].assign(metric="rmse")
    else:
        expected = expected[expected["performance"] == "realised"]
    compared = 0
    for (methods, metric), theirs in expected.groupby(["methods", "metric"]):
        ours = ranking(results, folder, methods, "correlation")
        ours = ours[(ours["metric_family"] == "realized_performance") & (ours["metric_name"] == metric)]
        both = theirs.merge(ours, on="column_name", suffixes=("_nannyml", ""))
        assert len(both) == len(theirs) > 0
        assert_results_equal(both, {"pearsonr_correlation": "pearsonr_correlation", "pearsonr_pvalue": "pearsonr_pvalue"})
        # What never drifted, or has few pairs, stands behind the others here.
        is_behind = (both["number_of_alerts"] == 0) | (both["pair_count"] < 8)
        expected_order = both.assign(is_behind=is_behind).sort_values(["is_behind", "rank_nannyml"])["column_name"]
        assert both.sort_values("rank")["column_name"].tolist() == expected_order.tolist()
        assert (both["has_drifted_nannyml"] == both["has_drifted"]).all()
        compared += 1
    assert compared >= 4
