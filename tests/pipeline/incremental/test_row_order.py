"""Rows that arrive out of order: which chunks they shift, and that all tables equal a full refresh.

An older timestamp takes its place in the order. Where chunks are cut by a number of rows, it moves every later row on by one, so that its
chunk and all later ones are computed again; a calendar chunk keeps its rows whatever comes elsewhere. Nulls come last, or are in no
calendar chunk. Reference 200 rows, analysis 180: four full chunks of 40 and an incomplete one, from Monday on, one row per hour.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import pytest
from consumer import TELLING, Consumer
from keeping import Chain, KeptProject, assert_equal, changed_chunks, expected, monitor, scored_rows

pytestmark = pytest.mark.engines

# The analysis tables: rows as they come, texts as ids, three timestamps of 60 rows each, five rows without a timestamp.
TABLES = ("plain", "text_ids", "equal_timestamps", "no_timestamps")

MONITORS = {
    "size": monitor("plain"),
    "number of the reference": monitor("plain", chunk_size=None, chunk_number=5),
    "number per period": monitor("plain", chunk_size=None, chunk_number=4, chunk_number_per_period=True),
    "append": monitor("plain", incomplete="append"),
    "days": monitor("plain", chunk_size=None, chunk_period="day", continuous_methods=["wasserstein"]),
    "weeks": monitor("plain", chunk_size=None, chunk_period="week", categorical_columns=None),
    "text ids": monitor("text_ids", reference="text_reference_rows", row_id="code", timestamp=None),
    "equal timestamps": monitor("equal_timestamps"),
    "size, no timestamps": monitor("no_timestamps"),
    "days, no timestamps": monitor("no_timestamps", chunk_size=None, chunk_period="day"),
}


class Run(NamedTuple):
    """What comes before a run: per table the id or code of a new row and its timestamp; and the chunks computed again per monitor."""

    name: str
    rows: dict[str, tuple]
    recomputed: dict[str, set[int]]


def hour(number: float) -> pd.Timestamp:
    return pd.Timestamp("2024-01-01") + pd.Timedelta(hours=number)


RUNS = [
    Run(
        "a row in the middle",
        {
            "plain": (1000, hour(90.5)),  # position 91: in chunk 2, on day 3
            "text_ids": ("row 00090 and more", None),
            "equal_timestamps": (59.5, hour(0)),  # after the 60 rows of the first timestamp, within chunk 1
            "no_timestamps": (1000, hour(90.5)),
        },
        {
            "size": {2, 3, 4},
            "number of the reference": {2, 3, 4},
            "number per period": {2, 3, 4},  # 181 rows are four chunks of 45 and a remainder
            "append": {2, 3},
            "days": {3},
            "weeks": {0},
            "text ids": {2, 3, 4},
            "equal timestamps": {1, 2, 3, 4},
            "size, no timestamps": {2, 3, 4},
            "days, no timestamps": {3},
        },
    ),
    Run(
        "a row before all others",
        {
            "plain": (1001, hour(-0.5)),  # the evening before the first Monday
            "text_ids": ("a row", None),
            "equal_timestamps": (-1, hour(0)),
            "no_timestamps": (1001, None),
        },
        {
            "size": {0, 1, 2, 3, 4},
            "number of the reference": {0, 1, 2, 3, 4},
            "number per period": {0, 1, 2, 3, 4},
            "append": {0, 1, 2, 3},
            "days": {0, 1, 2, 3, 4, 5, 6, 7, 8},  # a day before the others moves the index of each
            "weeks": {0, 1, 2},
            "text ids": {0, 1, 2, 3, 4},
            "equal timestamps": {0, 1, 2, 3, 4},
            "size, no timestamps": {4},
            "days, no timestamps": set(),
        },
    ),
    Run(
        "a row after all others",
        {
            "plain": (1002, hour(180)),
            "text_ids": ("row 99999", None),
            "equal_timestamps": (1002, hour(60)),  # among those of the last timestamp the highest id
            "no_timestamps": (1002, hour(175.5)),  # the last day, but before the rows without a timestamp
        },
        {
            "size": {4},
            "number of the reference": {4},
            "number per period": {4},
            "append": {3},
            "days": {8},
            "weeks": {2},
            "text ids": {4},
            "equal timestamps": {4},
            "size, no timestamps": {4},
            "days, no timestamps": {7},
        },
    ),
    Run(
        "a row that gets its timestamp late, at a chunk's edge",
        {
            "plain": (1003, hour(39)),  # the timestamp of id 39, which has position 40 since a row came before it: the new one is 41
            "text_ids": ("row 00038 and more", None),  # its position is 40
            "equal_timestamps": (19.5, hour(0)),  # ids -1, 0 … 19 come before it: position 21
            "no_timestamps": (179, hour(100)),
        },
        {
            "size": {1, 2, 3, 4},
            "number of the reference": {1, 2, 3, 4},
            "number per period": {0, 1, 2, 3},  # 184 rows are four chunks of 46: the remainder vanishes
            "append": {1, 2, 3},
            "days": {2},
            "weeks": {1},
            "text ids": {1, 2, 3, 4},
            "equal timestamps": {0, 1, 2, 3, 4},
            "size, no timestamps": {2, 3, 4},
            "days, no timestamps": {4},
        },
    ),
]

CASES = [(number, name) for number in range(1, len(RUNS) + 1) for name in MONITORS]
CASE_IDS = [f"{name}: {RUNS[number - 1].name}" for number, name in CASES]


def start(table: str) -> pd.DataFrame:
    rows = scored_rows(180, 1).assign(id=lambda rows: rows["id"].astype(float))
    if table == "text_ids":
        return rows.drop(columns="at").assign(code=[f"row {number:05d}" for number in range(180)])
    if table == "equal_timestamps":
        return rows.assign(at=[hour(number // 60 * 30) for number in range(180)])
    if table == "no_timestamps":
        return rows.assign(at=rows["at"].where(rows["id"] < 175))
    return rows


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    reference = scored_rows(200, 0)
    codes = [f"row {number:05d}" for number in range(200)]
    rows = {table: start(table) for table in TABLES}
    tables = {"reference_rows": reference, "text_reference_rows": reference.drop(columns="at").assign(code=codes), **rows}
    folder = tmp_path_factory.mktemp("row_order")
    consumer = Consumer(folder / "kept", tables, MONITORS, leaves_out=TELLING)
    values = scored_rows(len(RUNS), 2).drop(columns=["id", "at"])

    def applied(number: int, run: Run):
        def apply():
            for table, (key, at) in run.rows.items():
                keys = {"code": key, "id": 1000.0 + number} if table == "text_ids" else {"id": float(key), "at": at}
                column = next(iter(keys))
                new = pd.DataFrame([{**values.loc[number].to_dict(), **keys}])
                if "at" in new:
                    new["at"] = new["at"].astype(rows[table]["at"].dtype)
                # The new row stands first in the table, so that the table's own order says nothing; an old row of the same id gives way.
                rows[table] = pd.concat([new, rows[table][rows[table][column] != keys[column]]], ignore_index=True)
                consumer.table(table, rows[table])

        return apply

    return Chain(KeptProject(consumer, folder / "full"), [applied(number, run) for number, run in enumerate(RUNS)])


@pytest.mark.parametrize(("number", "name"), CASES, ids=CASE_IDS)
def test_only_the_shifted_chunks_are_computed_again(chain, number, name):
    assert chain.after(number).recomputed(name) == expected(RUNS[number - 1].recomputed[name])


@pytest.mark.parametrize("number", range(1, len(RUNS) + 1))
def test_all_tables_equal_a_full_refresh(chain, number):
    step = chain.after(number)
    assert_equal(step.kept, step.full)


def test_days_after_an_older_row_start_one_row_later_without_being_computed_again(chain):
    """Positions and keys of chunks follow the rows before them, even where the numbers are kept."""
    step = chain.after(1)

    def starts(tables):
        metrics = tables["monitor_metrics"]
        of_days = metrics[(metrics["monitor_name"] == "days") & (metrics["period"] == "analysis")]
        return of_days.groupby("chunk_index")["chunk_start_index"].unique().map(list).tolist()

    assert starts(step.before) == [[number * 24] for number in range(8)]
    assert starts(step.kept) == [[number * 24 + (number > 3)] for number in range(8)]


@pytest.mark.parametrize(("number", "name"), CASES, ids=CASE_IDS)
def test_expected_chunks_are_those_whose_rows_are_others(chain, number, name):
    """The table above is right: read from the full refreshes, these and no other chunks hold other rows than before."""
    changed = changed_chunks(chain.after(number - 1).full, chain.after(number).full, name)
    assert changed == RUNS[number - 1].recomputed[name]


@pytest.mark.parametrize("number", range(len(RUNS) + 1))
def test_the_row_tables_have_the_chunks_that_the_fingerprints_counted(chain, number):
    """The chunk of a row is found twice: by the first model, which may stop the run, and by the tables of bounds for all others."""
    tables = chain.after(number).kept
    rows = pd.concat(tables[f"monitor_{period}_rows"].assign(period=period) for period in ("reference", "analysis"))
    grain = ["monitor_name", "period", "chunk_index"]
    found = rows.fillna({"chunk_index": -1}).groupby(grain).size()
    assert found.to_dict() == tables["monitor_chunk_fingerprints"].set_index(grain)["row_count"].to_dict()
