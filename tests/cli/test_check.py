"""`ml-monitor check`: all problems of the settings at once, and nothing is built."""

from __future__ import annotations

import json

import duckdb
import pytest
from bad_tables import monitor
from click.testing import CliRunner, Result
from consumer import Consumer

from ml_monitor.checking.expressions import problems_of, problems_of_number
from ml_monitor.cli import main

COLUMNS = [["split", "text"], ["amount", "double"], ["at", "timestamp"], ["Is New", "boolean"], ["ok", "boolean"], ["address", "struct"]]

GOOD = [
    "split = 'train'",
    "amount > 3 and at < date '2025-01-01'",
    "ok",
    'not "Is New"',
    "SPLIT in ('a', 'b') or amount between 1 and 3",
    "split like 'a%' and amount is not null",
    "(((amount > 1)))",
    "lower(split) = 'it''s'",
    "coalesce(ok, false)",
    "case when amount > 1 then true else false end",
    "date_trunc('month', at) < '2024-01-01'",
    "year(at) = 2024",
    "cast(amount as boolean)",
]
# Each with words that the message must hold.
BAD = {
    "": "nothing",
    " ": "nothing",
    "amount": "which is no condition",
    "amount + 1": "which is no condition",
    "split": "which is no condition",
    "1 = 1": "no column",
    "true": "no column",
    "amont > 3": "did you mean 'amount'?",
    "t.amount > 3": "without a table in front",
    "amount > 1; drop table x": "which is not one expression",
    "amount > 1) or (1 = 1": "which is not one expression",
    "amount > 1 limit 3": "which is not one expression",
    "amount > 1, amount < 2": "which is not one expression",
    "amount >": "which is not one expression",
    "split = 'a' union select 1": "which is not one expression",
    "split = 'a": "which is not one expression",
    "drop table x": "which is not one expression",
    "select 1": "which is not one expression",
    "copy x to 'y'": "which is not one expression",
    "attach 'x'": "which is not one expression",
    "amount in (select 1)": "a subquery",
    "exists (select 1 from y where y.a = amount)": "a subquery",
    "amount > (select max(amount) from x)": "a subquery",
    "amount > avg(amount)": "an aggregate function",
    "amount > sum(amount) over ()": "a window function",
    "amount > random()": "changes from run to run",
    "at < now()": "changes from run to run",
    "at < current_date - 30": "changes from run to run",
    "split = current_user": "changes from run to run",
    "pg_sleep(10) is null and ok": "the function pg_sleep",
    "split = getenv('HOME')": "the function getenv",
    "nextval('s') > amount": "the function nextval",
    "split = (read_csv('x'))": "a file",
    "amount = ?": "a parameter",
    "amount > :limit": "a parameter",
    "* > 1": "`*`",
    "{{ amount }}": "a struct",
}


ANY_EXPRESSION = "one expression in SQL over the columns of a row"


@pytest.mark.parametrize("sql", GOOD)
def test_conditions_that_are_fine(sql):
    assert problems_of(sql, "duckdb", COLUMNS) == []


@pytest.mark.parametrize("sql", BAD)
def test_conditions_that_are_not(sql):
    problems = problems_of(sql, "duckdb", COLUMNS)
    assert any(BAD[sql] in f"{found}; allowed: {allowed}" for found, allowed in problems), problems


@pytest.mark.parametrize("engine", ["postgres", "spark", "snowflake", "bigquery", "databricks", "redshift", "sqlserver", "something else"])
def test_conditions_are_read_in_the_dialect_of_the_engine(engine):
    assert problems_of("amount > 3 and split = 'a'", engine, COLUMNS) == []
    assert problems_of("amount > 3; drop table x", engine, COLUMNS)


def test_the_case_of_a_quoted_name_matters_where_the_engine_keeps_it():
    assert problems_of('"Amount" > 3', "duckdb", COLUMNS) == []
    assert problems_of("Amount > 3", "postgres", COLUMNS) == []
    assert "did you mean 'amount'?" in problems_of('"Amount" > 3', "postgres", COLUMNS)[0][1]


def test_an_expression_that_tells_segments_is_no_condition_and_knows_no_label():
    assert problems_of("amount + 1 -- and so on", "duckdb", COLUMNS, False, "ok") == []
    assert problems_of("amount + 1;", "duckdb", COLUMNS, False) == [("a semicolon in 'amount + 1;'", ANY_EXPRESSION)]
    assert problems_of("case when OK then 'yes' end", "duckdb", COLUMNS, False, "ok")[0][1] == "columns that are known before labels come"


def test_without_the_columns_only_the_form_is_checked():
    assert problems_of("whatever > 3", "duckdb", None) == []
    assert problems_of("whatever > 3; drop table x", "duckdb", None)


