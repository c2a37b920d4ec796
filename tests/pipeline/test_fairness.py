"""Fairness: the metrics of groups are fairlearn's, and unlike treatment is told with the group, before a label has come too."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
import xgboost
from consumer import EVERY_CONTRACT, Consumer
from fairlearn import metrics as fairlearn
from keeping import assert_equal, built_in_full
from made_project import run_command
from scipy import optimize, stats
from sklearn import metrics as sklearn

PER_WEEK = 1200
GROUPS = {"m": 0.5, "f": 0.35, "x": 0.13, None: 0.02}
COMMON = {
    "row_id": "id",
    "timestamp": "seen_at",
    "chunk_period": "week",
    "reference": "reference",
    "analysis": "analysis",
    "continuous_columns": ["income"],
    "segments": ["gender", {"name": "gender_age", "columns": ["gender", "age"]}],
    "reconstruction_error": False,
}
# Every group counts, however small: fairlearn knows no other way.
ALL = {"min_group_rows": 1, "min_group_positives": 1}
RATES = ["selection_rate", "prevalence", "tpr", "fpr", "tnr", "fnr", "precision", "npv", "fdr", "for", "accuracy"]
BINARY = {**COMMON, "problem_type": "classification_binary", "y_true": "repaid", "y_pred": "approved", "y_pred_proba": "score"}
REGRESSION = {**COMMON, "problem_type": "regression", "y_true": "amount", "y_pred": "predicted_amount", "max_fit_rows": 500}
LATE = {**BINARY, "segments": ["gender"], "fairness": [{"segment": "gender"}], "judge": {"label_delay": {"count": 1, "period": "week"}}}
MONITORS = {
    "everybody": {
        **BINARY,
        "fairness": [{"segment": "gender", **ALL, "metrics": RATES}, {"segment": "gender_age", "reference_group": "m / young", **ALL}],
    },
    "loans": {**BINARY, "fairness": [{"segment": "gender"}, {"segment": "gender_age", "min_group_rows": 60}]},
    # Labels of a week have come a week later; the second monitor has other ones from the third week on.
    "late": LATE,
    "late and unlike": {**LATE, "analysis": "other_labels"},
    "without labels": {
        **COMMON,
        "problem_type": "classification_binary",
        "y_pred": "approved",
        "fairness": [{"segment": "gender", "reference_group": "m"}],
    },
    "amounts": {
        **REGRESSION,
        "metrics": ["mae", "rmse"],
        "fairness": [
            {"segment": "gender", "metrics": ["mean_prediction", "mean_error", "mae", "rmse"], **ALL},
            # There is no such group.
            {"segment": "gender_age", "reference_group": "M / young"},
        ],
    },
    # The loss models of `metrics` do not serve to compare groups.
    "late amounts": {
        **REGRESSION,
        "segments": ["gender"],
        "metrics": ["mape"],
        "judge": LATE["judge"],
        "fairness": [{"segment": "gender", "metrics": ["mae", "rmse"], **ALL}],
    },
}


def rows(seed: int, weeks: int, start: str, first_id: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    count = weeks * PER_WEEK
    income = random.normal(0, 1, count)
    gender = random.choice(np.array(list(GROUPS), dtype=object), count, p=list(GROUPS.values()))
    chance = 1 / (1 + np.exp(-1.5 * income - 0.3))
    # One calibration of all groups is wrong for each: women repay more often than their score says.
    odds = np.where(gender == "f", 0.6, -0.2)
    amount = 100 + 20 * income + random.normal(0, 5, count)
    return pd.DataFrame(
        {
            "id": np.arange(first_id, first_id + count),
            "seen_at": pd.Timestamp(start) + pd.to_timedelta(np.arange(count) * 7 * 86_400 // PER_WEEK, unit="s"),
            "gender": gender,
            "age": random.choice(["young", "old", "eldest"], count, p=[0.6, 0.397, 0.003]),
            "income": income,
            "score": chance.round(4),
            "approved": (chance > 0.5).astype(int),
            "repaid": (random.random(count) < 1 / (1 + np.exp(-1.5 * income - 0.3 - odds))).astype(int),
            "amount": amount,
            "predicted_amount": amount + random.normal(0, 4, count) * np.exp(0.4 * income) + np.where(gender == "x", 2, 0),
        }
    )


def tables() -> dict[str, pd.DataFrame]:
    reference, analysis = rows(1, 12, "2024-01-01", 0), rows(2, 6, "2024-04-01", 10**6)
    week = (analysis["seen_at"] - pd.Timestamp("2024-04-01")).dt.days // 7
    # From the fourth week on women need a higher score; labels of these weeks have not come.
    analysis.loc[(week >= 3) & (analysis["gender"] == "f"), "approved"] = (analysis["score"] > 0.72).astype(int)
    analysis["repaid"] = analysis["repaid"].astype("Int64").mask(week >= 3)
    analysis["amount"] = analysis["amount"].mask(week >= 3)
    reference["repaid"] = reference["repaid"].astype("Int64")
    other_labels = analysis.copy()
    other_labels.loc[week >= 2, "repaid"] = 1 - other_labels["approved"]
    return {"reference": reference, "analysis": analysis, "other_labels": other_labels}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    consumer = Consumer(tmp_path_factory.mktemp("fairness"), tables(), MONITORS, settings=EVERY_CONTRACT)
    consumer.build()
    return consumer


def chunks(period: str) -> list[tuple[int, pd.DataFrame]]:
    frame = tables()[period]
    week = (frame["seen_at"] - frame["seen_at"].iloc[0].normalize()).dt.days // 7
    return [(index, part) for index, part in frame.groupby(week)]


def confusion(truth: pd.Series, guess: pd.Series) -> np.ndarray:
    return sklearn.confusion_matrix(truth, guess, labels=[0, 1])


def share(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else np.nan


FAIRLEARN = {
    "selection_rate": fairlearn.selection_rate,
    "tpr": fairlearn.true_positive_rate,
    "fpr": fairlearn.false_positive_rate,
    "tnr": fairlearn.true_negative_rate,
    "fnr": fairlearn.false_negative_rate,
    "accuracy": sklearn.accuracy_score,
    "precision": lambda truth, guess: sklearn.precision_score(truth, guess, zero_division=0),
    "prevalence": lambda truth, guess: truth.mean(),
}
DENOMINATORS = {
    "tpr": lambda truth, guess: truth.sum(),
    "fnr": lambda truth, guess: truth.sum(),
    "fpr": lambda truth, guess: (1 - truth).sum(),
    "tnr": lambda truth, guess: (1 - truth).sum(),
    "precision": lambda truth, guess: guess.sum(),
}


@pytest.mark.parametrize("segment", ["gender", "gender_age"])
@pytest.mark.parametrize("period", ["reference", "analysis"])
def test_groups_have_the_metrics_of_fairlearn(project, segment, period):
    """Intersections too, of which some are empty or have no positive row: there fairlearn says 0, and here is no value."""
    found = (
        project.query(f"""
        select chunk_index, segment_value, metric_name, metric_value from monitor_fairness
        where monitor_name = 'everybody' and segment_column = '{segment}' and period = '{period}' and source = 'realized'
    """)
        .set_index(["chunk_index", "metric_name", "segment_value"])["metric_value"]
        .sort_index()
    )
    apart = project.query(f"""
        select chunk_index, metric_name, metric_value from monitor_fairness_disparities
        where monitor_name = 'everybody' and segment_column = '{segment}' and period = '{period}' and source = 'realized'
    """).set_index(["chunk_index", "metric_name"])["metric_value"]
    compared = 0
    for index, frame in chunks(period):
        labelled = frame.dropna(subset=["repaid"])
        groups = labelled["gender"].fillna(":null")
        if segment == "gender_age":
            groups = groups + " / " + labelled["age"]
        if not len(labelled):
            assert set(found.loc[index].index.get_level_values(0)) == {"selection_rate"}
            continue
        truth, guess = labelled["repaid"].astype(int), labelled["approved"]
        for name, function in FAIRLEARN.items():
            frame_of_metric = fairlearn.MetricFrame(metrics=function, y_true=truth, y_pred=guess, sensitive_features=groups)
            expected = frame_of_metric.by_group
            if name in DENOMINATORS:
                possible = [DENOMINATORS[name](truth[groups == group], guess[groups == group]) > 0 for group in expected.index]
                expected = expected[possible]
            ours = found.loc[index, name]
            pd.testing.assert_series_equal(ours.sort_index(), expected.sort_index(), check_names=False, rtol=1e-12, atol=1e-15)
            if len(expected) == len(frame_of_metric.by_group):
                assert apart[index, f"{name}_difference"] == pytest.approx(frame_of_metric.difference(), rel=1e-12, abs=1e-15)
                if expected.max() > 0:
                    assert apart[index, f"{name}_ratio"] == pytest.approx(frame_of_metric.ratio(), rel=1e-12, abs=1e-15)
                compared += 1
    assert compared > (60 if period == "reference" else 12) / (4 if segment == "gender_age" else 1)


Z = stats.norm.ppf(0.975)


def fairness(project: Consumer, where: str) -> pd.DataFrame:
    return project.query(f"select * from monitor_fairness where {where} order by chunk_index, segment_value, metric_name")


def wilson(share: float, count: float) -> tuple[float, float]:
    interval = stats.binomtest(round(share * count), round(count)).proportion_ci(method="wilson")
    return interval.low, interval.high


def test_intervals_of_realized_rates_are_those_of_wilson_newcombe_and_katz(project):
    found = fairness(
        project, "monitor_name = 'loans' and segment_column = 'gender' and source = 'realized' and period = 'reference' and is_compared"
    )
    assert len(found) > 300
    rate = dict(found.set_index(["chunk_index", "metric_name", "segment_value"]).iterrows())
    for (chunk, metric, group), row in rate.items():
        low, high = wilson(row["metric_value"], row["row_count"])
        assert (row["lower_boundary"], row["upper_boundary"]) == pytest.approx((low, high), rel=1e-10)
        if group == "m":
            assert row["is_reference_group"]
            assert pd.isna(row["p_value"])
            continue
        other = rate[chunk, metric, "m"]
        own_p, other_p = row["metric_value"], other["metric_value"]
        other_low, other_high = wilson(other_p, other["row_count"])
        assert row["vs_reference_difference"] == pytest.approx(own_p - other_p, abs=1e-15)
        below = own_p - other_p - np.hypot(own_p - low, other_high - other_p)
        above = own_p - other_p + np.hypot(high - own_p, other_p - other_low)
        assert row["vs_reference_difference_lower_boundary"] == pytest.approx(below, rel=1e-9, abs=1e-12)
        assert row["vs_reference_difference_upper_boundary"] == pytest.approx(above, rel=1e-9, abs=1e-12)
        error = np.sqrt((1 - own_p) / own_p / row["row_count"] + (1 - other_p) / other_p / other["row_count"])
        assert row["vs_reference_ratio"] == pytest.approx(own_p / other_p, rel=1e-14)
        assert row["vs_reference_ratio_upper_boundary"] == pytest.approx(own_p / other_p * np.exp(Z * error), rel=1e-10)
        if metric not in ("selection_rate", "tpr", "fpr", "precision", "accuracy"):
            assert pd.isna(row["p_value"])
            continue
        tested = [group_over_chunks(rate, metric, range(max(chunk - length + 1, 0), chunk + 1), (group, "m")) for length in (1, 4, 12)]
        p_values = [stats.norm.sf(max(np.log(0.8) - np.log(ratio), np.log(ratio) - np.log(1.25)) / error) for ratio, error in tested]
        assert tested[0] == pytest.approx((own_p / other_p, error), rel=1e-12)
        assert row["p_value"] == pytest.approx(min(3 * min(p_values), 1), rel=1e-9, abs=1e-14)


def group_over_chunks(rate: dict, metric: str, chunks: range, groups: tuple[str, str]) -> tuple[float, float]:
    """The quotient of two groups' rates over chunks together, and the standard error of its logarithm."""
    parts, errors = [], []
    for group in groups:
        seen = [rate[chunk, metric, group] for chunk in chunks if all((chunk, metric, other) in rate for other in groups)]
        count = sum(row["row_count"] for row in seen)
        parts.append(sum(row["metric_value"] * row["row_count"] for row in seen) / count)
        # Each chunk has a variance of its own, which is a little less than that of all rows together.
        variance = sum(row["metric_value"] * (1 - row["metric_value"]) * row["row_count"] for row in seen) / count**2
        errors.append(np.sqrt(variance) / parts[-1])
    return parts[0] / parts[1], float(np.hypot(*errors))


