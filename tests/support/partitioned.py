"""A stand-in for a DataFrame of Spark, with as much of it as merged_results() and record_batches() ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa


class Partitioned:
    """Arrow tables as partitions; what maps them gets an iterator of their batches, as on Spark."""

    def __init__(self, *partitions: pa.Table, batch_rows: int = 3):
        self.partitions, self.batch_rows = partitions, batch_rows

    @property
    def columns(self) -> list[str]:
        return self.partitions[0].column_names

    def select(self, *columns: str) -> Partitioned:
        return Partitioned(*(partition.select(columns) for partition in self.partitions), batch_rows=self.batch_rows)

    def mapInArrow(self, of_batches: Callable[[Iterator], Iterable], schema: str) -> Partitioned:  # noqa: N802
        names = [column.split()[0] for column in schema.split(", ")]
        mapped = [list(of_batches(iter(partition.to_batches(self.batch_rows)))) for partition in self.partitions]
        kept = [pa.Table.from_batches(batches) for batches in mapped if batches]
        assert all(table.column_names == names for table in kept)
        return Partitioned(*kept, batch_rows=self.batch_rows)

    def repartition(self, group: str | int) -> Partitioned:
        rows = pa.concat_tables(self.partitions)
        if group == 1:
            return Partitioned(rows, batch_rows=self.batch_rows)
        assert isinstance(group, str)
        values = rows.column(group).unique().to_pylist()
        # Spark puts several groups into one partition.
        masks = [pa.array([value in part for value in rows.column(group).to_pylist()]) for part in (values[::2], values[1::2])]
        return Partitioned(*(rows.filter(mask) for mask in masks), batch_rows=self.batch_rows)

    def toArrow(self) -> pa.Table:  # noqa: N802
        return pa.concat_tables(self.partitions)

    def collect(self) -> list[tuple]:
        return [tuple(row.values()) for row in self.toArrow().to_pylist()] if self.partitions else []
