"""Time zones on DuckDB: rows go by the instant, calendars by the monitor's `time_zone`, and nothing by the zone of the session."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np
import pandas as pd
import pytest
from clocks import assert_cut_as_expected, chunking, monitor, rows, wall_clock
from consumer import Consumer, again

SESSIONS = ("America/New_York", "Europe/Berlin")
# What the package reads in these tests and no more, so that many monitors are cheap.
SELECTED = ("--select", "path:models", "+monitor_chunks", "+monitor_reference_rows", "+monitor_analysis_rows")

INSTANTS = [
    ("Europe/Berlin", "size"),
    ("America/New_York", "size"),
    *[(zone, "hour") for zone in ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")],
    *[(zone, "day") for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")],
    ("America/New_York", "week"),
    ("Asia/Kolkata", "month"),
]
# Types of a timestamp without a zone.
PLAIN = [
    ("timestamp", "size"),
    ("timestamp", "hour"),
    ("timestamp_s", "hour"),
    ("timestamp_ms", "hour"),
    ("timestamp_ns", "size"),
    ("date", "size"),
]

MONITORS = {
    **{f"{zone} {method}": monitor("instants", time_zone=zone, **chunking(method)) for zone, method in INSTANTS},
    **{f"{name} {method}": monitor(f"of_type_{name}", time_zone="Europe/Berlin", **chunking(method)) for name, method in PLAIN},
    "no zone": {**monitor("instants", chunk_period="hour"), "time_zone": None},
    "two types": monitor("of_type_timestamp", "instants", time_zone="Europe/Berlin", chunk_period="hour"),
    "category": monitor("instants", time_zone="Asia/Kolkata", chunk_size=500, categorical_columns=["seen", "at"]),
    "ends of time": monitor("ends_of_time", time_zone="Australia/Lord_Howe", chunk_size=2),
}


@pytest.fixture(scope="module")
def instants() -> pd.DataFrame:
    return rows()


def plain(instants: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows with a timestamp that has no zone."""
    times = wall_clock(instants["at"], "UTC")
    return instants.assign(at=times.dt.floor("D") if name == "date" else times)


def of_type(name: str) -> str:
    return f"select * replace (cast(timezone('UTC', \"at\") as {name}) as \"at\") from {{{{ ref('instants') }}}}"


# Monitors that run in both sessions.
IN_BOTH = ("Europe/Berlin size", "Europe/Berlin hour", "timestamp hour", "category")


@pytest.fixture(scope="module")
def built(tmp_path_factory, instants) -> tuple[Consumer, list[dict[str, pd.DataFrame]]]:
    """The project after a run of some monitors in one session's zone and of all in another's, and the tables after each."""
    ends = (
        "select i as id, i as x, t::timestamptz as \"at\" from (values (0, '{}'), (1, '{}'), (2, '{}'), (3, '{}'), (4, null)) as v (i, t)"
    )
    tables = {
        "instants": instants,
        **{f"of_type_{name}": of_type(name) for name, _ in PLAIN},
        "ends_of_time": ends.format("9999-12-31 00:00:00+00", "infinity", "2024-04-06 15:15:00+00", "0001-01-02 00:00:00+00"),
    }
    consumer = Consumer(tmp_path_factory.mktemp("time_zones"), {**tables, **again(*tables)}, MONITORS)
    states = []
    for session, monitors in zip(SESSIONS, [{name: MONITORS[name] for name in IN_BOTH}, MONITORS]):
        consumer.profile(settings={"TimeZone": session})
        consumer.monitors(monitors)
        run = consumer.dbt("run", *SELECTED)
        assert run.success, run.output[-4000:]
        states.append(consumer.tables())
    return consumer, states


@pytest.mark.parametrize(("zone", "method"), INSTANTS)
def test_instants_are_ordered_as_such_and_cut_by_the_clock_of_the_zone(built, instants, zone, method):
    for period in ("reference", "analysis"):
        assert_cut_as_expected(built[0], f"{zone} {method}", period, instants, zone, method)


@pytest.mark.parametrize(("name", "method"), PLAIN)
def test_a_timestamp_without_a_zone_is_taken_as_written(built, instants, name, method):
    assert_cut_as_expected(built[0], f"{name} {method}", "analysis", plain(instants, name), None, method)


def test_the_zone_is_utc_where_none_is_given(built, instants):
    assert_cut_as_expected(built[0], "no zone", "analysis", instants, "UTC", "hour")


