"""Means and spreads per chunk, merged over batches of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.features import value_column
from ml_monitor.runtime.merging import merged_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ml_monitor.runtime.kinds import Feature, Floats, RecordBatch, Row, Table


def chunk_moments(
    table: Table, features: Sequence[Feature], values_of: Callable[[RecordBatch], Mapping[str, Floats]]
) -> dict[tuple[int, str], tuple[int, float, float]]:
    """Per (chunk index, name): number of rows, mean and sum of squared deviations from it, over the rows of a table.

    `values_of` takes a record batch with the columns of the features and `chunk_index`, which has no null, and gives a mapping from names
    to (n,) arrays. Means have the unit of the values, and squares the square of it. Means are taken of the distances to the chunk's first
    value, which are 0 where all values are equal.
    Source: T. Chan, G. Golub and R. LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983) 242-247.
    """
    from itertools import repeat

    def of_batch(batch: RecordBatch) -> Iterator[Row]:
        import numpy as np

        chunks, first_rows, positions = np.unique(batch.column("chunk_index").to_numpy(), return_index=True, return_inverse=True)
        counts = np.bincount(positions)
        for name, values in values_of(batch).items():
            start = values[first_rows]
            means = start + np.bincount(positions, weights=values - start[positions]) / counts
            squares = np.bincount(positions, weights=(values - means[positions]) ** 2)
            yield from zip(chunks.tolist(), repeat(name), counts.tolist(), means.tolist(), squares.tolist())

    def merge(rows: Iterable[Row]) -> Iterator[Row]:
        totals: dict[tuple[int, str], tuple[int, float, float]] = {}
        for chunk, name, count, mean, squares in rows:
            before, mean_before, squares_before = totals.get((chunk, name), (0, 0.0, 0.0))
            after, difference = before + count, mean - mean_before
            merged_squares = squares_before + squares + difference**2 * before * count / after
            totals[chunk, name] = (after, mean_before + difference * (count / after), merged_squares)
        return ((*key, *moments) for key, moments in totals.items())

    columns = ["chunk_index", *map(value_column, features)]
    schema = "chunk_index bigint, name string, row_count bigint, mean double, squares double"
    found = merged_results(table, columns, of_batch, merge, schema, group="chunk_index")
    return {(chunk, name): (count, mean, squares) for chunk, name, count, mean, squares in found}