def test_intervals_of_rates_hold_their_value_and_stay_between_0_and_1(project):
    """Also of groups of which all rows or none are positive."""
    found = fairness(project, "monitor_name not in ('amounts', 'late amounts')")
    assert (found["metric_value"].isin([0, 1])).sum() > 20
    assert found["lower_boundary"].min() >= 0
    assert found["upper_boundary"].max() <= 1
    assert (found["lower_boundary"] <= found["metric_value"] + 1e-12).all()
    assert (found["upper_boundary"] >= found["metric_value"] - 1e-12).all()


def test_p_values_of_a_chunk_are_adjusted_together(project):
    """Of all groups and metrics that are judged."""
    found = fairness(project, "monitor_name = 'loans' and source = 'realized' and adjusted_p_value is not null")
    assert set(found["segment_column"]) == {"gender", "gender_age"}
    for _, chunk in found.groupby(["period", "chunk_index"]):
        np.testing.assert_allclose(chunk["adjusted_p_value"], stats.false_discovery_control(chunk["p_value"]), rtol=1e-12)


def calibrated(project: Consumer, monitor: str, scores: pd.Series) -> np.ndarray:
    """The chances of probabilities by the stretches of monitor_fitted_calibration."""
    knots = project.query(f"select * from monitor_fitted_calibration where monitor_name = '{monitor}' order by bucket, lower_score")
    place = np.searchsorted(knots["lower_score"].to_numpy(), scores.to_numpy(), side="right") - 1
    chosen = knots.iloc[place]
    return chosen["calibrated_start"].to_numpy() + (scores.to_numpy() - chosen["score_start"].to_numpy()) * chosen["slope"].to_numpy()


