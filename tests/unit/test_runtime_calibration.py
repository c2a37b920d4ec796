"""The calibration of probabilities: its error by hand, its line against numpy, and when there is none."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pytest

from ml_monitor.runtime import calibration

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def test_sql_knows_as_many_buckets():
    macro = (REPOSITORY / "macros" / "classification" / "estimated_statistics.sql").read_text()
    assert re.search(r"macro calibration_buckets\(\) %\} \{\{ return\((\d+)\)", macro)[1] == str(calibration.BUCKETS)


def test_the_calibration_error_by_hand():
    """Ten bins of two rows; the scores of one are 0.3 too high, of another 0.1 too low."""
    scores = np.repeat(np.linspace(0.05, 0.95, 10), 2)
    is_of_class = scores.copy()
    is_of_class[4:6] -= 0.3
    is_of_class[10:12] += 0.1
    assert calibration.calibration_error(is_of_class, scores) == pytest.approx(0.04)
    assert calibration.calibration_error(is_of_class[::-1], scores[::-1]) == pytest.approx(0.04)


def test_stretches_are_the_line_through_the_knots():
    knots, values = [0.1, 0.4, 0.4 + 1e-9, 0.9], [0.0, 0.5, 0.6, 0.6]
    stretches = sorted(calibration.stretches(knots, values))
    edges = [(lower, upper) for _, lower, upper, *_ in stretches]
    assert (edges[0][0], edges[-1][1]) == (0, 1 + 1 / calibration.BUCKETS)
    assert all(upper == lower for (_, upper), (lower, _) in pairwise(edges))
    for bucket, lower, upper, start, value, slope in stretches:
        assert bucket / calibration.BUCKETS <= lower < upper <= (bucket + 1) / calibration.BUCKETS
        middle = (lower + upper) / 2
        assert value + (middle - start) * slope == pytest.approx(np.interp(middle, knots, values), abs=1e-9)


def test_distorted_scores_are_calibrated():
    random = np.random.default_rng(3)
    scores = random.uniform(size=2000)
    is_of_class = (random.uniform(size=2000) < scores**3).astype("float64")
    knots, values, method = calibration.calibration(is_of_class, scores)
    assert method == "isotonic_regression"
    assert (np.diff(values) >= 0).all()
    places = np.linspace(0.1, 0.9, 9)
    np.testing.assert_allclose(np.interp(places, knots, values), places**3, atol=0.1)
    assert (
        calibration.calibration_error(is_of_class, np.interp(scores, knots, values))
        < 0.01
        < calibration.calibration_error(is_of_class, scores)
    )


@pytest.mark.parametrize(("count", "positives"), [(19, 9), (100, 1), (100, 99), (100, 50)])
def test_too_few_rows_and_scores_without_a_mistake_are_not_calibrated(count, positives):
    is_of_class = np.arange(count) < positives
    scores = np.where(is_of_class, 0.9, 0.1) + np.arange(count) * 1e-6
    assert calibration.calibration(is_of_class.astype("float64"), scores) == ([0.0, 1.0], [0.0, 1.0], "none")


def test_labels_come_by_time_and_then_by_id():
    rows = duckdb.sql("""
        select * from (values (2, 'a', 0e0, 3e-1), (1, 'b', 1e0, 2e-1), (1, 'a', 2e0, null)) as rows (row_instant, row_id, y_true, number_4)
    """)
    labels, probabilities = calibration.labels_and_probabilities(rows, [{"feature_type": "continuous", "column_index": 4}])
    assert labels.tolist() == [2.0, 1.0, 0.0]
    np.testing.assert_array_equal(probabilities, [[np.nan], [0.2], [0.3]])
