"""`ml-monitor explain`: one incident for whoever acts on it, and the rows behind it in the user's own table."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import sqlglot
import yaml
from made_project import REPOSITORY, MadeProject, contracts, incident

from ml_monitor.incident import names
from ml_monitor.incident_sql import LIMIT, first_rows, rows_query

WEEKS = [datetime(2025, 9, 15) + timedelta(weeks=week) for week in range(4)]
RELATION = '"made"."main"."Scored loans"'


def config(**values) -> dict:
    return {
        "monitor_name": "loans",
        "problem_type": "classification_binary",
        "analysis_relation": RELATION,
        "row_id_column": "row id",
        "timestamp_column": "applied at",
        "time_zone": "UTC",
        "y_true_column": "defaulted",
        "y_pred_column": "predicted",
        **values,
    }


def alert(of: dict, week: int, **values) -> dict:
    return {
        "metric_id": f"{of['incident_id']}{week}{values.get('metric_name')}",
        "monitor_name": "loans",
        "incident_id": of["incident_id"],
        "chunk_index": week,
        "chunk_key": f"{WEEKS[week]:%Y-%m-%d}/{WEEKS[week] + timedelta(days=6):%Y-%m-%d}",
        "chunk_start_date": WEEKS[week],
        "chunk_end_date": WEEKS[week] + timedelta(weeks=1, microseconds=-1),
        "metric_family": "univariate_drift",
        "metric_name": "jensen_shannon",
        "metric_value": 0.98,
        "upper_threshold": 0.101,
        "times_threshold": 26.0,
        "inhibited_by": ":none",
        **values,
    }


def changes(of: dict, **values) -> dict:
    shares = {f"{name}_share_{when}": 0.0 for name in ("missing", "unseen", "below", "above") for when in ("then", "now")}
    return {"incident_id": of["incident_id"], "monitor_name": "loans", "row_count_then": 400, "row_count_now": 56, **shares, **values}


def category(of: dict, name: str, then: float, now: float) -> dict:
    return {
        "incident_id": of["incident_id"],
        "category": name,
        "share_then": then,
        "share_now": now,
        "is_new": then == 0,
        "is_gone": now == 0,
    }


def weak_segment(rank: int, segment: str, condition: str, lift: float | None, **columns) -> dict:
    found = {"monitor_name": "loans", "rank": rank, "segment": segment, "condition_sql": condition, "lift": lift, "support": 0.031}
    return found | columns


INCOME = incident(incident_id="a1" * 16, what_changed="a change of unit?", part_of_incident_id="e5" * 16, owner="credit-models")
EMPLOYMENT = incident(incident_id="b2" * 16, column_name="it's employment", affected_share=0.25)
REGION = incident(incident_id="c3" * 16, column_name="region", severity="low", severity_rank=4, affected_share=0.0)
CLOSED = incident(
    incident_id="c4" * 16,
    status="closed",
    column_name="amount",
    closed_chunk_index=3,
    closed_chunk_key="x",
    closed_chunk_date=WEEKS[3],
    is_muted=True,
    muted_by="known",
)
PERFORMANCE = incident(
    incident_id="e5" * 16,
    kind="performance",
    column_name=":table",
    severity="critical",
    severity_rank=1,
    likely_causes="income, it's employment",
)
ALL_COLUMNS = incident(incident_id="f6" * 16, kind="multivariate", column_name=":table", affected_share=None)
INCIDENTS = [REGION, INCOME, EMPLOYMENT, CLOSED, PERFORMANCE, ALL_COLUMNS]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> MadeProject:
    """Four weeks with an application every three hours; in the last two, every fourth employment is respelled and incomes are small."""
    realized = {"metric_family": "realized_performance", "lower_threshold": 0.75, "upper_threshold": 0.84}
    numbers = {
        "missing_share_now": 0.0,
        "below_share_now": 0.9,
        "mean_then": 40234.9,
        "mean_now": 3329.1,
        "lowest_then": 6300.0,
        "lowest_now": 500.0,
    }
    tables = {
        "monitor_incidents": INCIDENTS,
        "monitor_alerts": [
            *(alert(one, week) for one in (INCOME, EMPLOYMENT, REGION, ALL_COLUMNS) for week in (2, 3)),
            *(alert(PERFORMANCE, 2, metric_name=name, metric_value=0.33, **realized) for name in ("accuracy", "f1")),
            *(alert(CLOSED, week, metric_name=f"m{place:02}") for week in (1, 2) for place in range(10)),
            alert(EMPLOYMENT, 3, metric_name="chi2", metric_value=99.0, upper_threshold=None, p_value=0.001),
        ],
        "monitor_column_changes": [
            changes(INCOME, feature_type="continuous", evidence="the mean went down", **{**numbers, "unseen_share_now": None}),
            changes(EMPLOYMENT, unseen_share_now=0.25, categories_new="'self employed' (25 %)"),
            changes(REGION),
        ],
        "monitor_changed_categories": [
            category(EMPLOYMENT, "employed", 0.5, 0.6),
            category(EMPLOYMENT, "it's self employed", 0.0, 0.25),
            category(EMPLOYMENT, "self-employed", 0.25, 0.0),
            category(REGION, "north", 0.7, 0.5),
            category(REGION, "south", 0.3, 0.5),
        ],
        "monitor_fitted_bins": [
            {"monitor_name": "loans", "column_name": "income", "lowest": 6300.0, "highest": 215100.5},
            {"monitor_name": "loans", "column_name": "amount", "lowest": 10.0, "highest": 20.5},
        ],
        "monitor_incident_log": [
            {
                "event_id": "2",
                "incident_id": INCOME["incident_id"],
                "event": "worsened",
                "severity": "high",
                "seen_at": datetime(2025, 10, 13, 9),
            },
            {
                "event_id": "1",
                "incident_id": INCOME["incident_id"],
                "event": "opened",
                "severity": "low",
                "seen_at": datetime(2025, 10, 6, 9),
            },
        ],
        "monitor_config": [config()],
        "monitor_analysis_rows": [],
        "monitor_segments": [],
        "monitor_fairness": [],
        "monitor_fairness_settings": [],
        "monitor_weak_segments": [
            weak_segment(1, "region = south", "\"region\" = 'south'", 2.5, history="was_weak"),
            weak_segment(
                2, "income in [500, 700) and region = north", '"income" < 700 and "region" = \'north\'', 1.8, history="became_weak"
            ),
        ],
    }
    made = MadeProject(tmp_path_factory.mktemp("made"), tables)
    with duckdb.connect(made.folder / "made.duckdb") as connection:
        connection.execute(f"""
            create table main."Scored loans" as
            select
                row_number() over () as "row id",
                applied_at as "applied at",
                case when applied_at >= '2025-09-29' and id % 10 > 0 then 500 else 7000 end as income,
                case
                    when id % 4 > 0 then 'employed' when applied_at < '2025-09-29' then 'self-employed' else 'it''s self employed'
                end as "it's employment",
                case when id % 2 = 0 then 'south' else 'north' end as region,
                15 + id % 8 as amount,
                0.5 as predicted,
                case when applied_at < '2025-10-06' then 1 end as defaulted
            from (
                select range as applied_at, row_number() over (order by range) as id
                from range(timestamp '{WEEKS[0]}', timestamp '{WEEKS[3] + timedelta(weeks=2)}', interval 3 hours)
            )
        """)
    return made


def rows(made: MadeProject, wanted: str) -> list[dict]:
    """The rows that the query of an incident finds."""
    sql = made.run("explain", wanted, "--sql").stdout
    with duckdb.connect(made.folder / "made.duckdb", read_only=True) as connection:
        result = connection.execute(sql.replace(f"LIMIT {LIMIT}", ""))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row)) for row in result.fetchall()]


def test_a_person_reads_the_whole_story(made):
    result = made.run("explain", "a1a1", COLUMNS="200")
    assert result.exit_code == 0
    assert (
        re.sub(" +\n", "\n", result.stdout)
        == f"""\
