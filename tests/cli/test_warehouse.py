"""Reading the package's tables: a DuckDB file by its own names, everything else through the user's dbt, with the same values."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from consumer import DBT, REPOSITORY, Consumer
from made_project import MadeProject, fill, status
from odd_values import assert_equal, odd_rows, rows_of
from warehouses import EngineConsumer, consumer_profile, started

from ml_monitor.errors import UserError
from ml_monitor.project import Project
from ml_monitor.warehouse import open_tables

STATUS = {"monitor_status": [status()]}


def read(folder: Path, *names: str, environment: dict | None = None, **options) -> duckdb.DuckDBPyConnection:
    project = {name: options.pop(name) for name in ("target_name", "variables") if name in options}
    return open_tables(Project(folder, environment=environment or {}, **project), names, **options)


def monitors(folder: Path, **options) -> list[str]:
    """The monitors of monitor_status, as the folder's project has them."""
    with closing(read(folder, "monitor_status", **options)) as connection:
        return [name for (name,) in connection.execute("select monitor_name from monitor_status").fetchall()]


def fake_dbt(folder: Path, script: str) -> dict[str, str]:
    """An environment in which dbt is this script, which finds its arguments in `words`."""
    (folder / "fake_dbt.py").write_text(f"import json, sys\nwords = sys.argv[1:]\n{script}")
    return {"ML_MONITOR_DBT": f"'{sys.executable}' '{folder / 'fake_dbt.py'}'"}


@pytest.mark.parametrize(
    "names",
    [
        {"schema": "prod", "database": "shop"},
        {"schema": 'a "quoted" schema', "database": "made"},
        {"path": "with space/it's.duckdb", "database": "it's"},
        {"path": "many.dots.in.name.duckdb", "database": "many"},
        {"path": "no_suffix", "database": "select"},
    ],
    ids=lambda names: " ".join(names.values()),
)
def test_a_file_is_read_whatever_its_names_are(tmp_path, names):
    made = MadeProject(tmp_path, STATUS, **names)
    assert monitors(made.folder) == ["loans"]
    # Nobody else is kept from writing once it is read.
    with duckdb.connect(tmp_path / names.get("path", "made.duckdb")) as connection:
        connection.execute("create table written as select 1")


def test_columns_and_rows_are_read_that_were_asked_for(tmp_path):
    made = MadeProject(tmp_path, {"monitor_status": [status(), status(monitor_name="it's"), status(monitor_name="other")]})
    only = {"monitor_status": {"monitor_name": ["it's", "loans"], "state": ["ok"]}}
    with closing(read(made.folder, "monitor_status", columns={"monitor_status": ["state", "monitor_name"]}, only=only)) as connection:
        assert connection.execute("from monitor_status order by monitor_name").fetchall() == [("ok", "it's"), ("ok", "loans")]
    with closing(read(made.folder, "monitor_status", only={"monitor_status": {"state": []}})) as connection:
        assert connection.execute("from monitor_status").fetchall() == []


def test_an_attached_file_is_read_by_its_alias(tmp_path):
    made = MadeProject(tmp_path, STATUS, path="marts.duckdb", database="marts")
    duckdb.connect(tmp_path / "main.duckdb").close()
    made.profile({"type": "duckdb", "path": "main.duckdb", "attach": [{"path": "marts.duckdb", "alias": "marts"}]})
    assert monitors(made.folder) == ["loans"]


def test_a_view_of_the_file_that_reads_another_attached_file_is_read(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    MadeProject(tmp_path / "other", STATUS, path="lake.duckdb", database="lake")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path / 'made.duckdb'}' as made; attach '{tmp_path / 'other' / 'lake.duckdb'}' as lake")
        connection.execute("drop table made.main_ml_monitor.monitor_status")
        connection.execute("create view made.main_ml_monitor.monitor_status as from lake.main_ml_monitor.monitor_status")
    made.profile({"type": "duckdb", "path": "made.duckdb", "attach": [{"path": "other/lake.duckdb"}]})
    assert monitors(made.folder) == ["loans"]


