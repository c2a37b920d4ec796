"""Means and spreads per slice, merged over batches of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.features import value_column
from ml_monitor.runtime.merging import merged_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ml_monitor.runtime.kinds import Feature, Floats, Moments, RecordBatch, Row, Table

# No index of a segment is as large (the macro segment_index).
MORE_THAN_SEGMENTS = 100_000


def slice_moments(
    table: Table, features: Sequence[Feature], values_of: Callable[[RecordBatch], Mapping[str, Floats]], segments: Sequence[str] = ()
) -> dict[tuple[int, str], dict[int, Moments]]:
    """Number of rows, mean and sum of squared deviations from it, over the rows of a table.

    A mapping from (chunk index, name) to a mapping from the index of a segment to the three; segment 0 is all rows of the chunk.
    `values_of` takes a record batch with the columns of the features and `chunk_index`, which has no null, and gives a mapping from names
    to (n,) arrays. `segments` names the columns with the segments of a row (segment_columns). Means have the unit of the values, and
    squares the square of it. Means are taken of the distances to the slice's first value, which are 0 where all values are equal.
    Source: T. Chan, G. Golub and R. LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983) 242-247.
    """
    from itertools import repeat

    def of_batch(batch: RecordBatch) -> Iterator[Row]:
        import numpy as np

        all_values = values_of(batch)
        # Both indexes as one number: numpy sorts pairs slowly.
        chunks_of_rows = batch.column("chunk_index").to_numpy().astype("int64") * MORE_THAN_SEGMENTS
        for column in [None, *segments]:
            of_rows = chunks_of_rows if column is None else chunks_of_rows + batch.column(column).to_numpy().astype("int64")
            slices, first_rows, positions = np.unique(of_rows, return_index=True, return_inverse=True)
            chunks, indexes = (part.tolist() for part in np.divmod(slices, MORE_THAN_SEGMENTS))
            counts = np.bincount(positions)
            for name, values in all_values.items():
                start = values[first_rows]
                means = start + np.bincount(positions, weights=values - start[positions]) / counts
                squares = np.bincount(positions, weights=(values - means[positions]) ** 2)
                yield from zip(chunks, indexes, repeat(name), counts.tolist(), means.tolist(), squares.tolist())

    def merge(rows: Iterable[Row]) -> Iterator[Row]:
        totals: dict[tuple[int, int, str], Moments] = {}
        for chunk, segment, name, count, mean, squares in rows:
            before, mean_before, squares_before = totals.get((chunk, segment, name), (0, 0.0, 0.0))
            after, difference = before + count, mean - mean_before
            merged_squares = squares_before + squares + difference**2 * before * count / after
            totals[chunk, segment, name] = (after, mean_before + difference * (count / after), merged_squares)
        return ((*key, *moments) for key, moments in totals.items())

    columns = ["chunk_index", *segments, *map(value_column, features)]
    schema = "chunk_index bigint, segment_index bigint, name string, row_count bigint, mean double, squares double"
    found: dict[tuple[int, str], dict[int, Moments]] = {}
    for chunk, segment, name, count, mean, squares in merged_results(table, columns, of_batch, merge, schema, group="chunk_index"):
        found.setdefault((chunk, name), {})[segment] = count, mean, squares
    return found
