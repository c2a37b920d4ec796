"""Ranks do not hang on rounding: what is equal but for the order in which numbers were added is ranked by name, run after run."""

from __future__ import annotations

import numpy as np
import pytest
from consumer import TELLING, Consumer
from keeping import monitor, scored_rows

COLUMNS = [f"column {number}" for number in range(8)]


@pytest.fixture(scope="module")
def ranking(tmp_path_factory):
    random = np.random.default_rng(0)
    reference, analysis = (
        scored_rows(count, seed).assign(**{name: random.normal(size=count) for name in COLUMNS}) for count, seed in [(200, 0), (80, 1)]
    )
    settings = {"continuous_columns": COLUMNS, "categorical_columns": None, "reconstruction_error": False, "metrics": ["rmse", "mae"]}
    tables = {"reference_rows": reference, "analysis_rows": analysis}
    consumer = Consumer(tmp_path_factory.mktemp("ranks"), tables, {"two chunks": monitor("analysis_rows", **settings)}, leaves_out=TELLING)
    consumer.build()
    return consumer.query("select * from monitor_feature_ranking where ranking_method = 'correlation'")


def test_with_two_chunks_every_correlation_is_1_or_minus_1(ranking):
    assert ranking["pearsonr_correlation"].abs().to_numpy() == pytest.approx(1, abs=1e-12)


def test_equal_correlations_are_ranked_by_name(ranking):
    for _, of_metric in ranking.groupby(["metric_family", "metric_name"]):
        by_rank = of_metric.sort_values("rank")
        signs = np.sign(by_rank["pearsonr_correlation"])
        by_name = by_rank.assign(sign=-signs).sort_values(["sign", "column_name"])
        assert by_rank["column_name"].tolist() == by_name["column_name"].tolist()