def with_offset(chances: np.ndarray, offset: float) -> np.ndarray:
    return chances * np.exp(offset) / (1 - chances + chances * np.exp(offset))


def expected_tpr(project: Consumer, rows_of_group: pd.DataFrame, offset: float, offset_variance: float) -> tuple[float, float]:
    """The expected true positive rate of rows, and its variance: of Poisson binomial numbers, and of the offset (the delta method)."""
    chance = with_offset(calibrated(project, "loans", rows_of_group["score"]), offset)
    selected = rows_of_group["approved"].to_numpy() == 1
    spread, positives = chance * (1 - chance), chance.sum()
    tpr = chance[selected].sum() / positives
    slopes = np.where(selected, (1 - tpr) / positives, -tpr / positives)
    return tpr, np.sum(slopes**2 * spread) + np.sum(slopes * spread) ** 2 * offset_variance


def test_estimates_are_expected_rates_under_the_calibration_of_the_group(project):
    """The offset is the posterior mode with the prior N(0, 1/4), found by scipy; intervals know how far off estimates were."""
    chunk = chunks("analysis")[4][1]
    estimated = fairness(
        project, "monitor_name = 'loans' and segment_column = 'gender' and source = 'estimated' and chunk_index = 4 and period = 'analysis'"
    )
    errors = {}
    for group in ("m", "f", "x"):
        offset, offset_variance = fitted_offset(project, group)
        errors[group] = np.transpose([error_of_tpr(project, past, group) for _, past in chunks("reference")])
    # The latest chunk of the reference counts most; no label of the analysis is known without judge.label_delay.
    weights = 0.85 ** np.arange(12)[::-1]
    for group in errors:
        offset, offset_variance = fitted_offset(project, group)
        tpr, variance = expected_tpr(project, chunk[chunk["gender"] == group], offset, offset_variance)
        half_width = half_width_of(variance, group, errors, weights)
        row = estimated[(estimated["segment_value"] == group) & (estimated["metric_name"] == "tpr")].iloc[0]
        # Chances are taken together in steps of a thousandth for the offset.
        assert row["metric_value"] == pytest.approx(tpr, abs=2e-5)
        assert row["backtest_error"] == pytest.approx(np.sqrt(np.average(errors[group][0] ** 2, weights=weights)), abs=2e-5)
        assert (row["lower_boundary"], row["upper_boundary"]) == pytest.approx((tpr - half_width, tpr + half_width), abs=1e-4)