loans: income  high, open
  income: 94.4 % of the values are missing, new or outside the range of the reference since 2025-09-29.
  What changed: a change of unit?
  What to do: Find out at the source of income what changed (monitor_column_changes).
  Owner: credit-models
  Chunks: from 2025-09-29 to 2025-10-06; 2 of 2 judged chunks alert
  Worst number: jensen_shannon 0.98 (usual at most 0.101), 26 times its threshold
  Part of: e5e5e5e5, {PERFORMANCE["headline"]}
  Id: {INCOME["incident_id"]}

Then and now
                       reference  now
  below the reference  0 %        90 %
  lowest               6,300      500
  mean                 40,235     3,329
  rows                 400        56
  Evidence: the mean went down

Alerts, the latest first; times is how many times the threshold
  chunk       number          value  usual          times
  2025-10-06  jensen_shannon  0.98   at most 0.101  26
  2025-09-29  jensen_shannon  0.98   at most 0.101  26

What was said of it
  2025-10-06 09:00 UTC: opened, low
  2025-10-13 09:00 UTC: worsened, high

To mute it until it is closed, write into dbt_project.yml
vars:
  ml_monitor_mutes:
  - monitor: loans
    column: income
    until: closed
    reason: why nobody has to act

The rows behind it
  At most 100 rows, the latest first. Times are those of the monitor's time zone, UTC.