def test_a_file_that_is_missing_is_told(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    (tmp_path / "made.duckdb").unlink()
    with pytest.raises(UserError, match=r"There is no database .*made.duckdb. Run `dbt build` first."):
        monitors(made.folder)
    made.profile({"type": "duckdb"})
    with pytest.raises(UserError, match=r"is in memory. Its tables are gone when dbt ends: give it a path."):
        monitors(made.folder)


def test_a_table_that_is_missing_is_told_with_its_relation_and_target(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    with duckdb.connect(tmp_path / "made.duckdb") as connection:
        connection.execute("drop table main_ml_monitor.monitor_status")
    with pytest.raises(
        UserError, match=r'The target dev has no monitor_status \("made"."main_ml_monitor"."monitor_status"\). Run `dbt build`'
    ):
        monitors(made.folder)
    with pytest.raises(
        UserError, match=r"The project has no monitor_incidents: it is disabled, or its ml_monitor is older than this command."
    ):
        read(made.folder, "monitor_incidents")


def test_a_column_that_is_missing_is_told(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    with pytest.raises(UserError, match=r"monitor_status cannot be read: .*colour"):
        read(made.folder, "monitor_status", columns={"monitor_status": ["colour"]})


def test_a_file_that_is_no_database_is_told(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    (tmp_path / "made.duckdb").write_bytes(b"no database at all" * 1000)
    with pytest.raises(UserError, match=r"made.duckdb cannot be opened. This is DuckDB \d"):
        monitors(made.folder)


def test_a_file_that_another_process_writes_to_is_told(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    writes = f"import duckdb; c = duckdb.connect({str(tmp_path / 'made.duckdb')!r}); print('open', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", writes], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "open\n"
        with pytest.raises(UserError, match=r"Another process writes to it; try again when it is done."):
            monitors(made.folder)
        writer.stdin.close()
    assert monitors(made.folder) == ["loans"]


PRINTS = """
tables = json.loads(words[words.index("--args") + 1])["tables"]
print("\\x1b[0m12:00:00  a line of dbt's log")
header = {"table": "monitor_status", "relation": "x", "columns": [["monitor_name", "text"]]}
print("12:00:00  ml_monitor>" + json.dumps(header) + "\\x1b[0m")
print("ml_monitor>" + json.dumps({"table": "monitor_status", "rows": [["through"], [" ".join(words)]]}))
"""


@pytest.mark.parametrize(
    "target",
    [
        {"type": "postgres", "password": "{{ env_var('NOT_SET') }}"},
        {"type": "duckdb", "path": "md:warehouse"},
        {"type": "duckdb", "path": "s3://bucket/warehouse.duckdb"},
        {"type": "duckdb", "path": "memory.duckdb"},
        {"type": "duckdb", "path": "main.duckdb", "attach": [{"path": "postgres:dbname=x", "type": "postgres", "alias": "made"}]},
    ],
    ids=lambda target: target.get("path", target["type"]),
)
def test_what_is_no_plain_file_is_read_through_dbt(tmp_path, target):
    made = MadeProject(tmp_path, STATUS)
    for name in ("memory", "main"):
        duckdb.connect(tmp_path / f"{name}.duckdb").close()
    made.profile(target)
    if target.get("path") == "memory.duckdb":
        made.manifest({"monitor_status": {"database": "memory"}})
    name, command = monitors(made.folder, environment=fake_dbt(tmp_path, PRINTS))
    assert name == "through"
    assert command.startswith("run-operation ml_monitor.print_tables --args {")
    assert f"--project-dir {tmp_path} --profiles-dir {tmp_path}" in command
    assert "--target" not in command
    assert "--vars" not in command


def test_a_manifest_that_is_missing_or_of_another_target_is_not_believed(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    made.profile({"type": "duckdb", "path": "made.duckdb"}, prod={"type": "duckdb", "path": "made.duckdb"})
    environment = fake_dbt(tmp_path, PRINTS)
    assert monitors(made.folder, environment=environment) == ["loans"]
    name, command = monitors(made.folder, environment=environment, target_name="prod")
    assert name == "through"
    assert "--target prod" in command
    _, command = monitors(
        made.folder, environment=environment, target_name="prod", variables={"day": datetime.date(2025, 7, 1), "list": [1]}
    )
    assert '--vars {"day": "2025-07-01", "list": [1]}' in command
    (tmp_path / "target" / "manifest.json").unlink()
    assert monitors(made.folder, environment=environment)[0] == "through"


def test_an_error_of_dbt_is_told_with_its_last_lines(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    fails = "print(*range(100), sep='\\n'); print('\\x1b[31mDatabase Error\\x1b[0m'); print('  no such host'); sys.exit(2)"
    environment = {**fake_dbt(tmp_path, fails), "ML_MONITOR_THROUGH_DBT": "1"}
    with pytest.raises(UserError, match=r"\(target dev\). It said:\n82\n(.*\n)+99\nDatabase Error\n  no such host$"):
        monitors(made.folder, environment=environment)


@pytest.mark.parametrize("named", ["/nowhere/dbt run", None])
def test_a_missing_dbt_is_told(tmp_path, monkeypatch, named):
    made = MadeProject(tmp_path, STATUS)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    environment = {"ML_MONITOR_THROUGH_DBT": "1", "PATH": str(tmp_path), **({"ML_MONITOR_DBT": named} if named else {})}
    what = "ML_MONITOR_DBT is '/nowhere/dbt run', and there is no such program." if named else "There is no dbt on PATH."
    with pytest.raises(UserError, match=f"{what} ml-monitor reads this warehouse with your dbt"):
        monitors(made.folder, environment=environment)


def test_a_table_that_dbt_does_not_find_is_told(tmp_path):
    made = MadeProject(tmp_path, STATUS)
    says = "print('ml_monitor>' + json.dumps({'table': 'monitor_status', 'relation': 'a.b.monitor_status', 'columns': []}))"
    environment = {**fake_dbt(tmp_path, says), "ML_MONITOR_THROUGH_DBT": "1"}
    with pytest.raises(UserError, match=r"The target dev has no monitor_status \(a.b.monitor_status\). Run `dbt build`"):
        monitors(made.folder, environment=environment)


def through_dbt(consumer: Consumer, *names: str, **options) -> duckdb.DuckDBPyConnection:
    environment = {"ML_MONITOR_THROUGH_DBT": "1", "ML_MONITOR_DBT": DBT, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    return read(consumer.folder, *names, environment=environment, **options)


def test_through_dbt_every_value_arrives_as_it_is(tmp_path):
    consumer = Consumer(tmp_path, {})
    with duckdb.connect(str(consumer.database)) as connection:
        connection.execute("create schema main_ml_monitor")
        fill(connection, "main_ml_monitor.monitor_performance", "monitor_performance", odd_rows())
        chunks = [{"monitor_name": row.get("monitor_name"), "chunk_index": row["chunk_index"], "period": "analysis"} for row in odd_rows()]
        fill(connection, "main_ml_monitor.monitor_chunks", "monitor_chunks", chunks)
    columns = {"monitor_chunks": ["period", "chunk_index", "monitor_name"]}
    only = {"monitor_chunks": {"monitor_name": ["it's", "back\\slash", "none"]}}
    with closing(through_dbt(consumer, "monitor_performance", "monitor_chunks", columns=columns, only=only)) as connection:
        assert_equal(rows_of(connection), odd_rows())
        found = connection.execute("from monitor_chunks order by chunk_index").fetchall()
        assert found == [("analysis", 0, "it's"), ("analysis", 2, "back\\slash")]
    with pytest.raises(UserError, match=r"The target dev has no monitor_status \(.*main_ml_monitor.*monitor_status.*\)"):
        through_dbt(consumer, "monitor_chunks", "monitor_status")


@pytest.mark.postgres
@pytest.mark.engines
def test_through_dbt_every_value_arrives_from_postgres(tmp_path):
    postgres = started("postgres")
    consumer = EngineConsumer(postgres, tmp_path, {})
    with closing(postgres.connect()) as connection, connection, connection.cursor() as cursor:
        cursor.execute("create schema main_ml_monitor")
        fill(PostgresCursor(cursor), "main_ml_monitor.monitor_performance", "monitor_performance", odd_rows())
    with closing(through_dbt(consumer, "monitor_performance")) as connection:
        assert_equal(rows_of(connection), odd_rows())


class PostgresCursor:
    """Takes the statements that are written for DuckDB."""

    def __init__(self, cursor):
        self.cursor = cursor

    def execute(self, sql: str, parameters=()) -> None:
        sql = sql.replace(" double", " double precision").replace(" string", " text")
        # Postgres takes a literal for a decimal, which knows no -0.
        for value in parameters:
            sql = sql.replace("?", "%s::double precision" if isinstance(value, float) else "%s", 1)
        self.cursor.execute(sql, parameters)


# A session of Spark lives in one process: what starts dbt there makes the table first.
SPARK = """
import sys
from warehouses import Spark
spark = Spark()
spark.session.sql("create schema main_ml_monitor")
spark.session.read.parquet(sys.argv[1]).write.saveAsTable("main_ml_monitor.monitor_performance")
from dbt.cli.main import dbtRunner
success = dbtRunner().invoke(sys.argv[2:]).success
spark.stop()
sys.exit(not success)
"""


@pytest.mark.spark
@pytest.mark.engines
def test_through_dbt_every_value_arrives_from_spark(tmp_path):
    consumer = Consumer(tmp_path, {})
    target = {"type": "spark", "method": "session", "host": "localhost", "schema": "main", "threads": 1}
    consumer.write("profiles.yml", consumer_profile(target))
    rows = odd_rows()
    with duckdb.connect() as connection:
        fill(connection, "odd", "monitor_performance", rows)
        connection.execute(f"copy odd to '{tmp_path / 'odd.parquet'}'")
    (tmp_path / "session_of_spark.py").write_text(SPARK)
    environment = {
        **os.environ,
        "ML_MONITOR_DBT": f"'{sys.executable}' '{tmp_path / 'session_of_spark.py'}' '{tmp_path / 'odd.parquet'}'",
        "PYTHONPATH": str(REPOSITORY / "tests" / "support"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    with closing(read(tmp_path, "monitor_performance", environment=environment)) as connection:
        assert_equal(rows_of(connection), rows)