def fitted_offset(project: Consumer, group: str) -> tuple[float, float]:
    """The offset of a group in the monitor `loans`, found by scipy, and its variance."""
    own = tables()["reference"].query("gender == @group")
    chances, labels = calibrated(project, "loans", own["score"]), own["repaid"].astype(int).to_numpy()
    offset = optimize.brentq(lambda offset: np.sum(labels - with_offset(chances, offset)) - offset / 0.25, -5, 5, xtol=1e-12)
    return offset, 1 / (np.sum(with_offset(chances, offset) * (1 - with_offset(chances, offset))) + 4)


def error_of_tpr(project: Consumer, past: pd.DataFrame, group: str) -> tuple[float, float]:
    """The realized rate of a group in a chunk less the estimate, and the variance of the estimate."""
    rows_of_group = past[past["gender"] == group]
    tpr, variance = expected_tpr(project, rows_of_group, *fitted_offset(project, group))
    return rows_of_group.loc[rows_of_group["repaid"] == 1, "approved"].mean() - tpr, variance


def half_width_of(variance: float, group: str, errors: dict[str, np.ndarray], weights: np.ndarray) -> float:
    """Half of the 95 % interval, from the errors of all groups in the chunks that are known and the variances of their estimates."""
    excess = {group: np.average(error**2 - spread, weights=weights) for group, (error, spread) in errors.items()}
    own = weights.sum() / (weights.sum() + 2)
    variance += max(0, own * excess[group] + (1 - own) * np.mean(list(excess.values())))
    return stats.t.ppf(0.975, weights.sum() ** 2 / np.sum(weights**2) + 2) * np.sqrt(variance)


