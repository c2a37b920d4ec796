"""Properties of the loss models of direct loss estimation, by the functions that train and apply them."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ml_monitor.runtime import loss_models
from ml_monitor.runtime.loss_estimates import estimated_losses, loaded_model
from ml_monitor.runtime.losses import FOLDS

xgboost = pytest.importorskip("xgboost")
CONTINUOUS, CATEGORICAL = [{}, {}], [{}]


def inputs(count: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.column_stack([random.normal(size=(count, 2)), random.integers(0, 3, count)]).astype("float32")


def chunks(count: int, number: int = 20) -> np.ndarray:
    return np.arange(count) * number // count


def models_of(features: np.ndarray, loss: np.ndarray | None, in_chunks: np.ndarray) -> dict[int, tuple]:
    """By fold: number of rows, mean loss and booster as text."""
    return {fold: rest for fold, *rest in loss_models.trained_models(features, loss, in_chunks, CONTINUOUS, CATEGORICAL)}


def estimate(model: tuple, features: np.ndarray) -> np.ndarray:
    _, mean, text = model
    return np.maximum(mean + xgboost.Booster(model_file=bytearray(text.encode())).inplace_predict(features).astype("float64"), 0)


def out_of_fold(models: dict[int, tuple], features: np.ndarray, in_chunks: np.ndarray) -> np.ndarray:
    estimates = np.empty(len(features))
    for fold in range(FOLDS):
        estimates[in_chunks % FOLDS == fold] = estimate(models[fold], features[in_chunks % FOLDS == fold])
    return estimates


@pytest.mark.parametrize("constant", [0.0, 1e-9, 3.25, 1e9])
def test_a_constant_loss_is_estimated_as_it_is(constant):
    features = inputs(600)
    models = models_of(features, np.full(600, constant), chunks(600))
    for model in models.values():
        assert (estimate(model, inputs(50, 1)) == constant).all()


def test_a_loss_that_inputs_do_not_explain_is_near_its_mean():
    """On the inputs of the reference: within half the sampling error of a chunk of a hundred rows."""
    for seed in range(5):
        random = np.random.default_rng(seed)
        features, loss = inputs(4000, seed), random.exponential(size=4000)
        last = models_of(features, loss, chunks(4000))[-1]
        assert abs(estimate(last, inputs(1000, 100 + seed)).mean() - loss.mean()) < 0.5 * loss.std() / np.sqrt(100)


def test_a_loss_that_inputs_explain_follows_them():
    features = inputs(6000)
    loss = np.abs(np.random.default_rng(1).normal(size=6000)) * np.exp(0.5 * features[:, 0])
    last = models_of(features, loss, chunks(6000))[-1]
    few = inputs(3000, 2)
    high, low = few[few[:, 0] > 1], few[few[:, 0] < -1]
    for rows in (high, low):
        expected = np.sqrt(2 / np.pi) * np.exp(0.5 * rows[:, 0]).mean()
        assert estimate(last, rows).mean() == pytest.approx(expected, rel=0.08)


def test_a_group_of_rows_that_hides_from_single_rows_is_still_found():
    """A few large losses among many: their mean by group is what counts, and one input tells it."""
    features = inputs(8000)
    random = np.random.default_rng(3)
    loss = np.where(random.uniform(size=8000) < np.where(features[:, 2] == 2, 0.06, 0.01), 100.0, 1.0)
    last = models_of(features, loss, chunks(8000))[-1]
    of_group, of_others = (estimate(last, features[(features[:, 2] == 2) == is_group]).mean() for is_group in (True, False))
    assert of_group > 2 * of_others


def test_a_chunk_is_estimated_by_a_model_that_never_saw_its_fold():
    features, in_chunks = inputs(3000), chunks(3000)
    random = np.random.default_rng(5)
    loss = random.exponential(size=3000) * np.exp(features[:, 0])
    changed = np.where(in_chunks % FOLDS == 2, 50 + loss, loss)
    few = inputs(200, 6)
    before, after = models_of(features, loss, in_chunks), models_of(features, changed, in_chunks)
    # Leaves and trees may be chosen anew, but what the losses of a fold raise is every model but the fold's own.
    own, others = (np.mean([estimate(after[fold], few).mean() for fold in folds]) for folds in ([2], [0, 1, 3, 4]))
    assert own < 0.3 * others
    assert own == pytest.approx(estimate(before[2], few).mean(), rel=0.5)
    assert [before[fold][0] for fold in range(5)] == [(in_chunks % FOLDS != fold).sum() for fold in range(5)]


def test_rows_of_no_chunk_and_of_chunks_without_labels():
    features, in_chunks = inputs(1000), chunks(1000, 10)
    in_chunks[:50] = -1
    loss = np.exp(features[:, 0]).astype("float64")
    has_label = (in_chunks % FOLDS != 3) | (in_chunks < 0)
    features, loss, in_chunks = features[has_label], loss[has_label], in_chunks[has_label]
    models = models_of(features, loss, in_chunks)
    assert sorted(models) == [-1, 0, 1, 2, 4]
    assert models[0][0] == ((in_chunks < 0) | (in_chunks % FOLDS != 0)).sum()


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10, 30])
@pytest.mark.parametrize("number", [1, 2, 10])
def test_tiny_references(count, number):
    loss = np.random.default_rng(count).exponential(size=count)
    models = models_of(inputs(count), loss, chunks(count, number))
    estimates = estimate(models[-1], inputs(100, 9))
    assert np.isfinite(estimates).all()
    assert (estimates >= 0).all()
    if count < 20:
        assert estimates == pytest.approx(loss.mean(), rel=0.5)


def test_a_reference_of_one_chunk_has_one_model():
    features = inputs(2000)
    models = models_of(features, np.exp(features[:, 0]).astype("float64"), np.zeros(2000, dtype="int64"))
    assert list(models) == [-1]
    assert np.ptp(estimate(models[-1], features)) > 0


def test_one_feature_that_is_missing_throughout():
    features = np.column_stack([np.full(500, np.nan), inputs(500)[:, 1:]]).astype("float32")
    assert np.isfinite(estimate(models_of(features, np.arange(500.0), chunks(500))[-1], features)).all()


def test_the_same_rows_give_the_same_models():
    features, in_chunks = inputs(1500), chunks(1500)
    loss = np.exp(features[:, 1]).astype("float64")
    assert models_of(features, loss, in_chunks) == models_of(features, loss, in_chunks)


@pytest.mark.parametrize("loss", [None, np.array([1.0, 1e39, 2.0])])
def test_a_loss_that_cannot_be_learned_has_no_model(loss):
    assert models_of(inputs(3), loss, np.array([0, 1, 2])) == {-1: [3, None, None]}


def test_cross_validation_takes_no_more_rows_than_it_may():
    few = loss_models.cross_validated_rows(loss_models.CROSS_VALIDATED_ROWS + 17)
    assert len(set(few.tolist())) == loss_models.CROSS_VALIDATED_ROWS
    assert (np.diff(few) > 0).all()
    assert (few == loss_models.cross_validated_rows(loss_models.CROSS_VALIDATED_ROWS + 17)).all()


def test_rows_to_train_on_come_by_id_with_the_chunks_that_they_have():
    rows = duckdb.sql("""
        select * from (values ('b', 2, 1e0, 2e0, 5e-1, 'x'), ('a', null, 3e0, 4e0, null, 'new')) as rows
            (row_id, chunk_index, y_true, y_pred, number_1, text_2)
    """)
    continuous = [{"feature_type": "continuous", "column_index": 1}]
    categorical = [{"feature_type": "categorical", "column_index": 2, "categories": ["w", "x"]}]
    features, y_true, y_pred, in_chunks = loss_models.training_rows(rows, continuous, categorical)
    np.testing.assert_array_equal(features, np.array([[np.nan, np.nan], [0.5, 1]], dtype="float32"))
    assert (y_true.tolist(), y_pred.tolist(), in_chunks.tolist()) == ([3, 1], [4, 2], [-1, 2])


def test_a_chunk_is_estimated_by_the_model_of_its_fold():
    """Reference chunks by the model of their fold, or where it has none by that of all rows, as the chunks of the analysis are."""
    features, in_chunks = inputs(1500), chunks(1500)
    loss = np.exp(features[:, 0]).astype("float64")
    models = models_of(features, loss, in_chunks)
    del models[3]
    loaded = {"mae": {fold: (mean, loaded_model(text, on_spark=False)) for fold, (_, mean, text) in models.items()}}
    columns = {f"number_{index}": values.astype("float64") for index, values in enumerate(features[:, :2].T)}
    batch = pa.RecordBatch.from_pydict({**columns, "text_0": [f"{code:.0f}" for code in features[:, 2]], "chunk_index": in_chunks})
    continuous = [{"feature_type": "continuous", "column_index": index} for index in range(2)]
    categorical = [{"feature_type": "categorical", "column_index": 0, "categories": ["0", "1", "2"]}]
    of_reference = estimated_losses(loaded, continuous, categorical, is_reference=True)(batch)
    for fold in range(FOLDS):
        rows = in_chunks % FOLDS == fold
        np.testing.assert_array_equal(of_reference["mae"][rows], estimate(models.get(fold, models[-1]), features[rows]))
    of_analysis = estimated_losses(loaded, continuous, categorical, is_reference=False)(batch)
    np.testing.assert_array_equal(of_analysis["mae"], estimate(models[-1], features))
