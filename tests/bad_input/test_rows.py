"""Problems of the rows themselves: those that make numbers wrong stop the run, the others have a stated meaning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from bad_tables import monitor, rows
from consumer import Consumer, again

ROW_TABLES = ["monitor_config", "monitor_reference_rows", "monitor_analysis_rows", "monitor_chunks", "monitor_metrics"]

PERFORMANCE = {"y_pred": "y_pred", "y_true": "y_true"}
GOOD = {"good": monitor(continuous_columns=["x"])}


def classified(**columns) -> pd.DataFrame:
    """Rows of a binary classifier: labels, predictions and a score, half of each class."""
    return rows(y_true=[0, 1] * 60, y_pred=[0, 1] * 60, score=[0.2, 0.7] * 60).assign(**columns)


def some_null_ids() -> pd.Series:
    return pd.Series([None if number in (3, 5, 7) else number for number in range(120)], dtype="Int64")


STOPPED_TABLES = {
    **again("null_ids", "good_classes", "three_classes", "two_classes"),
    "reference": rows(),
    "analysis": rows(seed=1),
    "empty": rows(0),
    "null_ids": rows(id=some_null_ids()),
    "repeated_ids": rows(id=[number // 2 for number in range(120)]),
    "seven_rows": rows(7),
    "unlabelled": rows(y_true=np.nan),
    "unpredicted": rows(y_pred=np.nan),
    "good_classes": classified(),
    "odd_labels": classified(y_true=["0", "1", "maybe"] * 40),
    "odd_predictions": classified(y_pred=[0, 1, 2] * 40),
    "odd_scores": classified(score=[0.5, 1.5, -0.1] * 40),
    "three_classes": classified(y_true=["a", "b", "c"] * 40, y_pred=["a", "c", "c"] * 40, p_a=0.5, p_b=0.25, p_c=[0.25, 0.2, 0.258] * 40),
    "two_classes": classified(y_true=["a", "b"] * 60, y_pred=["a", "b"] * 60, p_a=0.5, p_b=[0.5, 0.2] * 60),
    "never_both": rows(y_true=np.where(np.arange(120) < 60, 1.0, np.nan), y_pred=np.where(np.arange(120) < 60, np.nan, 1.0)),
}

BINARY = {"problem_type": "classification_binary", "y_true": "y_true", "y_pred": "y_pred"}
THREE = {
    "problem_type": "classification_multiclass",
    "y_true": "y_true",
    "y_pred": "y_pred",
    "y_pred_proba": {"a": "p_a", "b": "p_b", "c": "p_c"},
}

TWO = {**THREE, "y_pred_proba": {"a": "p_a", "b": "p_b"}}

# Each monitor and what the message says after the monitor's name; nothing where it is all right.
STOPPED = {
    "empty reference": (monitor("empty"), ['reference ("consumer"."main"."empty"): the reference has no rows']),
    "null ids": (
        monitor("null_ids", "null_ids_again"),
        [
            'reference ("consumer"."main"."null_ids"): row_id id is null in 3 rows',
            'analysis ("consumer"."main"."null_ids_again"): row_id id is null in 3 rows',
        ],
    ),
    "null ids by day": (
        monitor("null_ids", chunk_size=None, chunk_period="day"),
        ['reference ("consumer"."main"."null_ids"): row_id id is null in 3 rows'],
    ),
    "repeated ids": (
        monitor(analysis="repeated_ids"),
        ['analysis ("consumer"."main"."repeated_ids"): row_id id repeats itself in 60 rows'],
    ),
    "fewer rows than chunks": (
        monitor("seven_rows", chunk_size=None, chunk_number=8),
        ['reference ("consumer"."main"."seven_rows"): the reference has 7 rows, too few for one chunk'],
    ),
    "fewer rows than the default number of chunks": (
        monitor("seven_rows", chunk_size=None),
        ['reference ("consumer"."main"."seven_rows"): the reference has 7 rows, too few for one chunk'],
    ),
    "default number, incomplete null": (
        {**monitor("seven_rows", chunk_size=None), "incomplete": None},
        ['reference ("consumer"."main"."seven_rows"): the reference has 7 rows, too few for one chunk'],
    ),
    "dropped to nothing": (
        monitor("seven_rows", chunk_size=8, incomplete="drop"),
        ['reference ("consumer"."main"."seven_rows"): the reference has 7 rows, too few for one chunk'],
    ),
    "unlabelled": (
        monitor("unlabelled", **PERFORMANCE),
        ['reference ("consumer"."main"."unlabelled"): y_true y_true has no value in the reference'],
    ),
    "unpredicted": (
        monitor("unpredicted", **PERFORMANCE),
        ['reference ("consumer"."main"."unpredicted"): y_pred y_pred has no value in the reference'],
    ),
    "labels outside the classes": (
        monitor("odd_labels", analysis="good_classes", **BINARY),
        [
            'reference ("consumer"."main"."odd_labels"): y_true y_true has 40 rows '
            "whose value is not a class: 'maybe' (40 rows); allowed: 0, 1"
        ],
    ),
    "predictions outside the classes": (
        monitor("odd_predictions", analysis="good_classes", **BINARY),
        [
            'reference ("consumer"."main"."odd_predictions"): y_pred y_pred has 40 rows '
            "whose value is not a class: '2' (40 rows); allowed: 0, 1"
        ],
    ),
    "no probabilities": (
        monitor("odd_scores", analysis="good_classes", y_pred_proba="score", **BINARY),
        [
            'reference ("consumer"."main"."odd_scores"): y_pred_proba score holds no probabilities '
            "in 80 rows, such as 1.5; allowed: from 0 to 1"
        ],
    ),
    "probabilities of another sum": (
        monitor("three_classes", "three_classes_again", **THREE),
        [
            'reference ("consumer"."main"."three_classes"): y_pred_proba p_a holds no probabilities in 40 rows; allowed: from 0 to 1, with',
            'analysis ("consumer"."main"."three_classes_again"): y_pred_proba p_a holds no probabilities in 40 rows',
        ],
    ),
    "probabilities of two classes and another sum": (
        monitor("two_classes", "two_classes_again", **TWO),
        [
            'reference ("consumer"."main"."two_classes"): y_pred_proba p_a holds no probabilities '
            "in 60 rows; allowed: from 0 to 1, with a sum"
        ],
    ),
    "never both": (
        monitor("never_both", **PERFORMANCE),
        ['reference ("consumer"."main"."never_both"): no row of the reference has both y_true y_true and y_pred y_pred'],
    ),
}
UNTOUCHED = {
    "a classifier": monitor("good_classes", "good_classes_again", y_pred_proba="score", **BINARY),
    "as many rows as chunks": monitor("seven_rows", chunk_size=None, chunk_number=7),
    "labels not watched": monitor("unlabelled"),
}
MESSAGES = [(name, message) for name, (_, messages) in STOPPED.items() for message in messages]


class Stopped:
    """A project that was built, then got monitors with every problem of rows and was built again."""

    def __init__(self, folder):
        self.consumer = Consumer(folder, STOPPED_TABLES, GOOD)
        assert self.consumer.dbt("run").success
        self.before = self.tables()
        self.consumer.monitors({**GOOD, **UNTOUCHED, **{name: settings for name, (settings, _) in STOPPED.items()}})
        self.run = self.consumer.dbt("run")
        self.after = self.tables()

    def tables(self) -> dict[str, pd.DataFrame]:
        return {name: self.consumer.query(f"select * from {name} order by all") for name in ROW_TABLES}


@pytest.fixture(scope="module")
def stopped(tmp_path_factory) -> Stopped:
    return Stopped(tmp_path_factory.mktemp("stopped"))


@pytest.mark.parametrize(("name", "message"), MESSAGES)
def test_message_names_monitor_relation_and_problem(stopped, name, message):
    """Each problem is one line that says monitor, period, relation, what was found and what is allowed."""
    lines = [line for line in stopped.run.output.splitlines() if f"monitor '{name}', {message}" in line]
    assert lines, stopped.run.output[-4000:]
    assert "; allowed: " in lines[0]


def test_row_problems_stop_the_run(stopped):
    """The run fails in one model with one message, and no other monitor is accused."""
    assert not stopped.run.success
    assert "ml_monitor found problems in the rows of the monitors. No table was touched." in stopped.run.output
    assert "ERROR=1 " in stopped.run.output
    for name in [*GOOD, *UNTOUCHED]:
        assert f"monitor '{name}'" not in stopped.run.output


def test_row_problems_touch_no_row_table(stopped):
    """The row tables, the chunks and the numbers stay as they were, computed_at among them."""
    for name in ROW_TABLES:
        assert len(stopped.before[name]) > 0
        pd.testing.assert_frame_equal(stopped.before[name], stopped.after[name])


LABELLED = np.arange(120) % 4 != 0
BEHAVIOUR_TABLES = {
    **again("seven_rows", "reference", "some_times"),
    "reference": rows(),
    "analysis": rows(seed=1),
    "empty": rows(0),
    "seven_rows": rows(7, seed=2),
    "unlabelled": rows(seed=1, y_true=np.nan),
    "partly_labelled": rows(seed=1).assign(y_true=lambda table: table["y_true"].where(LABELLED)),
    "unpredicted": rows(seed=1, y_pred=np.nan),
    "some_times": rows().assign(at=lambda table: table["at"].where(LABELLED)),
}
BEHAVIOURS = {
    "empty analysis": monitor(analysis="empty", continuous_columns=["x"]),
    "empty analysis per period": monitor(
        analysis="empty", continuous_columns=["x"], chunk_size=None, chunk_number=7, chunk_number_per_period=True
    ),
    "small reference": monitor("seven_rows", continuous_columns=["x"]),
    "few analysis rows per period": monitor(
        analysis="seven_rows", continuous_columns=["x"], chunk_size=None, chunk_number=10, chunk_number_per_period=True
    ),
    "few analysis rows": monitor(analysis="seven_rows", continuous_columns=["x"], chunk_size=None, chunk_number=10),
    "one row per chunk": monitor("seven_rows", "seven_rows_again", continuous_columns=["x"], categorical_columns=["k"], chunk_size=1),
    "one chunk": monitor(continuous_columns=["x"], chunk_size=10**15),
    "same relation": monitor(
        "reference", "reference_again", continuous_columns=["x"], categorical_columns=["k"], reconstruction_error=True
    ),
    "no labels yet": monitor(analysis="unlabelled", continuous_columns=["x"], metrics=["rmse", "msle"], **PERFORMANCE),
    "some labels": monitor(analysis="partly_labelled", continuous_columns=["x"], metrics=["mae"], **PERFORMANCE),
    "no predictions yet": monitor(analysis="unpredicted", continuous_columns=["x"], metrics=["mae"], **PERFORMANCE),
    "some times by size": monitor("some_times", "some_times_again", continuous_columns=["x"]),
    "some times by day": monitor("some_times", "some_times_again", continuous_columns=["x"], chunk_size=None, chunk_period="day"),
    "dropped rest": monitor("reference", "analysis", continuous_columns=["x"], chunk_size=50, incomplete="drop"),
    "appended rest": monitor("reference", "analysis", continuous_columns=["x"], chunk_size=50, incomplete="append"),
    "nothing but rows": monitor(),
}


class Built:
    def __init__(self, consumer: Consumer, output: str):
        self.consumer = consumer
        self.output = output
        self.metrics = consumer.query("select * from monitor_metrics order by monitor_name, metric_family, period, chunk_index")
        self.chunks = consumer.query("select * from monitor_chunks order by monitor_name, period, chunk_index")
        self.checks = consumer.query("select * from monitor_input_checks")
        self.status = consumer.query("select * from monitor_status").set_index("monitor_name")

    def of(self, name: str, period: str, family: str | None = None) -> pd.DataFrame:
        chosen = self.metrics[(self.metrics["monitor_name"] == name) & (self.metrics["period"] == period)]
        return chosen if family is None else chosen[chosen["metric_family"] == family]

    def sizes(self, name: str, period: str) -> list[int]:
        return self.chunks[(self.chunks["monitor_name"] == name) & (self.chunks["period"] == period)]["row_count"].tolist()

    def found(self, name: str) -> dict[tuple[str, str], int]:
        chosen = self.checks[self.checks["monitor_name"] == name]
        return {(row.period, row.check_name): row.affected_rows for row in chosen.itertuples()}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    consumer = Consumer(tmp_path_factory.mktemp("rows"), BEHAVIOUR_TABLES, BEHAVIOURS)
    return Built(consumer, consumer.build().output)


@pytest.mark.parametrize("name", ["empty analysis", "empty analysis per period"])
def test_empty_analysis(built, name):
    """No analysis row: reference numbers and a status, no analysis chunk, one warning."""
    assert len(built.of(name, "reference")) > 0
    assert len(built.of(name, "analysis")) == 0
    assert built.found(name) == {("analysis", "empty_analysis"): 0}
    assert built.status.loc[name, "status"] == "no analysis rows"
    assert built.status.loc[name, "alert_count"] == 0
    assert pd.isna(built.status.loc[name, "last_chunk_key"])


def test_reference_smaller_than_a_chunk(built):
    """One incomplete chunk; its drift is that of the reference against itself, so the threshold stands there with no width."""
    assert built.sizes("small reference", "reference") == [7]
    reference = built.of("small reference", "reference")
    assert reference["is_chunk_complete"].tolist() == [False]
    assert reference["metric_value"].tolist() == [0]
    assert built.of("small reference", "analysis")["upper_threshold"].tolist() == [0] * 4


def test_fewer_analysis_rows_than_chunks(built):
    """Cut by itself, an analysis of 7 rows makes 7 chunks of 1; cut by the size of the reference's chunks, 1 incomplete chunk."""
    assert built.sizes("few analysis rows per period", "analysis") == [1] * 7
    assert built.sizes("few analysis rows", "analysis") == [7]
    assert built.of("few analysis rows", "analysis")["is_chunk_complete"].tolist() == [False]


