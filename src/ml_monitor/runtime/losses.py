"""What direct loss estimation (DLE) learns: the loss of each row, and the features that explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.features import category_codes, continuous_matrix, reference_categories
from ml_monitor.runtime.trees import within_float32

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ml_monitor.runtime.kinds import Feature, Floats, Floats32, RecordBatch, Table

# Folds of the cross-validation: chunk c of the reference is in fold c % FOLDS.
FOLDS = 5


def row_loss(loss_name: str, y_true: Floats, y_pred: Floats) -> Floats | None:
    """The loss of each row, an (n,) array in the unit of the loss; None where it is not defined for all rows.

    The names and formulas are those of the macro regression_row_losses. A squared log error is not defined for negative numbers.
    """
    import numpy as np

    if loss_name == "absolute_error":
        return np.abs(y_true - y_pred)
    if loss_name == "absolute_percentage_error":
        return np.abs(y_true - y_pred) / np.maximum(np.finfo("float64").eps, np.abs(y_true))
    if loss_name == "squared_error":
        return (y_true - y_pred) ** 2
    if (y_true < 0).any() or (y_pred < 0).any():
        return None
    return (np.log1p(y_true) - np.log1p(y_pred)) ** 2


def loss_features(columns: Sequence[Feature], distributions: Table, monitor_name: str) -> tuple[list[Feature], list[Feature]]:
    """The features of a monitor's loss models as two lists of mappings: continuous (the prediction among them) and categorical.

    `columns` are the records of monitor_columns. Categorical features get the key `categories`.
    """
    of_monitor = [column for column in columns if column["monitor_name"] == monitor_name and column["column_role"] != "target"]
    of_monitor.sort(key=lambda column: column["column_index"])
    continuous = [column for column in of_monitor if column["feature_type"] == "continuous"]
    categorical = [column for column in of_monitor if column["feature_type"] == "categorical"]
    for feature in categorical:
        feature["categories"], _ = reference_categories(distributions, monitor_name, feature["column_name"])
    return continuous, categorical


def feature_matrix(batch: RecordBatch, continuous: Sequence[Feature], categorical: Sequence[Feature]) -> Floats32:
    """The features of a batch, categories as codes, an (n, k) float32 array with NaN for what is missing or was never in the reference."""
    import numpy as np

    numbers, codes = continuous_matrix(batch, continuous), category_codes(batch, categorical)
    return np.hstack([within_float32(numbers), np.where(codes < 0, np.nan, codes).astype("float32")])
