"""Means, spreads and principal components that are merged over batches, against numpy on all rows at once."""

from __future__ import annotations

from itertools import pairwise

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from partitioned import Partitioned

from ml_monitor.runtime import principal_components as pca
from ml_monitor.runtime.moments import slice_moments

FEATURES = [{"feature_type": "continuous", "column_index": 0}]
CATEGORIES = {"categories": ["a", "b"], "frequencies": np.array([0.75, 0.25, 0.0]), "missing": 0.75}


def two_values(batch: pa.RecordBatch) -> dict[str, np.ndarray]:
    values = batch.column("number_0").to_numpy(zero_copy_only=False)
    return {"value": values, "square": values**2}


def in_partitions(table: pa.Table, *ends: int) -> Partitioned:
    """The rows cut at some of them, read in batches of three."""
    cuts = [0, *ends, table.num_rows]
    return Partitioned(*(table.slice(start, end - start) for start, end in pairwise(cuts)))


def test_moments_of_two_batches_are_those_of_numpy():
    """By hand: chunk 0 is in both batches, chunks 1 and 2 in one each."""
    chunks, values = [0, 1, 0, 0, 2, 0], [1.0, 5.0, 2.0, 6.0, -3.0, 7.0]
    moments = slice_moments(in_partitions(pa.table({"chunk_index": chunks, "number_0": values}), 3), FEATURES, two_values)
    assert moments[0, "value"][0] == pytest.approx((4, 4.0, 26.0))
    assert moments[1, "value"][0] == (1, 5.0, 0.0)
    assert moments[2, "value"][0] == (1, -3.0, 0.0)
    of_square = np.array([1.0, 4.0, 36.0, 49.0])
    assert moments[0, "square"][0] == pytest.approx((4, of_square.mean(), ((of_square - of_square.mean()) ** 2).sum()))
    assert len(moments) == 6


def test_moments_keep_their_digits_where_values_are_large_and_spreads_small():
    random = np.random.default_rng(0)
    chunks, values = random.integers(0, 5, 250_000), 1e9 + random.normal(size=250_000)
    table = pa.table({"chunk_index": chunks, "number_0": values})
    moments = slice_moments(duckdb.from_arrow(table), FEATURES, two_values)
    for chunk in range(5):
        of_chunk = values[chunks == chunk]
        count, mean, squares = moments[chunk, "value"][0]
        assert count == len(of_chunk)
        assert mean == pytest.approx(of_chunk.mean(), rel=1e-14)
        assert squares == pytest.approx((count - 1) * of_chunk.var(ddof=1), rel=1e-7)


def test_the_mean_of_equal_values_is_that_value():
    table = pa.table({"chunk_index": [0] * 10, "number_0": [0.1] * 10})
    count, mean, squares = slice_moments(in_partitions(table, 2, 7), FEATURES, two_values)[0, "value"][0]
    # Neither the batches nor the first merge, with nothing, move the mean of a constant.
    assert (count, mean) == (10, 0.1)
    assert squares == 0


def test_no_rows_have_no_moments():
    table = pa.table({"chunk_index": pa.array([], pa.int64()), "number_0": pa.array([], pa.float64())})
    assert slice_moments(duckdb.from_arrow(table), FEATURES, two_values) == {}


def encoded_features() -> list[dict]:
    return [
        {"feature_type": "categorical", "column_index": 0, **CATEGORIES},
        {"feature_type": "continuous", "column_index": 0, "missing": 2.5},
        {"feature_type": "categorical", "column_index": 1, **CATEGORIES},
    ]


def test_encoded_rows_are_filled_and_unknown_categories_are_0():
    batch = pa.RecordBatch.from_pydict(
        {
            "number_0": [1.0, None, 3.0, -1.0],
            "text_0": ["a", "b", None, "unknown"],
            "text_1": pa.array([None] * 4, pa.string()),
        }
    )
    expected = [[0.75, 1, 0.75], [0.25, 2.5, 0.75], [0.75, 3, 0.75], [0, -1, 0.75]]
    np.testing.assert_array_equal(pca.encoded_matrix(batch, encoded_features()), expected)


def test_missing_rows_count_as_the_most_frequent_category():
    encoding = pca.frequency_encoding(["a", "b", "c"], np.array([3.0, 3.0, 1.0]), 10)
    assert encoding["frequencies"].tolist() == [0.6, 0.3, 0.1, 0.0]
    assert encoding["missing"] == 0.6
    assert pca.frequency_encoding([], np.array([]), 10)["frequencies"].tolist() == [0.0]


