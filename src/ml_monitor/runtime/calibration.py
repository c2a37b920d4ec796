"""The calibration of predicted probabilities: whether one is needed, its fit, and its line cut into stretches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ml_monitor.runtime.features import continuous_matrix, value_column
from ml_monitor.runtime.tables import in_order, record_batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ml_monitor.runtime.kinds import Feature, Floats, Table

# The same number is in the macro calibration_buckets.
BUCKETS = 1024
ERROR_BINS = 10


def labels_and_probabilities(rows: Table, features: Sequence[Feature]) -> tuple[Floats, Floats]:
    """The rows in their order: the index of each row's class (n,), and the probabilities, which are the features, an (n, k) matrix.

    They come by time, then by id: the order decides which rows test the calibration. A ValueError if there is no row.
    """
    import numpy as np

    labels, probabilities = [], []
    for batch in record_batches(in_order(rows, "row_instant", "row_id"), ["y_true", *map(value_column, features)]):
        labels.append(batch.column("y_true").to_numpy())
        probabilities.append(continuous_matrix(batch, features))
    return np.concatenate(labels), np.concatenate(probabilities)


def calibration_error(is_of_class: Floats, scores: Floats) -> float:
    """The expected calibration error: the mean distance between mean score and share of the class over bins of as many rows each.

    Both arguments are (n,) arrays. The rows by rising score are cut at every floor(n / 10), the last cut moved to n, as in NannyML.
    Source: M. Naeini, G. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
    """
    from itertools import pairwise

    import numpy as np

    order = np.argsort(scores, kind="stable")
    count = len(scores)
    edges = list(range(0, count, max(count // ERROR_BINS, 1)))
    edges[-1] = count
    bins = [order[start:end] for start, end in pairwise(edges)]
    return float(sum(abs(scores[rows].mean() - is_of_class[rows].mean()) * len(rows) / count for rows in bins))


def needs_calibration(is_of_class: Floats, scores: Floats) -> bool:
    """Whether isotonic regression makes the calibration error smaller on held-out rows; both arguments are (n,) arrays.

    Not where the scores tell the class almost without a mistake. Ten times a tenth of the rows, in the shares of the classes, is held out.
    """
    import numpy as np
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedShuffleSplit

    if min(is_of_class.sum(), len(is_of_class) - is_of_class.sum()) < 2 or len(is_of_class) < 20:
        return False
    if roc_auc_score(is_of_class, scores) > 0.999:
        return False
    held_out: dict[str, list[Floats]] = {"is_of_class": [], "raw": [], "calibrated": []}
    for train, test in StratifiedShuffleSplit(n_splits=10, test_size=0.1, random_state=42).split(scores, is_of_class):
        calibrator = isotonic_regression(is_of_class[train], scores[train])
        held_out["is_of_class"].append(is_of_class[test])
        held_out["raw"].append(scores[test])
        held_out["calibrated"].append(calibrator.predict(scores[test]))
    labels, raw, calibrated = (np.concatenate(held_out[name]) for name in ("is_of_class", "raw", "calibrated"))
    return bool(calibration_error(labels, raw) > calibration_error(labels, calibrated))


def isotonic_regression(is_of_class: Floats, scores: Floats) -> Any:
    """Isotonic regression of (n,) truth values on (n,) scores, fitted; beyond the scores it saw it stays level.

    Source: B. Zadrozny and C. Elkan, "Transforming classifier scores into accurate multiclass probability estimates", KDD 2002.
    """
    from sklearn.isotonic import IsotonicRegression

    return IsotonicRegression(out_of_bounds="clip", increasing=True).fit(scores, is_of_class)


def stretches(knots: Sequence[float], values: Sequence[float]) -> Iterator[tuple[int, float, float, float, float, float]]:
    """The stretches of a line through knots (k,) with values (k,), level beyond both ends, cut into buckets.

    Gives tuples (bucket, lower_score, upper_score, score_start, calibrated_start, slope): a score of this bucket, from lower_score up to
    but not upper_score, has the value calibrated_start + (score - score_start) * slope.
    """
    import math

    lines = [(-math.inf, knots[0], knots[0], values[0], 0.0)]
    for left, right, low, high in zip(knots, knots[1:], values, values[1:]):
        lines.append((left, right, left, low, (high - low) / (right - left)))
    lines.append((knots[-1], math.inf, knots[-1], values[-1], 0.0))
    for left, right, start, value, slope in lines:
        first = 0 if left < 0 else int(left * BUCKETS)
        last = BUCKETS if right > 1 else int(right * BUCKETS)
        for bucket in range(first, last + 1):
            lower, upper = max(left, bucket / BUCKETS), min(right, (bucket + 1) / BUCKETS)
            if lower < upper:
                yield bucket, float(lower), float(upper), float(start), float(value), float(slope)


def calibration(is_of_class: Floats, scores: Floats) -> tuple[list[float], list[float], str]:
    """The knots of a class' calibration, their values, and the method that found them; both arguments are (n,) arrays."""
    if not needs_calibration(is_of_class, scores):
        return [0.0, 1.0], [0.0, 1.0], "none"
    fitted = isotonic_regression(is_of_class, scores)
    return fitted.X_thresholds_.tolist(), fitted.y_thresholds_.tolist(), "isotonic_regression"
