"""Rows that are drawn by the md5 of their row_id, against Python's md5."""

from __future__ import annotations

from hashlib import md5

import duckdb
import pyarrow as pa
import pytest

from ml_monitor.runtime import draws
from ml_monitor.runtime.tables import tuples


def row_ids(count: int):
    return duckdb.sql(f"select 'row ' || i as row_id from range({count}) as numbers (i)")


def smallest(count: int, limit: int) -> set[str]:
    return set(sorted((f"row {number}" for number in range(count)), key=lambda row: md5(row.encode()).hexdigest())[:limit])


@pytest.mark.parametrize(("count", "limit"), [(5000, 20), (5000, 4900), (300, 299), (300, 1), (10, 10), (10, 2000), (0, 5)])
def test_drawn_rows_are_those_with_the_smallest_md5(count, limit):
    rows, row_count = draws.drawn_rows(row_ids(count), limit)
    assert row_count == count
    assert {row_id for (row_id,) in tuples(rows, "row_id")} == smallest(count, limit)


def test_a_bound_leaves_enough_rows_and_few_more():
    rows = draws.with_draws(row_ids(50_000))
    for limit in (1, 100, 5000):
        bound = draws.draw_bound(50_000, limit)
        assert limit <= len(tuples(draws.drawn_before(rows, bound), "draw")) <= limit + 20 * limit**0.5 + 20
    assert draws.draw_bound(100, 100) is None


def test_first_rows_come_in_the_order_of_their_draws():
    table = pa.table({"draw": ["c", "a", "d", "b"], "value": [3, 1, 4, 2]})
    assert draws.first_rows(table, 3).column("value").to_pylist() == [1, 2, 3]
    assert draws.first_rows(table, 9).num_rows == 4
