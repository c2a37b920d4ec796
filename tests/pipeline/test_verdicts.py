"""What is judged and when: periods, small chunks, labels that are still to come. Checks that fail in a build skip no table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer

NOW = "2025-07-07 08:00:00"  # a Monday, 14 weeks after the reference
REFERENCE_ROWS, ROWS = 26 * 7 * 20, 39 * 7 * 20 + 7


def scored_rows() -> pd.DataFrame:
    """20 rows a day of a classifier from a Monday until the morning of NOW, on which 7 rows have come; labels come after 60 days."""
    random = np.random.default_rng(7)
    at = pd.Timestamp("2024-10-07") + pd.to_timedelta(np.arange(ROWS) * 72, unit="min")
    chance = random.uniform(0.02, 0.98, ROWS)
    label = (random.uniform(size=ROWS) < chance).astype(float)
    in_reference = np.arange(ROWS) < REFERENCE_ROWS
    return pd.DataFrame(
        {
            "id": range(ROWS),
            "at": at,
            "x": random.normal(size=ROWS),
            "color": random.choice(["red", "green", "blue"], ROWS),
            "chance": chance,
            "guess": (chance > 0.5).astype(int),
            "label": np.where(at + pd.Timedelta(days=60) < pd.Timestamp(NOW), label, np.nan),
            "some_label": np.where(in_reference | (np.arange(ROWS) % 4 == 0), label, np.nan),
            "few_labels": np.where(in_reference | (np.arange(ROWS) % 40 == 0), label, np.nan),
        }
    )


def monitor(**settings) -> dict:
    shared = {
        "problem_type": "classification_binary",
        "reference": "reference",
        "analysis": "analysis",
        "row_id": "id",
        "timestamp": "at",
        "chunk_period": "week",
        "y_true": "label",
        "y_pred": "guess",
        "metrics": ["accuracy"],
        "continuous_columns": ["x"],
        "reconstruction_error": False,
    }
    return {key: value for key, value in {**shared, **settings}.items() if value is not None}


UNTIL_SUNDAY = {"analysis": "until_sunday", "y_true": None, "y_pred": None, "metrics": None}

MONITORS = {
    "weeks": monitor(),
    "weeks as they are": monitor(judge={"incomplete_chunks": True}),
    "any row": monitor(judge={"incomplete_chunks": True, "min_rows": 1}),
    "many rows": monitor(judge={"min_rows": 141}),
    "delay": monitor(y_true="some_label", judge={"label_delay": {"count": 60, "period": "day"}}),
    "delay in months": monitor(y_true="some_label", judge={"label_delay": {"count": 2, "period": "month"}}),
    "share": monitor(y_true="some_label"),
    "low share": monitor(y_true="some_label", judge={"min_label_share": 0.25}),
    "few labels": monitor(y_true="few_labels", judge={"label_delay": {"count": 0, "period": "hour"}}),
    "sizes": monitor(chunk_period=None, chunk_size=130),
    "numbers": monitor(chunk_period=None, chunk_number=20, timestamp=None),
    "sunday": monitor(**UNTIL_SUNDAY),
    "sunday in Honolulu": monitor(**UNTIL_SUNDAY, time_zone="Pacific/Honolulu"),
    "one chunk": monitor(chunk_period=None, chunk_number=1, chunk_number_per_period=True),
    "together": monitor(false_discovery_rate=0.05, categorical_columns=["color"], categorical_methods=["chi2", "hellinger"]),
    "better": monitor(thresholds={"accuracy": {"constant": {"upper": 0.5}}}, owner="the team of loans"),
    "worse": monitor(thresholds={"accuracy": {"constant": {"lower": 0.99}}}),
    "shifted": monitor(analysis="shifted", summary_statistics=["mean"]),
}

CHECKS = """
models:
  - name: analysis
    data_tests:
      - ml_monitor.no_alerts: {name: fails_in_the_build, arguments: {monitor_name: [worse, shifted], direction: any}}
      - ml_monitor.no_alerts: {name: nothing_to_judge, arguments: {monitor_name: [weeks, share], metric_family: realized_performance}}
      - ml_monitor.no_alerts: {name: better_is_no_failure, arguments: {monitor_name: better, metric_name: accuracy}}
      - ml_monitor.no_alerts: {name: better_if_asked_for, arguments: {monitor_name: better, metric_name: accuracy, direction: above}}
      - ml_monitor.no_alerts: {name: last_labels, arguments: {monitor_name: worse, metric_name: accuracy, last_n_chunks: 1}}
      - ml_monitor.no_alerts: {name: critical, arguments: {monitor_name: [worse, shifted], min_severity: critical}}
      - ml_monitor.no_alerts: {name: statistics, arguments: {monitor_name: shifted, metric_family: [summary_statistics], last_n_chunks: 2}}
      - ml_monitor.no_alerts: {name: new_ones, arguments: {monitor_name: shifted, column_name: [x, guess], only_new: true}}
  - name: shifted
    columns:
      - name: x
        data_tests:
          - ml_monitor.no_drift: {name: drift_in_the_build, arguments: {monitor_name: [shifted], metric_name: [jensen_shannon]}}
  - name: report
    data_tests:
      - ml_monitor.no_alerts: {name: of_a_report, arguments: {monitor_name: worse}}
