"""Realized performance and CBPE against NannyML 0.13.1: 1e-9, and the deliberate differences one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from consumer import EVERY_CONTRACT, TELLING, Consumer
from nannyml_runs import golden
from test_nannyml import assert_chunks_equal, assert_close, assert_results_equal

CLASSES = ["highstreet_card", "prepaid_card", "upmarket_card"]
RANKINGS = ["roc_auc", "average_precision"]
LOAN_VARIANTS = {
    "none": {},
    "all": {"normalize_confusion_matrix": "all"},
    "true": {"normalize_confusion_matrix": True},  # as YAML reads NannyML's word
    "pred": {"normalize_confusion_matrix": "pred"},
    "none_bv_per_prediction": {"normalize_business_value": "per_prediction"},
}
# Each monitor with the folder of its golden results and the names of both runs.
RUNS = {
    **{f"loan {name}": ("car_loan", f"cbpe_norm_{name}", f"realised_norm_{name}") for name in LOAN_VARIANTS},
    "cards": ("multiclass_notie", "cbpe", "realised"),
    "edge size_keep": ("edge_small", "cbpe_size_keep", "realised_binary_size_keep"),
    "edge period_W": ("edge_small", "cbpe_period_W", "realised_binary_period_W"),
}


def scores(folder: str, period: str) -> pd.DataFrame:
    if folder == "edge_small":
        rows = golden(folder, f"input_{period}")[["row_id", "ts", "b_true", "b_pred", "b_proba"]]
        return rows.set_axis(["id", "timestamp", "y_true", "y_pred", "y_pred_proba"], axis=1)
    return golden(folder, f"scores_{period}").rename(columns={"repaid": "y_true"})


def monitor(folder: str, **settings) -> dict:
    return {
        "problem_type": "classification_binary",
        "reference": f"{folder}_reference",
        "analysis": f"{folder}_analysis",
        "row_id": "id",
        "timestamp": "timestamp",
        "y_true": "y_true",
        "y_pred": "y_pred",
        "y_pred_proba": "y_pred_proba",
        "reconstruction_error": False,
        **settings,
    }


def all_monitors() -> dict[str, dict]:
    loan = {"chunk_size": 5000, "business_value_matrix": [[1, -2], [-3, 4]]}
    edge = {"business_value_matrix": [[0, -1], [-5, 10]]}
    cards = {
        "problem_type": "classification_multiclass",
        "chunk_size": 6000,
        "y_pred_proba": {name: f"y_pred_proba_{name}" for name in reversed(CLASSES)},
    }
    return {
        **{f"loan {name}": monitor("car_loan", **loan, **variant) for name, variant in LOAN_VARIANTS.items()},
        "cards": monitor("multiclass_notie", **cards),
        "edge size_keep": monitor("edge_small", chunk_size=200, **edge),
        "edge period_W": monitor("edge_small", chunk_period="week", **edge),
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    folders = ["car_loan", "multiclass_notie", "edge_small"]
    tables = {f"{folder}_{period}": scores(folder, period) for folder in folders for period in ("reference", "analysis")}
    consumer = Consumer(tmp_path_factory.mktemp("classification"), tables, all_monitors(), settings=EVERY_CONTRACT, leaves_out=TELLING)
    consumer.build()
    return consumer


@pytest.fixture(scope="module")
def metrics(project) -> pd.DataFrame:
    return project.query("select * from monitor_metrics")


def joined(metrics: pd.DataFrame, name: str, family: str) -> pd.DataFrame:
    """NannyML's numbers beside ours; neither side has one that the other lacks."""
    folder, estimated, realized = RUNS[name]
    theirs = golden(folder, estimated if family == "estimated_performance" else realized).rename(columns={"level0": "metric_name"})
    ours = metrics[(metrics["monitor_name"] == name) & (metrics["metric_family"] == family)]
    both = theirs.merge(ours, on=["metric_name", "period", "chunk_index"], suffixes=("_nannyml", ""), how="outer", indicator=True)
    assert len(both) > 100
    assert (both["_merge"] == "both").all()
    return both


@pytest.mark.parametrize("name", RUNS)
def test_realized_performance(metrics, name):
    both = joined(metrics, name, "realized_performance")
    assert_chunks_equal(both)
    assert_results_equal(both, {"value": "metric_value", "lower_threshold": "lower_threshold", "upper_threshold": "upper_threshold"})
    assert (both["alert"].astype(bool) == both["is_alert"]).all()
    assert_results_equal(both[~both["metric_name"].isin(RANKINGS)], {"sampling_error": "sampling_error"})


@pytest.mark.parametrize("name", RUNS)
def test_estimated_performance(metrics, name):
    both = joined(metrics, name, "estimated_performance")
    assert (both["method"] == "cbpe").all()
    assert_results_equal(both, {"lower_threshold": "lower_threshold", "upper_threshold": "upper_threshold"})
    assert (both["alert"].astype(bool) == both["is_alert"]).all()
    sums = both[~both["metric_name"].isin(RANKINGS)]
    band = {f"{side}_confidence_boundary": f"{side}_confidence_boundary" for side in ("lower", "upper")}
    assert_results_equal(sums, {"value": "metric_value", "sampling_error": "sampling_error", **band})


