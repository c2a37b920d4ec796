"""What the Python models ask of tables and give back to dbt, on relations of DuckDB; the other engines have tests of whole builds."""

from __future__ import annotations

from datetime import datetime

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from partitioned import Partitioned

from ml_monitor.runtime import tables
from ml_monitor.runtime.merging import merged_results
from ml_monitor.runtime.results import pending_versions, result_table, time_of_run


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def rows(connection):
    return connection.sql("""
        select * from (values
            ('it''s', 0, 2.5, 'b'), ('it''s', 1, null, 'a'), ('other', 1, 0.5, null), ('it''s', 2, 1.5, null), (null, 1, 1.0, 'c')
        ) as rows (monitor_name, chunk_index, "Number_1", text_1)
    """)


def test_rows_are_taken_by_texts_with_quotes(rows):
    assert tables.tuples(tables.rows_where(rows, monitor_name="it's"), "chunk_index") == [(0,), (1,), (2,)]
    assert tables.tuples(tables.rows_where(rows, monitor_name="it's", text_1="a"), "chunk_index") == [(1,)]
    assert tables.tuples(tables.rows_where(rows, monitor_name="' or true --"), "*") == []


def test_rows_without_nulls_in_any_of_the_columns(rows):
    assert tables.tuples(tables.rows_with(rows, "number_1", "text_1"), "chunk_index") == [(0,), (1,)]
    assert tables.number_of_rows(tables.rows_with(rows)) == 5


def test_rows_of_chunks_are_those_of_the_monitor(rows):
    assert tables.tuples(tables.rows_of_chunks(rows, "it's", {2, 1}), "chunk_index", "number_1") == [(1, None), (2, 1.5)]
    assert tables.tuples(tables.rows_of_chunks(rows, "other", [0]), "*") == []


def test_columns_and_order(rows):
    ordered = tables.in_order(tables.rows_with(rows, "number_1"), "chunk_index", "number_1")
    assert tables.tuples(tables.selected(ordered, "number_1", "chunk_index"), "*") == [(2.5, 0), (0.5, 1), (1.0, 1), (1.5, 2)]


def test_records_have_names_in_lower_case(rows):
    (record,) = tables.records(tables.rows_where(rows, monitor_name="other"))
    assert record == {"monitor_name": "other", "chunk_index": 1, "number_1": 0.5, "text_1": None}


def test_batches_hold_all_rows_and_no_more_than_asked(connection):
    relation = connection.sql("select i as chunk_index, i / 2 as half, 'x' as text from range(10000) as numbers (i)")
    batches = list(tables.record_batches(relation, ["half", "chunk_index"], batch_rows=2048))
    assert [batch.num_rows for batch in batches] == [2048] * 4 + [10000 - 4 * 2048]
    assert {tuple(batch.schema.names) for batch in batches} == {("half", "chunk_index")}
    np.testing.assert_array_equal(np.concatenate([batch.column("half") for batch in batches]), np.arange(10000) / 2)
    assert tables.arrow_rows(relation, ["chunk_index"]).column("chunk_index").to_pylist() == list(range(10000))


def test_a_stand_in_of_spark_gives_its_batches():
    frame = Partitioned(pa.table({"a": [1, 2], "b": ["x", None]}), pa.table({"a": [3], "b": ["y"]}))
    assert tables.is_spark(frame)
    assert tables.is_dataframe(frame)
    assert [row for batch in tables.record_batches(frame, ["b"]) for row in batch.column("b").to_pylist()] == ["x", None, "y"]


def test_columns_of_snowflake_have_their_nulls_and_odd_texts():
    frame = pd.DataFrame({"NUMBER_1": [1.5, float("nan")], "TEXT_1": [None, 'a "undefined", \\'], "TEXT_2": [float("nan"), "☃"]})
    assert tables.snowpark_batch(frame).to_pydict() == {
        "number_1": [1.5, None],
        "text_1": [None, 'a "undefined", \\'],
        "text_2": [None, "☃"],
    }


