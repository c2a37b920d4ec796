"""How the loss models of direct loss estimation are applied to rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.losses import FOLDS, feature_matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ml_monitor.runtime.kinds import Booster, Feature, Floats, RecordBatch


def estimated_losses(
    models: Mapping[str, Mapping[int, tuple[float, Booster]]],
    continuous: Sequence[Feature],
    categorical: Sequence[Feature],
    is_reference: bool,
) -> Callable[[RecordBatch], dict[str, Floats]]:
    """A function from a record batch to the estimated losses of its rows, a mapping from the losses' names to (n,) arrays.

    `models` maps the losses' names to mappings from folds to pairs of mean loss and booster; fold -1 is the model trained on all rows.
    Estimates have the unit of the loss. A KeyError if a loss has neither a model of the fold nor one with fold -1.
    """

    def values_of(batch: RecordBatch) -> dict[str, Floats]:
        import numpy as np

        features = feature_matrix(batch, continuous, categorical)
        chunks = batch.column("chunk_index").to_numpy()
        folds = chunks % FOLDS if is_reference else np.full(len(chunks), -1)
        estimates = {}
        for name, of_folds in models.items():
            estimates[name] = np.empty(len(folds))
            for fold in np.unique(folds).tolist():
                of_fold = folds == fold
                # A fold without labels has no model of its own, and none was trained on it.
                mean, booster = of_folds.get(fold, of_folds[-1])
                estimates[name][of_fold] = np.maximum(mean + booster.inplace_predict(features[of_fold]).astype("float64"), 0)
        return estimates

    return values_of


def loaded_model(text: str, on_spark: bool) -> Booster:
    """A loss model from its text, XGBoost's JSON. Spark runs as many tasks as there are cores, so there one thread each.

    An XGBoostError if the text is not a model.
    """
    import xgboost

    booster = xgboost.Booster(model_file=bytearray(text.encode()))
    if on_spark:
        booster.set_param({"nthread": 1})
    return booster
