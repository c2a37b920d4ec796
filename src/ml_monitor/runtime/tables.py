"""Tables of three engines.

A table is a DuckDB relation or a DataFrame, Spark's or Snowpark's, which share most of their words (decision 0008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ml_monitor.runtime.kinds import ArrowTable, RecordBatch, Row, Table


# These three ask the type: a DataFrame of Snowpark would look for a column of that name.
def is_dataframe(table: Table) -> bool:
    """Whether a table is a DataFrame of Spark or Snowpark, and not a relation of DuckDB."""
    return hasattr(type(table), "collect")


def is_spark(table: Table) -> bool:
    """Whether a table is a DataFrame of Spark."""
    return hasattr(type(table), "mapInArrow")


def is_snowpark(table: Table) -> bool:
    """Whether a table is a DataFrame of Snowpark."""
    return hasattr(type(table), "to_pandas_batches")


def rows_where(table: Table, **equal: str) -> Table:
    """The rows of a table where each named column equals the given text."""
    for column, text in equal.items():
        if is_dataframe(table):
            table = table.filter(table[column] == text)
        else:
            quoted = text.replace("'", "''")
            table = table.filter(f"{column} = '{quoted}'")
    return table


def rows_with(table: Table, *columns: str) -> Table:
    """The rows of a table where none of the columns is null."""
    for column in columns:
        table = table.filter(table[column].isNotNull() if is_dataframe(table) else f"{column} is not null")
    return table


def rows_of_chunks(table: Table, monitor_name: str, chunks: Collection[int]) -> Table:
    """The rows of some chunks of a monitor. At least one chunk has to be named."""
    rows = rows_where(table, monitor_name=monitor_name)
    if is_dataframe(rows):
        return rows.filter(rows["chunk_index"].isin(sorted(chunks)))
    return rows.filter(f"chunk_index in ({', '.join(str(chunk) for chunk in sorted(chunks))})")


def selected(table: Table, *columns: str) -> Table:
    """Columns of a table; "*" is all of them."""
    return table.select(*columns) if is_dataframe(table) else table.project(", ".join(columns))


def in_order(table: Table, *columns: str) -> Table:
    """The rows of a table, ascending by the columns."""
    return table.orderBy(*columns) if is_dataframe(table) else table.order(", ".join(columns))


def tuples(table: Table, *columns: str) -> list[Row]:
    """Columns of a table as a list of tuples. All of them come into this process: for what does not grow with the rows."""
    rows = selected(table, *columns)
    return [tuple(row) for row in rows.collect()] if is_dataframe(rows) else rows.fetchall()


def records(table: Table) -> list[dict[str, Any]]:
    """The rows of a small table as a list of mappings, whose keys are the names of the columns in lower case."""
    return [dict(zip((column.lower() for column in table.columns), row)) for row in tuples(table, "*")]


def number_of_rows(table: Table) -> int:
    """How many rows a table has."""
    return int(table.count()) if is_dataframe(table) else table.aggregate("count(*)").fetchall()[0][0]


def record_batches(table: Table, columns: Sequence[str], batch_rows: int = 100_000) -> Iterator[RecordBatch]:
    """Columns of a table as Arrow record batches: a stream on DuckDB and Snowpark; on Spark all of them come into this process.

    `batch_rows` is how many rows a batch of DuckDB's has at most. The other engines decide for themselves.
    """
    if is_spark(table):
        yield from table.select(*columns).toArrow().to_batches()
        return
    if is_snowpark(table):
        yield from (snowpark_batch(frame) for frame in table.select(*columns).to_pandas_batches())
        return
    rows = selected(table, *columns)
    # to_arrow_reader came with DuckDB 1.5, which deprecates the older name.
    read = getattr(rows, "to_arrow_reader", None) or rows.fetch_record_batch
    yield from read(batch_rows)


def snowpark_batch(frame: Any) -> RecordBatch:
    """A record batch of a pandas frame of Snowpark's, where a missing text may be None or NaN; names in lower case."""
    import pyarrow as pa

    return pa.RecordBatch.from_pydict({name.lower(): pa.array(frame[name], from_pandas=True) for name in frame.columns})


def arrow_rows(table: Table, columns: Sequence[str]) -> ArrowTable:
    """All rows of a table of few rows, an Arrow table."""
    import pyarrow as pa

    return pa.Table.from_batches(record_batches(table, columns))