def calibrated(project: Consumer, name: str, rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The chance of each class, from our knots, by numpy: the probabilities themselves where nothing was calibrated."""
    knots = project.query(f"select * from monitor_fitted_calibration where monitor_name = '{name}' order by class_index, lower_score")
    result = {}
    for (_, of_class), column in zip(knots.groupby("class_index"), columns):
        place = np.searchsorted(of_class["lower_score"], rows[column], side="right") - 1
        stretch = of_class.iloc[place].reset_index(drop=True)
        result[column] = stretch["calibrated_start"] + (rows[column].reset_index(drop=True) - stretch["score_start"]) * stretch["slope"]
    chances = pd.DataFrame(result)
    return chances if len(columns) == 1 else chances.div(chances.sum(axis=1), axis=0)


def nannyml_rankings(chances: np.ndarray, scores: np.ndarray, decimals: int | None) -> tuple[float, float]:
    """NannyML's sums over the rows by falling score, with or without its rounding of the running totals."""
    chances = chances[np.argsort(-scores, kind="stable")]
    positives = np.cumsum(chances)
    negatives = np.arange(1, len(chances) + 1) - positives
    if decimals is not None:
        positives, negatives = positives.round(decimals), negatives.round(decimals)
    recall = np.concatenate([[0], positives / positives[-1]])
    precision = positives / np.arange(1, len(chances) + 1)
    area = np.trapezoid(recall, np.concatenate([[0], negatives / negatives[-1]]))
    return area, float((np.diff(recall) * precision).sum())


@pytest.mark.parametrize("name", ["loan none", "cards", "edge size_keep", "edge period_W"])
def test_estimated_rankings_but_for_the_rounding_of_running_totals(project, metrics, name):
    """NannyML rounds the running totals to five decimals: without that its sums are ours, with it they are its own."""
    folder = RUNS[name][0]
    columns = [f"y_pred_proba_{one}" for one in CLASSES] if name == "cards" else ["y_pred_proba"]
    both = joined(metrics, name, "estimated_performance")
    for period in ("reference", "analysis"):
        rows = scores(folder, period).sort_values("timestamp", ignore_index=True)
        chances = calibrated(project, name, rows, columns)
        of_period = both[(both["period"] == period) & both["metric_name"].isin(RANKINGS)]
        for (start, end), chunk in of_period.groupby(["chunk_start_index", "chunk_end_index"]):
            part = slice(start, end + 1)
            for decimals, side in ((None, "metric_value"), (5, "value")):
                pairs = [nannyml_rankings(chances[column].to_numpy()[part], rows[column].to_numpy()[part], decimals) for column in columns]
                expected = pd.Series(np.mean(pairs, axis=0), index=RANKINGS)
                assert_close(expected.loc[chunk["metric_name"]], chunk[side], f"{name} {side}")


@pytest.mark.parametrize("name", RUNS)
def test_rounding_moves_an_estimated_ranking_by_no_more_than_its_decimals(metrics, name):
    both = joined(metrics, name, "estimated_performance")
    rankings = both[both["metric_name"].isin(RANKINGS)]
    assert (rankings["value"] - rankings["metric_value"]).abs().max() < 1e-6


@pytest.mark.parametrize("name", ["loan none", "cards", "edge period_W"])
def test_sampling_error_of_roc_auc_but_for_ties_and_the_lowest_rank(metrics, name):
    """NannyML ranks tied scores one after another and loses a positive that has the lowest rank of all."""
    folder = RUNS[name][0]
    reference = scores(folder, "reference").sort_values("timestamp", ignore_index=True)
    classes = CLASSES if name == "cards" else [1]
    ours, theirs = [], []
    for one in classes:
        is_class = (reference["y_true"] == one).to_numpy(dtype=float)
        score = reference[f"y_pred_proba_{one}" if name == "cards" else "y_pred_proba"].to_numpy()
        if is_class.mean() > 0.5:
            is_class, score = 1 - is_class, -score
        others = np.sort(score[is_class == 0])
        below = (np.searchsorted(others, score, side="left") + np.searchsorted(others, score, side="right")) / 2
        ours.append(np.std(below[is_class == 1] / len(others)) ** 2 / is_class.mean())
        ranks = np.flatnonzero(is_class[np.argsort(score)])
        placements = (ranks - np.arange(len(ranks)))[ranks > 0] / len(others)
        theirs.append(np.std(placements) ** 2 / is_class.mean())
    factor = 1.2 / len(classes) if len(classes) > 1 else 1
    both = joined(metrics, name, "realized_performance")
    rankings = both[both["metric_name"] == "roc_auc"]
    expected = factor * np.sqrt(sum(ours) / rankings["count_used"])
    assert_close(expected, rankings["sampling_error"], "ours")
    # Their order of ties is that of an unstable sort: only without ties is it known.
    if name == "cards":
        assert_close(factor * np.sqrt(sum(theirs) / rankings["count_used"]), rankings["sampling_error_nannyml"], "NannyML's")
    assert (rankings["sampling_error_nannyml"] / rankings["sampling_error"] - 1).abs().max() < 0.01


def test_sampling_error_of_average_precision_is_near_nannymls_bootstrap(metrics):
    """NannyML draws 50 unseeded bootstrap samples: three of its runs gave 0.0027 to 0.0034."""
    for name in ("loan none", "cards"):
        both = joined(metrics, name, "realized_performance")
        rankings = both[both["metric_name"] == "average_precision"]
        assert rankings["sampling_error"].between(rankings["sampling_error_nannyml"] / 1.7, rankings["sampling_error_nannyml"] * 1.7).all()


def test_goldens_are_small():
    assert all(path.stat().st_size < 3_000_000 for path in Path(__file__).parent.parent.glob("golden/*/*.parquet"))
