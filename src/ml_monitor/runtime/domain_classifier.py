"""A classifier that tells the rows of a chunk from those of the reference, and how well it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.draws import draw_bound, first_rows, with_draws
from ml_monitor.runtime.features import continuous_matrix, value_column
from ml_monitor.runtime.tables import arrow_rows, is_dataframe, is_spark, rows_of_chunks, tuples
from ml_monitor.runtime.trees import feature_types, within_float32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ml_monitor.runtime.kinds import ArrowTable, Feature, Floats, Floats32, Integers, Table, Texts

# Trees of depth 4 see how up to four columns go together; deeper ones and more of them find no more drift of means, categories and
# correlations, and learn more noise where a chunk has a few hundred rows. One thread: the same digits on every machine.
PARAMETERS = {
    "objective": "binary:logistic",
    "base_score": 0.5,
    "tree_method": "hist",
    "max_depth": 4,
    "min_child_weight": 5,
    "learning_rate": 0.2,
    "reg_lambda": 1.0,
    "max_bin": 255,
    "seed": 0,
    "nthread": 1,
}
TREES = 50

# How many rows of chunks are held at a time.
ROWS_AT_ONCE = 200_000


def features_of(table: ArrowTable, continuous: Sequence[Feature], categorical: Sequence[Feature]) -> tuple[Floats32, list[Texts]]:
    """The features of an Arrow table of rows: an (n, k) float32 array of numbers with NaN for null, and a list of arrays of texts."""
    texts = [table.column(value_column(feature)).combine_chunks().cast("string") for feature in categorical]
    return within_float32(continuous_matrix(table, continuous)), texts


def joint_matrix(one: tuple[Floats32, Sequence[Texts]], other: tuple[Floats32, Sequence[Texts]]) -> Floats32:
    """The features of two sides one below the other, categories as codes, an (n, k) float32 array with NaN for missing.

    The categories are those of both sides: one that only the chunk has gets a code of its own, as one that only the reference has. A code
    for all unseen ones together would name the side of a row instead of what it holds.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [np.vstack([one[0], other[0]])]
    for texts in zip(one[1], other[1]):
        both = pa.concat_arrays(texts)
        categories = pa.array(sorted(both.unique().drop_null().to_pylist()), pa.string())
        codes = pc.fill_null(pc.index_in(both, value_set=categories), -1).to_numpy(zero_copy_only=False)
        columns.append(np.where(codes < 0, np.nan, codes)[:, None])
    return np.hstack(columns).astype("float32")


def out_of_fold_scores(features: Floats32, labels: Integers, types: Sequence[str], folds: int) -> Floats:
    """The score of each row, (n,), from 0 to 1, from a classifier that was trained on the other folds.

    The rows of each side are dealt to the folds in turn. Both sides weigh the same in each training, as much as the smaller one has rows:
    where nothing tells the rows apart, all folds give one score. A category that does not occur in training is missing: XGBoost would send
    it left or right by its code, which says where it comes from.
    """
    import numpy as np
    import xgboost

    fold = np.empty(len(labels), dtype="int64")
    for label, count in enumerate(np.bincount(labels, minlength=2)):
        fold[labels == label] = np.arange(count) % folds

    scores = np.empty(len(labels))
    for number in range(folds):
        out = fold == number
        settings = {"feature_types": types, "enable_categorical": True}
        counts = np.bincount(labels[~out], minlength=2)
        weights = (counts.min() / counts)[labels[~out]]
        data = xgboost.DMatrix(features[~out], label=labels[~out], weight=weights, nthread=1, **settings)
        booster = xgboost.train(PARAMETERS, data, num_boost_round=TREES)
        unknown = features[out]
        for column in [place for place, kind in enumerate(types) if kind == "c"]:
            unknown[~np.isin(unknown[:, column], features[~out, column]), column] = np.nan
        scores[out] = booster.predict(xgboost.DMatrix(unknown, nthread=1, **settings))
    # Scores are 32-bit floats: what differs beyond the sixth digit is a tie that was rounded apart.
    return np.round(scores, 6)


def area_under_roc(scores: Floats, labels: Integers) -> float:
    """The share of pairs of a row with label 1 and one with label 0 in which the first scores higher, ties counted half.

    Both arguments are (n,) arrays; each label has to occur. From the sum of the mid-ranks.
    Source: D. Bamber, "The area above the ordinal dominance graph", Journal of Mathematical Psychology 12 (1975) 387-415.
    """
    import numpy as np

    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    ones = int(labels.sum())
    return float((ranks[labels == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(labels) - ones)))


