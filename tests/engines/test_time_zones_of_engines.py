"""Time zones on Postgres and Spark, as on DuckDB in tests/pipeline/test_time_zones.py. The session is in another zone than monitors."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import datetime, timezone

import pandas as pd
import pytest
from clocks import assert_cut_as_expected, chunking, monitor, rows, wall_clock
from consumer import again
from warehouses import EngineConsumer, started

ENGINES = [
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.engines]),
]
# Clocks go back and forward there when they do in Berlin, and at hours of their own.
SESSION = "America/Santiago"

CHANGES = (("Europe/Berlin", "forward"), ("Europe/Berlin", "back"), ("America/New_York", "back"), ("America/New_York", "forward"))
INSTANTS = [("Europe/Berlin", "size"), ("America/New_York", "hour"), ("Asia/Kolkata", "week"), ("UTC", "day")]
# Few monitors: Spark takes long to plan each.
MONITORS = {
    **{f"{zone} {method}": monitor("instants", time_zone=zone, **chunking(method)) for zone, method in INSTANTS},
    "dates": monitor("dates", time_zone="Europe/Berlin", **chunking("size")),
    "two types": monitor("plain", "instants", time_zone="Europe/Berlin", chunk_period="hour"),
}
MONITORS["Asia/Kolkata week"]["categorical_columns"] = ["at"]
CLOCK = """
{{ config(materialized='table') }}
{% set time = "cast('2024-10-27 01:30:00' as " ~ ml_monitor.type_time() ~ ")" %}
select {{ ml_monitor.current_utc_time() }} as utc, {{ ml_monitor.wall_clock(time, 'Europe/Berlin') }} as in_berlin
"""


@contextmanager
def session_in(engine, zone: str):
    """The engine while its sessions are in a time zone."""
    if engine.name == "spark":
        engine.session.conf.set("spark.sql.session.timeZone", zone)
    else:
        set_zone_of_role(engine, f"set timezone to '{zone}'")
    yield
    if engine.name == "spark":
        engine.session.conf.set("spark.sql.session.timeZone", "UTC")
    else:
        set_zone_of_role(engine, "reset timezone")


def set_zone_of_role(engine, change: str) -> None:
    with closing(engine.connect()) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"alter role ml_monitor {change}")


@pytest.fixture(scope="module")
def instants() -> pd.DataFrame:
    return rows(CHANGES, hours=3).drop(columns="seen")


def plain(instants: pd.DataFrame) -> pd.DataFrame:
    """The rows with the UTC time of their instant as a timestamp without a zone."""
    return instants.assign(at=wall_clock(instants["at"], "UTC"))


def dates(instants: pd.DataFrame) -> pd.DataFrame:
    return instants.assign(at=wall_clock(instants["at"], "UTC").dt.floor("D"))


@pytest.fixture(scope="module", params=ENGINES)
def built(request, tmp_path_factory, instants):
    """The project after a run, and when that began and ended."""
    engine = started(request.param)
    tables = {
        "plain": plain(instants),
        "instants": instants if engine.name == "spark" else "select id, x, at at time zone 'UTC' as at from {{ ref('plain') }}",
        "dates": "select id, x, cast(at as date) as at from {{ ref('plain') }}",
        "clock": CLOCK,
    }
    with session_in(engine, SESSION):
        consumer = EngineConsumer(engine, tmp_path_factory.mktemp("time_zones"), {**tables, **again(*tables)}, MONITORS)
        start = datetime.now(timezone.utc).replace(tzinfo=None)
        run = consumer.dbt("run", "--select", "path:models", "+monitor_chunks", "+monitor_reference_rows", "+monitor_analysis_rows")
        assert run.success, run.output[-4000:]
        yield consumer, start, datetime.now(timezone.utc).replace(tzinfo=None)


@pytest.mark.parametrize(("zone", "method"), INSTANTS)
def test_instants_are_ordered_as_such_and_cut_by_the_clock_of_the_zone(built, instants, zone, method):
    for period in ("reference", "analysis"):
        assert_cut_as_expected(built[0], f"{zone} {method}", period, instants, zone, method)


def test_a_date_is_taken_as_written(built, instants):
    assert_cut_as_expected(built[0], "dates", "analysis", dates(instants), None, "size")


def test_each_period_goes_by_its_own_type(built, instants):
    assert_cut_as_expected(built[0], "two types", "reference", plain(instants), None, "hour")
    assert_cut_as_expected(built[0], "two types", "analysis", instants, "Europe/Berlin", "hour")


def test_categories_are_the_wall_clock(built, instants):
    found = built[0].query("select row_id, text_1 from monitor_analysis_rows where monitor_name = 'Asia/Kolkata week'")
    texts = found.set_index(found["row_id"].astype(int))["text_1"].sort_index()
    # Midnight is its date.
    expected = wall_clock(instants.sort_values("id")["at"], "Asia/Kolkata").astype(str).str.removesuffix(" 00:00:00")
    assert texts.tolist() == expected.tolist()


def test_the_time_of_the_run_is_utc_and_can_be_shown_in_a_zone(built):
    consumer, start, end = built
    found = consumer.query("select utc, in_berlin from main.clock").iloc[0]
    assert start <= pd.Timestamp(found["utc"]) <= end
    assert pd.Timestamp(found["in_berlin"]) == pd.Timestamp("2024-10-27 02:30:00")
