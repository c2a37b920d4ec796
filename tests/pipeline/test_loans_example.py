"""The third example as of several days: late labels, a respelled category, an income in another unit, and concept drift in one region.

What a person on call should see is the right-hand column of a table of goals; each test is one of its lines. The builds follow one another
in one database, as daily runs do.
"""

from __future__ import annotations

import re

import pandas as pd
import pytest
import yaml
from consumer import Consumer
from copied_examples import EXAMPLES, example
from made_project import run_command

from ml_monitor.project import Project

QUIET_MONDAY, MONDAY_AFTER_THE_UNIT, WITH_LABELS = "2025-07-14 09:00:00", "2025-10-06 09:00:00", "2025-12-15 09:00:00"
ANOTHER_RULE_FOR_WOMEN = "2025-08-11 09:00:00"
LABELS_OF_AUGUST = "2025-10-27 09:00:00"
DAY_AFTER_THE_SPELLING = "2025-09-02 09:00:00"
README = (EXAMPLES / "loans" / "README.md").read_text()


def tables(consumer: Consumer, now: str, **variables) -> dict[str, pd.DataFrame]:
    """What a run at that moment says."""
    outcome = consumer.dbt("run", "--vars", yaml.safe_dump({"ml_monitor_now": now, **variables}), writes_artifacts=True)
    assert outcome.success, outcome.output[-6000:]
    queries = {
        "metrics": "select * from monitor_metrics where period = 'analysis' and segment_column = ':all'",
        "alerts": "select * from monitor_alerts where verdict = 'alert' and is_worse and segment_column = ':all'",
        "incidents": "select * from monitor_incidents where segment_column = ':all' order by opened_chunk_index, kind, column_name",
        "of_segments": "select * from monitor_incidents where segment_column <> ':all' and is_told_apart and status = 'open'",
        "fairness": "select * from monitor_incidents where kind = 'fairness' and is_told_apart",
        "status": "select * from monitor_status",
    }
    return {name: consumer.query(query) for name, query in queries.items()}


@pytest.fixture(scope="module")
def loans(tmp_path_factory) -> Consumer:
    return example("loans", tmp_path_factory.mktemp("loans") / "loans")


@pytest.fixture(scope="module")
def july(loans) -> dict[str, pd.DataFrame]:
    return tables(loans, QUIET_MONDAY)


@pytest.fixture(scope="module")
def august(loans, july) -> dict[str, pd.DataFrame]:
    return tables(loans, ANOTHER_RULE_FOR_WOMEN)


@pytest.fixture(scope="module")
def october(loans, august) -> dict[str, pd.DataFrame]:
    return tables(loans, MONDAY_AFTER_THE_UNIT)


@pytest.fixture(scope="module")
def labels_of_august(loans, october) -> dict[str, pd.DataFrame]:
    return tables(loans, LABELS_OF_AUGUST)


# Another seed makes other applications with the same story.
@pytest.fixture(scope="module", params=[None, pytest.param(1, marks=pytest.mark.engines)], ids=["seed of the example", "seed 1"])
def december(request, loans, labels_of_august) -> dict[str, pd.DataFrame]:
    return tables(loans, WITH_LABELS, **({"loans_seed": request.param} if request.param else {}))


def told(incidents: pd.DataFrame, status: str = "open") -> pd.DataFrame:
    return incidents[incidents["is_told_apart"] & (incidents["status"] == status)]


def test_a_monday_of_a_quiet_july_says_nothing_of_the_week_that_has_begun(july):
    week = july["metrics"][july["metrics"]["chunk_key"] == "2025-07-14/2025-07-20"]
    assert len(week) > 15
    assert (week["verdict"] == "not_judged").all()
    assert set(week["not_judged_reason"]) <= {"period_not_over", "no_threshold", "no_value"}
    assert july["status"]["state"].tolist() == ["ok"]
    assert july["incidents"].query("status == 'open'").empty


def test_the_readme_shows_the_lines_that_are_printed(july, august, october, labels_of_august, december, request):
    tables = [july, august, october, labels_of_august, *([] if "seed 1" in request.node.name else [december])]
    for table in tables:
        assert f"\nml_monitor: {table['status']['summary'][0]}\n" in README


