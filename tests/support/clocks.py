"""Rows around the changes of clocks, and the chunks that pandas would put them in."""

from __future__ import annotations

import numpy as np
import pandas as pd

# When clocks change, in UTC: forward and back in Berlin and New York, by half an hour on Lord Howe Island.
CHANGES = {
    ("Europe/Berlin", "forward"): "2024-03-31 01:00",
    ("Europe/Berlin", "back"): "2024-10-27 01:00",
    ("America/New_York", "forward"): "2024-03-10 07:00",
    ("America/New_York", "back"): "2024-11-03 06:00",
    ("Australia/Lord_Howe", "back"): "2024-04-06 15:00",
    ("Australia/Lord_Howe", "forward"): "2024-10-05 15:30",
}
SIZE = 7
PERIODS = {"hour": "h", "day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def rows(changes=tuple(CHANGES), hours: int = 27) -> pd.DataFrame:
    """A row every ten minutes from so many hours before each change until as many after it, and two rows on the hour.

    Ids and places in the table say nothing about the time. `at` is an instant.
    """
    instants = []
    for change in changes:
        middle = pd.Timestamp(CHANGES[change], tz="UTC")
        span = {"start": middle - pd.Timedelta(hours=hours), "end": middle + pd.Timedelta(hours=hours), "inclusive": "left"}
        instants += [*pd.date_range(freq="10min", **span), *pd.date_range(freq="h", **span)]
    random = np.random.default_rng(7)
    table = pd.DataFrame({"at": pd.Series(instants).dt.as_unit("us"), "x": random.normal(size=len(instants))})
    table["seen"] = table["at"].dt.floor("D")  # a category
    table = table.sample(frac=1, random_state=7, ignore_index=True)
    return table.assign(id=random.permutation(len(table)))


def monitor(reference: str, analysis: str | None = None, **settings) -> dict:
    """A monitor of one column, cheap to build, whose analysis is the reference again; a setting of None is left out."""
    shared = {
        "problem_type": "regression",
        "reference": reference,
        "analysis": analysis or f"{reference}_again",
        "row_id": "id",
        "timestamp": "at",
        "continuous_columns": ["x"],
        "reconstruction_error": False,
    }
    return {key: value for key, value in {**shared, **settings}.items() if value is not None}


def chunking(method: str) -> dict:
    """`size`, or a calendar period."""
    return {"chunk_size": SIZE} if method == "size" else {"chunk_period": method}


def wall_clock(instants: pd.Series, zone: str) -> pd.Series:
    return instants.dt.tz_convert(zone).dt.tz_localize(None)


def expected_rows(table: pd.DataFrame, zone: str | None, method: str) -> pd.DataFrame:
    """For each id the timestamp, the chunk and its key; without a zone timestamps are what a clock showed."""
    times = table["at"] if zone is None else wall_clock(table["at"], zone)
    result = pd.DataFrame({"row_id": table["id"].astype(str), "row_timestamp": times})
    if method == "size":
        order = table.sort_values(["at", "id"]).index
        position = pd.Series(range(len(table)), index=order)
        result["chunk_index"] = position // SIZE
        last = ((result["chunk_index"] + 1) * SIZE).clip(upper=len(table)) - 1
        result["chunk_key"] = "[" + (result["chunk_index"] * SIZE).astype(str) + ":" + last.astype(str) + "]"
    else:
        periods = times.dt.to_period(PERIODS[method])
        result["chunk_index"] = periods.rank(method="dense").astype(int) - 1
        result["chunk_key"] = periods.astype(str)
    return result.sort_values("row_id", ignore_index=True)


def expected_chunks(table: pd.DataFrame, zone: str | None, method: str) -> pd.DataFrame:
    """For each chunk its key, first and last time and number of rows."""
    chunks = expected_rows(table, zone, method).groupby("chunk_index")
    result = pd.DataFrame({"chunk_key": chunks["chunk_key"].first(), "row_count": chunks.size()})
    first, last = chunks["row_timestamp"].min(), chunks["row_timestamp"].max()
    if method != "size":
        periods = first.dt.to_period(PERIODS[method])
        first, last = periods.dt.start_time, (periods + 1).dt.start_time - pd.Timedelta(microseconds=1)
    return result.assign(chunk_start_date=first, chunk_end_date=last).reset_index()


ROWS_QUERY = """
    select rows_of_period.row_id, rows_of_period.row_timestamp, rows_of_period.chunk_index, chunks.chunk_key
    from monitor_{period}_rows as rows_of_period
    inner join monitor_chunks as chunks
        on rows_of_period.monitor_name = chunks.monitor_name
        and rows_of_period.chunk_index = chunks.chunk_index
        and chunks.period = '{period}'
    where rows_of_period.monitor_name = '{name}'
    order by rows_of_period.row_id
"""
CHUNKS_QUERY = """
    select chunk_index, chunk_key, row_count, chunk_start_date, chunk_end_date
    from monitor_chunks
    where monitor_name = '{name}' and period = '{period}'
    order by chunk_index
"""


def assert_cut_as_expected(consumer, name: str, period: str, table: pd.DataFrame, zone: str | None, method: str) -> None:
    """Each row of a monitor's period is in the chunk, at the time and under the key that pandas says, and so is each chunk."""
    for query, expected in ((ROWS_QUERY, expected_rows), (CHUNKS_QUERY, expected_chunks)):
        found = consumer.query(query.format(name=name, period=period))
        wanted = expected(table, zone, method)[list(found.columns)]
        for column in found:
            if wanted[column].dtype.kind == "M":
                found[column] = pd.to_datetime(found[column])
        found = found.sort_values(found.columns[0], ignore_index=True)
        pd.testing.assert_frame_equal(found, wanted, check_dtype=False, obj=f"{name}, {period}")