def test_one_row_per_chunk(built):
    """Every chunk has its number."""
    values = built.of("one row per chunk", "analysis")
    assert len(values) == 7 * 2
    assert np.isfinite(values["metric_value"]).all()


def test_chunk_size_above_everything(built):
    """One incomplete chunk per period."""
    assert built.sizes("one chunk", "reference") == [120]
    assert built.sizes("one chunk", "analysis") == [120]
    assert not built.of("one chunk", "analysis")["is_chunk_complete"].any()


def test_incomplete_rest(built):
    """The rest of 20 rows is dropped or appended."""
    assert built.sizes("dropped rest", "analysis") == [50, 50]
    assert built.sizes("appended rest", "analysis") == [50, 70]


def test_analysis_is_the_reference(built):
    """The same rows in both periods have the same chunks and the same numbers, and nothing is an alert."""
    columns = ["chunk_key", "metric_name", "column_name", "metric_value", "count_used"]
    reference, analysis = (
        built.of("same relation", period)[columns].sort_values(columns).reset_index(drop=True) for period in ("reference", "analysis")
    )
    assert len(reference) == 4 * 3
    pd.testing.assert_frame_equal(reference, analysis)
    assert not built.of("same relation", "analysis")["is_alert"].any()


def test_no_labels_yet(built):
    """Without a label in analysis: no realized number, no alert, all rows unused; the estimates are there."""
    realized = built.of("no labels yet", "analysis", "realized_performance")
    assert len(realized) == 4 * 2
    assert realized["metric_value"].isna().all()
    assert realized["sampling_error"].isna().all()
    assert not realized["is_alert"].any()
    assert (realized["count_used"] == 0).all()
    assert (realized["count_unused"] == 30).all()
    estimated = built.of("no labels yet", "analysis", "estimated_performance")
    assert len(estimated) == 4 * 2
    assert np.isfinite(estimated["metric_value"]).all()
    assert (estimated["count_used"] == 30).all()
    assert np.isfinite(built.of("no labels yet", "reference", "realized_performance")["metric_value"]).all()


