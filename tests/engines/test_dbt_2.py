"""dbt 2, the Rust program: it reads the project without a warning and builds the SQL part on DuckDB; it runs no Python models there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from consumer import Consumer
from equal_tables import differences
from made_project import fill, incident, run_command
from monitored import changed_analysis, odd_monitors, odd_tables
from notified import channel
from odd_values import assert_equal, odd_rows, rows_of

from ml_monitor.project import Project
from ml_monitor.warehouse import open_tables

DBT_2 = Path(sys.executable).parent / "dbt-core-experimental-parser"
# Its wheel comes without DuckDB's library, which it fetches from a server of its own makers.
LIBRARY = "@duckdb/node-bindings-linux-x64@1.5.6-r.1"

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    """The folder that holds libduckdb.so."""
    if not shutil.which("npm"):
        pytest.skip("dbt 2 needs libduckdb.so, which only npm brings here, and there is no npm")
    folder = tmp_path_factory.mktemp("npm")
    run = subprocess.run(["npm", "install", "--prefix", folder, LIBRARY], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return next(folder.rglob("libduckdb.so")).parent


def dbt_2(folder: Path, *arguments: str, library: Path | None = None) -> str:
    environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    if library:
        environment["LD_LIBRARY_PATH"] = str(library)
    run = subprocess.run([DBT_2, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    output = re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr)
    assert run.returncode == 0, output[-4000:]
    return output


@pytest.fixture
def consumer(tmp_path):
    consumer = Consumer(tmp_path, odd_tables(), odd_monitors())
    shutil.rmtree(tmp_path / "dbt_packages")
    dbt_2(tmp_path, "deps")
    return consumer


def test_parsing_gives_no_warning_and_no_deprecation(consumer):
    output = dbt_2(consumer.folder, "parse", "--show-all-deprecations")
    assert "successfully" in output
    assert not re.search("warn|deprecat", output, re.IGNORECASE)


def test_the_sql_part_builds_run_by_run_with_the_numbers_of_dbt_1(consumer, library, tmp_path_factory):
    assert "dbt runs no Python models here" in dbt_2(consumer.folder, "build", library=library)
    consumer.table("odd_analysis", changed_analysis())
    monitors = {"it's everything": odd_monitors()["it's everything"]}
    consumer.monitors(monitors)
    dbt_2(consumer.folder, "build", library=library)
    ours = consumer.tables()

    settings = {"vars": {"ml_monitor_python_models": False}}
    tables = {**odd_tables(), "odd_analysis": changed_analysis()}
    other = Consumer(tmp_path_factory.mktemp("dbt_1"), tables, monitors, settings=settings)
    other.build()
    theirs = other.tables()
    assert sorted(ours) == sorted(theirs)
    # The log and what it tells are history: the other project is one run old.
    compared = [name for name in theirs if not name.endswith("_rows") and name != "monitor_incident_log"]
    found = [text for name in compared for text in differences(name, ours[name], theirs[name])]
    assert [text for text in found if not text.startswith("monitor_incidents.is_new:")] == []


def test_the_command_line_reads_through_dbt_2(library, tmp_path):
    consumer = Consumer(tmp_path, {})
    shutil.rmtree(tmp_path / "dbt_packages")
    dbt_2(tmp_path, "deps")
    with duckdb.connect() as connection:
        # The library of dbt 2 is older than that of these tests.
        connection.execute(f"attach '{consumer.database}' as consumer (storage_version 'v1.0.0')")
        connection.execute("create schema consumer.main_ml_monitor")
        fill(connection, "consumer.main_ml_monitor.monitor_performance", "monitor_performance", odd_rows())
    environment = {"ML_MONITOR_THROUGH_DBT": "1", "ML_MONITOR_DBT": str(DBT_2), "LD_LIBRARY_PATH": str(library)}
    with open_tables(Project(tmp_path, environment={**os.environ, **environment}), ["monitor_performance"]) as connection:
        assert_equal(rows_of(connection), odd_rows())


def test_the_command_line_remembers_through_dbt_2_what_it_has_sent(library, tmp_path):
    consumer = Consumer(tmp_path, {})
    shutil.rmtree(tmp_path / "dbt_packages")
    dbt_2(tmp_path, "deps")
    tables = {"monitor_incidents": [incident()], "monitor_alert_channels": [channel()], "monitor_notifications": []}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{consumer.database}' as consumer (storage_version 'v1.0.0')")
        connection.execute("create schema consumer.main_ml_monitor")
        for name, rows in tables.items():
            fill(connection, f"consumer.main_ml_monitor.{name}", name, rows)
    environment = {"ML_MONITOR_THROUGH_DBT": "1", "ML_MONITOR_DBT": str(DBT_2), "LD_LIBRARY_PATH": str(library)}
    result = run_command("notify", "--project-dir", str(tmp_path), ML_MONITOR_CHANNEL_TEAM="stdout", **environment)
    assert result.stderr == "team: loans: 1 new: sent (printed)\n"
    assert consumer.query("select state from monitor_notifications order by written_at")["state"].tolist() == ["claimed", "sent"]
