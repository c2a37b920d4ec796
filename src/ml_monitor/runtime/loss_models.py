"""How the loss models of direct loss estimation are trained, and whether a loss can be learned at all."""

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
# A loss can be learned if so many trees estimate groups of rows better than the mean does.
TRIED_TREES = (15, 30, 60)
# Cross-validation with all of many rows would cost several times what it decides about.
CROSS_VALIDATED_ROWS = 100_000
GROUPS = 20


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


def groups_of(features: Floats32, folds: Integers, categorical_count: int) -> list[Integers]:
    """Groups of rows whose mean losses are compared: per category, and per GROUPS-th of the values of each number, within each fold.

    Within a fold, since over all folds the errors that models make on each other's rows cancel out, the more the worse they are.
    A list of (n,) arrays of group numbers from 0, one for each column; missing values are a group. The last `categorical_count` columns
    are codes of categories.
    """
    import numpy as np

    groupings = []
    for position, values in enumerate(features.T):
        known = ~np.isnan(values)
        codes = np.zeros(len(values), dtype="int64")
        if position >= features.shape[1] - categorical_count:
            codes[known] = values[known].astype("int64") + 1
        else:
            edges: Floats32 | list[float] = np.unique(np.quantile(values[known], np.arange(1, GROUPS) / GROUPS)) if known.any() else []
            codes[known] = np.searchsorted(edges, values[known], side="right") + 1
        groupings.append(codes * FOLDS + folds)
    return groupings


def group_error(errors: Floats, groupings: Sequence[Integers]) -> float:
    """The mean over all groups, by their number of rows, of the square of the mean error of a group."""
    import numpy as np

    total = 0.0
    for codes in groupings:
        counts = np.bincount(codes)
        sums = np.bincount(codes, weights=errors)
        total += (sums[counts > 0] ** 2 / counts[counts > 0]).sum()
    return total / (len(errors) * len(groupings))


def trained(features: Floats32, loss: Floats, types: Sequence[str], trees: int = TREES) -> Booster:
    """A booster that starts from the mean loss; without trees it is that mean."""
    import xgboost

    data = xgboost.DMatrix(features, label=loss, feature_types=types, enable_categorical=True)
    # Threads pay for many rows only, and stall where the warehouse keeps the same cores busy.
    threads = 1 if len(loss) < 100_000 else 0
    return xgboost.train({**PARAMETERS, "base_score": float(loss.mean()), "nthread": threads}, data, num_boost_round=trees)


def mean_of(values: Floats) -> float:
    """The mean of an (n,) array, taken of the distances to its first value: that of equal values is this value, to the last digit."""
    return float(values[0] + (values - values[0]).mean())


def mean_factor(booster: Booster, features: Floats32, loss: Floats) -> float:
    """What makes the mean loss of what a booster without trees predicts, which knows it as a 32-bit float."""
    predicted = float(booster.inplace_predict(features[:1])[0])
    return mean_of(loss) / predicted if predicted > 0 else 1.0


def cross_validated(
    features: Floats32, loss: Floats, folds: Integers, types: Sequence[str]
) -> tuple[dict[int, Booster], dict[int, Floats]]:
    """The boosters of the folds, and out-of-fold estimates by none and each of TRIED_TREES: a mapping to (n,) arrays, NaN in no fold."""
    import numpy as np

    estimates = {trees: np.full(len(loss), np.nan) for trees in (0, *TRIED_TREES)}
    boosters = {}
    for fold in np.unique(folds[folds >= 0]).tolist():
        own = folds == fold
        boosters[fold] = trained(features[~own], loss[~own], types)
        estimates[0][own] = mean_of(loss[~own])
        for trees in TRIED_TREES:
            estimates[trees][own] = np.maximum(boosters[fold].inplace_predict(features[own], iteration_range=(0, trees)), 0)
    return boosters, estimates


def trained_models(
    features: Floats32, loss: Floats | None, chunks: Integers, continuous: Sequence[Feature], categorical: Sequence[Feature]
) -> list[tuple[int, int, int | None, float | None, str | None]]:
    """The models of one loss: tuples (fold, number of rows trained on, trees, mean factor, booster as text), the last with fold -1.

    A single one without a booster where the loss cannot be learned: undefined, or beyond the 32-bit floats that XGBoost computes with.
    Source: M. Stone, "Cross-validatory choice and assessment of statistical predictions", J. R. Stat. Soc. B 36 (1974) 111-147.
    """
    import numpy as np

    if loss is None or loss.max() > np.finfo("float32").max:
        return [(-1, len(features), None, None, None)]
    types = feature_types(continuous, categorical)
    drawn = cross_validated_rows(len(loss))
    few_features, few_losses = features[drawn], loss[drawn]
    folds, are_chunks = folds_of(chunks[drawn])
    trees, factor = 0, 1.0
    boosters: dict[int, Booster] = {}
    if len(np.unique(folds[folds >= 0])) > 1:
        boosters, estimates = cross_validated(few_features, few_losses, folds, types)
        judged = folds >= 0
        groupings = groups_of(few_features[judged], folds[judged], len(categorical))
        errors = {tried: group_error((of_trees - few_losses)[judged], groupings) for tried, of_trees in estimates.items()}
        trees = TREES if min(errors[tried] for tried in TRIED_TREES) < errors[0] else 0
        # On average the estimates are right: those of the folds together, which is all that can be known of the model of all rows.
        if estimates[trees][judged].mean() > 0:
            factor = mean_of(few_losses[judged]) / mean_of(estimates[trees][judged])

    models: list[tuple[int, int, int | None, float | None, str | None]] = []
    for fold, booster in boosters.items() if are_chunks else ():
        outside = folds != fold
        kept = booster if trees else trained(few_features[outside], few_losses[outside], types, trees)
        own_factor = factor if trees else factor * mean_factor(kept, few_features, few_losses[outside])
        models.append((fold, int(outside.sum()), trees, own_factor, kept.save_raw("json").decode()))
    last = trained(features, loss, types, trees)
    own_factor = factor if trees else factor * mean_factor(last, features, loss)
    return [*models, (-1, len(loss), trees, own_factor, last.save_raw("json").decode())]
