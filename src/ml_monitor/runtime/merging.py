"""What is computed over all rows: partial results of batches, merged where the rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.tables import is_spark, record_batches, tuples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ml_monitor.runtime.kinds import RecordBatch, Row, Table


def merged_results(
    table: Table,
    columns: Sequence[str],
    of_batch: Callable[[RecordBatch], Iterable[Row]],
    merge: Callable[[Iterable[Row]], Iterable[Row]],
    schema: str,
    group: str | None = None,
) -> list[Row]:
    """What `of_batch` makes of each record batch of some columns of a table, merged: a list of tuples.

    `of_batch` takes a record batch and gives tuples, which `schema` names in Spark's words; `merge` takes any number of such tuples and
    says the same in fewer. On DuckDB and Snowpark all batches stream through this process. On Spark each partition is merged where it is.
    Then what belongs to one value of the column `group` (or all, without one) meets in one task, and only the outcome is collected.
    """
    from itertools import chain

    def merged(batches: Iterable[RecordBatch], of_one: Callable[[RecordBatch], Iterable[Row]]) -> Iterable[Row]:
        return merge(chain.from_iterable(of_one(batch) for batch in batches if batch.num_rows))

    if not is_spark(table):
        return list(merged(record_batches(table, columns), of_batch))

    names = [field.split()[0] for field in schema.split(", ")]

    def as_batches(rows: Iterable[Row]) -> Iterator[RecordBatch]:
        import pyarrow as pa

        named = [dict(zip(names, row)) for row in rows]
        if named:
            yield pa.RecordBatch.from_pylist(named)

    def as_tuples(batch: RecordBatch) -> Iterable[Row]:
        return zip(*(column.to_pylist() for column in batch.columns))

    of_partitions = table.select(*columns).mapInArrow(lambda batches: as_batches(merged(batches, of_batch)), schema)
    of_groups = of_partitions.repartition(group or 1).mapInArrow(lambda batches: as_batches(merged(batches, as_tuples)), schema)
    return tuples(of_groups, *names)