def test_the_readme_shows_what_two_days_of_september_say(october):
    """Without runs of their own, which would take seconds: the weeks are what they were then, and the words are those of other days."""
    now = pd.Timestamp(DAY_AFTER_THE_SPELLING)
    weeks = october["metrics"][["chunk_start_date", "chunk_end_date"]].drop_duplicates()
    over, labelled = (
        weeks.loc[weeks["chunk_end_date"] < now - delay, "chunk_start_date"].max() for delay in (pd.Timedelta(0), pd.Timedelta(days=60))
    )
    earlier = october["incidents"].query("opened_chunk_date < '2025-09-01'")
    assert (earlier["closed_chunk_date"] <= over).all()
    assert (
        f"\nml_monitor: loan_default OK: everything judged up to {over:%Y-%m-%d} is as usual, labels up to {labelled:%Y-%m-%d}.\n" in README
    )

    spelling = october["incidents"].set_index("column_name").loc["employment"]
    alerts = october["alerts"].query("column_name == 'employment' and chunk_key == '2025-09-01/2025-09-07'")
    worst = alerts.loc[alerts["times_threshold"].idxmax()]
    assert f"`{worst['metric_name']}` is {worst['times_threshold']:.3g} times its threshold" in README
    line = f"loan_default WATCH since 2025-09-01: employment: {spelling['what_changed']} {spelling['suggestion']}"
    assert f"\nml_monitor: {line}\n" in README


def test_of_twelve_quiet_weeks_at_most_one_has_an_alert(december):
    quiet = december["alerts"].query("chunk_end_date < '2025-07-28'")
    assert quiet["chunk_key"].nunique() <= 1
    early = december["incidents"].query("opened_chunk_date < '2025-07-28'")
    assert not set(early["severity"]) & {"critical", "high"}


def test_unlike_treatment_is_told_before_a_label_has_come(august, december):
    (incident,) = august["fairness"].to_dict("records")
    assert (incident["segment_column"], incident["segment_value"], incident["severity"]) == ("gender", "female", "high")
    assert incident["opened_chunk_key"] == "2025-07-28/2025-08-03"
    assert incident["headline"].startswith("disparate_impact is ")
    (later,) = december["fairness"].to_dict("records")
    assert (later["status"], later["opened_chunk_key"]) == ("closed", "2025-07-28/2025-08-03")


def test_both_columns_at_fault_have_an_incident_in_their_first_whole_week(october):
    inputs = october["incidents"].query("kind == 'input' and status == 'open'").set_index("column_name")
    assert inputs.loc["employment", "opened_chunk_key"] == "2025-09-01/2025-09-07"
    assert inputs.loc["income", "opened_chunk_key"] == "2025-09-29/2025-10-05"
    assert set(inputs.loc[["employment", "income"], "severity"]) <= {"medium", "high"}


def test_in_december_one_performance_incident_names_both_columns_as_its_likely_causes(december):
    (incident,) = told(december["incidents"]).to_dict("records")
    assert (incident["kind"], incident["severity"]) == ("performance", "critical")
    assert set(incident["likely_causes"].split(", ")) == {"income", "employment"}
    parts = december["incidents"].query("status == 'open' and kind == 'input'")
    assert {"income", "employment"} <= set(parts["column_name"])
    assert set(parts["part_of_incident_id"]) == {incident["incident_id"]}


def test_incidents_say_what_changed(october, december):
    unit = "a change of unit (/ 12, as between years and months)"
    told_of_income = [(october, f"{unit} in a part of the rows?"), (december, f"{unit}?")]
    for tables_of_day, income in told_of_income:
        changed = tables_of_day["incidents"].query("kind == 'input' and status == 'open'").set_index("column_name")["what_changed"]
        assert "'self-employed' gone" in changed["employment"]
        assert changed["employment"].endswith("a rename?")
        assert income in changed["income"]
        assert "default" not in changed["income"]


