"""The parts of the domain classifier: which rows it reads, its features, its area under the curve."""

from __future__ import annotations

from hashlib import md5

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ml_monitor.runtime import domain_classifier
from ml_monitor.runtime.tables import tuples


def test_large_chunks_are_read_as_far_as_they_can_be_drawn():
    rows = duckdb.sql("select 'row ' || i as row_id, i % 3 as chunk_index, 'm' as monitor_name from range(30000) as numbers (i)")
    drawn = domain_classifier.rows_to_draw_from(rows, "m", {0: 10_000, 2: 10_000}, 100)
    found = {chunk: {row for of_chunk, row in tuples(drawn, "chunk_index", "row_id") if of_chunk == chunk} for chunk in (0, 1, 2)}
    assert found[1] == set()
    for chunk in (0, 2):
        ids = sorted((f"row {number}" for number in range(chunk, 30_000, 3)), key=lambda row: md5(row.encode()).hexdigest())
        assert found[chunk] >= set(ids[:100])
        assert len(found[chunk]) < 400


def test_chunks_are_read_in_groups_of_so_many_rows():
    half = domain_classifier.ROWS_AT_ONCE // 2
    counts = {3: 10, 0: half, 1: half, 2: 5 * half}
    assert list(domain_classifier.groups_of_chunks(counts, 10**9)) == [{0: half, 1: half}, {2: 5 * half}, {3: 10}]
    assert list(domain_classifier.groups_of_chunks(counts, 100)) == [dict(sorted(counts.items()))]
    assert list(domain_classifier.groups_of_chunks({}, 100)) == []


def test_both_sides_have_their_categories_in_one_list():
    one = np.array([[1.0], [2.0]], dtype="float32"), [pa.array(["b", None])]
    other = np.array([[np.nan]], dtype="float32"), [pa.array(["a"])]
    np.testing.assert_array_equal(domain_classifier.joint_matrix(one, other), [[1, 1], [2, np.nan], [np.nan, 0]])


def test_the_area_under_the_curve_is_the_share_of_pairs():
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 80)
    scores = np.round(random.uniform(size=80) + 0.2 * labels, 1)
    pairs = [(one > zero) + (one == zero) / 2 for one in scores[labels == 1] for zero in scores[labels == 0]]
    assert domain_classifier.area_under_roc(scores, labels) == pytest.approx(np.mean(pairs), rel=1e-14)
    assert domain_classifier.area_under_roc(np.array([1.0, 0.0]), np.array([1, 0])) == 1.0


def test_a_chunk_with_fewer_rows_than_folds_has_no_result():
    def rows(count: int, chunk: int) -> pa.Table:
        numbers = [float(number) for number in range(count)]
        return pa.table({"draw": [f"{number:03}" for number in range(count)], "chunk_index": [chunk] * count, "number_0": numbers})

    feature = [{"feature_type": "continuous", "column_index": 0}]
    of_chunk = domain_classifier.classifier_of_chunks(rows(40, 7), "reference", feature, [], 30, 5)
    assert of_chunk(rows(4, 0)) == (0, 4, 30, None)
    assert of_chunk(rows(40, 7)) == (7, 30, 0, None)
    # Both sides have the same values, so nothing tells them apart.
    chunk, drawn, others, area = of_chunk(rows(40, 1))
    assert (chunk, drawn, others) == (1, 30, 30)
    assert area == pytest.approx(0.5, abs=0.1)
