"""From a broken input to what the run prints: incidents, their log over several runs, status, mutes and the check no_incidents.

One project whose numbers are computed once. Before each further run, verdicts are taken back to what was known on its day, and only what is
computed from them runs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml
from consumer import Consumer

START = pd.Timestamp("2025-03-03")  # a Monday
WEEK = pd.Timedelta(weeks=1)
ROWS_PER_WEEK = 300
WEEKS = 13
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


CHECKS = """
models:
  - name: broken_rows
    data_tests:
      - ml_monitor.no_incidents: {name: all_incidents, config: {severity: error, store_failures: true}}
      - ml_monitor.no_incidents: {name: of_quiet, arguments: {monitor_name: quiet}}
      - ml_monitor.no_incidents: {name: of_performance, arguments: {kinds: performance, monitor_name: [broken, quiet]}}
      - ml_monitor.no_incidents: {name: critical_ones, arguments: {min_severity: critical}}
      - ml_monitor.no_incidents: {name: new_ones, arguments: {only_new: true}}
      - ml_monitor.no_alerts: {name: alerts_of_income, arguments: {monitor_name: broken, column_name: income}}
      - ml_monitor.no_alerts: {name: new_alerts_of_income, arguments: {monitor_name: broken, column_name: income, only_new: true}}
      - ml_monitor.no_incidents: {name: of_no_kind, arguments: {monitor_name: quiet, kinds: [multivariate]}}
      - ml_monitor.no_incidents: {name: of_the_empty, arguments: {monitor_name: [quiet, empty]}}
"""

WRONG_CHECK = """
models:
  - name: broken_rows
    data_tests:
      - ml_monitor.no_incidents: {name: misspelled, arguments: {monitor_name: brokn, kinds: [inputs], min_severity: hi, only_new: 3}}
