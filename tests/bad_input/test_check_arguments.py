"""Wrong arguments of a check: one message with the test, its file, what was found and what is allowed. The other checks run."""

from __future__ import annotations

import pytest
import yaml
from bad_tables import monitor, rows
from consumer import Consumer

FAMILIES = (
    "univariate_drift, multivariate_drift, realized_performance, estimated_performance, data_quality, summary_statistics, "
    "fairness, estimated_fairness, concept_drift"
)

# Each check: its arguments, then the key of each error and the rest of the line.
WRONG = {
    "unknown_monitor": (
        {"monitor_name": "watches"},
        ["monitor_name': found watches; allowed: watch, classes, 2024. Did you mean 'watch'?"],
    ),
    "one_of_two": ({"monitor_name": ["watch", "nobody"]}, ["monitor_name': found nobody; allowed: watch, classes, 2024"]),
    "unknown_family": (
        {"metric_family": "univariate"},
        [f"metric_family': found univariate; allowed: {FAMILIES}. Did you mean 'univariate_drift'?"],
    ),
    "unknown_metric": (
        {"metric_name": ["hellinger", "jensen_shanon"]},
        ["metric_name': found jensen_shanon; allowed: ", "Did you mean 'jensen_shannon'?"],
    ),
    "unknown_cell": ({"metric_name": "true_a_pred_c"}, ["metric_name': found true_a_pred_c; allowed: ", "true_b_pred_b"]),
    "unknown_column": ({"column_name": "xx", "monitor_name": "watch"}, ["column_name': found xx; allowed: x, :table"]),
    "column_of_another": ({"column_name": "k", "monitor_name": "watch"}, ["column_name': found k; allowed: x, :table"]),
    "no_name": ({"column_name": []}, ["column_name': found an empty list; allowed: x, pa, pb, pc, k, guess, :table"]),
    "a_mapping": ({"metric_name": {"name": "hellinger"}}, ["metric_name': found {'name': 'hellinger'}; allowed: "]),
    "unknown_period": ({"period": "analyses"}, ["period': found analyses; allowed: analysis, reference. Did you mean 'analysis'?"]),
    "unknown_severity": ({"min_severity": "hig"}, ["min_severity': found hig; allowed: critical, high, medium, low. Did you mean 'high'?"]),
    "unknown_direction": ({"direction": "up"}, ["direction': found up; allowed: worse, above, below, any"]),
    "no_chunks": ({"last_n_chunks": 0}, ["last_n_chunks': found 0; allowed: a whole number above 0"]),
    "chunks_in_words": ({"last_n_chunks": "three"}, ["last_n_chunks': found three; allowed: a whole number above 0"]),
    "half_an_alert": ({"min_alerts": 0.5}, ["min_alerts': found 0.5; allowed: a whole number above 0"]),
    "perhaps_new": ({"only_new": "perhaps"}, ["only_new': found perhaps; allowed: true or false"]),
    "old_severity": (
        {"period": "reference", "min_severity": "low"},
        ["period': found reference; allowed: analysis; alerts of the reference"],
    ),
    "two_errors": ({"min_alerts": -1, "direction": "beside"}, ["direction': found beside", "min_alerts': found -1"]),
}
RIGHT = {
    "everything": {},
    "a_number": {"monitor_name": 2024},
    "cell": {"metric_name": ["true_a_pred_b", "accuracy"]},
    "table": {"column_name": ":table"},
}


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> str:
    classes = {
        "problem_type": "classification_multiclass",
        "y_true": "k",
        "y_pred": "guess",
        "y_pred_proba": {"a": "pa", "b": "pb", "c d": "pc"},
    }
    monitors = {
        "watch": monitor(continuous_columns=["x"]),
        "classes": monitor(categorical_columns=["k"], **classes),
        "2024": monitor(continuous_columns=["x"]),
    }
    checks = {name: arguments for name, (arguments, _) in WRONG.items()} | RIGHT
    tests = [{"ml_monitor.no_alerts": {"name": name, "arguments": arguments}} for name, arguments in checks.items()]
    columns = [{"name": "not_watched", "data_tests": [{"ml_monitor.no_drift": {"name": "drift_of_no_column"}}]}]
    models = {"models": [{"name": "analysis", "data_tests": tests, "columns": columns}]}
    tables = {"reference": rows(), "analysis": rows(seed=1)}
    consumer = Consumer(tmp_path_factory.mktemp("arguments"), tables, monitors, files={"models/checks.yml": yaml.safe_dump(models)})
    run = consumer.dbt("test", "--select", "analysis")
    assert not run.success
    return run.output


def message(output: str, name: str) -> str:
    """The lines of the message about one check."""
    return "\n".join(sorted({line.strip() for line in output.splitlines() if f"test '{name}' (models/checks.yml)" in line}))


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_told_with_test_and_file(output, name):
    told = message(output, name)
    for part in WRONG[name][1]:
        assert part in told


def test_a_column_that_no_monitor_watches_is_told(output):
    assert "key 'column_name': found not_watched; allowed: x, " in message(output, "drift_of_no_column")


@pytest.mark.parametrize("name", RIGHT)
def test_right_arguments_are_not_accused(output, name):
    assert message(output, name) == ""
