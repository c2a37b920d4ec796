"""Classifications as users have them: labels of any type or late, chunks of one class, classes never seen, what is kept from run to run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer
from sklearn import metrics as sklearn_metrics

REFERENCE_ROWS, ANALYSIS_ROWS, CHUNK = 600, 480, 120


def scored(count: int, seed: int) -> pd.DataFrame:
    """Rows of a binary classifier whose score is too bold; without a label every seventh row of the analysis, and all of its last chunk."""
    random = np.random.default_rng(seed)
    chance = random.beta(1.2, 1.8, count)
    label = (random.uniform(size=count) < chance).astype(int)
    score = np.clip(chance + 0.8 * (chance - 0.5), 0, 1).round(3)
    return pd.DataFrame(
        {
            "id": range(count),
            "at": pd.date_range("2024-01-01", periods=count, freq="h"),
            "x": random.normal(size=count),
            "score": score,
            "predicted": (score >= 0.5).astype(int),
            "label": label.astype(float),
        }
    )


def three_classes(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows as if they were of three classes; the class `never` has a probability and no label."""
    names = np.array(["high", "low", "mid"])
    high, low = rows["score"] * 0.9, (1 - rows["score"]) * 0.6
    mid = 1 - high - low
    return rows.assign(
        p_high=high,
        p_low=low,
        p_mid=mid,
        p_never=0.0,
        predicted=names[np.argmax(np.column_stack([high, low, mid]), axis=1)],
        label=np.where(rows["label"].isna(), None, np.where(rows["label"] == 1, "high", np.where(rows["id"] % 2 == 0, "low", "mid"))),
    )


REFERENCE, ANALYSIS = scored(REFERENCE_ROWS, 1), scored(ANALYSIS_ROWS, 2)
ANALYSIS.loc[ANALYSIS["id"] % 7 == 3, "label"] = np.nan
ANALYSIS.loc[ANALYSIS["id"] >= 3 * CHUNK, "label"] = np.nan
# The third chunk has labels of one class only.
ANALYSIS.loc[ANALYSIS["id"].between(2 * CHUNK, 3 * CHUNK - 1) & ANALYSIS["label"].notna(), "label"] = 1.0


