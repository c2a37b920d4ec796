"""Labels that come late: an analysis table without the label's column, with some labels, with all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import TELLING, Consumer

MONITOR = {
    "problem_type": "regression",
    "reference": "reference_rows",
    "row_id": "row_id",
    "chunk_size": 200,
    "y_true": "label",
    "y_pred": "prediction",
    "continuous_columns": ["x"],
    "reconstruction_error": False,
    "metrics": ["mae"],
}


@pytest.fixture(scope="module")
def performance(tmp_path_factory) -> pd.DataFrame:
    random = np.random.default_rng(0)
    rows = pd.DataFrame({"row_id": range(1000), "x": random.normal(size=1000)})
    rows["prediction"] = rows["x"]
    rows["label"] = rows["x"] + random.normal(size=1000)
    half = rows.copy()
    half.loc[500:, "label"] = np.nan
    tables = {"reference_rows": rows, "no_column": rows.drop(columns="label"), "half": half, "all_labels": rows.copy()}
    monitors = {name: {**MONITOR, "analysis": name} for name in ("no_column", "half", "all_labels")}
    consumer = Consumer(tmp_path_factory.mktemp("labels"), tables, monitors, leaves_out=TELLING)
    consumer.build()
    return consumer.query("select * from monitor_performance where period = 'analysis' order by monitor_name, chunk_index")


@pytest.mark.parametrize(
    ("name", "labelled"),
    [("no_column", [0, 0, 0, 0, 0]), ("half", [200, 200, 100, 0, 0]), ("all_labels", [200] * 5)],
)
def test_estimates_are_there_before_the_labels(performance, name, labelled):
    of_monitor = performance[performance["monitor_name"] == name]
    assert of_monitor["labelled_row_count"].tolist() == labelled
    assert of_monitor["unlabelled_row_count"].tolist() == [200 - count for count in labelled]
    assert of_monitor["realized_value"].notna().tolist() == [count > 0 for count in labelled]
    assert of_monitor["is_realized_inside_band"].notna().tolist() == [count > 0 for count in labelled]
    assert of_monitor["estimated_value"].notna().all()


def test_estimates_do_not_depend_on_the_labels_of_the_analysis(performance):
    estimates = [group["estimated_value"].tolist() for _, group in performance.groupby("monitor_name")]
    assert estimates[0] == estimates[1] == estimates[2]