def reference(count: int = 200) -> pa.Table:
    random = np.random.default_rng(1)
    numbers = random.normal(5, 2, count)
    texts = np.where(numbers + random.normal(size=count) > 5, "a", "b").astype(object)
    texts[::17] = None
    return pa.table({"number_0": numbers, "text_0": pa.array(texts.tolist(), pa.string()), "text_1": pa.array(["b"] * count)})


def test_covariances_of_batches_are_those_of_numpy():
    table = reference()
    matrix = pca.encoded_matrix(table.combine_chunks().to_batches()[0], encoded_features())
    for rows in (in_partitions(table, 50, 51), duckdb.from_arrow(table)):
        count, mean, covariances = pca.matrix_moments(rows, encoded_features())
        assert count == 200
        np.testing.assert_allclose(mean, matrix.mean(axis=0), rtol=1e-13)
        np.testing.assert_allclose(covariances, np.cov(matrix.T, bias=True), rtol=1e-12, atol=1e-15)
        assert mean[2] == 0.25
        assert not covariances[2].any()


def test_a_constant_has_deviation_1_and_a_tolerance_only_if_it_was_rounded():
    mean, variance = np.array([3.0, 0.1, 0.1, 0.0]), np.array([4.0, 0.0, 1e-36, 0.0])
    deviation, is_constant, rounding = pca.standard_deviations(100, mean, variance)
    assert deviation.tolist() == [2, 1, 1, 1]
    assert is_constant.tolist() == [False, True, True, True]
    assert (rounding > 0).tolist() == [False, False, True, False]
    assert rounding[2] == pytest.approx(0.1 * 100 * np.finfo("float64").eps)


def test_components_are_ordered_orthonormal_and_of_fixed_sign():
    random = np.random.default_rng(2)
    correlations = np.corrcoef(random.normal(size=(50, 4)) @ random.normal(size=(4, 4)), rowvar=False)
    components = pca.principal_components(correlations, 4)
    np.testing.assert_allclose(components @ components.T, np.eye(4), atol=1e-12)
    explained = np.diag(components @ correlations @ components.T)
    np.testing.assert_allclose(explained, np.linalg.eigvalsh(correlations)[::-1], atol=1e-12)
    assert (components[:, 0] > 0).all()
    shares = np.cumsum(explained) / explained.sum()
    for count in range(1, 5):
        assert len(pca.principal_components(correlations, count)) == count
        assert len(pca.principal_components(correlations, shares[count - 1] - 1e-9)) == count
    assert len(pca.principal_components(np.zeros((3, 3)), 0.65)) == 1


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_errors_are_the_distances_to_the_projection(kept):
    """From the parameters as the table has them, by projecting and going back."""
    table, names = reference(), ["text_0", "number_0", "text_1"]
    features = encoded_features()
    count, mean, covariances = pca.matrix_moments(duckdb.from_arrow(table), features)
    deviation, _, rounding = pca.standard_deviations(count, mean, np.diag(covariances))
    components = pca.principal_components(covariances / np.outer(deviation, deviation), kept)
    parameters = []
    for position, name in enumerate(names):
        single = {"mean": mean, "standard_deviation": deviation, "rounding": rounding}
        values = {kind: of_kind[position] for kind, of_kind in single.items()} | {"missing_value": features[position]["missing"]}
        parameters += [{"parameter": kind, "column_name": name, "parameter_value": value} for kind, value in values.items()]
        for category, share in zip(features[position].get("categories", []), features[position].get("frequencies", [])):
            parameters.append({"parameter": "category_frequency", "column_name": name, "category": category, "parameter_value": share})
        for index, loadings in enumerate(components):
            loading = {"parameter": "loading", "component_index": index, "parameter_value": loadings[position]}
            parameters.append({**loading, "column_name": name})
    columns = {name: {key: feature[key] for key in ("feature_type", "column_index")} for name, feature in zip(names, features)}

    transformation = pca.fitted_transformation(parameters, columns)
    batch = reference(60).combine_chunks().to_batches()[0]
    errors = pca.row_errors(*transformation)(batch)["error"]
    standardized = (pca.encoded_matrix(batch, features) - mean) / deviation
    expected = np.linalg.norm(standardized - standardized @ components.T @ components, axis=1)
    np.testing.assert_allclose(errors, expected, atol=1e-12)
    assert (errors.max() > 0.01) == (kept < 2)