SUMS = "name string, total bigint"


def sums(batch: pa.RecordBatch):
    return zip(batch.column("name").to_pylist(), batch.column("value").to_pylist())


def added(rows):
    totals = {}
    for name, value in rows:
        totals[name] = totals.get(name, 0) + value
    return totals.items()


@pytest.mark.parametrize("group", [None, "name"])
def test_merged_results_are_the_same_from_a_stream_and_from_partitions(connection, group):
    """Of 250,000 rows, so that DuckDB gives more than one batch."""
    count = 250_000
    relation = connection.sql(f"select 'n' || i % 7 as name, i as value, 'unread' as other from range({count}) as numbers (i)")
    expected = {f"n{rest}": sum(range(rest, count, 7)) for rest in range(7)}
    streamed = merged_results(relation, ["name", "value"], sums, added, SUMS, group)
    assert len(streamed) == 7
    assert dict(streamed) == expected

    table = tables.arrow_rows(relation, ["name", "value", "other"])
    frame = Partitioned(table.slice(0, 10), table.slice(10, 0), table.slice(10, 150_000), table.slice(150_010), batch_rows=40_000)
    of_partitions = merged_results(frame, ["name", "value"], sums, added, SUMS, group)
    assert len(of_partitions) == 7
    assert dict(of_partitions) == expected


def test_nothing_is_merged_of_no_rows(connection):
    relation = connection.sql("select 'a' as name, 1 as value where false")
    assert merged_results(relation, ["name", "value"], sums, added, SUMS) == []


class Dbt:
    """What dbt hands to a model."""

    this = "kept_results"

    def __init__(self, connection, is_incremental):
        self.connection, self.is_incremental = connection, is_incremental

    def ref(self, name):
        assert name == "monitor_versions"
        return self.connection.table(name)


@pytest.mark.parametrize("is_incremental", [False, True])
def test_pending_is_what_is_wanted_and_not_kept(connection, is_incremental):
    connection.execute("""
        create table monitor_versions as select * from (values
            ('fitted', 'm', 'analysis', 10, 'error', 'v10'),
            ('fitted', 'm', 'analysis', 9, 'error', 'v9'),
            ('fitted', 'm', 'reference', 0, 'error', 'v0'),
            ('other', 'm', 'reference', 0, 'error', 'other')
        ) as versions (result_name, monitor_name, period, chunk_index, metric_name, result_version)
    """)
    connection.execute("create table kept_results as select 'v9' as result_version union all select 'v9' union all select 'gone'")
    pending = pending_versions(Dbt(connection, is_incremental), connection, "fitted")
    wanted = [("m", "analysis", 9, "error", "v9"), ("m", "analysis", 10, "error", "v10"), ("m", "reference", 0, "error", "v0")]
    assert pending == (wanted[1:] if is_incremental else wanted)


COLUMNS = {"name": "string", "count": "int64", "mean": "float64", "computed_at": "timestamp"}


def test_a_result_has_its_types_with_and_without_rows(connection):
    rows = [("a", 1, None, datetime(2025, 1, 2, 3, 4, 5, 678)), (None, None, 0.1, None)]
    result = result_table(connection, COLUMNS, rows)
    assert isinstance(result, pa.Table)
    assert list(zip(*(column.to_pylist() for column in result.columns))) == rows
    empty = result_table(connection, COLUMNS, [])
    assert empty.fetchall() == []
    types = dict(zip(empty.columns, map(str, empty.types)))
    assert types == {"name": "VARCHAR", "count": "BIGINT", "mean": "DOUBLE", "computed_at": "TIMESTAMP"}
    assert dict(zip(empty.columns, map(str, connection.from_arrow(result).types))) == types


def test_the_time_of_a_run_has_no_zone():
    assert time_of_run().tzinfo is None
