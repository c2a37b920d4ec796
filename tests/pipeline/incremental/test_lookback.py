"""Runs of monitors with `lookback`: they read recent rows alone, and all tables equal a full refresh as long as nothing older changed.

Rows come hourly. The reference is of December and the analysis begins in January. Every monitor has tables of its own.
"""

from __future__ import annotations

import pandas as pd
import pytest
from consumer import EVERY_CONTRACT, TELLING, Consumer
from keeping import Chain, KeptProject, Step, assert_equal, difference, monitor, of_monitor, scored_rows

pytestmark = pytest.mark.engines

FIRST_ROWS, SECOND_ROWS = 300, 380  # of the analysis: until midday of January 13 and until the 16th
LOOKBACK = {"count": 2, "period": "day"}
# January 12: a day and a half before the end of the first rows, and four days before the end of the second.
LATER = 270

SUPPLY = scored_rows(500, 1)


def reference_rows(seed: int = 0) -> pd.DataFrame:
    """200 rows that end on December 20."""
    rows = scored_rows(200, seed)
    return rows.assign(at=rows["at"] - pd.Timedelta(days=20), id=rows["id"] + 100_000)


BY_DAY = {"chunk_size": None, "chunk_period": "day"}
MONITORS = {
    "sizes": {"segments": ["k"], "summary_statistics": True},
    "number": {"chunk_size": None, "chunk_number": 5, "incomplete": "append"},
    "drop": {"incomplete": "drop", "row_id": "code"},
    "days": {**BY_DAY, "reconstruction_error": True},
    "instants": {**BY_DAY, "time_zone": "America/New_York"},
    "instants_by_size": {"time_zone": "Asia/Tokyo"},
    "dates": {"chunk_size": None, "chunk_period": "week", "lookback": {"count": 1, "period": "hour"}},
    "one_relation": {"analysis": None, "reference": {"until": "2024-01-01"}, "scored": "analysis_of_one_relation", "chunk_size": 24},
    "classes": {"problem_type": "classification_binary", "y_true": "is_high", "y_pred": "is_called_high", "metrics": ["accuracy"]},
    "overlap": {},
    "some_ties": {"chunk_size": 30},
    "all_ties": {"chunk_size": 25},
    "failed": {},
}
TYPES = {"instants": "timestamp with time zone", "instants_by_size": "timestamp with time zone", "dates": "date"}
# Of the 380 rows of the second run: the chunks that ended two days before the end of the first 300.
TRUSTED = {
    "sizes": 6,
    "number": 6,
    "drop": 6,
    "days": 10,
    "instants": 11,
    "instants_by_size": 6,
    "dates": 1,
    "one_relation": 10,
    "classes": 6,
    "overlap": 6,
    "some_ties": 8,
    "all_ties": 0,
    "failed": 6,
}


def settings_of(name: str, **settings) -> dict:
    return monitor(f"analysis_of_{name}", f"reference_of_{name}", **{"lookback": LOOKBACK, **MONITORS[name], **settings})


