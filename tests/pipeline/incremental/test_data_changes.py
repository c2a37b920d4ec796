"""Rows and labels change from run to run: which chunks are computed again, and that all tables equal a full refresh.

Every monitor has an analysis table of its own, so that one run serves one change of each; what a change must not touch is seen in the
others. Analysis tables begin with 180 rows: four full chunks of 40 and an incomplete one, seven days and a half.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer
from keeping import Chain, KeptProject, assert_equal, changed_chunks, expected, monitor, scored_rows

REFERENCE_ROWS = 200
FIRST_ROWS = 180


class Change(NamedTuple):
    """What happens to a monitor's rows before a run, and the analysis chunks that the run has to compute again.

    `change` makes the new rows from the present ones and from the endless supply they are taken from. `labels`: the chunks of what
    depends on the labels too, where they are not those of the inputs. `target`: those of what depends on the labels alone, where they
    differ again.
    """

    name: str
    change: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
    inputs: set[int]
    labels: set[int] | None = None
    target: set[int] | None = None


def until(count: int):
    return lambda rows, supply: supply[:count]


def without_labels(count: int):
    return lambda rows, supply: supply[:count].drop(columns="y_true")


def without(first: int, last: int):
    return lambda rows, supply: rows[~rows["id"].between(first, last)]


def with_rows(first: int, last: int):
    """Adds rows of the supply that are missing."""
    return lambda rows, supply: pd.concat([rows, supply[first : last + 1]])


def labelled(first: int, last: int):
    def change(rows, supply):
        come = rows["id"].between(first, last)
        return rows.assign(y_true=rows["y_true"].mask(come, supply["y_true"].reindex(rows.index)))

    return change


def value(row: int, **columns):
    def change(rows, supply):
        rows = rows.copy()
        for column, new in columns.items():
            rows.loc[rows["id"] == row, column] = new
        return rows

    return change


def exchanged(one: int, other: int, column: str):
    def change(rows, supply):
        values = {one: rows.loc[other, column], other: rows.loc[one, column]}
        return rows.assign(**{column: [values.get(row, old) for row, old in zip(rows.index, rows[column])]})

    return change


def shuffled(rows, supply):
    return rows.sample(frac=1, random_state=0).assign(unwatched=1)


def labels_until(labelled: int, count: int = FIRST_ROWS):
    """The first `count` rows of the supply, the first `labelled` of them with labels."""
    return lambda rows, supply: supply[:count].assign(y_true=supply["y_true"].where(supply["id"] < labelled))


STARTS = {
    "labels": labels_until(80),
    "column of labels": without_labels(FIRST_ROWS),
    "no rows yet": until(0),
}

MONITORS = {
    "growing": monitor("growing", segments=["k", {"name": "is_low", "expression": "z < 0.3"}]),
    "labels": monitor("labels", metrics=["rmse", "mae"], segments=["k"]),
    "column of labels": monitor("column_of_labels"),
    "corrected": monitor("corrected", continuous_methods=["wasserstein", "jensen_shannon"], categorical_methods=["chi2"]),
    "deleted": monitor("deleted", continuous_methods=["kolmogorov_smirnov"]),
    "unchanged": monitor("unchanged"),
    "regions": monitor("regions", segments=["k"], categorical_columns=[], summary_statistics=["mean"]),
    "days": monitor("days", chunk_size=None, chunk_period="day", segments=[{"name": "both", "columns": ["k", "k"]}]),
    "append": monitor("append", incomplete="append"),
    "drop, text ids": monitor("drop_text_ids", reference="text_reference_rows", row_id="code", timestamp=None, incomplete="drop"),
    "no rows yet": monitor("no_rows_yet"),
    "looks back": monitor("looks_back", reference="old_reference_rows", lookback={"count": 2, "period": "day"}, segments=["k"]),
}

# One mapping per run; monitors that are not in it have not changed.
RUNS = [
    {},
    {
        "growing": Change("new rows in the incomplete chunk", until(190), {4}),
        "labels": Change("late labels of two chunks", labelled(80, 130), set(), {2, 3}),
        "column of labels": Change("new rows without a column of labels", without_labels(190), {4}),
        "corrected": Change("a corrected input in the first chunk", value(7, x=3.5), {0}, target=set()),
        "deleted": Change("three rows deleted", without(90, 92), {2, 3, 4}),
        "unchanged": Change("other order of the rows and another column", shuffled, set()),
        "regions": Change("a row lies in another segment, and its label too", value(7, k="z"), {0}),
        "days": Change("the last day ends and another begins", until(200), {7, 8}),
        "append": Change("new rows join the last full chunk", until(190), {3}),
        "drop, text ids": Change("new rows in no chunk", until(190), set()),
        "no rows yet": Change("the first rows", until(110), {0, 1, 2}),
        "looks back": Change("a corrected input after three chunks that are trusted", value(150, x=3.5), {3}, target=set()),
    },
    {
        "growing": Change("the incomplete chunk closes and another begins", until(220), {4, 5}),
        "labels": Change("late labels of the last chunks", labelled(131, 179), set(), {3, 4}),
        "column of labels": Change("the column of labels comes, with labels of three chunks", labels_until(100, 190), set(), {0, 1, 2}),
        "corrected": Change("a corrected prediction in the first chunk", value(7, y_pred=1.5), {0}, target=set()),
        "deleted": Change("the last chunk vanishes", lambda rows, supply: rows[:160], set()),
        "days": Change("a day is left out, so that a complete chunk is followed by a new one", with_rows(9 * 24, 9 * 24 + 5), {9}),
        "append": Change("appended rows become a chunk", until(200), {3, 4}),
        "drop, text ids": Change("rows fill a chunk", until(200), {4}),
        "looks back": Change("the incomplete chunk closes and another begins", with_rows(180, 219), {4, 5}),
    },
    {
        "growing": Change("the incomplete chunk closes", until(240), {5}),
        "labels": Change("a corrected label in the first chunk", value(3, y_true=9.0), set(), {0}),
        "corrected": Change("a category becomes null", value(125, k=None), {3}, target=set()),
        "deleted": Change("all rows deleted", lambda rows, supply: rows[:0], set()),
        "days": Change("a day in the middle vanishes", without(72, 95), {3, 4, 5, 6, 7, 8}),
        "append": Change("a chunk is added to complete ones", until(240), {5}),
        "drop, text ids": Change("a chunk vanishes", until(199), set()),
        "looks back": Change("the next rows after those that are trusted are deleted", without(160, 165), {4, 5}),
    },
    {
        "growing": Change("only new chunks", until(300), {6, 7}),
        "labels": Change("a label is withdrawn", value(50, y_true=np.nan), set(), {1}),
        "corrected": Change("two rows of a chunk exchange their values", exchanged(41, 42, "x"), {1}, target=set()),
        "deleted": Change("rows come back", until(FIRST_ROWS), {0, 1, 2, 3, 4}),
        "days": Change("a day comes back in the middle", with_rows(72, 95), {3, 4, 5, 6, 7, 8, 9}),
        "append": Change("a chunk vanishes and leaves rows to the one before", until(230), {4}),
    },
]  # fmt: skip

CHANGES = [(number, name, change) for number, run in enumerate(RUNS, 1) for name, change in run.items()]
UNCHANGED = [(number, name) for number, run in enumerate(RUNS, 1) for name in MONITORS if name not in run]


def each_change(test):
    ids = [f"{name}: {change.name}" for _, name, change in CHANGES]
    return pytest.mark.parametrize(("number", "name", "change"), CHANGES, ids=ids)(test)


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    def with_codes(rows):
        return rows.assign(code=[f"row {number:05d}" for number in rows["id"]])

    supplies = {name: with_codes(scored_rows(400, seed)) for seed, name in enumerate(MONITORS, 1)}
    rows = {name: STARTS.get(name, until(FIRST_ROWS))(None, supply) for name, supply in supplies.items()}
    reference = with_codes(scored_rows(REFERENCE_ROWS, 0))
    old_reference = reference.assign(at=reference["at"] - pd.Timedelta(days=20))
    tables = {"old_reference_rows": old_reference, "reference_rows": reference, "text_reference_rows": reference.drop(columns="at")}
    tables |= {MONITORS[name]["analysis"]: table for name, table in rows.items()}
    folder = tmp_path_factory.mktemp("data_changes")
    consumer = Consumer(folder / "kept", tables, MONITORS)

    def applied(run):
        def apply():
            for name, change in run.items():
                rows[name] = change.change(rows[name], supplies[name])
                consumer.table(MONITORS[name]["analysis"], rows[name])

        return apply

    return Chain(KeptProject(consumer, folder / "full"), [applied(run) for run in RUNS])


def test_a_run_in_which_nothing_changed_computes_nothing(chain):
    step = chain.after(1)
    for name in MONITORS:
        assert step.recomputed(name) == expected(set()), name
    metrics = [tables["monitor_metrics"].sort_values("metric_id", ignore_index=True) for tables in (step.before, step.kept)]
    # Thresholds are computed anew, and a mean of many values over several threads adds them in another order each time.
    thresholds = ["lower_threshold", "upper_threshold"]
    assert metrics[0].drop(columns=thresholds).equals(metrics[1].drop(columns=thresholds))
    np.testing.assert_allclose(*(table[thresholds].astype(float) for table in metrics), rtol=1e-14)


@each_change
def test_only_the_changed_chunks_are_computed_again(chain, number, name, change):
    assert chain.after(number).recomputed(name) == expected(change.inputs, change.labels, change.target)


@pytest.mark.engines
@each_change
def test_expected_chunks_are_those_whose_rows_are_others(chain, number, name, change):
    """The table above is right: read from the full refreshes, these and no other chunks hold other rows or labels than before."""
    before, after = chain.after(number - 1).full, chain.after(number).full
    assert changed_chunks(before, after, name) == change.inputs
    assert changed_chunks(before, after, name, labels=True) == (change.inputs if change.labels is None else change.labels)


@pytest.mark.parametrize(("number", "name"), UNCHANGED, ids=[f"{name}: run {number}" for number, name in UNCHANGED])
def test_other_monitors_are_left_alone(chain, number, name):
    assert chain.after(number).recomputed(name) == expected(set())


# A full refresh takes as long as all runs before it, and what a run leaves out of date is still there after the last one.
@pytest.mark.parametrize("number", [*(pytest.param(number, marks=pytest.mark.engines) for number in range(1, len(RUNS))), len(RUNS)])
def test_all_tables_equal_a_full_refresh(chain, number):
    step = chain.after(number)
    assert_equal(step.kept, step.full)


@pytest.mark.parametrize(("number", "count"), [(0, 0), (1, 3), (2, 3), (3, 3), (4, 4), (5, 4)])
def test_chunks_before_the_lookback_are_trusted(chain, number, count):
    fingerprints = chain.after(number).kept["monitor_chunk_fingerprints"]
    trusted = fingerprints[fingerprints["is_trusted"]]
    assert set(trusted["monitor_name"]) == ({"looks back"} if count else set())
    assert sorted(trusted.loc[trusted["period"] == "analysis", "chunk_index"]) == list(range(count))
    assert len(trusted) in (0, count + 5)


def test_a_chunk_that_is_followed_by_another_is_complete_without_being_computed_again(chain):
    """A calendar chunk is complete once a later one begins: the old numbers keep their computed_at, and say so nevertheless."""

    def eighth_day(tables):
        metrics = tables["monitor_metrics"]
        return metrics[(metrics["monitor_name"] == "days") & (metrics["period"] == "analysis") & (metrics["chunk_index"] == 8)]

    step = chain.after(3)
    assert not eighth_day(step.before)["is_chunk_complete"].any()
    assert eighth_day(step.kept)["is_chunk_complete"].all()
    assert set(eighth_day(step.kept)["computed_at"]) == set(eighth_day(step.before)["computed_at"])


@pytest.mark.parametrize(("number", "name", "chunk"), [(3, "deleted", 4), (4, "drop, text ids", 4), (5, "append", 5)])
def test_a_vanished_chunk_leaves_no_row(chain, number, name, chunk):
    step = chain.after(number)

    def of_chunk(table):
        return table[(table["monitor_name"] == name) & (table["period"] == "analysis") & (table["chunk_index"] == chunk)]

    with_chunks = [table for table, rows in step.kept.items() if {"period", "chunk_index"} <= set(rows.columns)]
    assert len(of_chunk(step.before["monitor_metrics"])) > 0
    assert [table for table in with_chunks if len(of_chunk(step.kept[table]))] == []


def test_an_emptied_analysis_leaves_no_row_of_its_chunks(chain):
    tables = chain.after(4).kept
    status = tables["monitor_status"].set_index("monitor_name")["status"]
    assert status["deleted"] == "no analysis rows"
    for table, rows in tables.items():
        if table != "monitor_input_checks" and "period" in rows.columns:
            assert not ((rows["monitor_name"] == "deleted") & (rows["period"] == "analysis")).any(), table
