"""The domain classifier against NannyML's on NannyML's own chunks: another learner on the same rows, so near and not equal.

NannyML has LightGBM with 100 trees of 31 leaves, ours are 50 of at most 16, and its folds are contiguous. What that leaves, measured here:
0.003 at most where nothing drifts, for a sampling error of 0.002 to 0.003, and 0.015 where NannyML has 0.92. With 10,000 rows a side
instead of all: 0.010, for a sampling error of 0.004 to 0.005, and 0.018. The limits below leave as much again for the learner's versions.
"""

from __future__ import annotations

import pandas as pd
import pytest
from consumer import TELLING, Consumer
from nannyml_runs import golden

ALL_ROWS = 50_000
WITHOUT_DRIFT, WITH_DRIFT = {"all rows": 0.006, "default": 0.02}, {"all rows": 0.03, "default": 0.036}


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> pd.DataFrame:
    """NannyML's chunks beside ours, of a classifier that reads all rows and of the default."""
    tables = {f"car_loan_{period}": golden("car_loan", f"input_{period}") for period in ("reference", "analysis")}
    monitor = {
        "problem_type": "regression",
        "reference": "car_loan_reference",
        "analysis": "car_loan_analysis",
        "row_id": "id",
        "chunk_size": 25_000,
        "continuous_columns": ["car_value", "debt_to_income_ratio", "loan_length", "driver_tenure"],
        "categorical_columns": ["salary_range", "repaid_loan_on_prev_car", "size_of_downpayment"],
        "reconstruction_error": False,
    }
    monitors = {
        "all rows": {**monitor, "domain_classifier": {"max_rows": ALL_ROWS}},
        "default": {**monitor, "domain_classifier": True},
    }
    consumer = Consumer(tmp_path_factory.mktemp("car_loan"), tables, monitors, leaves_out=TELLING)
    consumer.build()
    ours = consumer.query("select * from monitor_metrics where metric_name = 'domain_classifier_auroc'")
    return golden("car_loan", "domain_classifier").merge(ours, on=["period", "chunk_index"], suffixes=("_theirs", ""))


@pytest.mark.parametrize("name", ["all rows", "default"])
def test_is_near_nannymls(both, name):
    of_name = both[both["monitor_name"] == name]
    assert len(of_name) == 4
    difference = of_name["metric_value"] - of_name["value"]
    drifted = of_name["alert"]
    assert drifted.sum() == 1
    assert (difference[drifted].abs() < WITH_DRIFT[name]).all()
    assert (difference[~drifted].abs() < WITHOUT_DRIFT[name]).all()


@pytest.mark.parametrize("name", ["all rows", "default"])
def test_alerts_are_nannymls(both, name):
    of_name = both[both["monitor_name"] == name]
    assert (of_name["is_alert"] == of_name["alert"]).all()
    for side in ("lower_threshold", "upper_threshold"):
        assert (of_name[side] == of_name[f"{side}_theirs"]).all()


def test_all_rows_of_both_sides_are_compared(both):
    of_name = both[both["monitor_name"] == "all rows"]
    assert set(of_name["count_used"]) == {25_000}
    assert set(both.loc[both["monitor_name"] == "default", "count_used"]) == {10_000}


def test_halves_of_the_reference_are_compared_with_each_other(both):
    """So both have one and the same value, in NannyML too, but for which side is which."""
    halves = both[(both["monitor_name"] == "all rows") & (both["period"] == "reference")]
    assert halves["value"].nunique() == 1
    assert halves["metric_value"].max() - halves["metric_value"].min() < 0.002
