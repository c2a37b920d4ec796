"""Snowflake and BigQuery as their emulators play them: both translate to DuckDB, so what runs here is a smoke test and no proof."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml
from consumer import REPOSITORY
from monitored import CLASSES, DRIFT_CHECK, odd_monitors, odd_tables

ENVIRONMENTS = Path(sys.prefix) / "emulators"  # kept beside what runs the tests
LOGIN = ("host", "port", "protocol", "account", "user", "password")  # what of a target Snowflake's connector takes


def small_tables(rows: int) -> dict[str, pd.DataFrame]:
    """The first rows; a column's name may hold neither quotes nor letters beyond ASCII on all of these engines."""
    plain = {f"p {name}": f"p {place}" for place, name in enumerate(CLASSES)}
    return {name: table.iloc[:rows].rename(columns=plain) for name, table in odd_tables().items()}


def small_monitors() -> dict:
    """The monitors of small_tables()."""
    monitors = odd_monitors()
    monitors["three classes"]["y_pred_proba"] = {name: f"p {place}" for place, name in enumerate(CLASSES)}
    for name in ("it's everything", "binary", "three classes"):
        monitors[name]["chunk_size"] = 60
    return monitors


@dataclass
class Emulator:
    """An emulator, what it needs in an environment of its own (their pins exclude each other), and how a project speaks to it."""

    name: str
    packages: list[str]
    quote: str
    real: str
    target: dict
    project: dict
    rows = 240

    def monitors(self) -> dict:
        return small_monitors()

    @property
    def programs(self) -> Path:
        return ENVIRONMENTS / self.name / "bin"

    def run(self, program: str, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess:
        environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
        return subprocess.run([self.programs / program, *arguments], cwd=folder, env=environment, capture_output=True, text=True)

    def install(self) -> None:
        if not (self.programs / "dbt").exists():
            subprocess.run([sys.executable, "-m", "venv", ENVIRONMENTS / self.name], check=True)
            run = self.run("python", "-m", "pip", "install", "--quiet", "dbt-core>=1.10,<1.12", *self.packages)
            assert run.returncode == 0, run.stderr[-3000:]

    def literal(self, value) -> str:
        if pd.isna(value):
            return "null"
        if isinstance(value, str):
            escaped = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"
        if isinstance(value, pd.Timestamp):
            return f"cast('{value}' as timestamp)"
        if isinstance(value, bool):
            return str(value).lower()
        return f"cast({value!r} as {self.real})" if isinstance(value, float) else str(value)

    def write_project(self, folder: Path, tables: dict[str, pd.DataFrame], monitors: dict) -> None:
        """A consumer's project whose tables stand in its models, row by row."""
        (folder / "models").mkdir(exist_ok=True)
        for name, table in tables.items():
            rows = []
            for row in table.to_dict("records"):
                values = (f"{self.literal(value)} as {self.quote}{column}{self.quote}" for column, value in row.items())
                rows.append("select " + ", ".join(values))
            (folder / "models" / f"{name}.sql").write_text("{{ config(materialized='table') }}\n" + "\nunion all\n".join(rows))
        (folder / "models" / "checks.yml").write_text(DRIFT_CHECK)
        project = {"name": "consumer", "version": "1.0", "config-version": 2, "profile": "consumer", "vars": {"ml_monitors": monitors}}
        (folder / "dbt_project.yml").write_text(yaml.safe_dump({**project, **self.project}))
        (folder / "packages.yml").write_text(yaml.safe_dump({"packages": [{"local": str(REPOSITORY)}]}))
        (folder / "profiles.yml").write_text(yaml.safe_dump({"consumer": {"target": "dev", "outputs": {"dev": self.target}}}))

    @contextmanager
    def started(self):
        """The emulator's server, until the block ends."""
        program, *arguments = self.command
        server = subprocess.Popen([self.programs / program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.wait()
            self.prepare()
            yield self
        finally:
            server.kill()
            server.wait()

    def wait(self) -> None:
        for _ in range(120):
            with closing(socket.socket()) as connection:
                if connection.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.5)
        raise TimeoutError(f"{self.name} does not answer on port {self.port}")


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Fakesnow(Emulator):
    builds = 2

    def __init__(self) -> None:
        self.port = free_port()
        server = {"host": "localhost", "port": self.port, "protocol": "http", "account": "fakesnow", "user": "fake", "password": "snow"}
        target = {"type": "snowflake", **server, "database": "ML", "schema": "DEV", "warehouse": "w", "threads": 1}
        packages = ["dbt-snowflake>=1.10,<1.13", "fakesnow[server]==0.12.1", "sqlfluff>=4,<5"]
        # The temporary table of a run that adds to the last has a name that DuckDB does not take for one.
        project = {"models": {"ml_monitor": {"+tmp_relation_type": "transient"}}}
        super().__init__("snowflake", packages, '"', "double", target, project)
        self.command = ["fakesnow", "-s", "-p", str(self.port)]

    def prepare(self) -> None:
        login = {key: self.target[key] for key in LOGIN}
        statement = "create database if not exists ML"
        run = self.run("python", "-c", f"import snowflake.connector as s; s.connect(**{login!r}).cursor().execute({statement!r})")
        assert run.returncode == 0, run.stderr[-3000:]


PYTHON_MODELS = [
    "monitor_fitted_pca",
    "monitor_reconstruction_error",
    "monitor_fitted_calibration",
    "monitor_domain_classifier",
    "monitor_fitted_loss_models",
    "monitor_estimated_losses",
]

TABLES_AS_PARQUET = """
import sys
import snowflake.connector
connection = snowflake.connector.connect(**{login!r})
for name in sys.argv[2:]:
    frame = connection.cursor().execute("select * from ML.DEV_ML_MONITOR_INTERNAL." + name).fetch_pandas_all()
    frame.rename(columns=str.lower).to_parquet(sys.argv[1] + "/" + name + ".parquet")
"""


class Snowpark(Fakesnow):
    """fakesnow and, beside it, Snowpark's local testing mode, which runs Python models on tables of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.name = "snowpark"
        of_models = ["numpy>=2,<3", "pyarrow>=17", "scikit-learn>=1.5", "xgboost-cpu>=2.1,<4"]
        self.packages = [*self.packages, "snowflake-snowpark-python[localtest]>=1.56,<2", *of_models]
        # dbt-snowflake refuses Python models what the others need here.
        of_python_models = {name: {"+tmp_relation_type": "table"} for name in PYTHON_MODELS}
        packages = {
            "+packages": ["numpy", "pandas", "pyarrow", "scikit-learn", "xgboost"],
            "+python_version": "3.11",
        }  # as docs/engines says
        self.project = {"models": {"ml_monitor": {**self.project["models"]["ml_monitor"], **packages, **of_python_models}}}

    def tables(self, names: list[str], folder: Path) -> dict[str, pd.DataFrame]:
        """Internal tables of the package as the server has them; the files that bring them over are left in the folder."""
        program = TABLES_AS_PARQUET.format(login={key: self.target[key] for key in LOGIN})
        run = self.run("python", "-c", program, str(folder), *names)
        assert run.returncode == 0, run.stderr[-3000:]
        return {name: pd.read_parquet(folder / f"{name}.parquet") for name in names}


class Bqemulator(Emulator):
    builds = 2
    rows = 120

    def __init__(self) -> None:
        self.port = free_port()
        server = {"method": "oauth-secrets", "token": "none", "api_endpoint": f"http://127.0.0.1:{self.port}", "location": "US"}
        target = {"type": "bigquery", **server, "project": "ml", "dataset": "dev", "threads": 1}
        # The emulator parses each statement some thirty times, which takes half as long with the compiled parser.
        packages = ["dbt-bigquery>=1.10,<1.13", "bqemulator==1.4.0", "sqlglot[c]"]
        packages += ["duckdb-extensions", "duckdb-extension-spatial", "sqlfluff>=4,<5"]
        # The emulator knows no `create table name (columns) as select`, which is how contracts are written.
        super().__init__("bigquery", packages, "`", "float64", target, {"models": {"ml_monitor": {"+contract": {"enforced": False}}}})
        self.command = ["bqemulator", "start", "--rest-port", str(self.port), "--grpc-port", "0"]

    def install(self) -> None:
        super().install()
        run = self.run("python", "-c", "import duckdb_extensions as e; e.import_extension('spatial')")
        assert run.returncode == 0, run.stderr[-3000:]

    def monitors(self) -> dict:
        """Two, in chunks of a size and of days: it takes minutes to translate what four send, and cannot cut a timestamp to its week."""
        monitors = small_monitors()
        by_days = {key: value for key, value in monitors["three classes"].items() if key != "chunk_size"} | {"chunk_period": "day"}
        return {"it's everything": monitors["it's everything"], "three classes": by_days}

    def prepare(self) -> None:
        pass