def test_the_command_line_says_what_the_tables_say(loans, december):
    assert Project(loans.folder).manifest_target == "dev"
    result = run_command("status", "--project-dir", str(loans.folder), "--fail-on", "critical", COLUMNS="300")
    assert result.exit_code == 1
    assert f"\n  {december['status']['headline'][0]}\n" in result.stdout
    assert "Likely causes: income, employment\n" in result.stdout
    assert len(re.findall(r"^ +(?:critical|high|medium|low) ", result.stdout, re.MULTILINE)) == len(
        december["incidents"].query("status == 'open'")
    ) + len(december["of_segments"])


LOWEST = "(select min(income) from loans_scored where applied_at < '2025-05-05')"


@pytest.mark.parametrize(
    ("column", "is_at_fault"),
    [("employment", "employment = 'self employed'"), ("income", f"applied_at >= '2025-09-29' and income < {LOWEST}")],
)
def test_the_query_of_an_incident_finds_the_rows_at_fault(loans, december, column, is_at_fault):
    sql = run_command("explain", f"loan_default/{column}", "--sql", "--project-dir", str(loans.folder)).stdout
    found = loans.query(sql.rstrip(";\n").removesuffix("LIMIT 100"))
    # The week that has begun is not in the incident yet.
    expected = loans.query(f"select loan_id from loans_scored where {is_at_fault} and applied_at < '2025-12-15'")
    assert len(expected) > 1000
    assert sorted(found["loan_id"]) == sorted(expected["loan_id"])


def test_labels_that_are_still_to_come_are_not_judged(december):
    realized = december["metrics"][december["metrics"]["metric_family"] == "realized_performance"]
    week = realized[realized["chunk_key"] == "2025-10-13/2025-10-19"]
    assert week["metric_value"].notna().all()
    assert set(week["not_judged_reason"]) == {"labels_incomplete"}


def test_what_is_better_than_usual_opens_no_incident(december):
    better = december["metrics"].query("verdict == 'alert' and not is_worse")
    assert (better["metric_name"] == "f1").any()  # estimated
    assert december["alerts"]["is_worse"].all()


def test_status_says_since_when_the_model_is_broken_with_the_last_labelled_week(december):
    (status,) = december["status"].to_dict("records")
    assert (status["state"], status["severity"]) == ("broken", "critical")
    assert status["last_labelled_chunk_key"] == "2025-10-06/2025-10-12"
    assert status["realized_performance"] < 0.45
    assert pd.Timestamp("2025-08-01") < status["since"] < pd.Timestamp("2025-10-01")
    assert not status["is_estimate_trusted"]
    for word in ("accuracy", "income", "employment"):
        assert word in status["summary"]


def test_the_west_got_worse_in_august_while_the_whole_is_as_usual(loans, december):
    shares = loans.query(
        """
        select region = 'west' as is_west, avg(cast(predicted_default = has_defaulted as int)) as accuracy
        from main.loans_scored
        where applied_at between '2025-08-04' and '2025-09-01'
        group by all
        """
    ).set_index("is_west")["accuracy"]
    assert shares[True] < 0.72 < 0.77 < shares[False]
    august = december["metrics"].query("metric_family == 'realized_performance' and metric_name == 'accuracy'")
    august = august.query("'2025-08-04' <= chunk_start_date < '2025-09-01'")
    assert august["metric_value"].mean() > august["lower_threshold"].max()


def test_the_west_has_an_incident_of_its_own_and_no_other_region_has(labels_of_august, december, request):
    for tables_of_day in (labels_of_august, december):
        (incident,) = tables_of_day["of_segments"].to_dict("records")
        assert (incident["segment_column"], incident["segment_value"], incident["kind"]) == ("region", "west", "performance")
        assert "only in region west" in incident["headline"]
        assert incident["likely_causes"] == ":none"


def test_checks_fail_in_december_although_the_last_weeks_have_no_labels(loans, december):
    output = loans.dbt("test", "--select", "loans_scored", "--vars", yaml.safe_dump({"ml_monitor_now": WITH_LABELS})).output
    for name in ("no_incident_is_critical_or_high", "realized_performance_is_as_usual"):
        assert re.search(rf"WARN \d+ {name}", output), output[-3000:]
