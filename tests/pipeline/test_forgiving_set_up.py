"""One relation for both periods, classes that came after the model, categories that vanish, and what is there without being asked for."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer

CLASSES = np.array(["a", "a_pred_a", "b"])
FIRST_ANALYSIS_ROW, ROWS = 600, 900

CHECKS = """
models:
  - name: analysis
    data_tests:
      - ml_monitor.no_alerts: {name: labels_that_came, arguments: {monitor_name: late labels, metric_name: accuracy, last_n_chunks: 1}}
      - ml_monitor.no_alerts: {name: no_label_came, arguments: {monitor_name: no labels, metric_name: accuracy}}
      - ml_monitor.no_alerts: {name: reference_only, arguments: {monitor_name: nothing yet, metric_family: univariate_drift}}
"""


def scored_rows() -> pd.DataFrame:
    """One row per hour of a classifier of three classes. In the analysis a new class comes and a category vanishes."""
    random = np.random.default_rng(3)
    chances = random.dirichlet([1, 1, 1], ROWS)
    label = CLASSES[(random.uniform(size=(ROWS, 1)) > chances.cumsum(axis=1)).sum(axis=1)].astype(object)
    guess = CLASSES[chances.argmax(axis=1)].astype(object)
    color = random.choice(["red", "green", "blue"], ROWS).astype(object)
    is_analysis = np.arange(ROWS) >= FIRST_ANALYSIS_ROW
    label[600:620], label[620:623], guess[710:730] = "gold", "it's tin", "gold"
    color[is_analysis & (color == "blue")] = "red"
    return pd.DataFrame(
        {
            "id": range(ROWS),
            "at": pd.date_range("2024-01-01", periods=ROWS, freq="h"),
            "x": random.normal(size=ROWS),
            "color": color,
            "label": label,
            "guess": guess,
            **{f"p{place}": chances[:, place] for place in range(3)},
            "is_b": np.where(is_analysis & (np.arange(ROWS) % 50 == 0), 2, (label == "b").astype(int)),
            "says_b": (guess == "b").astype(int),
            "late_label": pd.array(np.where(np.arange(ROWS) < 700, (label == "b"), None), dtype="boolean"),
            "no_label": pd.array(np.where(is_analysis, None, (label == "b")), dtype="boolean"),
        }
    )


def shared(**settings) -> dict:
    keys = {"row_id": "id", "timestamp": "at", "chunk_size": 100, "continuous_columns": ["x"], "reconstruction_error": False}
    return {**keys, "reference": "reference", "analysis": "analysis", **settings}


def binary(**settings) -> dict:
    return shared(problem_type="classification_binary", y_true="is_b", y_pred="says_b", **settings)


def regression(**settings) -> dict:
    monitor = shared(problem_type="regression", **settings)
    return {key: value for key, value in monitor.items() if value is not None}


MONITORS = {
    "three": shared(
        problem_type="classification_multiclass",
        categorical_columns=["color"],
        y_true="label",
        y_pred="guess",
        y_pred_proba={str(name): f"p{place}" for place, name in enumerate(CLASSES)},
    ),
    "two": binary(y_pred_proba="p2"),
    "no probability": binary(),
    "late labels": {**binary(), "y_true": "late_label"},
    "no labels": {**binary(), "y_true": "no_label"},
    "two relations": regression(),
    "until": regression(scored="both", reference={"until": datetime.date(2024, 1, 26)}, analysis=None),
    "between": regression(scored="both", reference={"between": ["2024-01-02", "2024-01-26 00:00:00"]}, analysis=None),
    "where": regression(scored="both", reference={"where": f"id < {FIRST_ANALYSIS_ROW}"}, analysis=None, timestamp=None),
    "overlapping": regression(analysis="overlapping"),
    "numbered anew": regression(analysis="numbered_anew"),
    "nothing yet": regression(analysis="nothing_yet"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    rows = scored_rows()
    reference, analysis = rows[:FIRST_ANALYSIS_ROW], rows[FIRST_ANALYSIS_ROW:]
    tables = {
        "reference": reference,
        "analysis": analysis,
        "both": rows.sample(frac=1, random_state=0),
        "overlapping": rows[FIRST_ANALYSIS_ROW - 25 :],
        "numbered_anew": analysis.assign(id=range(len(analysis))),
        "nothing_yet": analysis[:0],
    }
    consumer = Consumer(tmp_path_factory.mktemp("forgiving"), tables, MONITORS, files={"models/checks.yml": CHECKS})
    run = consumer.dbt("run")
    assert run.success, run.output[-4000:]
    consumer.data = rows
    return consumer


def metrics(project, monitor: str, name: str, period: str = "analysis") -> pd.DataFrame:
    found = project.query(
        f"select * from monitor_metrics where monitor_name = '{monitor}' and metric_name = '{name}' and period = '{period}'"
    )
    return found.sort_values("chunk_index", ignore_index=True)


@pytest.mark.parametrize("name", ["until", "where"])
def test_one_relation_gives_the_numbers_of_two(project, name):
    columns = "period, chunk_index, metric_name, column_name, metric_value, upper_threshold, count_used"
    found, expected = (
        project.query(f"select {columns} from monitor_metrics where monitor_name = '{of}' order by all") for of in (name, "two relations")
    )
    pd.testing.assert_frame_equal(found, expected)


def test_rows_before_the_reference_are_in_neither_period(project):
    counts = project.query(
        "select period, sum(row_count) as n, min(chunk_start_date) as first from monitor_chunks "
        "where monitor_name = 'between' group by period"
    )
    counts = counts.set_index("period")
    assert counts["n"].to_dict() == {"reference": 576, "analysis": 300}
    assert counts.loc["reference", "first"] == pd.Timestamp("2024-01-02")


@pytest.mark.parametrize(
    ("monitor", "label", "guess"), [("three", "label", "guess"), ("two", "is_b", "says_b"), ("no probability", "is_b", "says_b")]
)
def test_a_class_that_came_later_counts_as_wrong(project, monitor, label, guess):
    rows = project.data[FIRST_ANALYSIS_ROW:]
    classes = CLASSES if monitor == "three" else [0, 1]
    right = (rows[label] == rows[guess]) & rows[label].isin(classes)
    accuracy = metrics(project, monitor, "accuracy").query("metric_family == 'realized_performance'")
    assert accuracy["metric_value"].tolist() == pytest.approx(right.to_numpy().reshape(3, 100).mean(axis=1))
    assert accuracy["count_used"].tolist() == [100, 100, 100]


def test_precision_and_recall_count_rows_of_later_classes(project):
    """A later class that was taken for a known one is a false positive of it; a known one that was taken for a later class is missed."""
    rows = project.data[FIRST_ANALYSIS_ROW:]
    for metric, of in {"precision": "guess", "recall": "label"}.items():
        found = metrics(project, "three", metric).query("metric_family == 'realized_performance'")["metric_value"].to_numpy()
        for chunk in range(3):
            part = rows[100 * chunk : 100 * (chunk + 1)]
            hits = [((part["label"] == name) & (part["guess"] == name)).sum() / (part[of] == name).sum() for name in CLASSES]
            assert found[chunk] == pytest.approx(np.mean(hits)), (metric, chunk)


def test_later_classes_are_unseen_values_of_label_and_prediction(project):
    unseen = metrics(project, "three", "unseen_values").set_index(["column_name", "chunk_index"])
    assert unseen.loc[("label", 0), "metric_value"] == pytest.approx(0.23)
    assert unseen.loc[("guess", 1), "metric_value"] == pytest.approx(0.20)
    assert unseen["is_alert"].sum() == 2
    counted = project.query(
        "select column_name, category, row_count from monitor_distributions "
        "where bin_type = 'unseen' and monitor_name = 'three' order by all"
    )
    assert counted.to_numpy().tolist() == [["guess", "gold", 20], ["label", "gold", 20], ["label", "it's tin", 3]]


def test_unseen_labels_are_a_share_of_the_labels_that_came(project):
    late = metrics(project, "late labels", "unseen_values").query("column_name == 'late_label'")
    assert late["count_used"].tolist() == [100, 0, 0]
    assert late["metric_value"].tolist() == pytest.approx([0, np.nan, np.nan], nan_ok=True)


def test_input_checks_tell_of_later_classes_and_of_rows_in_both_periods(project):
    checks = project.query("select monitor_name, check_name, severity, affected_rows, message from monitor_input_checks")
    told = checks.set_index(["monitor_name", "check_name"])
    assert told.loc[("three", "unknown_labels"), ["severity", "affected_rows"]].tolist() == ["warning", 23]
    assert told.loc[("three", "unknown_labels"), "message"].endswith(
        "y_true label has 23 rows whose value is not a class: 'gold' (20 rows), 'it's tin' (3 rows). "
        "These rows count as wrong predictions, and unseen_values of label counts them"
    )
    assert told.loc[("three", "unknown_predictions"), "affected_rows"] == 20
    assert told.loc[("two", "unknown_labels"), "affected_rows"] == 6
    assert checks.loc[checks["check_name"] == "overlapping_rows", ["monitor_name", "affected_rows"]].to_numpy().tolist() == [
        ["overlapping", 25]
    ]


def test_cells_of_classes_with_likely_names_have_names_of_their_own(project):
    assert not project.query("select metric_id from monitor_metrics group by metric_id having count(*) > 1").size
    names = set(project.query("select distinct metric_name from monitor_metrics where metric_name like 'true_%_pred_%'")["metric_name"])
    assert len(names) == 9
    assert {"true_a_pred_b", 'true_a_pred_"a_pred_a"', 'true_"a_pred_a"_pred_a'} <= names


def test_categories_that_vanished_have_a_row(project):
    counts = project.query(
        "select chunk_index, row_count, reference_row_count from monitor_distributions "
        "where monitor_name = 'three' and period = 'analysis' and column_name = 'color' and category = 'blue' order by 1"
    )
    in_reference = int((project.data["color"][:FIRST_ANALYSIS_ROW] == "blue").sum())
    assert counts.to_numpy().tolist() == [[chunk, 0, in_reference] for chunk in range(3)]
    bins = project.query(
        "select count(distinct row_number) as n from (select count(*) as row_number from monitor_distributions "
        "where monitor_name = 'three' and column_name = 'x' and bin_type = 'bin' group by period, chunk_index)"
    )
    assert bins["n"].tolist() == [1], "every chunk has every bin"


def test_missing_and_unseen_values_are_there_without_being_asked_for(project):
    names = project.query(
        "select distinct metric_name from monitor_metrics where metric_family = 'data_quality' and monitor_name = 'three'"
    )
    assert sorted(names["metric_name"]) == ["missing_values", "unseen_values"]


def test_limitations_say_what_a_missing_setting_costs(project):
    limits = project.query("select monitor_name, limitations from monitor_status").set_index("monitor_name")["limitations"]
    assert limits["no probability"] == "without y_pred_proba there is no estimated performance, no roc_auc and no average_precision"
    assert limits["until"] == "without y_true there is no realized and no estimated performance"
    assert limits["three"] == limits["two"] == ":none"


def test_checks_look_at_chunks_whose_labels_came_and_fail_where_there_is_nothing(project):
    run = project.dbt("test", "--select", "labels_that_came", "no_label_came", "reference_only")
    lines = {
        name: next(line for line in run.output.splitlines() if f" {name} " in line and ("PASS" in line or "FAIL" in line))
        for name in ("labels_that_came", "no_label_came", "reference_only")
    }
    accuracy = metrics(project, "late labels", "accuracy")
    assert ("FAIL" in lines["labels_that_came"]) == bool(accuracy.query("chunk_index == 0")["is_alert"].iloc[0])
    assert "FAIL 1" in lines["no_label_came"]
    assert "FAIL 1" in lines["reference_only"]
