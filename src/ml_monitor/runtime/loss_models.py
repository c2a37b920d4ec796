"""How the loss models of direct loss estimation are trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.features import value_column
from ml_monitor.runtime.losses import FOLDS, feature_matrix
from ml_monitor.runtime.tables import in_order, record_batches
from ml_monitor.runtime.trees import feature_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ml_monitor.runtime.kinds import Booster, Feature, Floats, Floats32, Integers, Table

# Leaf-wise trees of the size that NannyML's gradient boosting has by default, whose leaves are drawn towards 0 as by 20 more rows: among
# the sizes and strengths that were tried this erred least on parts of references that were held out (docs/measured/estimates.md).
PARAMETERS = {
    "objective": "reg:squarederror",
    "tree_method": "hist",
    "grow_policy": "lossguide",
    "max_depth": 0,
    "max_leaves": 31,
    "min_child_weight": 20,
    "learning_rate": 0.15,
    "reg_lambda": 20.0,
    "max_bin": 255,
    "seed": 0,
}
TREES = 60
# The models of the folds estimate the reference alone; with all of many rows they would cost several times what the model of all rows does.
CROSS_VALIDATED_ROWS = 100_000


def training_rows(rows: Table, continuous: Sequence[Feature], categorical: Sequence[Feature]) -> tuple[Floats32, Floats, Floats, Integers]:
    """The rows to train on: an (n, k) float32 matrix of features, labels (n,), predictions (n,), chunks (n,), -1 for none.

    A ValueError if there is no row.
    """
    import numpy as np
    import pyarrow.compute as pc

    features, labels, predictions, chunks = [], [], [], []
    columns = ["chunk_index", "y_true", "y_pred", *map(value_column, [*continuous, *categorical])]
    for batch in record_batches(in_order(rows, "row_id"), columns):
        features.append(feature_matrix(batch, continuous, categorical))
        labels.append(batch.column("y_true").to_numpy())
        predictions.append(batch.column("y_pred").to_numpy())
        chunks.append(pc.fill_null(batch.column("chunk_index"), -1).to_numpy(zero_copy_only=False))
    return np.concatenate(features), np.concatenate(labels), np.concatenate(predictions), np.concatenate(chunks)


def folds_of(chunks: Integers) -> tuple[Integers, bool]:
    """The fold of each row, an (n,) int64 array: every FOLDS-th chunk is of one fold; rows of no chunk are in all trainings, fold -1.

    And whether it is so: where the labelled rows lie in one chunk, or by chance in chunks of one fold, they are cut by their order instead.
    """
    import numpy as np

    folds = np.where(chunks < 0, -1, chunks % FOLDS)
    if len(np.unique(folds[folds >= 0])) > 1:
        return folds, True
    return np.arange(len(chunks)) % FOLDS, False


def cross_validated_rows(row_count: int) -> Integers:
    """The rows that cross-validation is done with: all, or so many drawn by a fixed seed, an array of positions in their order."""
    import numpy as np

    if row_count <= CROSS_VALIDATED_ROWS:
        return np.arange(row_count)
    return np.sort(np.random.default_rng(0).choice(row_count, CROSS_VALIDATED_ROWS, replace=False))


def mean_of(values: Floats) -> float:
    """The mean of an (n,) array, taken of the distances to its first value: that of equal values is this value, to the last digit."""
    return float(values[0] + (values - values[0]).mean())


def trained(features: Floats32, loss: Floats, types: Sequence[str]) -> tuple[float, Booster]:
    """The mean loss, and a booster of how far a row's loss is from it: so a constant loss is estimated to the last digit."""
    import xgboost

    mean = mean_of(loss)
    data = xgboost.DMatrix(features, label=loss - mean, feature_types=types, enable_categorical=True)
    # Threads pay for many rows only, and stall where the warehouse keeps the same cores busy.
    threads = 1 if len(loss) < 100_000 else 0
    return mean, xgboost.train({**PARAMETERS, "base_score": 0.0, "nthread": threads}, data, num_boost_round=TREES)


def trained_models(
    features: Floats32, loss: Floats | None, chunks: Integers, continuous: Sequence[Feature], categorical: Sequence[Feature]
) -> list[tuple[int, int, float | None, str | None]]:
    """The models of one loss: tuples (fold, number of rows trained on, mean loss, booster as text), the last with fold -1.

    A single one without a booster where the loss cannot be learned: undefined, or beyond the 32-bit floats that XGBoost computes with.
    Source: M. Stone, "Cross-validatory choice and assessment of statistical predictions", J. R. Stat. Soc. B 36 (1974) 111-147.
    """
    import numpy as np

    if loss is None or loss.max() > np.finfo("float32").max:
        return [(-1, len(features), None, None)]
    types = feature_types(continuous, categorical)
    drawn = cross_validated_rows(len(loss))
    few_features, few_losses = features[drawn], loss[drawn]
    folds, are_chunks = folds_of(chunks[drawn])
    models: list[tuple[int, int, float | None, str | None]] = []
    known = np.unique(folds[folds >= 0]).tolist()
    for fold in known if are_chunks and len(known) > 1 else ():
        outside = folds != fold
        mean, booster = trained(few_features[outside], few_losses[outside], types)
        models.append((fold, int(outside.sum()), mean, booster.save_raw("json").decode()))
    mean, booster = trained(features, loss, types)
    return [*models, (-1, len(loss), mean, booster.save_raw("json").decode())]
