"""Two tiny monitors: the project parses without a word from dbt, and one build makes every table.

`make check` runs this beside what needs no build at all, and `make test` once more with the newest dbt-core.
"""

from __future__ import annotations

import pytest
from consumer import EVERY_CONTRACT, Consumer
from keeping import monitor, scored_rows

# dbt's warnings, deprecations included, become errors.
STRICT = ["--no-partial-parse", "--show-all-deprecations", "--warn-error-options", '{"error": "all"}']

CLASSIFIER = {
    "problem_type": "classification_binary",
    "y_true": "came_true",
    "y_pred": "predicted",
    "y_pred_proba": "chance",
    "metrics": None,
}
MONITORS = {
    "regression": monitor(
        "analysis_rows",
        chunk_size=20,
        continuous_methods=["jensen_shannon", "wasserstein"],
        reconstruction_error=True,
        domain_classifier={"max_rows": 20},
        data_quality=True,
        summary_statistics=True,
    ),
    "classification": monitor("analysis_rows", chunk_size=20, reconstruction_error=False, **CLASSIFIER),
}


def rows(count: int, seed: int):
    table = scored_rows(count, seed)
    chance = 1 / (1 + 2.7 ** -table["x"])
    return table.assign(chance=chance, predicted=(chance > 0.5).astype(int), came_true=(table["z"] < chance).astype(int))


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    return Consumer(
        tmp_path_factory.mktemp("smoke"), {"reference_rows": rows(100, 0), "analysis_rows": rows(60, 1)}, MONITORS, settings=EVERY_CONTRACT
    )


def test_parsing_gives_no_warning_and_no_deprecation(consumer):
    run = consumer.dbt("parse", *STRICT)
    assert run.success, run.output


def test_two_tiny_monitors_build(consumer):
    assert " WARN=0 ERROR=0 SKIP=0 " in consumer.build().output
    metrics = consumer.query("select * from monitor_metrics")
    found = metrics[metrics["metric_value"].notna()].groupby("monitor_name")["metric_family"].unique().map(set).to_dict()
    both = {"univariate_drift", "estimated_performance", "realized_performance", "data_quality", "concept_drift"}
    assert found["regression"] == both | {"multivariate_drift", "summary_statistics"}
    assert found["classification"] >= both - {"data_quality"}
    assert set(consumer.query("select monitor_name from monitor_status")["monitor_name"]) == set(MONITORS)
