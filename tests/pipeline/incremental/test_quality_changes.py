"""Data quality and summary statistics from run to run: what a change computes again, and that all tables equal a full refresh.

All analyses begin with 180 rows in chunks of 40, the references with 200.
"""

from __future__ import annotations

import pandas as pd
import pytest
from consumer import TELLING, Consumer
from keeping import Chain, KeptProject, Step, assert_equal, monitor, of_monitor, scored_rows

pytestmark = pytest.mark.engines

REFERENCE, SUPPLY = scored_rows(200, 0), scored_rows(400, 1)
ROWS = SUPPLY[:180].assign(y_true=SUPPLY["y_true"].where(SUPPLY["id"] < 80))
QUALITY, SUMMARY, OF_TARGET = "data_quality", "summary_statistics", "summary_statistics of the target"
ALL, NONE = {QUALITY: True, SUMMARY: True}, {QUALITY: False, SUMMARY: False}

# Monitor: its settings at first, and then.
SETTINGS = {
    "unchanged": (ALL, ALL),
    "growing": (ALL, ALL),
    "corrected": (ALL, ALL),
    "labels": (ALL, ALL),
    "deleted": (ALL, ALL),
    "another reference": (ALL, ALL),
    "a corrected label of the reference": (ALL, ALL),
    "threshold": (ALL, {**ALL, "thresholds": {"mean": {"constant": {"upper": 0}}, QUALITY: {"constant": {"upper": 0.5}}}}),
    "counts": (ALL, {**ALL, QUALITY: {"normalize": False}}),
    "one quality more": ({QUALITY: ["missing_values"]}, {QUALITY: ["missing_values", "unseen_values"]}),
    "the sum too": ({SUMMARY: ["mean"]}, {SUMMARY: ["mean", "sum"]}),
    "the median too": ({SUMMARY: ["mean"]}, {SUMMARY: ["mean", "median"]}),
    "the number of rows too": ({SUMMARY: ["mean"]}, {SUMMARY: ["mean", "row_count"]}),
    "off": (ALL, NONE),
    "on": (NONE, ALL),
}
REFERENCES = {
    "another reference": scored_rows(200, 7),
    "a corrected label of the reference": REFERENCE.assign(y_true=REFERENCE["y_true"].where(REFERENCE["id"] != 50, 9.0)),
}
ANALYSES = {
    "growing": SUPPLY[:190].assign(y_true=SUPPLY["y_true"].where(SUPPLY["id"] < 80)),
    "corrected": ROWS.assign(x=ROWS["x"].where(ROWS["id"] != 7), k=ROWS["k"].where(ROWS["id"] != 125, "unseen")),
    "labels": ROWS.assign(y_true=SUPPLY["y_true"].where(SUPPLY["id"] < 130)),
    "deleted": ROWS[:160],
}
NOTHING, CHANGES, BACK = 1, 2, 3
CHUNKS = {("analysis", chunk) for chunk in range(5)} | {("reference", chunk) for chunk in range(5)}


def settings(state: int) -> dict:
    # Without a prediction there is no performance, which would take its time and is of no interest here.
    shared = {"y_pred": None, "metrics": None, "reconstruction_error": False}
    return {
        name: monitor(table("analysis", name), table("reference", name), **shared, **states[state]) for name, states in SETTINGS.items()
    }


def table(period: str, name: str) -> str:
    return f"{period}_{name.replace(' ', '_')}"


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    tables = {table(period, name): rows for name in SETTINGS for period, rows in (("reference", REFERENCE), ("analysis", ROWS))}
    folder = tmp_path_factory.mktemp("quality_changes")
    consumer = Consumer(folder / "kept", tables, settings(0), leaves_out=TELLING)

    def changed():
        consumer.monitors(settings(1))
        for period, others in (("reference", REFERENCES), ("analysis", ANALYSES)):
            for name, rows in others.items():
                consumer.table(table(period, name), rows)

    def taken_back():
        consumer.monitors(settings(0))
        for name, rows in tables.items():
            consumer.table(name, rows)

    return Chain(KeptProject(consumer, folder / "full"), [lambda: None, changed, taken_back])


def computed(step: Step, name: str) -> dict[str, set]:
    """The chunks that a run computed again: of data quality, of summary statistics, and of those of the target."""
    new = step.new_metrics(name)
    family = new["metric_family"].mask((new["metric_family"] == SUMMARY) & (new["column_role"] == "target"), OF_TARGET)
    return {of: set(zip(new.loc[family == of, "period"], new.loc[family == of, "chunk_index"])) for of in (QUALITY, SUMMARY, OF_TARGET)}


def chunks(*indexes: int) -> set:
    return {("analysis", index) for index in indexes}