"""

# A hook inside the transaction of the log: where the environment says so, it takes longer than any test waits.
WAIT = """
{% macro wait_here() %}
    {% if execute and env_var("WAIT_IN", "") == this.name %}
        {% do log("waiting in " ~ this.name, info=true) %}
        select sum(hash(range)) from range(100000000000)
    {% endif %}
{% endmacro %}
"""
SETTINGS = {"models": {"ml_monitor": {"incidents": {"+post-hook": "{{ wait_here() }}"}}}}

NAMES = ("broken", "quiet", "empty")
LOG = """
select event_id, incident_id, event, monitor_name, kind, column_name, severity, seen_at
from monitor_incident_log
order by seen_at, monitor_name, kind, column_name, event
"""


class Project:
    def __init__(self, folder):
        tables = {
            "reference_rows": scored(16, 0, START - 20 * WEEK),
            "broken_rows": scored(WEEKS, 1, START, BROKEN_FROM),
            "quiet_rows": scored(WEEKS, 4, START),
            "empty_rows": scored(1, 4, START)[:0],
        }
        self.monitors = {name: {**MONITOR, "analysis": f"{name}_rows"} for name in NAMES}
        # Chance alone shall not alert here.
        families = ("univariate_drift", "realized_performance", "estimated_performance", "concept_drift", "data_quality")
        self.monitors["quiet"]["thresholds"] = {family: {"standard_deviation": 6} for family in families}
        files = {"models/checks.yml": CHECKS, "macros/wait_here.sql": WAIT}
        self.consumer = Consumer(folder, tables, self.monitors, files=files, settings=SETTINGS)
        self.now = START + WEEKS * WEEK
        assert self.consumer.dbt("run", "--exclude", "monitor_incident_spans+", *self.variables()).success
        self.query("create table main.all_metrics as select * from monitor_metrics")

    def variables(self, **variables) -> list[str]:
        return ["--vars", yaml.safe_dump({"ml_monitor_now": str(self.now), **variables}, default_flow_style=True)]

    def query(self, sql: str) -> pd.DataFrame:
        return self.consumer.query(sql)

    def as_of(self, week: int, labelled: int, quiet_from: int = 100) -> None:
        """What was known after so many weeks: later chunks have no verdict, nor has realized performance without labels.

        From chunk `quiet_from` on nothing alerts.
        """
        self.now = START + week * WEEK + pd.Timedelta(hours=8)
        of_labels = f"metric_family in ('realized_performance', 'concept_drift') and chunk_index >= {labelled}"
        hidden = f"period = 'analysis' and (chunk_index >= {week} or {of_labels})"
        calm = f"period = 'reference' or chunk_index < {quiet_from}"
        self.query(
            f"""create or replace table monitor_metrics as select * replace (
                case when {hidden} then 'not_judged' when {calm} then verdict else 'ok' end as verdict,
                case when {hidden} then 'period_not_over' else not_judged_reason end as not_judged_reason,
                is_worse and not ({hidden}) and ({calm}) as is_worse
            ) from main.all_metrics"""
        )

    def run(self, *arguments: str, command: str = "run", **variables) -> str:
        run = self.consumer.dbt(command, "--select", "monitor_mutes", "monitor_incident_spans+", *arguments, *self.variables(**variables))
        assert run.success or command == "build", run.output[-6000:]
        return run.output

    def incidents(self, monitor: str) -> pd.DataFrame:
        return self.query(f"select * from monitor_incidents where monitor_name = '{monitor}' and is_told_apart order by opened_chunk_index")

    def status(self) -> pd.DataFrame:
        return self.query("select * from monitor_status").set_index("monitor_name")

    def log(self) -> pd.DataFrame:
        return self.query(LOG)


def printed(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("ml_monitor: ")]


def events(log: pd.DataFrame) -> set[tuple[str, str, str]]:
    return set(zip(log["event"], log["kind"], log["column_name"]))


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return Project(tmp_path_factory.mktemp("incidents"))


@pytest.fixture(scope="module")
def before(project):
    """Five weeks, nothing is broken yet."""
    project.as_of(5, 1)
    return project.run("--quiet"), project.status(), project.log()


@pytest.fixture(scope="module")
def broken(project, before):
    """The week in which the input broke is over, and its labels have not come."""
    project.as_of(BROKEN_FROM + 1, BROKEN_FROM - 3)
    output = project.run("--quiet")
    return output, project.status(), project.incidents("broken"), project.log()


@pytest.fixture(scope="module")
def labelled(project, broken):
    """Labels of two broken weeks have come; a build with every check."""
    project.as_of(WEEKS, BROKEN_FROM + 2)
    output = project.run(command="build")
    return output, project.status(), project.incidents("broken"), project.log()


def test_a_quiet_week_is_one_line(before):
    output, status, log = before
    assert printed(output) == [
        "ml_monitor: empty CANNOT BE JUDGED: there are no analysis rows.",
        "ml_monitor: and 2 more monitors: 2 ok",
    ]
    assert status["state"].to_dict() == {"broken": "ok", "quiet": "ok", "empty": "cannot_judge"}
    assert len(log) == 0


def test_a_broken_input_is_told_before_its_labels_come(broken):
    output, status, incidents, log = broken
    assert incidents[["kind", "column_name", "severity", "likely_causes"]].to_numpy().tolist() == [
        ["estimated_performance", ":table", "high", "income"]
    ]
    assert incidents["owner"].tolist() == ["credit team"]
    assert incidents["is_new"].tolist() == [True]
    assert status.loc["broken", ["state", "severity", "worst_column"]].tolist() == ["broken", "high", "income"]
    (line,) = [line for line in printed(output) if " broken " in line]
    assert line.startswith("ml_monitor: broken BROKEN since 2025-04-14: estimated ")
    assert " Likely causes: income: " in line
    assert {("opened", "estimated_performance", ":table"), ("opened", "input", "income")} <= events(log)
    assert status.loc["quiet", "state"] == "ok"


def test_late_labels_make_it_critical(labelled):
    _, status, incidents, log = labelled
    assert incidents[["kind", "severity", "likely_causes"]].to_numpy().tolist() == [["performance", "critical", "income"]]
    assert (
        incidents["headline"]
        .str.fullmatch(r"accuracy is 0\.\d+ \(usual 0\.\d+ to 0\.\d+\) since 2025-04-14, labels up to 2025-04-21\.")
        .all()
    )
    assert (incidents["worst_value"] < incidents["usual_low"]).all()
    told = status.loc["broken"]
    assert [told["state"], told["severity"], told["last_labelled_chunk_start_date"]] == ["broken", "critical", pd.Timestamp("2025-04-21")]
    assert 0.3 < told["realized_performance"] < 0.7 < told["estimated_performance"]
    assert not told["is_estimate_trusted"]
    assert log["event_id"].is_unique


def test_a_failing_check_skips_nothing(project, labelled):
    output = labelled[0]
    assert "SKIP=0" in output
    for name in ("all_incidents", "of_performance", "critical_ones", "new_ones", "of_no_kind", "of_the_empty"):
        assert f" {name} " in "\n".join(line for line in output.splitlines() if " FAIL " in line), name
    assert " PASS of_quiet " in output
    # The week before was the first to see this incident.
    assert any(" FAIL " in line and " alerts_of_income " in line for line in output.splitlines())
    assert " PASS new_alerts_of_income " in output
    failures = project.query("select * from main_dbt_test__audit.all_incidents")
    assert {"performance", "input"} <= set(failures["kind"])
    assert failures["headline"].str.endswith(".").all()
    assert "FAIL 1 of_no_kind " in output
    assert "FAIL 1 of_the_empty " in output


def test_nothing_is_said_twice_or_forgotten(project, labelled):
    """Neither a full refresh of the same state nor a setting that makes dbt build the log anew changes the log, or what was sent."""
    log = project.log()
    project.query("insert into monitor_notifications (record_id, state) values ('one', 'sent')")
    sent = project.query("from monitor_notifications")
    output = project.run("monitor_notifications", "--full-refresh", ml_monitor_print=False)
    assert printed(output) == []
    assert project.log().equals(log)
    assert project.query("from monitor_notifications").equals(sent)
    assert not project.query("select is_new from monitor_incidents")["is_new"].any()
    forced = {
        "incidents": {"monitor_incident_log": {"+full_refresh": True}},
        "notifications": {"monitor_notifications": {"+full_refresh": True}},
    }
    project.consumer.settings = {"models": {"ml_monitor": forced}}
    project.consumer.monitors(project.monitors)
    project.run("monitor_notifications")
    project.consumer.settings = {"models": {"ml_monitor": {"notifications": {"monitor_notifications": {"+materialized": "table"}}}}}
    project.consumer.monitors(project.monitors)
    assert project.consumer.dbt("run", "--select", "monitor_notifications").success
    project.consumer.settings = SETTINGS
    project.consumer.monitors(project.monitors)
    assert project.log().equals(log)
    assert project.query("from monitor_notifications").equals(sent)
    first_seen = project.query("select distinct first_seen_at from monitor_incidents where column_name = 'income'")["first_seen_at"]
    assert first_seen.tolist() == [START + (BROKEN_FROM + 1) * WEEK + pd.Timedelta(hours=8)]


@pytest.mark.engines
def test_an_incident_closes_and_reopens(project, labelled):
    project.as_of(WEEKS, BROKEN_FROM + 2, quiet_from=WEEKS - 3)
    project.run()
    log = project.log()
    assert ("closed", "input", "income") in events(log)
    assert ("closed", "performance", ":table") not in events(log)
    project.as_of(WEEKS, BROKEN_FROM + 2)
    project.now += WEEK
    project.run()
    log = project.log()
    of_income = log[log["column_name"] == "income"]
    assert of_income["event"].tolist() == ["opened", "closed", "reopened"]
    assert log["event_id"].is_unique


@pytest.mark.engines
def test_a_mute_ends_with_its_incident(project, labelled):
    """A muted incident counts for nothing; the next one of the same kind is told, though the mute is still in the settings."""
    mutes = [{"monitor": "broken", "until": "closed", "reason": "known since Monday"}]
    project.as_of(WEEKS, BROKEN_FROM + 2)
    output = project.run(ml_monitor_mutes=mutes)
    status = project.status()
    assert [status.loc["broken", "state"], status.loc["broken", "open_critical_incidents"]] == ["ok", 0]
    assert status.loc["broken", "open_muted_incidents"] >= 2
    assert [line for line in printed(output) if " broken " in line] == []
    assert set(project.incidents("broken").query("status == 'open'")["muted_by"]) == {"known since Monday"}
    assert "mute" in set(project.query("select inhibited_by from monitor_alerts where monitor_name = 'broken'")["inhibited_by"])
    assert " PASS alerts_of_income " in project.consumer.dbt("test", "--select", "alerts_of_income").output


@pytest.mark.engines
def test_a_killed_run_loses_and_doubles_nothing(project, labelled, monkeypatch):
    project.query("delete from monitor_incident_log")
    monkeypatch.setenv("WAIT_IN", "monitor_incident_log")
    process = project.consumer.start("run", "--select", "monitor_incident_spans+", *project.variables())
    for line in process.stdout:
        if "waiting in monitor_incident_log" in line:
            break
    process.kill()
    process.wait()
    monkeypatch.delenv("WAIT_IN")
    assert len(project.log()) == 0
    project.run()
    log = project.log()
    assert log["event_id"].is_unique
    assert sorted(log.loc[log["event"] == "opened", "incident_id"]) == sorted(
        project.query("select incident_id from monitor_incidents")["incident_id"]
    )


def test_wrong_arguments_are_told_with_test_and_file(project, labelled):
    project.consumer.write("models/wrong.yml", WRONG_CHECK)
    project.consumer.write("models/checks.yml", "")
    output = project.consumer.dbt("test", "--select", "misspelled").output
    project.consumer.write("models/checks.yml", CHECKS)
    (project.consumer.folder / "models" / "wrong.yml").unlink()
    told = ("test 'misspelled'", "models/wrong.yml", "found brokn", "Did you mean 'broken'?", "found inputs", "found hi")
    for text in told:
        assert text in output, text
    assert "'only_new': found 3; allowed: true or false" in output