def with_types(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The same labels and predictions as truth values, as texts or as numbers."""
    kinds = {
        "whole": lambda column: column.astype("Int64"),
        "boolean": lambda column: column.astype("boolean"),
        "digits": lambda column: column.astype("Int64").astype(str).where(column.notna(), None),
        "texts": lambda column: column.map({0: "on time", 1: "it's late"}).astype(object).where(column.notna(), None),
        "real": lambda column: column.astype(float),
    }
    return rows.assign(label=kinds[kind](rows["label"]), predicted=kinds[kind](rows["predicted"]))


KINDS = ["whole", "boolean", "digits", "texts", "real"]
SETTINGS = {"texts": {"classes": ["on time", "it's late"]}, "boolean": {"classes": [False, True]}}


def monitor(name: str, **settings) -> dict:
    return {
        "problem_type": "classification_binary",
        "reference": f"{name}_reference",
        "analysis": f"{name}_analysis",
        "row_id": "id",
        "timestamp": "at",
        "chunk_size": CHUNK,
        "y_true": "label",
        "y_pred": "predicted",
        "y_pred_proba": "score",
        "continuous_columns": ["x"],
        "business_value_matrix": [[0, -1], [-5, 2]],
        "reconstruction_error": False,
        **settings,
    }


MULTICLASS = {"problem_type": "classification_multiclass", "business_value_matrix": None}
THREE = {"high": "p_high", "low": "p_low", "mid": "p_mid"}


def monitors() -> dict[str, dict]:
    found = {
        **{kind: monitor(kind, **SETTINGS.get(kind, {})) for kind in KINDS},
        "no scores": {key: value for key, value in monitor("whole").items() if key != "y_pred_proba"},
        "three": monitor("three", **MULTICLASS, y_pred_proba=THREE),
        "never": monitor("three", **MULTICLASS, y_pred_proba={**THREE, "never": "p_never"}),
    }
    found["three"]["thresholds"] = {"confusion_matrix": {"constant": {"upper": 40}}}
    return {name: {key: value for key, value in settings.items() if value is not None} for name, settings in found.items()}


def tables() -> dict[str, pd.DataFrame]:
    found = {}
    for period, rows in (("reference", REFERENCE), ("analysis", ANALYSIS)):
        found |= {f"{kind}_{period}": with_types(rows, kind) for kind in KINDS}
        found[f"three_{period}"] = three_classes(rows)
    return found


class Project:
    def __init__(self, folder):
        self.consumer = Consumer(folder, tables(), monitors())
        self.consumer.build()
        self.tables = self.consumer.tables()
        self.metrics = self.tables["monitor_metrics"]

    def values(self, monitor_name: str, family: str, period: str = "analysis") -> pd.DataFrame:
        """One row per chunk, one column per metric."""
        metrics = self.metrics
        selected = metrics[(metrics["monitor_name"] == monitor_name) & (metrics["metric_family"] == family) & (metrics["period"] == period)]
        return selected.pivot(index="chunk_index", columns="metric_name", values="metric_value")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return Project(tmp_path_factory.mktemp("classification"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("family", ["realized_performance", "estimated_performance"])
def test_labels_of_every_type_give_the_same_numbers(project, kind, family):
    pd.testing.assert_frame_equal(project.values(kind, family), project.values("whole", family), rtol=1e-12)
    assert project.values(kind, family).shape == (4, 12)


def test_realized_metrics_are_scikit_learns(project):
    values = project.values("whole", "realized_performance")
    for chunk in (0, 1):
        rows = ANALYSIS[(ANALYSIS["id"] // CHUNK == chunk) & ANALYSIS["label"].notna()]
        label, predicted, score = rows["label"].astype(int), rows["predicted"], rows["score"]
        expected = {
            "roc_auc": sklearn_metrics.roc_auc_score(label, score),
            "average_precision": sklearn_metrics.average_precision_score(label, score),
            "f1": sklearn_metrics.f1_score(label, predicted),
            "precision": sklearn_metrics.precision_score(label, predicted),
            "recall": sklearn_metrics.recall_score(label, predicted),
            "specificity": sklearn_metrics.recall_score(1 - label, 1 - predicted),
            "accuracy": sklearn_metrics.accuracy_score(label, predicted),
        }
        assert values.loc[chunk, list(expected)].to_dict() == pytest.approx(expected, abs=1e-12)
        matrix = sklearn_metrics.confusion_matrix(label, predicted)
        assert values.loc[chunk, ["true_negative", "false_positive", "false_negative", "true_positive"]].tolist() == matrix.ravel().tolist()
        assert values.loc[chunk, "business_value"] == (matrix * np.array([[0, -1], [-5, 2]])).sum()


def test_multiclass_metrics_are_means_over_the_classes(project):
    values = project.values("three", "realized_performance")
    rows = three_classes(ANALYSIS)[(ANALYSIS["id"] // CHUNK == 1) & ANALYSIS["label"].notna()]
    scores = rows[["p_high", "p_low", "p_mid"]]
    expected = {
        "roc_auc": sklearn_metrics.roc_auc_score(rows["label"], scores, multi_class="ovr", labels=list(THREE)),
        "f1": sklearn_metrics.f1_score(rows["label"], rows["predicted"], average="macro", labels=list(THREE), zero_division=0),
        "precision": sklearn_metrics.precision_score(
            rows["label"], rows["predicted"], average="macro", labels=list(THREE), zero_division=0
        ),
        "recall": sklearn_metrics.recall_score(rows["label"], rows["predicted"], average="macro", labels=list(THREE), zero_division=0),
        "accuracy": sklearn_metrics.accuracy_score(rows["label"], rows["predicted"]),
    }
    assert values.loc[1, list(expected)].to_dict() == pytest.approx(expected, abs=1e-12)


def test_labels_that_are_missing_are_counted(project):
    metrics = project.metrics
    realized = metrics[(metrics["monitor_name"] == "whole") & (metrics["metric_name"] == "f1") & (metrics["period"] == "analysis")]
    of_family = realized.set_index(["metric_family", "chunk_index"]).sort_index()
    used = [int(((ANALYSIS["id"] // CHUNK == chunk) & ANALYSIS["label"].notna()).sum()) for chunk in range(4)]
    assert of_family.loc["realized_performance", "count_used"].tolist() == used
    assert of_family.loc["realized_performance", "count_unused"].tolist() == [CHUNK - count for count in used]
    assert of_family.loc["estimated_performance", "count_used"].tolist() == [CHUNK] * 4


def test_a_chunk_without_labels_has_no_number(project):
    assert project.values("whole", "realized_performance").loc[3].isna().all()
    assert project.values("whole", "estimated_performance").loc[3].notna().all()


def test_a_chunk_of_one_class_has_the_numbers_that_are_defined_there(project):
    values = project.values("whole", "realized_performance").loc[2]
    undefined = ["roc_auc", "f1", "precision", "recall"]
    assert values[undefined].isna().all()
    assert values.drop(undefined).notna().all()


def test_without_probabilities_there_is_no_estimate_and_no_ranking(project):
    assert len(project.values("no scores", "estimated_performance")) == 0
    realized = project.values("no scores", "realized_performance")
    assert {"roc_auc", "average_precision"}.isdisjoint(realized.columns)
    pd.testing.assert_series_equal(realized["f1"], project.values("whole", "realized_performance")["f1"])


def test_calibration_brings_the_estimate_to_the_truth(project):
    """The score is too bold, so uncalibrated it would promise too much."""
    calibration = project.tables["monitor_fitted_calibration"]
    assert set(calibration.loc[calibration["monitor_name"] == "whole", "method"]) == {"isotonic_regression"}
    promised = np.where(REFERENCE["predicted"] == 1, REFERENCE["score"], 1 - REFERENCE["score"]).mean()
    estimated = project.values("whole", "estimated_performance", "reference")["accuracy"].mean()
    realized = project.values("whole", "realized_performance", "reference")["accuracy"].mean()
    assert abs(estimated - realized) < 0.02 < abs(promised - realized)


def test_stretches_of_the_calibration_cover_every_probability_once(project):
    calibration = project.tables["monitor_fitted_calibration"]
    for _, stretches in calibration.groupby(["monitor_name", "class_index"]):
        ordered = stretches.sort_values("lower_score")
        assert ordered["lower_score"].iloc[0] == 0
        assert ordered["upper_score"].iloc[-1] > 1
        assert (ordered["lower_score"].iloc[1:].to_numpy() == ordered["upper_score"].iloc[:-1].to_numpy()).all()


def test_a_class_that_the_reference_never_saw_is_told_of(project):
    checks = project.tables["monitor_input_checks"]
    message = checks.loc[checks["check_name"] == "unseen_classes", ["monitor_name", "message"]].to_numpy().tolist()
    assert [name for name, _ in message] == ["never"]
    assert "no label of the reference is of the classes never, so there is no estimate" in message[0][1]
    assert project.values("never", "estimated_performance").isna().all(axis=None)
    realized = project.values("never", "realized_performance").loc[:1]
    assert realized[["roc_auc", "average_precision"]].isna().all(axis=None)
    assert realized["accuracy"].notna().all()


def test_one_sided_thresholds_of_a_confusion_matrix(project):
    metrics = project.metrics[(project.metrics["monitor_name"] == "three") & project.metrics["metric_name"].str.startswith("true_")]
    assert metrics["metric_name"].nunique() == 9
    assert (metrics["upper_threshold"] == 40).all()
    assert metrics["lower_threshold"].isna().all()
    assert (metrics["is_alert"] == (metrics["metric_value"] > 40)).all()


def test_labels_and_predictions_drift_as_categories(project):
    watched = project.tables["monitor_columns"].set_index(["monitor_name", "column_name"])
    assert watched.loc[("texts", "label"), ["column_role", "feature_type"]].tolist() == ["target", "categorical"]
    assert watched.loc[("texts", "predicted"), ["column_role", "feature_type"]].tolist() == ["prediction", "categorical"]
    assert watched.loc[("texts", "score"), ["column_role", "feature_type"]].tolist() == ["prediction_probability", "continuous"]
    counts = project.tables["monitor_distributions"]
    seen = counts[(counts["monitor_name"] == "texts") & counts["column_name"].isin(["label", "predicted"])]
    assert set(seen["category"]) == {"on time", "it's late", ":none"}
    of_label = seen[(seen["column_name"] == "label") & (seen["period"] == "analysis") & (seen["category"] == "it's late")]
    assert of_label["row_count"].sum() == (ANALYSIS["label"] == 1).sum()


def test_status_shows_the_first_metric(project):
    status = project.tables["monitor_status"].set_index("monitor_name").loc["whole"]
    assert status["performance_metric"] == "roc_auc"
    assert status["estimated_performance"] == project.values("whole", "estimated_performance").loc[3, "roc_auc"]


@pytest.mark.engines
def test_the_next_run_computes_what_changed_and_nothing_else(tmp_path):
    only = {name: settings for name, settings in monitors().items() if name in ("whole", "three")}
    used = {name: table for name, table in tables().items() if name.split("_")[0] in only}
    consumer = Consumer(tmp_path, used, only)
    consumer.build()
    before = consumer.query("select * from monitor_metrics")

    later = ANALYSIS.copy()
    later.loc[5, "label"] = 1 - later.loc[5, "label"]
    later.loc[3 * CHUNK + 1, "label"] = 1.0
    later.loc[CHUNK + 3, "score"] = 0.111
    consumer.table("whole_analysis", with_types(later, "whole"))
    consumer.build()
    after = consumer.query("select * from monitor_metrics")
    new = after[after["computed_at"] > before["computed_at"].max()]
    performance = new[new["metric_family"].isin(["realized_performance", "estimated_performance"])]
    chunks = performance.groupby(["monitor_name", "metric_family"])["chunk_index"].agg(set).to_dict()
    assert chunks == {("whole", "estimated_performance"): {1}, ("whole", "realized_performance"): {0, 1, 3}}

    full = consumer.copy(tmp_path.parent / "in_full")
    full.build()
    keys = ["metric_id", "metric_value", "sampling_error", "upper_threshold", "is_alert"]
    pd.testing.assert_frame_equal(
        after[keys].sort_values("metric_id", ignore_index=True),
        full.query("select * from monitor_metrics")[keys].sort_values("metric_id", ignore_index=True),
        rtol=1e-12,
    )
