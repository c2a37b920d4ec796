"""Estimates learn from labels that were known when a chunk ended, and have a band by how far off they were: both computed here again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import EVERY_CONTRACT, TELLING, Consumer

PER_WEEK, WEEKS, DELAY = 250, 30, 2
CHANGE, SPARSE = 8, {4: 0.1, 6: 0.4}  # the week in which labels come to mean something else, and weeks with few labels
COMMON = {
    "row_id": "id",
    "timestamp": "seen_at",
    "chunk_period": "week",
    "reference": "reference",
    "analysis": "analysis",
    "continuous_columns": ["income"],
    "segments": ["region"],
    "reconstruction_error": False,
    "data_quality": False,
}
LATE = {"judge": {"label_delay": {"count": DELAY, "period": "week"}}}
BINARY = {
    **COMMON,
    "problem_type": "classification_binary",
    "y_true": "repaid",
    "y_pred": "approved",
    "y_pred_proba": "score",
    "metrics": ["accuracy", "roc_auc", "confusion_matrix"],
}
REGRESSION = {**COMMON, "problem_type": "regression", "y_true": "amount", "y_pred": "predicted_amount", "metrics": ["mae", "rmse"]}
MONITORS = {
    "loans": BINARY | LATE,
    "amounts": REGRESSION | LATE,
    "as nannyml": BINARY | LATE | {"estimator": "nannyml"},
    "no delay": BINARY,
}


def rows(seed: int, weeks: int, start: str, first_id: int, changes_in: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    count = weeks * PER_WEEK
    week = np.arange(count) // PER_WEEK
    income = random.normal(0, 1, count)
    has_changed = week >= changes_in
    amount = 100 + 20 * income
    labels = (random.random(count) < 1 / (1 + np.exp(-np.where(has_changed, 0.5, 1.5) * income))).astype(float)
    table = pd.DataFrame(
        {
            "id": np.arange(first_id, first_id + count),
            "seen_at": pd.Timestamp(start) + pd.to_timedelta(week * 7 * 86_400 + np.arange(count) % PER_WEEK, unit="s"),
            "region": random.choice(["north", "south", "isle"], count, p=[0.6, 0.37, 0.03]),
            "income": income,
            "score": 1 / (1 + np.exp(-1.2 * income)),
            "approved": (income > 0).astype(int),
            "repaid": labels,
            "predicted_amount": amount,
            "amount": amount + random.normal(0, 1, count) * (5 + 2 * (income > 0)) * np.where(has_changed, 1.5, 1),
        }
    )
    is_without = np.isin(week, list(SPARSE)) & (random.random(count) > pd.Series(week).map(SPARSE).fillna(1).to_numpy())
    if changes_in < weeks:
        table.loc[is_without | (week >= weeks - DELAY), ["repaid", "amount"]] = np.nan
    return table


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    tables = {
        "reference": rows(1, 12, "2024-01-01", 0, 99),
        "analysis": rows(2, WEEKS, "2024-03-25", 100_000, CHANGE),
    }
    project = Consumer(tmp_path_factory.mktemp("estimates"), tables, MONITORS, settings=EVERY_CONTRACT, leaves_out=TELLING)
    project.build("--select", "+monitor_performance")
    return project


SERIES = ["monitor_name", "segment_column", "segment_value", "metric_name"]


def performance(project: Consumer) -> pd.DataFrame:
    return project.query("""
        select performance.*, estimated.sampling_error
        from monitor_performance as performance
        inner join monitor_metrics as estimated
            using (monitor_name, segment_column, segment_value, metric_name, period, chunk_index)
        where estimated.metric_family = 'estimated_performance'
        order by monitor_name, segment_column, segment_value, metric_name, period desc, chunk_index
    """)


def known_labels(own: pd.DataFrame, t: int) -> list[tuple[pd.Series, int]]:
    """The labeled chunks before t - DELAY, of the analysis and then of the reference, each with its age, 24 at most."""
    by_place = {row.place: row for row in own.itertuples()}
    return [(by_place[t - DELAY - age], age) for age in range(24) if t - DELAY - age in by_place and by_place[t - DELAY - age].is_known]


def expected(own: pd.DataFrame, whole: pd.DataFrame | None) -> pd.DataFrame:
    """A series of a monitor with corrected value, half of the width of its band and number of known chunks. `whole`: that of all rows."""
    own = own.copy()
    labelled_share = own["labelled_row_count"] / (own["labelled_row_count"] + own["unlabelled_row_count"])
    is_reference = own["period"] == "reference"
    own["share"] = labelled_share
    own["is_known"] = own["realized_value"].notna() & (labelled_share >= 0.2) & (is_reference | (own["labelled_row_count"] >= 50))
    own["place"] = own["chunk_index"] - np.where(is_reference, is_reference.sum(), 0)
    own["error"] = own["realized_value"] - own["uncorrected_estimated_value"]
    known = own[is_reference & own["is_known"]]
    error_variance = max(0.0, (known["error"] ** 2 - known["sampling_error"] ** 2).mean())
    own["deviation"] = np.sqrt(own["sampling_error"] ** 2 + error_variance)
    v0, mean = (known["error"] ** 2).mean(), known["realized_value"].mean()
    is_loss = own["metric_name"].isin(["mae", "rmse"]).iloc[0]
    corrected, counts, gaps = [], [], []
    for row in own.itertuples():
        chunks = [(chunk, age) for chunk, age in known_labels(own, row.place) if chunk.place >= 0] if row.place >= 0 else []
        weights = np.array([0.85**age * chunk.share for chunk, age in chunks])
        realized = np.array([chunk.realized_value for chunk, _ in chunks])
        estimate = np.array([chunk.uncorrected_estimated_value for chunk, _ in chunks])
        gap, variance = 0.0, 1.0
        if chunks:
            scale = mean if is_loss else 1
            gap = (weights * (realized - estimate)).sum() / (weights.sum() + 1)
            if is_loss:
                gap = np.log(((weights * realized).sum() + mean) / ((weights * estimate).sum() + mean))
            variance = v0 / scale**2 * (weights**2).sum() / (weights.sum() + 1) ** 2
        count = len(chunks)
        gap = gap * gap**2 / (gap**2 + 2 * variance)
        if whole is not None and count < 6:
            of_all = whole[(whole["period"] == row.period) & (whole["chunk_index"] == row.chunk_index)].iloc[0]
            gap, count = of_all["gap"], of_all["count"]
        value = row.uncorrected_estimated_value
        corrected.append(value * np.exp(gap) if is_loss else np.clip(value + gap, 0, 1))
        counts.append(count)
        gaps.append(gap)
    own["corrected"], own["count"], own["gap"] = corrected, counts, gaps
    own["score"] = (own["realized_value"] - own["corrected"]).abs() / own["deviation"]
    widths = []
    for row in own.itertuples():
        quantile = 2.015
        if row.count:
            scores = sorted((chunk.score, 0.5 ** (age / 12)) for chunk, age in known_labels(own, row.place))
            reached = np.cumsum([weight for _, weight in scores])
            enough = [score for (score, _), total in zip(scores, reached) if total >= 0.9 * (reached[-1] + 1)]
            quantile = min(enough, default=1.3 * max(score for score, _ in scores) if scores else np.nan)
        widths.append(quantile * row.deviation)
    return own.assign(width=widths)


@pytest.mark.parametrize("monitor", ["loans", "amounts"])
def test_corrections_and_bands_are_those_of_the_formulas(built, monitor):
    found = performance(built)
    found = found[(found["monitor_name"] == monitor) & found["uncorrected_estimated_value"].notna()]
    assert found["known_chunk_count"].max() == 23  # of the latest 24, one has too few labels
    for _, of_metric in found.groupby("metric_name"):
        whole = expected(of_metric[of_metric["segment_column"] == ":all"], None)
        ours = of_metric[(of_metric["segment_value"] != "isle")]
        for segment, own in ours.groupby("segment_value"):
            told = whole if segment == ":all" else expected(own, whole)
            assert told["known_chunk_count"].tolist() == told["count"].tolist()
            np.testing.assert_allclose(told["estimated_value"], told["corrected"], rtol=1e-9)
            bounds = told["corrected"] - told["width"], told["corrected"] + told["width"]
            if monitor == "loans":
                bounds = np.maximum(bounds[0], 0), np.minimum(bounds[1], 1)
            np.testing.assert_allclose(told["lower_prediction_boundary"], np.maximum(bounds[0], 0), rtol=1e-9)
            np.testing.assert_allclose(told["upper_prediction_boundary"], bounds[1], rtol=1e-9)
    # Labels of the analysis change estimates once they are due, and not before.
    is_early = (found["period"] == "reference") | (found["chunk_index"] < DELAY)
    assert (found["estimated_value"] == found["uncorrected_estimated_value"])[is_early].all()
    assert not (found["estimated_value"] == found["uncorrected_estimated_value"])[~is_early].any()


def test_corrected_estimates_are_nearer_once_the_concept_has_moved(built):
    found = performance(built)
    later = found[(found["segment_column"] == ":all") & (found["chunk_index"] >= CHANGE + DELAY + 2) & (found["period"] == "analysis")]
    errors = later.assign(
        corrected=(later["estimated_value"] - later["realized_value"]).abs(),
        uncorrected=(later["uncorrected_estimated_value"] - later["realized_value"]).abs(),
    )
    means = errors.groupby(["monitor_name", "metric_name"])[["corrected", "uncorrected"]].mean()
    for series in [("loans", "accuracy"), ("amounts", "mae")]:
        assert means.loc[series, "corrected"] < 0.7 * means.loc[series, "uncorrected"]


def test_estimates_without_a_delay_or_as_nannyml_has_them_are_not_corrected(built):
    found = performance(built)
    plain = found[found["monitor_name"].isin(["as nannyml", "no delay"])]
    assert (plain["known_chunk_count"] == 0).all()
    is_estimated = plain["uncorrected_estimated_value"].notna()
    assert (plain["estimated_value"] == plain["uncorrected_estimated_value"])[is_estimated].all()
    assert plain.loc[is_estimated, "upper_prediction_boundary"].notna().all()


def test_numbers_of_rows_are_not_corrected(built):
    cells = performance(built).query("monitor_name == 'loans' and metric_name == 'true_positive'")
    assert cells["uncorrected_estimated_value"].isna().all()
    assert cells["estimated_value"].notna().all()


def test_the_parts_of_a_change_add_up(built):
    found = performance(built)
    found = found[found["concept_part"].notna()]
    np.testing.assert_allclose(
        found["reference_value"] + found["covariate_part"] + found["concept_part"], found["realized_value"], rtol=1e-9
    )
    assert (found.loc[found["concept_part_error"].notna(), "concept_part_error"] > 0).all()


@pytest.mark.engines
def test_labels_that_come_later_change_nothing_of_the_past(built, tmp_path):
    """Labels of the last labeled week are turned around: in the next run, chunks that ended before they were due keep their numbers."""
    before = performance(built)
    project = built.copy(tmp_path / "later", own_data=True)
    project.build("--select", "+monitor_performance")
    analysis = rows(2, WEEKS, "2024-03-25", 100_000, CHANGE)
    last_labelled = WEEKS - DELAY - 2
    is_last = (analysis["id"] - 100_000) // PER_WEEK == last_labelled
    analysis.loc[is_last, "repaid"] = 1 - analysis.loc[is_last, "repaid"]
    analysis.loc[is_last, "amount"] += 50
    project.table("analysis", analysis)
    project.build("--select", "+monitor_performance")
    after = performance(project)
    columns = [*SERIES, "period", "chunk_index", "estimated_value", "lower_prediction_boundary", "upper_prediction_boundary"]
    is_earlier = (before["period"] == "reference") | (before["chunk_index"] < last_labelled + DELAY)
    pd.testing.assert_frame_equal(before.loc[is_earlier, columns], after.loc[is_earlier, columns], rtol=1e-12, atol=1e-12)
    changed = before["estimated_value"] != after["estimated_value"]
    assert changed[~is_earlier & before["monitor_name"].isin(["loans", "amounts"]) & before["uncorrected_estimated_value"].notna()].all()