def test_estimates_learn_from_labels_that_were_due_when_their_chunk_ended(project):
    """From those of the weeks before the last one; of what came later they know nothing."""
    keys = ["monitor_name", "chunk_index", "segment_value", "metric_name"]
    estimated = project.query("""
        select * from monitor_fairness
        where source = 'estimated' and period = 'analysis' and segment_column = 'gender'
            and monitor_name in ('late', 'late and unlike', 'loans')
    """)
    estimated = estimated.set_index(keys)[["metric_value", "lower_boundary", "upper_boundary"]]
    late, unlike, loans = (estimated.loc[name].sort_index() for name in ("late", "late and unlike", "loans"))
    for chunk in range(3):
        pd.testing.assert_frame_equal(late.loc[chunk], unlike.loc[chunk])
    assert (late.loc[3, "metric_value"] - unlike.loc[3, "metric_value"]).abs().max() > 0.1
    pd.testing.assert_series_equal(late.loc[0, "metric_value"], loans.loc[0, "metric_value"], rtol=1e-12)
    past = {("reference", index): frame for index, frame in chunks("reference")} | {
        ("analysis", index): frame for index, frame in chunks("analysis")
    }
    known = [*(("reference", index) for index in range(12)), ("analysis", 0), ("analysis", 1)]
    pairs = {group: np.transpose([error_of_tpr(project, past[key], group) for key in known]) for group in ("m", "f", "x")}
    for group, (error, _) in pairs.items():
        corrections = {1: error[12] / 2, 2: (0.85 * error[12] + error[13]) / (0.85 + 1 + 1)}
        for chunk, correction in corrections.items():
            row = late.loc[chunk, group, "tpr"]
            assert row["metric_value"] == pytest.approx(loans.loc[chunk, group, "tpr"]["metric_value"] + correction, abs=5e-5)
    # The error of week 1 is that of its corrected estimate.
    for group in pairs:
        pairs[group][0][13] -= pairs[group][0][12] / 2
    for group in pairs:
        row = late.loc[2, group, "tpr"]
        variance = error_of_tpr(project, past["analysis", 2], group)[1]
        half_width = half_width_of(variance, group, pairs, 0.85 ** np.arange(14)[::-1])
        assert row["upper_boundary"] == pytest.approx(min(row["metric_value"] + half_width, 1), abs=1e-4)


def test_means_of_regressions_are_those_of_numpy(project):
    index, chunk = chunks("reference")[2]
    found = fairness(
        project, f"monitor_name = 'amounts' and source = 'realized' and period = 'reference' and chunk_index = {index}"
    ).set_index(["metric_name", "segment_value"])
    error = chunk["predicted_amount"] - chunk["amount"]
    values = {"mean_prediction": chunk["predicted_amount"], "mean_error": error, "mae": error.abs(), "rmse": error**2}
    for name, value in values.items():
        for group in ("m", "f", "x"):
            own = value[chunk["gender"] == group]
            row = found.loc[name, group]
            expected = np.sqrt(own.mean()) if name == "rmse" else own.mean()
            assert row["metric_value"] == pytest.approx(expected, rel=1e-12)
            error_of_mean = own.std(ddof=0) / np.sqrt(len(own)) / (2 * expected if name == "rmse" else 1)
            assert row["upper_boundary"] == pytest.approx(expected + Z * error_of_mean, rel=1e-10)
    biased = project.query(
        "select * from monitor_metrics where monitor_name = 'amounts' and metric_name = 'mean_error_vs_reference_difference'"
    )
    assert set(biased["segment_value"]) == {"f", "x", ":null"}
    assert biased.loc[biased["segment_value"] == "x", "metric_value"].between(1, 3).all()


