"""Data quality and summary statistics against NannyML 0.13.1 to 1e-9: values, sampling errors, bands, thresholds and alerts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import EVERY_CONTRACT, TELLING, Consumer
from nannyml_runs import EDGE_CHUNKERS, golden
from test_nannyml import assert_chunks_equal, assert_close

FOLDERS = {
    "edge_small": {
        "timestamp": "ts",
        "continuous_columns": ["c_normal", "c_skew", "c_int", "c_const", "c_unif", "c_hole", "y_pred"],
        "categorical_columns": ["k_str", "k_two", "k_bool", "k_high", "k_one", "k_int"],
    },
    # A classification whose columns are watched without a model's part in it.
    "car_loan": {
        "timestamp": "timestamp",
        "continuous_columns": ["car_value", "debt_to_income_ratio", "loan_length", "driver_tenure", "y_pred_proba", "y_pred", "repaid"],
        "categorical_columns": ["salary_range", "repaid_loan_on_prev_car", "size_of_downpayment"],
    },
}
METRICS = {"missing": "missing_values", "unseen": "unseen_values", "range": "values_out_of_range"}
STATISTICS = {"avg": "mean", "median": "median", "std": "std", "sum": "sum"}
NUMBERS = ["sampling_error", "lower_confidence_boundary", "upper_confidence_boundary", "lower_threshold", "upper_threshold"]


def monitor(folder: str, normalize: bool, **chunker) -> dict:
    settings = {
        "problem_type": "regression",
        "reference": f"{folder}_reference",
        "analysis": f"{folder}_analysis",
        "row_id": "row_position",
        "reconstruction_error": False,
        "data_quality": {"normalize": normalize},
        "summary_statistics": True,
        **FOLDERS[folder],
        **chunker,
    }
    return {key: value for key, value in settings.items() if value is not None}


def monitors() -> dict[str, dict]:
    of_edge = {f"edge {name}": monitor("edge_small", True, **chunker) for name, chunker in EDGE_CHUNKERS.items()}
    counts = {f"edge {name} counts": monitor("edge_small", False, **EDGE_CHUNKERS[name]) for name in ("size_keep", "period_W")}
    of_car = {
        f"car_loan{suffix}": monitor("car_loan", normalize, chunk_size=5000) for suffix, normalize in (("", True), (" counts", False))
    }
    return {**of_edge, **counts, **of_car}


@pytest.fixture(scope="module")
def metrics(tmp_path_factory) -> pd.DataFrame:
    tables = {}
    for folder, columns in FOLDERS.items():
        for period in ("reference", "analysis"):
            table = golden(folder, f"input_{period}")
            table[columns["timestamp"]] = pd.to_datetime(table[columns["timestamp"]])
            tables[f"{folder}_{period}"] = table.assign(row_position=range(len(table)))
    consumer = Consumer(tmp_path_factory.mktemp("quality"), tables, monitors(), settings=EVERY_CONTRACT, leaves_out=TELLING)
    consumer.build("--exclude-resource-type", "test")
    return consumer.query("select * from monitor_metrics")


def pairs(metrics: pd.DataFrame, monitor_name: str, metric: str, folder: str, name: str) -> pd.DataFrame:
    """NannyML's rows beside ours; every one of NannyML's must find one of ours."""
    theirs = golden(folder, name).rename(columns={"level0": "column_name"}).replace({"column_name": {"rows_count": ":table"}})
    ours = metrics[(metrics["monitor_name"] == monitor_name) & (metrics["metric_name"] == metric)]
    both = theirs.merge(ours, on=["column_name", "period", "chunk_index"], suffixes=("_nannyml", ""), how="left", indicator=True)
    assert len(both) > 0
    assert (both["_merge"] == "both").all()
    return both


def assert_numbers_equal(both: pd.DataFrame) -> None:
    assert_chunks_equal(both)
    assert_close(both["value"], both["metric_value"], "value")
    # A number that is not there has no sampling error here.
    has_value = both["value"].notna()
    for name in NUMBERS:
        if f"{name}_nannyml" in both:
            assert_close(both.loc[has_value, f"{name}_nannyml"], both.loc[has_value, name], name)


QUALITY = [
    *[
        (f"edge {chunker}{' counts' if kind == 'count' else ''}", metric, "edge_small", f"{name}_{kind}_{chunker}")
        for name, metric in METRICS.items()
        for kind in ("rate", "count")
        for chunker in ("size_keep", "period_W")
    ],
    *[
        (f"car_loan{' counts' if kind == 'count' else ''}", metric, "car_loan", f"{name}_{kind}")
        for name, metric in METRICS.items()
        for kind in ("rate", "count")
    ],
]


@pytest.mark.parametrize(("monitor_name", "metric", "folder", "name"), QUALITY)
def test_data_quality(metrics, monitor_name, metric, folder, name):
    both = pairs(metrics, monitor_name, metric, folder, name)
    assert_numbers_equal(both)
    assert (both["alert"] == both["is_alert"]).all()


SUMMARIES = [
    *[
        (f"edge {chunker}", metric, "edge_small", f"stats_{name}_{chunker}")
        for name, metric in STATISTICS.items()
        for chunker in ("size_keep", "period_W")
    ],
    *[(f"edge {chunker}", "row_count", "edge_small", f"stats_row_count_{chunker}") for chunker in EDGE_CHUNKERS],
    *[("car_loan", metric, "car_loan", f"stats_{name}") for name, metric in {**STATISTICS, "row_count": "row_count"}.items()],
]


@pytest.mark.parametrize(("monitor_name", "metric", "folder", "name"), SUMMARIES)
def test_summary_statistics(metrics, monitor_name, metric, folder, name):
    """Where a value stands at its threshold or is missing, NannyML alerts and we do not; everywhere else alerts are the same."""
    both = pairs(metrics, monitor_name, metric, folder, name)
    assert_numbers_equal(both)
    value, lower, upper = (both[column] for column in ("metric_value", "lower_threshold", "upper_threshold"))
    at_threshold = np.isclose(value, lower, rtol=1e-9, atol=1e-9) | np.isclose(value, upper, rtol=1e-9, atol=1e-9)
    differs = at_threshold | value.isna()
    assert (both.loc[~differs, "alert"] == both.loc[~differs, "is_alert"]).all()
    assert both.loc[differs, "alert"].all()
    assert not both.loc[value.isna(), "is_alert"].any()


def test_a_number_of_rows_that_never_changes_is_no_alert_here(metrics):
    """NannyML alerts in every chunk of a fixed size, whose thresholds are the size itself; here only the short last chunk is another."""
    both = pairs(metrics, "edge size_keep", "row_count", "edge_small", "stats_row_count_size_keep")
    is_full = both["metric_value"] == 200
    assert both["alert"].all()
    assert not both.loc[is_full, "is_alert"].any()
    assert both.loc[~is_full, "is_alert"].all()
    assert list(both["metric_value"][~is_full]) == [130]