def test_drift_of_a_target_without_labels(built):
    """The target's drift has no value and no alert where no label is."""
    target = built.of("no labels yet", "analysis", "univariate_drift").query("column_name == 'y_true'")
    assert len(target) == 4
    assert target["metric_value"].isna().all()
    assert not target["is_alert"].any()
    assert (target["count_unused"] == 30).all()


def test_some_labels(built):
    """The realized number is that of the labelled rows; count_unused says how many were left out."""
    realized = built.of("some labels", "analysis", "realized_performance")
    table = BEHAVIOUR_TABLES["partly_labelled"]
    errors = (table["y_true"] - table["y_pred"]).abs()
    expected = [errors[start : start + 30].mean() for start in range(0, 120, 30)]
    unused = [int(errors[start : start + 30].isna().sum()) for start in range(0, 120, 30)]
    np.testing.assert_allclose(realized["metric_value"], expected, rtol=1e-12)
    assert realized["count_unused"].tolist() == unused
    assert realized["count_used"].tolist() == [30 - count for count in unused]


def test_no_predictions_yet(built):
    """Without a prediction in analysis neither performance has a number, and nothing is an alert."""
    for family in ("realized_performance", "estimated_performance"):
        performance = built.of("no predictions yet", "analysis", family)
        assert len(performance) == 4
        assert performance["metric_value"].isna().all()
        assert not performance["is_alert"].any()
        assert (performance["count_unused"] == 30).all()