"""

# A model of the user that is below the checked model and below the tables of the package.
REPORT = "select status.monitor_name from {{ ref('ml_monitor', 'monitor_status') }} as status cross join {{ ref('shifted') }} limit 1"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    rows = scored_rows()
    until_sunday = rows[REFERENCE_ROWS:-7]
    tables = {
        "reference": rows[:REFERENCE_ROWS],
        "analysis": rows[REFERENCE_ROWS:],
        "until_sunday": until_sunday,
        "shifted": until_sunday.assign(x=until_sunday["x"] + 3),
        "report": REPORT,
    }
    settings = {"vars": {"ml_monitor_now": NOW}}
    consumer = Consumer(tmp_path_factory.mktemp("verdicts"), tables, MONITORS, files={"models/checks.yml": CHECKS}, settings=settings)
    consumer.run = consumer.dbt("build", "--store-failures")
    return consumer


def verdicts(project, monitor: str, family: str, period: str = "analysis", column: str | None = None) -> list[str]:
    """For each chunk of one series `judged`, or the reason why it has no verdict."""
    of_column = f"and column_name = '{column}'" if column else ""
    found = project.query(
        "select chunk_index, case when verdict = 'not_judged' then not_judged_reason else 'judged' end as verdict from monitor_metrics "
        f"where monitor_name = '{monitor}' and metric_family = '{family}' and period = '{period}' {of_column} order by chunk_index"
    )
    assert found["chunk_index"].is_unique
    return found["verdict"].tolist()


WEEKS = 13
DRIFT = {"family": "univariate_drift", "column": "x"}
REALIZED = {"family": "realized_performance"}


def test_a_week_is_judged_when_it_is_over(project):
    assert verdicts(project, "weeks", **DRIFT) == ["judged"] * WEEKS + ["period_not_over"]
    assert set(verdicts(project, "weeks", **DRIFT, period="reference")) == {"judged"}


def test_a_week_that_is_not_over_can_be_judged_if_it_has_rows_enough(project):
    assert verdicts(project, "weeks as they are", **DRIFT) == ["judged"] * WEEKS + ["too_few_rows"]
    assert verdicts(project, "any row", **DRIFT) == ["judged"] * (WEEKS + 1)
    assert verdicts(project, "many rows", **DRIFT) == ["too_few_rows"] * WEEKS + ["period_not_over"]


def test_a_week_is_over_when_its_last_day_has_passed_in_the_time_zone(project):
    assert verdicts(project, "sunday", **DRIFT) == ["judged"] * WEEKS
    assert verdicts(project, "sunday in Honolulu", **DRIFT) == ["judged"] * (WEEKS - 1) + ["period_not_over"]


@pytest.mark.parametrize(("name", "chunks"), [("sizes", 14), ("numbers", 10)])
def test_a_last_chunk_that_is_not_full_is_not_judged(project, name, chunks):
    assert verdicts(project, name, **DRIFT) == ["judged"] * chunks + ["period_not_over"]


def test_labels_count_once_most_of_them_have_come(project):
    """The fifth week has labels for its first half."""
    expected = ["judged"] * 4 + ["labels_incomplete"] + ["no_value"] * (WEEKS - 4)
    assert verdicts(project, "weeks", **REALIZED) == expected
    assert verdicts(project, "weeks", "univariate_drift", column="label") == expected
    assert verdicts(project, "weeks", "data_quality", column="label") == expected
    assert verdicts(project, "weeks", "univariate_drift", column="guess") == ["judged"] * WEEKS + ["period_not_over"]


@pytest.mark.parametrize("name", ["delay", "delay in months"])
def test_labels_count_once_the_delay_is_over_however_few_have_come(project, name):
    assert verdicts(project, name, **REALIZED) == ["judged"] * 4 + ["labels_incomplete"] * 9 + ["period_not_over"]


def test_without_a_delay_the_share_of_labels_decides(project):
    assert verdicts(project, "share", **REALIZED) == ["labels_incomplete"] * WEEKS + ["period_not_over"]
    assert verdicts(project, "low share", **REALIZED) == ["judged"] * WEEKS + ["period_not_over"]
    assert verdicts(project, "few labels", **REALIZED) == ["too_few_rows"] * WEEKS + ["no_value"]


def test_without_a_threshold_there_is_no_verdict(project):
    """The only chunk of a reference cannot be compared with the rest of it."""
    assert verdicts(project, "one chunk", **DRIFT) == ["no_threshold"]
    assert verdicts(project, "one chunk", **DRIFT, period="reference") == ["no_value"]


def test_p_values_are_judged(project):
    judged = project.query(
        "select distinct metric_name, verdict <> 'not_judged' as judged from monitor_metrics "
        "where monitor_name = 'together' and column_name = 'color' and metric_family = 'univariate_drift' and chunk_index < 5 order by all"
    )
    assert judged.to_numpy().tolist() == [["chi2", True], ["hellinger", True]]


def test_verdicts_agree_with_alerts_and_say_which_are_worse(project):
    metrics = project.query("select * from monitor_metrics")
    judged = metrics[metrics["verdict"] != "not_judged"]
    assert ((judged["verdict"] == "alert") == judged["is_alert"]).all()
    assert (judged["not_judged_reason"] == ":none").all()
    assert not metrics.loc[metrics["verdict"] == "not_judged", "is_worse"].any()
    alerts = judged[judged["is_alert"] & (judged["period"] == "analysis")].set_index("monitor_name")
    accuracy = alerts[alerts["metric_name"] == "accuracy"]
    assert accuracy.loc["worse", "is_worse"].tolist() == [True] * 4
    assert accuracy.loc["better", "is_worse"].tolist() == [False] * 4
    assert not alerts.loc[alerts["metric_family"] == "summary_statistics", "is_worse"].any()
    drift = alerts[(alerts["metric_family"] == "univariate_drift") & (alerts["column_name"] == "x")]
    assert drift.loc["shifted", "is_worse"].tolist() == [True] * WEEKS


def test_settings_are_in_the_configuration(project):
    columns = "judge_incomplete_chunks, judge_min_rows, judge_label_delay_count, judge_label_delay_period, judge_min_label_share, owner"
    config = project.query(f"select monitor_name, {columns} from monitor_config").set_index("monitor_name").astype(object)
    config = config.where(config.notna(), None)
    assert config.loc["weeks"].tolist() == [False, None, None, None, 0.9, ":none"]
    assert config.loc["delay in months"].tolist() == [False, None, 2, "month", 0.9, ":none"]
    assert config.loc["any row"].tolist() == [True, 1, None, None, 0.9, ":none"]
    assert config.loc["better", "owner"] == "the team of loans"


def failures(project, name: str) -> pd.DataFrame:
    return project.query(f"select * from main_dbt_test__audit.{name} order by all")


def test_a_failing_check_skips_nothing(project):
    lines = project.run.output.splitlines()
    assert not [line for line in lines if " SKIP " in line]
    assert not [line for line in lines if " ERROR creating " in line]
    for name in ("fails_in_the_build", "drift_in_the_build", "of_a_report"):
        assert any(" FAIL " in line and f" {name} " in line for line in lines), name
    assert project.query("select * from main.report").size


def test_a_check_with_nothing_to_judge_says_so_for_each_name(project):
    told = failures(project, "nothing_to_judge")["monitor_name"].tolist()
    assert told == ["nothing to judge: none of the 14 numbers of monitor_name share has a verdict: period_not_over 1, labels_incomplete 13"]


def test_alerts_on_the_better_side_are_no_failures_by_default(project):
    assert failures(project, "better_is_no_failure").empty
    assert len(failures(project, "better_if_asked_for")) == 4


def test_the_last_chunk_is_the_last_one_with_a_verdict(project):
    assert failures(project, "last_labels")["chunk_key"].tolist() == ["2025-04-28/2025-05-04"]
    assert failures(project, "drift_in_the_build")["chunk_key"].tolist() == ["2025-06-30/2025-07-06"]


def test_checks_ask_for_severity_statistics_and_new_alerts(project):
    critical = failures(project, "critical")
    assert set(critical["monitor_name"]) == {"worse"}
    assert set(critical["severity"]) == {"critical"}
    assert failures(project, "statistics")["metric_name"].tolist() == ["mean", "mean"]
    new = failures(project, "new_ones")
    assert set(new["column_name"]) == {"x"}
    assert "2025-04-07/2025-04-13" in set(new["chunk_key"])
