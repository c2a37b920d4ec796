"""From a broken input to what the run prints: incidents, their log over several runs, status, mutes and the check no_incidents, in one project."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer

START = pd.Timestamp("2025-03-03")  # a Monday
WEEK = pd.Timedelta(weeks=1)
ROWS_PER_WEEK = 300
BROKEN_FROM = 6

MONITOR = {
    "problem_type": "classification_binary",
    "reference": "reference_rows",
    "row_id": "id",
    "timestamp": "at",
    "chunk_period": "week",
    "y_true": "repaid",
    "y_pred": "predicted",
    "y_pred_proba": "score",
    "continuous_columns": ["income", "age"],
    "categorical_columns": ["city"],
    "metrics": ["accuracy", "confusion_matrix"],
    "reconstruction_error": False,
    "owner": "credit team",
}


def scored(weeks: int, seed: int, start: pd.Timestamp, broken_from: int | None = None) -> pd.DataFrame:
    """Loans with an income that decides; from a week on it arrives per month in place of per year, and the model sees it so."""
    random = np.random.default_rng(seed)
    count = weeks * ROWS_PER_WEEK
    week = np.arange(count) // ROWS_PER_WEEK
    income = random.normal(50000, 8000, count).clip(20000)
    probability = 1 / (1 + np.exp(-(income - 50000) / 2500))
    seen = income if broken_from is None else np.where(week >= broken_from, income / 12, income)
    score = 1 / (1 + np.exp(-(seen - 50000) / 2500))
    return pd.DataFrame(
        {
            "id": np.arange(count),
            "at": start + week * WEEK + pd.to_timedelta(np.arange(count) % ROWS_PER_WEEK * 30, "min"),
            "income": seen,
            "age": random.normal(40, 10, count),
            "city": random.choice(["Bonn", "Köln"], count),
            "score": score,
            "predicted": (score > 0.5).astype(int),
            "repaid": (random.uniform(size=count) < probability).astype(float),
        }
    )


REFERENCE = scored(16, 0, START - 20 * WEEK)
BROKEN = scored(13, 1, START, BROKEN_FROM)
QUIET = scored(13, 2, START)


def until(rows: pd.DataFrame, week: int, labelled: int) -> pd.DataFrame:
    """The rows of the first weeks and two days of the next one, labels of the first `labelled` weeks."""
    now = START + week * WEEK + pd.Timedelta(days=2)
    seen = rows[rows["at"] < now].copy()
    seen.loc[seen["at"] >= START + labelled * WEEK, "repaid"] = np.nan
    return seen


CHECKS = """
models:
  - name: broken_rows
    data_tests:
      - ml_monitor.no_incidents: {name: all_incidents, config: {severity: error, store_failures: true}}
      - ml_monitor.no_incidents: {name: of_quiet, arguments: {monitor_name: quiet}}
      - ml_monitor.no_incidents: {name: of_performance, arguments: {kinds: performance, monitor_name: [broken, quiet]}}
      - ml_monitor.no_incidents: {name: critical_ones, arguments: {min_severity: critical}}
      - ml_monitor.no_incidents: {name: new_ones, arguments: {only_new: true}}
      - ml_monitor.no_incidents: {name: of_nobody, arguments: {monitor_name: [quiet, nobody]}}
      - ml_monitor.no_incidents: {name: of_no_kind, arguments: {monitor_name: quiet, kinds: [multivariate]}}
      - ml_monitor.no_incidents: {name: of_the_empty, arguments: {monitor_name: empty}}
"""

# Week of the run, and the number of weeks whose labels have come.
RUNS = {"before": (5, 1), "input broken": (7, 3), "labels come": (12, 8)}
SQL = {
    "log": "select event, monitor_name, kind, column_name, severity, seen_at from monitor_incident_log order by seen_at, monitor_name, kind, column_name, event",
    "incidents": "select * from monitor_incidents order by monitor_name, kind, column_name, opened_chunk_index",
    "status": "select * from monitor_status order by monitor_name",
}


class Project:
    def __init__(self, folder):
        monitors = {name: {**MONITOR, "analysis": f"{name}_rows"} for name in ("broken", "quiet", "empty")}
        tables = {"reference_rows": REFERENCE, "broken_rows": BROKEN, "quiet_rows": QUIET, "empty_rows": QUIET[:0]}
        self.monitors = monitors
        self.consumer = Consumer(folder, tables, monitors, files={"models/checks.yml": CHECKS})
        self.states: dict[str, dict] = {}

    def run(self, name: str, week: int, labelled: int, *arguments: str) -> None:
        now = START + week * WEEK + pd.Timedelta(days=2)
        self.consumer.table("broken_rows", until(BROKEN, week, labelled))
        self.consumer.table("quiet_rows", until(QUIET, week, labelled))
        run = self.consumer.dbt("--quiet", "run", "--vars", f"{{ml_monitor_now: '{now}'}}", *arguments)
        assert run.success, run.output[-6000:]
        self.states[name] = {"printed": run.output, **{table: self.consumer.query(sql) for table, sql in SQL.items()}}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    project = Project(tmp_path_factory.mktemp("incidents"))
    for name, (week, labelled) in RUNS.items():
        project.run(name, week, labelled)
    return project


def test_x(project):
    pd.set_option("display.width", 250, "display.max_columns", 60, "display.max_colwidth", 200)
    for name, state in project.states.items():
        print("=====", name)
        print(state["printed"])
        print(state["log"].to_string())
        print(state["incidents"][["monitor_name", "kind", "column_name", "status", "severity", "headline", "likely_causes", "is_told_apart", "first_seen_at", "is_new", "affected_share", "times_threshold"]].to_string())
        print(state["status"].T.to_string())
