"""How features of record batches become numbers: nulls, categories that the reference never had, columns without a type."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from ml_monitor.runtime.features import category_codes, continuous_matrix, reference_categories, value_column
from ml_monitor.runtime.losses import feature_matrix, loss_features, row_loss
from ml_monitor.runtime.tables import snowpark_batch
from ml_monitor.runtime.trees import feature_types, within_float32

NUMBER = [{"feature_type": "continuous", "column_index": index} for index in range(3)]
TEXT = [{"feature_type": "categorical", "column_index": index, "categories": ["b", "☃", ""]} for index in range(3)]


def test_values_are_in_the_columns_of_their_type():
    assert [value_column(feature) for feature in (NUMBER[1], TEXT[2])] == ["number_1", "text_2"]


def test_numbers_of_any_type_with_nan_for_null():
    batch = pa.RecordBatch.from_pydict(
        {
            "number_0": pa.array([1, None, 2**53], pa.int64()),
            "number_1": pa.array([None, None, None]),
            "number_2": pa.array([0.1, float("inf"), float("nan")], pa.float64()),
        }
    )
    expected = [[0.1, 1, np.nan], [np.inf, np.nan, np.nan], [np.nan, 2**53, np.nan]]
    np.testing.assert_array_equal(continuous_matrix(batch, [NUMBER[2], NUMBER[0], NUMBER[1]]), expected)
    assert continuous_matrix(batch, []).shape == (3, 0)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_codes_of_known_unknown_and_missing_categories(kind):
    batch = pa.RecordBatch.from_pydict(
        {
            "text_0": pa.array(["☃", None, "b", "", "B"], pa.string()).cast(kind),
            "text_1": pa.array([None] * 5, pa.null()),
            "text_2": pa.array(["b "] * 5, pa.string()).cast(kind),
        }
    )
    codes = category_codes(batch, [TEXT[2], TEXT[0], TEXT[1]])
    assert codes.dtype == "int64"
    np.testing.assert_array_equal(codes, [[-1, 1, -2], [-1, -2, -2], [-1, 0, -2], [-1, 2, -2], [-1, -1, -2]])
    without = [{**TEXT[0], "categories": []}]
    np.testing.assert_array_equal(category_codes(batch, without)[:, 0], [-1, -2, -1, -1, -1])


def test_codes_are_those_of_a_lookup_of_every_row():
    random = np.random.default_rng(0)
    categories = [f"category {number}" for number in range(50)]
    texts = [None if number == 60 else f"category {number}" for number in random.integers(0, 61, 5000)]
    batch = pa.RecordBatch.from_pydict({"text_0": pa.array(texts, pa.string())})
    places = {category: place for place, category in enumerate(categories)} | {None: -2}
    codes = category_codes(batch, [{**TEXT[0], "categories": categories}])
    assert codes[:, 0].tolist() == [places.get(text, -1) for text in texts]


def test_columns_of_snowflake_become_numbers_too():
    """A column of nulls alone comes without a type there."""
    frame = pd.DataFrame({"NUMBER_0": [None, None], "NUMBER_1": [1.5, float("nan")], "TEXT_0": [None, "B"], "TEXT_1": [float("nan"), "☃"]})
    batch = snowpark_batch(frame)
    np.testing.assert_array_equal(continuous_matrix(batch, NUMBER[:2]), [[np.nan, 1.5], [np.nan, np.nan]])
    np.testing.assert_array_equal(category_codes(batch, TEXT[:2]), [[-2, -2], [-1, 1]])


def distributions():
    return duckdb.sql("""
        select * from (values
            ('m', 0, 'color', 'category', 1, 'blue', 7), ('m', 0, 'color', 'category', 0, 'red', 5),
            ('m', 0, 'color', 'continuous', 0, 'x', 9),
            ('m', 1001, 'color', 'category', 1, 'blue', 6), ('m', 0, 'cut', 'category', 0, 'fair', 3),
            ('n', 0, 'color', 'category', 0, 'green', 1)
        ) as fitted (monitor_name, segment_index, column_name, bin_type, bin_index, category, row_count)
    """)


def test_categories_of_the_reference_are_in_their_order():
    categories, counts = reference_categories(distributions(), "m", "color")
    assert categories == ["red", "blue"]
    assert counts.tolist() == [5.0, 7.0]
    assert reference_categories(distributions(), "m", "unknown")[0] == []


def column(name: str, kind: str, index: int, role: str = "feature", monitor: str = "m") -> dict:
    return {"monitor_name": monitor, "column_name": name, "feature_type": kind, "column_index": index, "column_role": role}


def test_features_of_loss_models_are_inputs_and_prediction():
    columns = [
        column("cut", "categorical", 2),
        column("price", "continuous", 4, "prediction"),
        column("carat", "continuous", 1),
        column("true price", "continuous", 3, "target"),
        column("color", "categorical", 0),
        column("other", "continuous", 0, monitor="n"),
    ]
    continuous, categorical = loss_features(columns, distributions(), "m")
    assert [feature["column_name"] for feature in continuous] == ["carat", "price"]
    assert [(feature["column_name"], feature["categories"]) for feature in categorical] == [("color", ["red", "blue"]), ("cut", ["fair"])]
    assert feature_types(continuous, categorical) == ["q", "q", "c", "c"]


def test_features_of_trees_are_32_bit_floats_with_nan_for_what_is_unknown():
    batch = pa.RecordBatch.from_pydict({"number_0": [1e300, None, -1e300], "text_0": pa.array(["☃", None, "unknown"], pa.string())})
    matrix = feature_matrix(batch, NUMBER[:1], TEXT[:1])
    limit = np.finfo("float32").max
    assert matrix.dtype == "float32"
    np.testing.assert_array_equal(matrix, np.array([[limit, 1], [np.nan, np.nan], [-limit, np.nan]], dtype="float32"))
    np.testing.assert_array_equal(within_float32(np.array([[np.inf, -np.inf, 0.5]])), np.array([[limit, -limit, 0.5]], dtype="float32"))


def test_losses_of_rows_by_hand():
    y_true, y_pred = np.array([2.0, 0.0, 4.0]), np.array([1.0, 1.0, 6.0])
    epsilon = np.finfo("float64").eps
    assert row_loss("absolute_error", y_true, y_pred).tolist() == [1, 1, 2]
    assert row_loss("absolute_percentage_error", y_true, y_pred).tolist() == [0.5, 1 / epsilon, 0.5]
    assert row_loss("squared_error", y_true, y_pred).tolist() == [1, 1, 4]
    expected = [np.log(3 / 2) ** 2, np.log(2) ** 2, np.log(7 / 5) ** 2]
    np.testing.assert_allclose(row_loss("squared_log_error", y_true, y_pred), expected, rtol=1e-14)


@pytest.mark.parametrize("negative", ["y_true", "y_pred"])
def test_a_squared_log_error_of_negative_numbers_is_not_defined(negative):
    arrays = {"y_true": np.array([1.0, 2.0]), "y_pred": np.array([1.0, 2.0])}
    arrays[negative][1] = -1e-9
    assert row_loss("squared_log_error", **arrays) is None
    assert row_loss("squared_error", **arrays) is not None