def test_a_custom_metric_is_of_numbers():
    for sql in (
        "sum(amount)",
        "sum(case when ok then amount end) / count(*)",
        "count(split)",
        "max(amount * (1 - amount))",
        "avg(length(split))",
    ):
        assert problems_of_number(sql, "duckdb", COLUMNS) == [], sql
    for sql, word in {
        "sum(split)": "'split' of type text in 'SUM(split)'",
        "avg(at)": "'at' of type timestamp",
        "sum(amount * (ok))": "'ok' of type boolean in 'amount * (ok)'",
        "sum(amount) sum(amount)": "which is not one expression",
        "sum(amount in (select 1))": "a subquery",
    }.items():
        assert any(word in found for found, _ in problems_of_number(sql, "duckdb", COLUMNS)), sql


ONE = {"analysis": None, "scored": "scored", "timestamp": "at"}
MONITORS = {
    "unknown key": monitor(chunk_sise=10),
    "missing column": monitor(continuous_columns=["xx"]),
    "text as a number": monitor(continuous_columns=["k"]),
    "unknown relation": monitor(analysis="nowhere"),
    "not built": monitor(analysis="not_built"),
    "two ways": monitor(chunk_number=5),
    "wrong method": monitor(continuous_methods=["psi"]),
    "wrong threshold": monitor(thresholds={"hellinger": 0.1}),
    "subquery": monitor(**ONE, reference={"where": "id in (select 1)"}),
    "unknown column in SQL": monitor(**ONE, reference={"where": "idd > 3"}),
    "segment": monitor(segments=["k", {"name": "mean", "expression": "avg(x)"}, {"name": "gone", "expression": "xx > 3"}]),
    "custom": monitor(
        custom_metrics={"texts": {"sql": "sum((k))"}, "gone": {"sql": "sum(xx)"}, "more": {"sql": "sum(x); drop table analysis"}}
    ),
    "fine": monitor(
        custom_metrics={"total": {"sql": "sum(case when k = 'a' then x end)"}},
        segments=[{"name": "number", "expression": "id + 1"}],
        **ONE,
        reference={"where": "id <= 3"},
        continuous_columns=["x"],
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    """A project whose relations exist and whose monitors were never built."""
    models = {name: f"select 1 as {name}" for name in ("reference", "analysis", "scored", "not_built")}
    consumer = Consumer(tmp_path_factory.mktemp("check"), models, MONITORS)
    with duckdb.connect(str(consumer.database)) as connection:
        for name in ("reference", "analysis", "scored"):
            connection.execute(
                f"create table {name} as select i as id, timestamp '2024-01-01' as at, 1.5 as x, 'a' as k from range(9) as t(i)"
            )
    return consumer


def check(project: Consumer, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--project-dir", str(project.folder), "--profiles-dir", str(project.folder), *arguments])


def test_all_problems_come_at_once(project):
    run = check(project, "--json")
    assert run.exit_code == 2, run.output
    answer = json.loads(run.stdout)
    assert (answer["ok"], answer["monitors"]) == (False, list(MONITORS))
    told = {name: [problem for problem in answer["problems"] if f"monitor '{name}'" in problem["place"]] for name in MONITORS}
    # A column is missing from both relations.
    counts = {"fine": 0, "missing column": 2, "text as a number": 2, "segment": 2, "custom": 6}
    assert {name: len(problems) for name, problems in told.items()} == {name: counts.get(name, 1) for name in MONITORS}
    words = {
        "unknown key": ("chunk_sise", "an unknown key", "chunk_size"),
        "missing column": ("continuous_columns", "'xx', which", "one of its columns: id, at, x, k"),
        "text as a number": ("continuous_columns", "'k' of type VARCHAR", "number"),
        "unknown relation": ("analysis", "'nowhere', which is no enabled model", "the name of one"),
        "not built": ("analysis", "no relation", "a table or view that exists"),
        "subquery": ("reference.where", "a subquery", "one condition in SQL"),
        "unknown column in SQL": ("reference.where", "the column 'idd'", "did you mean 'id'?"),
        "custom": ("custom_metrics.more.sql", "a semicolon in 'sum(x); drop table analysis'", "one number over the rows of a slice"),
        "segment": ("segments.mean", "an aggregate function", "one expression in SQL over the columns of a row"),
    }
    for name, (place, found, allowed) in words.items():
        problem = told[name][0]
        assert place in problem["place"]
        assert found in problem["found"]
        assert allowed in problem["allowed"]
    with duckdb.connect(str(project.database)) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
    assert schemas == [("main",)]


@pytest.mark.engines
def test_variables_of_the_command_line_are_those_of_the_project(project):
    run = check(project, "--vars", json.dumps({"ml_monitors": {"fine": MONITORS["fine"]}}))
    assert run.exit_code == 0, run.output
    assert "1 monitor, no problems: fine" in run.output


def test_without_problems_it_says_so(project):
    project.monitors({"fine": MONITORS["fine"]})
    run = check(project)
    assert run.exit_code == 0, run.output
    assert "1 monitor, no problems: fine" in run.output