def test_monitor_config_says_the_zone(built):
    zones = built[0].query("select monitor_name, time_zone from monitor_config").set_index("monitor_name")["time_zone"]
    assert zones["Asia/Kolkata hour"] == "Asia/Kolkata"
    assert zones["no zone"] == "UTC"


def test_each_period_goes_by_its_own_type(built, instants):
    assert_cut_as_expected(built[0], "two types", "reference", plain(instants, "timestamp"), None, "hour")
    assert_cut_as_expected(built[0], "two types", "analysis", instants, "Europe/Berlin", "hour")


NIGHTS = {
    # Seven rows an hour: six ten minutes apart, and one more on the hour.
    "back in Berlin: an hour that is there twice is one chunk": (
        "Europe/Berlin hour",
        "2024-10-27",
        [("01:00", 7), ("02:00", 14), ("03:00", 7)],
    ),
    "forward in Berlin: an hour that is not there has no chunk": ("Europe/Berlin hour", "2024-03-31", [("01:00", 7), ("03:00", 7)]),
    "back in New York": ("America/New_York hour", "2024-11-03", [("01:00", 14), ("02:00", 7), ("03:00", 7)]),
    "forward in New York": ("America/New_York hour", "2024-03-10", [("01:00", 7), ("03:00", 7)]),
    # Its clocks are half an hour off, so that a full hour of UTC is at half past.
    "back on Lord Howe Island: half an hour twice": ("Australia/Lord_Howe hour", "2024-04-07", [("01:00", 11), ("02:00", 7), ("03:00", 7)]),
    "forward on Lord Howe Island": ("Australia/Lord_Howe hour", "2024-10-06", [("01:00", 7), ("02:00", 4), ("03:00", 7)]),
    "India": ("Asia/Kolkata hour", "2024-10-27", [("01:00", 7), ("02:00", 7), ("03:00", 7)]),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_hours_of_the_night_when_clocks_change(built, night):
    name, day, expected = NIGHTS[night]
    found = built[0].query(
        f"""select chunk_key, row_count from monitor_chunks
        where monitor_name = '{name}' and period = 'analysis' and chunk_key between '{day} 01:00' and '{day} 03:00' order by chunk_key"""
    )
    assert list(zip(found["chunk_key"].str[-5:], found["row_count"])) == expected


def test_rows_of_the_hour_that_is_there_twice_are_not_mixed(built):
    """Chunks of a size: every row of an earlier chunk is earlier, though the wall clock repeats itself."""
    found = built[0].query(
        """select rows_of_period.chunk_index, instants.at from monitor_analysis_rows as rows_of_period
        inner join instants on rows_of_period.row_id = cast(instants.id as varchar) where monitor_name = 'Europe/Berlin size'"""
    )
    spans = found.groupby("chunk_index")["at"].agg(["min", "max"])
    assert (spans["max"].to_numpy()[:-1] <= spans["min"].to_numpy()[1:]).all()


def test_categories_are_the_wall_clock(built, instants):
    found = built[0].query("select row_id, text_1, text_2 from monitor_analysis_rows where monitor_name = 'category'")
    texts = found.set_index(found["row_id"].astype(int)).sort_index()
    by_id = instants.sort_values("id")
    for place, column in enumerate(["seen", "at"], 1):
        # Midnight is its date.
        expected = wall_clock(by_id[column], "Asia/Kolkata").astype(str).str.removesuffix(" 00:00:00")
        assert texts[f"text_{place}"].tolist() == expected.tolist()


def test_infinite_and_missing_instants_come_last(built):
    found = built[0].query(
        "select row_id, chunk_index, year(row_timestamp) as y from monitor_analysis_rows where monitor_name = 'ends of time' order by 1"
    )
    assert found["chunk_index"].tolist() == [1, 1, 0, 0, 2]
    assert found["y"].fillna(0).tolist() == [9999, 0, 2024, 1, 0]


def test_another_zone_of_the_session_changes_nothing_and_computes_nothing(built):
    before, after = built[1]
    assert set(before["monitor_analysis_rows"]["monitor_name"]) == set(IN_BOTH)
    for name in ("monitor_chunk_fingerprints", "monitor_chunks", "monitor_analysis_rows", "monitor_reference_rows"):
        by = [column for column in ("monitor_name", "period", "chunk_index", "row_id") if column in before[name]]
        one, other = (
            tables[name][tables[name]["monitor_name"].isin(IN_BOTH)].sort_values(by, ignore_index=True) for tables in (before, after)
        )
        pd.testing.assert_frame_equal(one, other)


def test_another_zone_of_the_monitor_makes_other_fingerprints_where_clocks_differ(built):
    fingerprints = built[0].query(
        """select monitor_name, inputs_fingerprint from monitor_chunks
        where period = 'analysis' and chunk_index = 0 and monitor_name in ('Europe/Berlin size', 'America/New_York size')"""
    )
    assert len(fingerprints) == fingerprints["inputs_fingerprint"].nunique() == 2


# Each wrong zone with what the message offers.
WRONG = {
    "small letters": ("europe/berlin", "Did you mean 'Europe/Berlin'?"),
    "only the city": ("new york", "Did you mean 'America/New_York'?"),
    "an offset": ("UTC+2", "the IANA name of a time zone, such as UTC, Europe/Berlin or America/New_York"),
    "nowhere": ("Mars/Olympus", "the IANA name"),
    "empty": ("", "the IANA name"),
    "a number": (2, "the IANA name"),
    "a list": (["UTC"], "the IANA name"),
    "quotes": ("UTC' or 1 = 1 --", "the IANA name"),
}


def test_a_wrong_zone_is_told_with_monitor_key_found_and_allowed(tmp_path, instants):
    monitors = {name: monitor("instants", time_zone=zone, chunk_period="day") for name, (zone, _) in WRONG.items()}
    consumer = Consumer(tmp_path, {"instants": instants, **again("instants")}, monitors)
    run = consumer.dbt("compile", "--select", "monitor_chunk_fingerprints")
    assert not run.success
    assert f"{len(WRONG)} errors in the configuration" in run.output
    lines = run.output.splitlines()
    for name, (zone, offered) in WRONG.items():
        found = [line for line in lines if f"monitor '{name}', key 'time_zone': found {zone}; allowed: " in line]
        assert found, name
        assert offered in found[0]


@pytest.fixture(scope="module")
def everything(tmp_path_factory) -> tuple[Consumer, datetime, datetime]:
    """A project with all that is computed, built in a session far from UTC; and when it began and ended."""
    random = np.random.default_rng(3)
    table = rows(hours=10).head(200)
    table = table.assign(p=random.uniform(size=200), y=random.uniform(size=200), c=random.choice(["a", "b"], 200))
    table["is_one"], table["guess"] = table["y"] > 0.5, table["p"] > 0.5
    shared = {"time_zone": "Europe/Berlin", "chunk_size": 40}
    monitors = {
        "regression": monitor(
            "scored",
            **shared,
            y_true="y",
            y_pred="p",
            categorical_columns=["c"],
            reconstruction_error=True,
            domain_classifier={"max_rows": 50, "folds": 2},
            data_quality=True,
            summary_statistics=True,
        ),
        "classification": {
            **monitor("scored", **shared, y_true="is_one", y_pred="guess", y_pred_proba="p"),
            "problem_type": "classification_binary",
        },
    }
    now = "{{ ml_monitor.wall_clock(ml_monitor.current_utc_time(), 'Asia/Kolkata') }}"
    clock = f"{{{{ config(materialized='table') }}}} select {now} as now_in_india"
    consumer = Consumer(tmp_path_factory.mktemp("computed_at"), {"scored": table, **again("scored"), "clock": clock}, monitors)
    consumer.profile(settings={"TimeZone": "Asia/Tokyo"})
    start = datetime.now(timezone.utc).replace(tzinfo=None)
    run = consumer.dbt("run")
    assert run.success, run.output[-4000:]
    return consumer, start, datetime.now(timezone.utc).replace(tzinfo=None)


@pytest.mark.engines
def test_computed_at_is_utc(everything):
    consumer, start, end = everything
    times = {name: table["computed_at"] for name, table in consumer.tables().items() if "computed_at" in table}
    assert sum(len(computed_at) > 0 for computed_at in times.values()) >= 9
    for name, computed_at in times.items():
        assert computed_at.between(start, end).all(), name


@pytest.mark.engines
def test_now_can_be_compared_with_the_chunks_of_a_monitor(everything):
    consumer, start, end = everything
    found = pd.Timestamp(consumer.query("select now_in_india from main.clock")["now_in_india"][0])
    assert start <= found - pd.Timedelta(hours=5.5) <= end