EXPECTED = {
    "unchanged": (set(), set(), set()),
    "growing": (chunks(4), chunks(4), chunks(4)),
    "corrected": (chunks(0, 3), chunks(0, 3), set()),
    "labels": (set(), set(), chunks(2, 3)),
    "deleted": (set(), set(), set()),
    # A summary of a chunk of the analysis knows nothing of the reference; its sampling error is not kept.
    "another reference": (CHUNKS, CHUNKS - chunks(*range(5)), CHUNKS - chunks(*range(5))),
    "a corrected label of the reference": (CHUNKS, set(), {("reference", 1)}),
    "threshold": (set(), set(), set()),
    "counts": (CHUNKS, set(), set()),
    "one quality more": (CHUNKS, set(), set()),
    "the sum too": (set(), set(), set()),
    "the median too": (set(), CHUNKS, CHUNKS),
    "the number of rows too": (set(), CHUNKS, set()),
    "off": (set(), set(), set()),
    "on": (CHUNKS, CHUNKS, CHUNKS),
}


def test_a_run_in_which_nothing_changed_computes_nothing(chain):
    step = chain.after(NOTHING)
    assert step.new_metrics(None).empty
    metrics = [tables["monitor_metrics"].sort_values("metric_id", ignore_index=True) for tables in (step.before, step.kept)]
    assert metrics[0].equals(metrics[1])


@pytest.mark.parametrize("name", EXPECTED)
def test_only_what_changed_is_computed_again(chain, name):
    found = computed(chain.after(CHANGES), name)
    assert found == dict(zip((QUALITY, SUMMARY, OF_TARGET), EXPECTED[name]))


@pytest.mark.parametrize(
    ("name", "metric", "column"),
    [
        ("one quality more", "unseen_values", "k"),
        ("the sum too", "sum", "x"),
        ("the median too", "median", "x"),
        ("the number of rows too", "row_count", ":table"),
    ],
)
def test_an_added_metric_is_there_for_every_chunk_and_gone_when_taken_back(chain, name, metric, column):
    def of_metric(tables):
        rows = of_monitor(tables["monitor_metrics"], name)
        rows = rows[(rows["metric_name"] == metric) & (rows["column_name"] == column)]
        assert rows["metric_value"].notna().all()
        return set(zip(rows["period"], rows["chunk_index"]))

    assert [of_metric(chain.after(number).kept) for number in (NOTHING, CHANGES, BACK)] == [set(), CHUNKS, set()]


def test_another_quality_metric_leaves_the_first_alone(chain):
    assert set(chain.after(CHANGES).new_metrics("one quality more")["metric_name"]) == {"unseen_values"}


def test_a_corrected_value_changes_its_number(chain):
    def number(tables, metric, column, chunk):
        rows = of_monitor(tables["monitor_metrics"], "corrected")
        chosen = (rows["metric_name"] == metric) & (rows["column_name"] == column) & (rows["chunk_index"] == chunk)
        return rows.loc[chosen & (rows["period"] == "analysis"), "metric_value"].item()

    step = chain.after(CHANGES)
    changes = {("missing_values", "x", 0): (0, 1 / 40), ("unseen_values", "k", 3): (0, 1 / 40), ("row_count", ":table", 0): (40, 40)}
    for key, (before, after) in changes.items():
        assert number(step.before, *key) == before
        assert number(step.kept, *key) == pytest.approx(after, abs=1e-15)
    assert number(step.kept, "mean", "x", 0) == pytest.approx(ANALYSES["corrected"]["x"][:40].mean(), rel=1e-12)


def test_another_reference_gives_other_sampling_errors_to_kept_values(chain):
    step = chain.after(CHANGES)
    before, after = (
        of_monitor(tables["monitor_metrics"], "another reference")
        .query("metric_name == 'median' and period == 'analysis'")
        .set_index(["column_name", "chunk_index"])
        for tables in (step.before, step.kept)
    )
    assert before["metric_value"].equals(after["metric_value"].reindex(before.index))
    errors = pd.DataFrame({"before": before["sampling_error"], "after": after["sampling_error"]}).dropna()
    assert len(errors) > 0
    assert (errors["before"] != errors["after"]).all()


def test_what_is_turned_off_leaves_no_row(chain):
    tables = chain.after(CHANGES).kept
    for name in ("monitor_data_quality", "monitor_chunk_statistics", "monitor_fitted_statistics", "monitor_summary_statistics"):
        assert len(of_monitor(tables[name], "on")) > 0
        assert len(of_monitor(tables[name], "off")) == 0


@pytest.mark.parametrize("number", [NOTHING, CHANGES, BACK])
def test_all_tables_equal_a_full_refresh(chain, number):
    step = chain.after(number)
    assert_equal(step.kept, step.full)


def test_states_taken_back_are_the_first_state(chain):
    assert_equal(chain.after(BACK).kept, chain.after(0).kept)