SELECT
  "row id",
  "applied at",
  "income",
  "predicted",
  "defaulted"
FROM "made"."main"."Scored loans"
WHERE
  (
    "applied at" >= '2025-09-29' AND "applied at" < '2025-10-13'
  )
  AND "income" < 6300
ORDER BY
  "applied at" DESC
LIMIT 100;
"""
    )


def test_the_query_finds_the_values_below_the_reference(made):
    found = rows(made, "loans/income")
    assert {row["income"] for row in found} == {500}
    assert len(found) in (100, 101)
    assert WEEKS[2] <= found[-1]["applied at"] < found[0]["applied at"] < WEEKS[3] + timedelta(weeks=1)


def test_the_query_finds_the_new_category(made):
    found = rows(made, "loans/it's employment")
    assert {row["it's employment"] for row in found} == {"it's self employed"}
    assert len(found) == 28


def test_the_query_finds_the_category_that_is_more_frequent_where_none_is_new(made):
    found = rows(made, "loans/region")
    assert {row["region"] for row in found} == {"south"}
    assert len(found) == 56


def test_the_query_of_performance_finds_rows_with_labels_and_shows_the_likely_causes(made):
    found = rows(made, "loans/performance")
    assert list(found[0]) == ["row id", "applied at", "income", "it's employment", "predicted", "defaulted"]
    assert {row["defaulted"] for row in found} == {1}
    assert len(found) == 56


def test_the_query_of_the_performance_of_a_regression_begins_with_the_largest_errors():
    chunks = {"first_date": WEEKS[2], "last_date": WEEKS[3], "first_index": 2, "last_index": 3}
    regression = config(problem_type="regression")
    sql = rows_query("duckdb", PERFORMANCE, regression, chunks, None, [], None, set(), "rows")
    assert sql.split("ORDER BY\n")[1] == '  ABS("defaulted" - "predicted") DESC\nLIMIT 100'
    assert first_rows(PERFORMANCE, regression) == "the largest errors"


def test_the_query_of_all_columns_together_shows_them_all(made):
    found = rows(made, "loans/multivariate")
    assert {"region", "amount"} <= set(found[0])
    assert len(found) == 112


def test_the_query_of_a_closed_incident_finds_what_lies_outside_the_reference(made):
    found = rows(made, "c4")
    assert {row["amount"] for row in found} == {21, 22}


def test_the_query_is_limited(made):
    sql = made.run("explain", "f6", "--sql").stdout
    with duckdb.connect(made.folder / "made.duckdb", read_only=True) as connection:
        assert len(connection.execute(sql).fetchall()) == LIMIT


@pytest.mark.parametrize("engine", ["duckdb", "postgres", "redshift", "spark", "databricks", "snowflake", "bigquery", "an unknown one"])
def test_the_query_is_one_statement_in_the_words_of_the_engine(engine):
    dialect = engine if " " not in engine else None
    name = sqlglot.exp.to_table("shop.main.loans").sql(dialect=dialect, identify=True)
    chunks = {"first_date": WEEKS[2], "last_date": WEEKS[3], "first_index": 2, "last_index": 3}
    arguments = [chunks, changes(EMPLOYMENT, unseen_share_now=0.5), [category(EMPLOYMENT, "it's", 0, 1)], None, set(), "rows"]
    sql = rows_query(engine, EMPLOYMENT, config(analysis_relation=name), *arguments)
    (parsed,) = sqlglot.parse(sql, dialect=dialect)
    assert [column.name for column in parsed.selects][2] == "it's employment"
    assert parsed.find(sqlglot.exp.In).expressions[0].this == "it's"
    assert name in sql
    assert ("`it's employment`" in sql) == (engine in ("spark", "databricks", "bigquery"))


def when(**values) -> str:
    """The condition on the time of rows."""
    chunks = {"first_date": WEEKS[2], "last_date": WEEKS[3] + timedelta(microseconds=-1), "first_index": 2, "last_index": 3}
    sql = rows_query("duckdb", ALL_COLUMNS, config(**values), chunks, None, [], None, set(), '"made"."ml"."monitor_analysis_rows"')
    return " ".join(sql.split("WHERE", 1)[1].split("ORDER BY")[0].split())


def test_instants_are_compared_with_instants():
    assert (
        when(time_zone="Europe/Berlin") == "\"applied at\" >= '2025-09-29 00:00:00+02:00' AND \"applied at\" < '2025-10-06 00:00:00+02:00'"
    )


def test_without_a_timestamp_the_rows_are_those_of_the_chunks():
    ids = 'SELECT row_id FROM "made"."ml"."monitor_analysis_rows" WHERE monitor_name = \'loans\' AND chunk_index BETWEEN 2 AND 3'
    assert when(timestamp_column=None) == f'CAST("row id" AS TEXT) IN ( {ids} )'


def test_the_query_of_a_segment_stays_in_it():
    of_segment = incident(segment_column="my region", segment_value="it's north")
    chunks = {"first_date": WEEKS[2], "last_date": WEEKS[3], "first_index": 2, "last_index": 3}
    column, crossing = ({"segment_type": kind, "segment_index": 2003} for kind in ("column", "crossing"))
    ids = "CAST(\"row id\" AS TEXT) IN ( SELECT row_id FROM rows WHERE monitor_name = 'loans' AND segment_2 = 2003 )"
    for value, segment, condition in [
        ("it's north", column, "\"my region\" = 'it''s north'"),
        (":null", column, '"my region" IS NULL'),
        (":other", column, ids),
        ("north / web", crossing, ids),
    ]:
        incident_of_value = {**of_segment, "segment_value": value}
        sql = rows_query("duckdb", incident_of_value, config(), chunks, None, [], None, set(), "rows", segment)
        assert condition in " ".join(sql.split())


def test_an_incident_of_a_segment_has_a_name_of_its_own():
    assert names(incident(segment_column="region", segment_value="west"))[0].endswith("/region=west")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("b2", EMPLOYMENT),
        (INCOME["incident_id"], INCOME),
        ("loans", PERFORMANCE),
        ("loans/amount", CLOSED),
        ("loans/multivariate", ALL_COLUMNS),
    ],
)
def test_an_incident_is_found_by_the_beginning_of_its_id_and_by_names(made, wanted, expected):
    assert json.loads(made.run("explain", wanted, "--json").stdout)["incident_id"] == expected["incident_id"]


def test_what_may_be_several_and_what_is_none_is_told(made):
    several = made.run("explain", "c")
    assert (several.exit_code, several.stdout) == (2, "")
    assert (
        "'c' may be any of 2 incidents; give more of the id:\n  c3c3c3c3c3c3  loans/region\n  c4c4c4c4c4c4  loans/amount\n"
        in several.stderr
    )
    none = made.run("explain", "loans/age")
    assert (none.exit_code, none.stdout) == (2, "")
    assert "There is no incident 'loans/age'. Open are:\n  e5e5e5e5e5e5  loans/performance\n" in none.stderr


def documented_keys(of: str) -> list[str]:
    """The keys that docs/reference/command-line.md has in the table behind this text."""
    page = (REPOSITORY / "docs" / "reference" / "command-line.md").read_text()
    return re.findall(r"^\| `(\w+)` \|", page.split(of)[1].split("\n\n")[1], re.MULTILINE)


def test_json_has_the_row_and_what_belongs_to_it(made):
    found = json.loads(made.run("explain", "e5", "--json").stdout)
    assert set(found) == {*contracts()["monitor_incidents"], *documented_keys("explain INCIDENT --json")}
    assert set(found["alerts"][0]) < set(contracts()["monitor_alerts"])
    assert found["parts"] == [INCOME["incident_id"]]
    assert [one["metric_name"] for one in found["alerts"]] == ["accuracy", "f1"]
    assert (found["changes"], found["log"]) == (None, [])
    assert found["mute"] == {"monitor": "loans", "kind": "performance", "until": "closed", "reason": "why nobody has to act"}
    assert sqlglot.parse_one(found["sql"], dialect="duckdb").find(sqlglot.exp.Table).name == "Scored loans"


def of_incidents(folder: Path, incidents: list[dict], **settings) -> MadeProject:
    """A project with these incidents, an alert of each, and nothing else."""
    names = (
        "column_changes",
        "changed_categories",
        "fitted_bins",
        "incident_log",
        "analysis_rows",
        "segments",
        "weak_segments",
        "fairness",
        "fairness_settings",
    )
    empty = [f"monitor_{name}" for name in names]
    tables = {
        "monitor_incidents": incidents,
        "monitor_config": [config(**settings)],
        "monitor_alerts": [alert(one, 2) for one in incidents],
        **{name: [] for name in empty},
    }
    return MadeProject(folder, tables)


def mute_in(output: str) -> dict:
    (mute,) = yaml.safe_load(output.split("dbt_project.yml\n")[1].split("\n\n")[0].partition("\n  A mute")[0])["vars"]["ml_monitor_mutes"]
    return {name: value for name, value in mute.items() if name not in ("until", "reason")}


@pytest.mark.parametrize(
    ("wanted", "mute"),
    [
        ("a1", {"monitor": "loans", "column": "income"}),
        # Its alerts are of two metrics.
        ("e5", {"monitor": "loans", "kind": "performance"}),
        ("f6", {"monitor": "loans", "kind": "multivariate"}),
    ],
)
def test_a_mute_names_as_little_as_it_can(made, wanted, mute):
    output = made.run("explain", wanted).stdout
    assert mute_in(output) == mute
    assert "A mute names no segment" not in output


def test_what_else_a_mute_covers_is_told(tmp_path):
    segments = [
        incident(incident_id=number * 16, segment_column="region", segment_value=region)
        for number, region in (("a2", "north"), ("a3", "south"), ("a4", "west"))
    ]
    closed = {**segments[2], "status": "closed"}
    output = of_incidents(tmp_path, [INCOME, *segments[:2], closed, EMPLOYMENT]).run("explain", "a1").stdout
    assert mute_in(output) == {"monitor": "loans", "column": "income"}
    told = " ".join(output.split("A mute names no segment")[1].split("\n\n")[0].split())
    assert told == ", so that it mutes too: a2a2a2a2 (income, region = north), a3a3a3a3 (income, region = south)."


def test_a_muted_incident_says_why_and_many_alerts_are_cut(made):
    output = made.run("explain", "c4").stdout
    assert "It is muted\n  known\n" in output
    assert "dbt_project.yml" not in output
    assert "and 8 more in monitor_alerts" in output
    assert "closed by 2025-10-06" in output


def test_a_p_value_is_told_as_one(made):
    assert "chi2            p 0.001" in made.run("explain", "b2").stdout


def test_odd_names_are_shown_as_they_are(tmp_path):
    odd = 'a [red]b[/red] <script>\n"c" \x1b[31m'
    of_odd = incident(column_name=odd, headline=odd, what_changed=odd, owner=odd, monitor_name=odd)
    made = of_incidents(tmp_path, [of_odd], monitor_name=odd)
    for environment in ({}, {"FORCE_COLOR": "1"}):
        told = made.run("explain", "aaaa", COLUMNS="300", **environment).stdout.split("The rows behind it")[0]
        assert told.count('a [red]b[/red] <script>\\n"c" \\x1b[31m') == 5
    assert json.loads(made.run("explain", "aaaa", "--json").stdout)["column_name"] == odd
    assert odd.replace('"', '""') in json.loads(made.run("explain", "aaaa", "--json").stdout)["sql"]
    assert "\x1b" not in made.run("explain", "aaaa").stdout


def test_worse_performance_is_told_with_where_the_model_is_weakest(made):
    """First what became weak; other incidents say nothing of it."""
    output = made.run("explain", "loans/performance", COLUMNS="300").stdout
    words = "income in [500, 700) and region = north, loss 1.8 times the rest, 3.1 % of the rows; it was not so in the reference"
    assert (
        f"""
  Newly weak: {words} (1 more in monitor_weak_segments)
  Newly weak in SQL: "income" < 700 and "region" = 'north'
"""
        in output
    )
    assert "weak" not in made.run("explain", "loans/income").stdout.lower()
    found = json.loads(made.run("explain", "loans/performance", "--json").stdout)["weak_segments"]
    assert [segment["segment"] for segment in found] == ["income in [500, 700) and region = north", "region = south"]
    assert json.loads(made.run("explain", "loans/income", "--json").stdout)["weak_segments"] == []