def classifier_of_chunks(
    reference: ArrowTable, period: str, continuous: Sequence[Feature], categorical: Sequence[Feature], max_rows: int, folds: int
) -> Callable[[ArrowTable], tuple[int, int, int, float | None]]:
    """A function from the rows of a chunk, an Arrow table, to (chunk index, rows drawn, reference rows, AUROC).

    A chunk of the reference is compared with the rest of the reference. Where a side has fewer rows than there are folds, there is no
    AUROC.
    """
    import numpy as np
    import pyarrow.compute as pc

    reference = first_rows(reference, max_rows)
    chunk_of_reference = pc.fill_null(reference.column("chunk_index"), -1).to_numpy()
    numbers, texts = features_of(reference, continuous, categorical)
    types = feature_types(continuous, categorical)

    def of_chunk(rows: ArrowTable) -> tuple[int, int, int, float | None]:
        chunk = int(rows.column("chunk_index")[0].as_py())
        drawn = first_rows(rows, max_rows)
        others = np.flatnonzero((chunk_of_reference != chunk) | (period == "analysis"))
        if min(drawn.num_rows, len(others)) < folds:
            return chunk, drawn.num_rows, len(others), None
        features = joint_matrix((numbers[others], [column.take(others) for column in texts]), features_of(drawn, continuous, categorical))
        labels = np.repeat([0, 1], [len(others), drawn.num_rows])
        return chunk, drawn.num_rows, len(others), area_under_roc(out_of_fold_scores(features, labels, types, folds), labels)

    return of_chunk


def rows_to_draw_from(table: Table, monitor_name: str, counts: Mapping[int, int], limit: int) -> Table:
    """The rows of some chunks of a monitor, of large ones those that can be drawn; `counts` maps the chunks to their numbers of rows."""
    from functools import reduce

    chunks_of_bound: dict[str, list[int]] = {}
    for chunk, count in sorted(counts.items()):
        # "g" sorts after every md5.
        chunks_of_bound.setdefault(draw_bound(count, limit) or "g", []).append(chunk)
    rows = with_draws(rows_of_chunks(table, monitor_name, counts))
    if is_dataframe(rows):
        conditions = [rows["chunk_index"].isin(chunks) & (rows["draw"] < bound) for bound, chunks in chunks_of_bound.items()]
        return rows.filter(reduce(lambda one, other: one | other, conditions))
    texts = [f"chunk_index in ({', '.join(map(str, chunks))}) and draw < '{bound}'" for bound, chunks in chunks_of_bound.items()]
    return rows.filter(" or ".join(f"({condition})" for condition in texts))


def groups_of_chunks(counts: Mapping[int, int], limit: int) -> Iterator[dict[int, int]]:
    """The chunks, a mapping to their numbers of rows, in groups of at most ROWS_AT_ONCE rows to read, or of one chunk."""
    group: dict[int, int] = {}
    rows = 0
    for chunk, count in sorted(counts.items()):
        if group and rows + min(count, limit) > ROWS_AT_ONCE:
            yield group
            group, rows = {}, 0
        group[chunk] = count
        rows += min(count, limit)
    if group:
        yield group


def results_of_chunks(
    table: Table,
    columns: Sequence[str],
    monitor_name: str,
    counts: Mapping[int, int],
    limit: int,
    of_chunk: Callable[[ArrowTable], tuple[int, int, int, float | None]],
) -> list[tuple[int, int, int, float | None]]:
    """What `of_chunk` makes of the rows of each chunk, a list of tuples.

    On DuckDB and Snowpark some chunks at a time are read into this process; on Spark each chunk is worked on in a task of its own.
    """
    if is_spark(table):

        def as_table(rows: ArrowTable) -> ArrowTable:
            import pyarrow as pa

            schema = pa.schema([("chunk_index", "int64"), ("row_count", "int64"), ("reference_row_count", "int64"), ("auroc", "float64")])
            return pa.Table.from_pylist([dict(zip(schema.names, of_chunk(rows)))], schema=schema)

        rows = rows_to_draw_from(table, monitor_name, counts, limit).select(*columns)
        schema = "chunk_index bigint, row_count bigint, reference_row_count bigint, auroc double"
        return tuples(rows.groupBy("chunk_index").applyInArrow(as_table, schema), *(field.split()[0] for field in schema.split(", ")))

    import pyarrow.compute as pc

    results: list[tuple[int, int, int, float | None]] = []
    for group in groups_of_chunks(counts, limit):
        rows = arrow_rows(rows_to_draw_from(table, monitor_name, group, limit), columns)
        results.extend(of_chunk(rows.filter(pc.equal(rows.column("chunk_index"), chunk))) for chunk in group)
    return results