LOSSES = {"mae": ("absolute_error", 1), "rmse": ("squared_error", 2)}


def estimated_losses(project: Consumer, metric: str, rows_of_chunk: pd.DataFrame, fold: int) -> np.ndarray:
    """What a loss model of the monitor `late amounts` says of each row; no input tells it the group."""
    model = project.query(f"""
        select * from monitor_fitted_loss_models where monitor_name = 'late amounts' and loss_name = '{LOSSES[metric][0]}' and fold = {fold}
    """).iloc[0]
    booster = xgboost.Booster(model_file=bytearray(model["model"].encode()))
    scores = booster.inplace_predict(rows_of_chunk[["income", "predicted_amount"]].to_numpy().astype("float32"))
    return np.maximum(model["mean_loss"] + scores.astype("float64"), 0)


def losses_of_groups(project: Consumer, metric: str) -> pd.DataFrame:
    """The estimate, realized value, number of rows and variation of losses of each group and chunk; those of the reference from -12 on."""
    power = LOSSES[metric][1]
    found, deviations = [], []
    for period, first in (("reference", -12), ("analysis", 0)):
        for index, chunk in chunks(period):
            realized = (chunk["predicted_amount"] - chunk["amount"]).abs() ** power
            estimated = pd.Series(estimated_losses(project, metric, chunk, index % 5 if period == "reference" else -1), chunk.index)
            for group, own in chunk.groupby(chunk["gender"].fillna(":null")):
                means = [losses[own.index].mean() ** (1 / power) for losses in (estimated, realized)]
                found.append((group, first + index, *means, len(own)))
                deviations.append((group, first + index, len(own), realized[own.index].mean(), realized[own.index].var(ddof=0)))
    table = pd.DataFrame(found, columns=["group", "place", "estimate", "realized", "count"]).set_index(["group", "place"])
    spread = pd.DataFrame(deviations, columns=["group", "place", "count", "mean", "variance"]).query("place < 0")
    for group, own in spread.groupby("group"):
        variation = np.sqrt(np.average(own["variance"], weights=own["count"])) / np.average(own["mean"], weights=own["count"])
        table.loc[group, "variation"] = variation / power
    # All that follows is relative to the estimate.
    return table.assign(ratio=table["realized"] / table["estimate"], variance=lambda one: one["variation"] ** 2 / one["count"])


def corrections_of(table: pd.DataFrame) -> pd.Series:
    """What corrects each estimate: the mean error of the chunks that it knows, other than itself, with a chunk of no error."""
    corrections = {}
    for group, place in table.index:
        weights = {known: weight for known, weight in weights_of_known(place).items() if known != place}
        errors = [weight * (table.loc[(group, known), "ratio"] - 1) for known, weight in weights.items()]
        corrections[group, place] = sum(errors) / (sum(weights.values()) + 1)
    return pd.Series(corrections)


def weights_of_known(place: int) -> dict[int, float]:
    """The chunks with labels that are known where a chunk ends: those of the reference, and of the weeks before the last one."""
    latest = min(place - 1, 2) if place >= 0 else -1
    return {known: 0.85 ** (latest - known) for known in range(-12, latest + 1)}


