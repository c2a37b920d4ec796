"""The configuration as the public interface shows it, with every key, in one build with two other monitors of other columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml
from consumer import Consumer

EVERY_KEY = """
problem_type: regression
model_version: "v1"
reference: diamonds_reference
analysis: {source: [main, diamonds_analysis]}
row_id: diamond_id
timestamp: sold_at
chunk_size: 250
chunk_number_per_period: false
incomplete: keep
y_true: price
y_pred: y_pred
y_pred_proba: y_pred_proba
continuous_columns: [carat, table]
categorical_columns: [cut]
metrics: [rmse, mae]
continuous_methods: [wasserstein, jensen_shannon]
categorical_methods: [jensen_shannon, chi2]
reconstruction_error: {n_components: 0.65}
domain_classifier: false
reference_comparison: whole
thresholds:
  jensen_shannon: {constant: {upper: 0.1}}
  rmse: {standard_deviation: {lower: 3, upper: 3}}
"""

SOURCES = "sources: [{name: main, schema: main, tables: [{name: diamonds_analysis}]}]"

OTHER = {"problem_type": "regression", "row_id": "id", "reconstruction_error": False}


def diamonds(seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    carat = random.gamma(2, 0.4, 1000)
    return pd.DataFrame(
        {
            "diamond_id": range(1000),
            "sold_at": pd.Timestamp("2024-01-01") + pd.to_timedelta(range(1000), "h"),
            "carat": carat,
            "table": random.normal(57, 2, 1000),
            "cut": random.choice(["Ideal", "Premium", "Good"], 1000),
            "y_pred": 4000 * carat,
            "price": 4000 * carat + random.normal(0, 300, 1000),
        }
    )


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    numbers = pd.DataFrame({"id": range(100), "a b": np.arange(100.0)})
    letters = pd.DataFrame({"id": [f"row {number}" for number in range(100)], "Select": list("abcd") * 25, "p": 1.0})
    tables = {
        "diamonds_reference": diamonds(1),
        "diamonds_analysis": diamonds(2),
        "numbers": numbers,
        "letters": letters,
        "letters_again": "select * from {{ ref('letters') }}",
    }
    monitors = {
        "diamonds_price": yaml.safe_load(EVERY_KEY),
        "numbers": {**OTHER, "reference": {"package": "consumer", "ref": "numbers"}, "analysis": "numbers", "continuous_columns": ["a b"]},
        "letters": {**OTHER, "reference": "letters", "analysis": "letters_again", "y_pred": "p", "categorical_columns": ["Select"]},
    }
    consumer = Consumer(tmp_path_factory.mktemp("interface"), tables, monitors, files={"models/sources.yml": SOURCES})
    # What a source names is made outside of the package's lineage, so it has to be there first.
    assert consumer.dbt("run", "--select", "path:models").success
    consumer.build()
    return consumer


def test_every_monitor_has_its_own_columns(consumer):
    found = consumer.query("select distinct monitor_name, column_name from monitor_metrics where column_name <> ':table'")
    assert found.groupby("monitor_name")["column_name"].apply(set).to_dict() == {
        "diamonds_price": {"carat", "table", "cut", "y_pred", "price"},
        "numbers": {"a b"},
        "letters": {"Select", "p"},
    }


def test_the_asked_for_metrics_and_thresholds_are_there(consumer):
    metrics = consumer.query("select * from monitor_metrics where monitor_name = 'diamonds_price'")
    assert set(metrics["model_version"]) == {"v1"}
    assert set(metrics["metric_name"]) == {
        "wasserstein",
        "jensen_shannon",
        "chi2",
        "reconstruction_error",
        "rmse",
        "mae",
        "rows_out_of_support",
        "missing_values",
        "unseen_values",
        "concept_drift",
    }
    assert set(metrics.loc[metrics["metric_name"] == "jensen_shannon", "upper_threshold"]) == {0.1}
    rmse = metrics[(metrics["metric_name"] == "rmse") & (metrics["metric_family"] == "realized_performance")]
    reference = rmse.loc[rmse["period"] == "reference", "metric_value"]
    assert rmse["upper_threshold"].to_numpy() == pytest.approx(reference.mean() + 3 * reference.std(ddof=0))


def test_nothing_of_the_grain_is_null(consumer):
    grain = """metric_id, monitor_name, model_version, segment_column, segment_value, period, chunk_key, chunk_index, metric_family,
        metric_name, column_name, column_role, feature_type, method, drift_type, is_alert, alert_direction, reference_version,
        config_version, computed_at"""
    assert not consumer.query(f"select {grain} from monitor_metrics").isna().any().any()