def with_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Text ids and the columns of a classification; one label is none of its classes."""
    is_high = (rows["y_true"] > 5).astype(int).mask(rows["id"] == 3, 7)
    return rows.assign(code=[f"r{id:06}" for id in rows["id"]], is_high=is_high, is_called_high=(rows["y_pred"] > 5).astype(int))


def analysis_of(name: str, count: int) -> pd.DataFrame:
    rows = with_columns(SUPPLY[:count])
    if name == "days":
        # Rows without a time are of no chunk, whenever they come.
        rows["at"] = rows["at"].mask(rows["id"].isin([5, 20, 310]))
    if name.endswith("ties"):
        rows["at"] = rows["at"].dt.floor("D")
    if name == "one_relation":
        rows = pd.concat([with_columns(reference_rows()), rows])
    return rows


def reference_of(name: str, seed: int = 0) -> pd.DataFrame:
    rows = reference_rows(seed)
    return with_columns(pd.concat([rows, SUPPLY[:30]]) if name == "overlap" else rows)


def put(consumer: Consumer, table: str, rows: pd.DataFrame) -> None:
    consumer.table(table, rows)
    of_type = TYPES.get(table.split("_of_")[1])
    if of_type:
        # A time that is infinite is none.
        infinite = f"case when id = 7 then cast('-infinity' as {of_type}) else cast(\"at\" as {of_type}) end"
        path = consumer.folder / "data" / f"{table}.parquet"
        consumer.table(table, f"select * replace ({infinite} as \"at\") from read_parquet('{path}')")


def corrected(rows: pd.DataFrame, *ids: int) -> pd.DataFrame:
    """The rows, those with these ids with another input, another label and other classes."""
    chosen = rows["id"].isin(ids)
    others = {"x": rows["x"].mask(chosen, 9.0), "y_true": rows["y_true"].mask(chosen, -9.0), "is_high": rows["is_high"].mask(chosen, 0)}
    return rows.assign(**others)


NEW_ROWS, NOTHING, OLDER_ROWS, SETTINGS, REFERENCE, LAST = range(1, 7)


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    folder = tmp_path_factory.mktemp("lookback")
    consumer = Consumer(folder / "kept", {}, {name: settings_of(name) for name in MONITORS}, leaves_out=TELLING, settings=EVERY_CONTRACT)
    for name in MONITORS:
        put(consumer, f"analysis_of_{name}", analysis_of(name, FIRST_ROWS))
        if name != "one_relation":
            put(consumer, f"reference_of_{name}", reference_of(name))

    def new_rows():
        # A run that comes no further than the first model, and sees another row of a day that the next one could trust.
        put(consumer, "analysis_of_failed", corrected(analysis_of("failed", SECOND_ROWS), 260))
        assert consumer.dbt("run", "--select", "monitor_chunk_fingerprints").success
        for name in (name for name in MONITORS if name != "failed"):
            put(consumer, f"analysis_of_{name}", corrected(analysis_of(name, SECOND_ROWS), LATER, 330))

    def older_rows():
        for name in MONITORS:
            before = (260,) if name == "failed" else (LATER, 330)
            put(consumer, f"analysis_of_{name}", corrected(analysis_of(name, SECOND_ROWS), 30, *before))

    def settings():
        consumer.monitors({name: settings_of(name, data_quality=["missing_values"]) for name in MONITORS})

    def reference():
        another_row = with_columns(reference_rows(4)[:1].assign(id=7_000_000))
        for name in MONITORS:
            if name != "one_relation":
                put(consumer, f"reference_of_{name}", pd.concat([reference_of(name, 3), another_row]))

    changes = [new_rows, lambda: None, older_rows, settings, reference, lambda: None]
    return Chain(KeptProject(consumer, folder / "full"), changes)


def trusted(step: Step, name: str, period: str = "analysis") -> int:
    fingerprints = of_monitor(step.kept["monitor_chunk_fingerprints"], name)
    return int(fingerprints.loc[fingerprints["period"] == period, "is_trusted"].sum())


@pytest.mark.parametrize("name", MONITORS)
def test_chunks_that_ended_before_the_lookback_are_trusted(chain, name):
    step = chain.after(NEW_ROWS)
    assert trusted(step, name) == TRUSTED[name]
    assert (trusted(step, name, "reference") > 0) == (TRUSTED[name] > 0)


@pytest.mark.parametrize("number", [NEW_ROWS, NOTHING, SETTINGS, REFERENCE, LAST])
def test_tables_equal_a_full_refresh(chain, number):
    step = chain.after(number)
    assert_equal(step.kept, step.full)


def test_rows_that_changed_after_the_cut_are_computed_again(chain):
    recomputed = chain.after(NEW_ROWS).recomputed("sizes")
    assert recomputed["univariate_drift"] == {("analysis", chunk) for chunk in range(6, 10)}


def test_a_run_with_nothing_new_computes_nothing(chain):
    step = chain.after(NOTHING)
    assert trusted(step, "sizes") == 8
    assert_equal(step.kept, step.before)


def test_rows_that_changed_before_the_cut_are_not_seen(chain):
    step = chain.after(OLDER_ROWS)
    for name in MONITORS:
        metrics, before, full = (of_monitor(tables["monitor_metrics"], name) for tables in (step.kept, step.before, step.full))
        assert (difference(metrics, before) == "") == (name != "all_ties"), name
        assert (difference(metrics, full) == "") == (name == "all_ties"), name


@pytest.mark.parametrize("number", [SETTINGS, REFERENCE])
@pytest.mark.parametrize("name", MONITORS)
def test_other_settings_and_another_reference_read_all_rows(chain, number, name):
    # The reference of one relation is not replaced.
    assert trusted(chain.after(number), name) == (13 if name == "one_relation" and number == REFERENCE else 0)


def test_the_log_says_what_is_read(chain):
    run = chain.project.consumer.dbt("run", "--select", "monitor_chunk_fingerprints")
    assert "monitor 'sizes': rows after 2024-01-14 07:00:00 are read; 8 older chunks are trusted" in run.output
    assert "monitor 'all_ties': all rows are read" in run.output


def test_rows_that_are_to_be_built_anew_alone_stop_the_run(chain):
    before = chain.after(LAST).kept["monitor_analysis_rows"]
    consumer = chain.project.consumer
    run = consumer.dbt("run", "--full-refresh", "--select", "monitor_analysis_rows")
    assert not run.success
    assert "monitor_analysis_rows cannot be built from nothing alone: of monitor 'sizes' (key 'lookback')" in run.output
    assert difference(consumer.tables()["monitor_analysis_rows"], before) == ""


def test_rows_that_are_not_kept_are_always_read(chain):
    consumer = chain.project.consumer
    consumer.settings = {"models": {"ml_monitor": {"intake": {"monitor_analysis_rows": {"+materialized": "view"}}}}}
    consumer.monitors({"sizes": settings_of("sizes")})
    run = consumer.build()
    assert "all rows are read; lookback has no effect while monitor_analysis_rows does not keep its rows" in run.output
    assert not consumer.tables()["monitor_chunk_fingerprints"]["is_trusted"].any()