@pytest.mark.parametrize("metric", LOSSES)
def test_estimates_of_regressions_are_mean_losses_with_what_labels_of_the_group_teach(project, metric):
    """Rows of x are off by more than loss models know. Intervals know how much a group's losses vary, and how far off estimates were."""
    found = fairness(project, f"monitor_name = 'late amounts' and metric_name = '{metric}' and source = 'estimated'")
    found = found[found["period"] == "analysis"].set_index(["segment_value", "chunk_index"])
    table = losses_of_groups(project, metric)
    corrections = corrections_of(table)
    table["error"] = table["ratio"] - 1 - corrections
    assert len(found) == 4 * 6
    for (group, place), row in found.iterrows():
        own = table.loc[group, place]
        weights = pd.Series(weights_of_known(place))
        excess = {}
        for other in table.index.levels[0]:
            known = table.loc[other].loc[weights.index]
            excess[other] = np.average(known["error"] ** 2 - known["variance"], weights=weights)
            if other == group:
                backtest_error = np.sqrt(np.average(known["error"] ** 2, weights=weights))
        share = weights.sum() / (weights.sum() + 2)
        variance = own["variance"] + max(0, share * excess[group] + (1 - share) * np.mean(list(excess.values())))
        half_width = stats.t.ppf(0.975, weights.sum() ** 2 / (weights**2).sum() + 2) * np.sqrt(variance) * own["estimate"]
        value = own["estimate"] * (1 + corrections[group, place])
        assert row["metric_value"] == pytest.approx(value, rel=1e-6)
        assert row["backtest_error"] == pytest.approx(backtest_error * own["estimate"], rel=1e-5)
        # The quantile of Student's t is exact to three digits.
        assert row["upper_boundary"] == pytest.approx(value + half_width, rel=1e-4)
        assert row["lower_boundary"] == pytest.approx(max(value - half_width, 0), rel=1e-4)
    means = found["metric_value"].groupby("segment_value").mean()
    assert means["x"] > 1.05 * means["m"]


def test_comparisons_of_estimated_losses_are_judged_until_labels_are_complete(project):
    """A signed error has no estimate, and a mean prediction needs none."""
    judged = project.query("""
        select metric_name, chunk_index, method, verdict, not_judged_reason, p_value is not null as is_estimable from monitor_metrics
        where monitor_name = 'amounts' and metric_family = 'estimated_fairness' and period = 'analysis' and segment_value = 'x'
        order by chunk_index
    """)
    assert set(judged["metric_name"]) == {"mae_vs_reference_ratio", "rmse_vs_reference_ratio"}
    assert set(judged["method"]) == {"dle"}
    assert set(judged.loc[judged["is_estimable"] & (judged["chunk_index"] < 3), "not_judged_reason"]) == {"labels_are_complete"}
    assert set(judged.loc[judged["is_estimable"] & (judged["chunk_index"] >= 3), "verdict"]) == {"ok"}
    apart = project.query("""
        select distinct metric_name from monitor_fairness_disparities where monitor_name = 'amounts' and source = 'estimated'
    """)
    assert set(apart["metric_name"]) == {"mae_difference", "mae_ratio", "rmse_difference", "rmse_ratio"}


def test_small_groups_are_put_together_and_counted(project):
    """The group without a gender has some 24 rows a week, and is told as `:other`."""
    found = fairness(project, "monitor_name = 'loans' and segment_column = 'gender_age' and metric_name = 'selection_rate'")
    pooled = found[found["pooled_group_count"] > 1]
    assert set(pooled["segment_value"]) == {":other"}
    assert (found["group_row_count"] >= 60).all()
    told = 0
    for period in ("reference", "analysis"):
        for index, frame in chunks(period):
            names = frame["gender"].fillna(":null") + " / " + frame["age"]
            counts = names.value_counts()
            small = names.isin(counts[counts < 60].index)
            row = pooled[(pooled["period"] == period) & (pooled["chunk_index"] == index)]
            # Nothing is told of a group that is too small even so.
            assert len(row) == (small.sum() >= 60)
            if len(row):
                told += 1
                assert row["group_row_count"].item() == small.sum()
                assert row["pooled_group_count"].item() == (counts < 60).sum()
                assert row["metric_value"].item() == pytest.approx(frame.loc[small, "approved"].mean(), rel=1e-14)
    assert told >= 3
    gender = fairness(project, "monitor_name = 'loans' and segment_column = 'gender'")
    assert ":null" not in set(gender["segment_value"])


