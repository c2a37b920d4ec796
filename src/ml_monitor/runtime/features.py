"""Features of a record batch as numbers: the row tables have number_1, number_2, ... and text_1, text_2, ... (decision 0019)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.tables import rows_where, tuples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ml_monitor.runtime.kinds import ArrowTable, Feature, Floats, Integers, RecordBatch, Table


def value_column(feature: Feature) -> str:
    """The column of the row tables that holds the values of a feature, a mapping with feature_type and column_index."""
    return f"{'number' if feature['feature_type'] == 'continuous' else 'text'}_{feature['column_index']}"


def continuous_matrix(batch: RecordBatch | ArrowTable, features: Sequence[Feature]) -> Floats:
    """Continuous features of a record batch as an (n, k) float64 array, in their own units, with NaN for null."""
    import numpy as np

    matrix = np.empty((batch.num_rows, len(features)))
    for position, feature in enumerate(features):
        # A column of nulls alone may come without a type.
        matrix[:, position] = batch.column(value_column(feature)).cast("float64").to_numpy(zero_copy_only=False)
    return matrix


def category_codes(batch: RecordBatch, features: Sequence[Feature]) -> Integers:
    """The codes that the texts of categorical features have among their categories, an (n, k) int64 array.

    A feature is a mapping with `column_index` and `categories`, a list of texts whose places in it, from 0, are the codes; -1 is a
    category that is not in the list, -2 a null. Each text of the batch is looked up once, whatever the number of rows that have it.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = np.empty((batch.num_rows, len(features)), dtype="int64")
    for position, feature in enumerate(features):
        texts = batch.column(value_column(feature)).cast("string").dictionary_encode()
        places = pc.fill_null(texts.indices, len(texts.dictionary)).to_numpy(zero_copy_only=False)
        known = pc.index_in(texts.dictionary, value_set=pa.array(feature["categories"], pa.string()))
        codes[:, position] = np.append(pc.fill_null(known, -1).to_numpy(zero_copy_only=False), -2)[places]
    return codes


def reference_categories(distributions: Table, monitor_name: str, column_name: str) -> tuple[list[str], Floats]:
    """The categories of a column in the reference in their fixed order, and how many rows have each, a list of texts and an (m,) array.

    `distributions` is monitor_fitted_distributions. A column that it does not have has no categories.
    """
    import numpy as np

    fitted = rows_where(distributions, monitor_name=monitor_name, column_name=column_name, bin_type="category")
    of_all = sorted(row for row in tuples(fitted, "segment_index", "bin_index", "category", "row_count") if row[0] == 0)
    return [row[2] for row in of_all], np.array([row[3] for row in of_all], dtype="float64")