def test_rows_without_a_time(built):
    """Rows without a timestamp come last in chunks of a size and are in no calendar chunk; a warning counts them."""
    missing = int((~LABELLED).sum())
    assert built.sizes("some times by size", "analysis") == [30] * 4
    assert sum(built.sizes("some times by day", "analysis")) == 120 - missing
    for name in ("some times by size", "some times by day"):
        told = {("reference", "null_timestamp"): missing, ("analysis", "null_timestamp"): missing}
        # Both relations hold the same rows.
        assert built.found(name) == {**told, ("analysis", "overlapping_rows"): 120 - missing}
    last = built.consumer.query(
        "select chunk_index from monitor_analysis_rows where monitor_name = 'some times by size' and row_timestamp is null"
    )
    assert last["chunk_index"].tolist() == [3] * missing
    none = built.consumer.query(
        "select chunk_index from monitor_analysis_rows where monitor_name = 'some times by day' and row_timestamp is null"
    )
    assert len(none) == missing
    assert none["chunk_index"].isna().all()


def test_nothing_to_watch(built):
    """A monitor of no column at all has chunks and no numbers."""
    assert built.sizes("nothing but rows", "analysis") == [30] * 4
    assert len(built.of("nothing but rows", "analysis")) == 0
    assert built.status.loc["nothing but rows", "status"] == "ok"


def test_no_number_is_nan_and_no_verdict_is_missing(built):
    """A number that cannot be is null, never NaN; is_alert is never null."""
    strange = built.consumer.query(
        "select count(*) as n from monitor_metrics where not isfinite(metric_value) or not isfinite(sampling_error) or is_alert is null"
    )
    assert strange["n"].tolist() == [0]
    assert set(built.metrics["monitor_name"]) == set(BEHAVIOURS) - {"nothing but rows"}