def test_unlike_treatment_is_told_with_the_group_before_labels_come(project):
    incidents = project.query("""
        select monitor_name, segment_column, segment_value, severity, headline, suggestion from monitor_incidents
        where kind = 'fairness' and segment_column = 'gender' and monitor_name in ('loans', 'without labels', 'amounts') and is_told_apart
        order by monitor_name
    """).set_index("monitor_name")
    assert list(incidents.index) == ["loans", "without labels"]
    assert set(incidents["segment_value"]) == {"f"}
    assert set(incidents["severity"]) == {"high"}
    assert incidents.loc["without labels", "headline"].startswith("disparate_impact is 0.5")
    assert " (allowed 0.8 to 1.25) for gender f against m since 2024-04-2" in incidents.loc["without labels", "headline"]
    # What is known is told before what is estimated.
    assert incidents.loc["loans", "headline"].startswith("disparate_impact is 0.5")
    assert "monitor_fairness" in incidents.loc["loans", "suggestion"]
    verdicts = project.query("""
        select distinct chunk_index, verdict, not_judged_reason from monitor_metrics
        where monitor_name = 'loans' and metric_family = 'estimated_fairness' and period = 'analysis' and segment_value = 'f'
            and metric_name = 'tpr_vs_reference_ratio' order by 1
    """)
    assert list(verdicts["not_judged_reason"][:3]) == ["labels_are_complete"] * 3
    assert list(verdicts["verdict"][3:]) == ["alert"] * 3


def test_a_reference_group_that_the_reference_does_not_have_is_told(project):
    """One that is a value, of a column or a crossing, is no news."""
    checks = project.query("select * from monitor_input_checks")
    assert checks[["monitor_name", "period", "check_name", "severity", "affected_rows"]].to_numpy().tolist() == [
        ["amounts", "reference", "unknown_reference_group", "warning", 12 * PER_WEEK]
    ]
    message = checks["message"].iloc[0]
    assert "): reference_group 'M / young' is no segment of gender_age; allowed: ':null / old', ':null / young', 'f / " in message
    assert message.endswith(" and others (did you mean 'm / young'?). No group is compared there")
    limitations = project.query("select monitor_name, limitations from monitor_status").set_index("monitor_name")["limitations"]
    assert limitations["loans"] == limitations["everybody"] == ":none"
    told = "no group of gender_age is compared, since the reference has no row of its reference_group 'M / young'"
    assert limitations["amounts"] == told
    compared = fairness(project, "monitor_name = 'amounts' and segment_column = 'gender_age'")
    assert len(compared)
    assert compared["reference_group"].isna().all()


def test_explain_shows_all_groups_of_the_latest_alerting_chunk(project):
    output = run_command(
        "explain",
        "without labels/fairness/gender=f",
        "--project-dir",
        str(project.folder),
        "--profiles-dir",
        str(project.folder),
        COLUMNS="300",
    ).stdout
    told = project.query("""
        select * from monitor_fairness
        where monitor_name = 'without labels' and chunk_index = 5 and metric_name = 'selection_rate' and period = 'analysis'
        order by is_reference_group desc, segment_value
    """)
    assert list(told["segment_value"]) == ["m", "f", "x"]
    lines = output[output.index("Groups in the chunk 2024-05-06/2024-05-12\n") :].splitlines()[1:5]
    assert lines[0].split() == ["group", "rows", "selection_rate", "95", "%", "interval", "times", "the", "reference"]
    for line, (_, row) in zip(lines[1:], told.iterrows()):
        assert line.split()[:3] == [row["segment_value"], str(row["group_row_count"]), f"{row['metric_value']:.3g}"]
    assert lines[1].endswith("reference group    ")
    assert lines[2].split()[-1] == f"{told['vs_reference_ratio'][1]:.3g}"


@pytest.mark.engines
def test_the_next_run_gives_what_a_full_refresh_gives(project, tmp_path):
    """Labels of the last weeks come, and others change: estimates of groups that knew them are corrected anew."""
    kept = project.copy(tmp_path / "kept", own_data=True)
    shutil.copy(project.database, kept.database)
    arrived, known = rows(2, 6, "2024-04-01", 10**6), tables()["analysis"]
    changed = arrived["amount"].where(arrived.index % 5 > 0, arrived["amount"] + 3)
    kept.table("analysis", known.assign(amount=changed, repaid=known["repaid"].fillna(arrived["repaid"])))
    before = fairness(kept, "monitor_name = 'late amounts' and source = 'estimated' and chunk_index = 5 and period = 'analysis'")
    kept.build()
    after = fairness(kept, "monitor_name = 'late amounts' and source = 'estimated' and chunk_index = 5 and period = 'analysis'")
    assert len(after) == len(before) == 8
    assert (after["metric_value"] - before["metric_value"]).abs().min() > 1e-6
    tables_of_run = kept.tables()
    assert_equal(tables_of_run, built_in_full(kept))
