"""A user's own dbt project, made in a temporary folder, that installs the package and runs it as a user would."""

from __future__ import annotations

import gc
import io
import itertools
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from quick_dbt import make_dbt_quick

REPOSITORY = Path(__file__).resolve().parent.parent.parent
DBT = str(Path(sys.executable).parent / "dbt")
SCHEMA, INTERNAL_SCHEMA = "main_ml_monitor", "main_ml_monitor_internal"  # public models and all others
# Nobody reads the artifacts and the log file of a test's project; dbt writes some megabytes of them per run.
UNREAD = ["--no-write-json", "--log-level-file", "none"]
# dbt looks for the implementation of every dispatched macro in the user's project first. If that has no macro at all, the search raises
# and catches two errors per call, which takes a tenth of a build.
MACRO = "{% macro macro_of_the_project() %}{% endmacro %}"
MODELS = REPOSITORY / "dbt_project" / "models"
# Only public tables have a contract, which takes time in every run. With these settings every SQL model is held to the types of its yml,
# but for the rows, whose columns depend on the monitors.
ENFORCED, NOT_ENFORCED = ({"+contract": {"enforced": enforced}} for enforced in (True, False))
ROWS = dict.fromkeys(("monitor_reference_rows", "monitor_analysis_rows"), NOT_ENFORCED)
EVERY_CONTRACT = {
    "models": {
        "ml_monitor": {
            **dict.fromkeys((folder.name for folder in MODELS.iterdir() if folder.is_dir()), ENFORCED),
            "checks": {},
            "intake": ENFORCED | ROWS,
            "weak_segments": ENFORCED | {"monitor_searched_rows": NOT_ENFORCED},
        }
    }
}
# What tells of the numbers and changes none, a fifth of a build: tests of numbers alone leave it out.
TELLING = (
    "monitor_incident_spans+",
    "monitor_plot_performance",
    "monitor_plot_distributions",
    "monitor_plot_drift",
    "monitor_alert_channels",
    "monitor_notifications",
)

# Every invocation of dbt leaves a hundred megabytes behind, and to find them takes half a second (quick_dbt.py).
INVOCATIONS = itertools.count(1)

make_dbt_quick()


@cache
def public_models() -> frozenset[str]:
    """The models that say in their yml that they are in the schema for readers."""
    described = (model for path in MODELS.rglob("*.yml") for model in yaml.safe_load(path.read_text()).get("models", []))
    return frozenset(model["name"] for model in described if model.get("config", {}).get("schema") == "ml_monitor")


def relation(name: str) -> str:
    """The name of a table of the package with its schema."""
    return f"{SCHEMA if name in public_models() else INTERNAL_SCHEMA}.{name}"


def again(*names: str) -> dict[str, str]:
    """Models with the rows of others, each called <name>_again: reference and analysis may not be one relation."""
    return {f"{name}_again": f"select * from {{{{ ref('{name}') }}}}" for name in names}


@dataclass
class Run:
    """What one dbt command printed and how it ended."""

    success: bool
    output: str


class Consumer:
    """A dbt project called `consumer` with one model per given table and a set of monitors.

    `tables` maps model names to data frames or to the text of a select; `monitors` is the value of vars.ml_monitors; `settings` is
    what else dbt_project.yml holds, such as the configuration of models; `leaves_out` names the models that build() does not build.
    """

    def __init__(
        self,
        folder: Path,
        tables: dict[str, pd.DataFrame | str],
        monitors=None,
        files: dict[str, str] | None = None,
        settings: dict | None = None,
        leaves_out: tuple[str, ...] = (),
    ):
        self.folder = folder
        self.settings = settings or {}
        self.leaves_out = leaves_out
        (folder / "models").mkdir(parents=True, exist_ok=True)
        (folder / "data").mkdir(exist_ok=True)
        self.write("packages.yml", yaml.safe_dump({"packages": [{"local": str(REPOSITORY)}]}))
        self.profile()
        for name, table in tables.items():
            self.table(name, table)
        for path, text in {"macros/macro_of_the_project.sql": MACRO, **(files or {})}.items():
            self.write(path, text)
        self.monitors(monitors)
        self.install()

    def install(self) -> None:
        """Links the package, as `dbt deps` does with a local one in most of a second; test_installation.py runs dbt's own."""
        packages = self.folder / "dbt_packages"
        packages.mkdir()
        (packages / "ml_monitor").symlink_to(REPOSITORY, target_is_directory=True)

    @classmethod
    def at(cls, folder: Path) -> Consumer:
        """The project that is there already."""
        consumer = cls.__new__(cls)
        consumer.folder, consumer.settings, consumer.leaves_out = folder, {}, ()
        return consumer

    @property
    def database(self) -> Path:
        return self.folder / "consumer.duckdb"

    def profile(self, settings: dict | None = None, **options) -> None:
        """The profile of the project; `options` are what dbt-duckdb takes beside type and path, `settings` those of DuckDB.

        dbt runs two models at once. On a few hundred rows DuckDB only loses time if it shares out each of them to threads as well.
        """
        options |= {"settings": {"threads": 1, **(settings or {})}}
        target = {"type": "duckdb", "path": str(self.database), "threads": 2, **options}
        self.write("profiles.yml", yaml.safe_dump({"consumer": {"target": "dev", "outputs": {"dev": target}}}))

    def copy(self, folder: Path, own_data: bool = False) -> Consumer:
        """The same project with a database of its own; models read this one's data files, or copies. Brings an older copy up to date."""
        installed = ["dbt_packages"] if (folder / "dbt_packages").exists() else []
        ignored = shutil.ignore_patterns("*.duckdb*", "target*", "logs*", *installed)
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True, ignore=ignored)
        other = Consumer.at(folder)
        other.settings, other.leaves_out = self.settings, self.leaves_out
        other.profile()
        for model in (folder / "models").glob("*.sql") if own_data else ():
            model.write_text(model.read_text().replace(str(self.folder), str(folder)))
        return other

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def table(self, name: str, table: pd.DataFrame | str) -> None:
        """Makes or replaces a model of the project."""
        if not isinstance(table, str):
            path = self.folder / "data" / f"{name}.parquet"
            table.to_parquet(path)
            table = f"select * from read_parquet('{path}')"
        self.write(f"models/{name}.sql", table)

    def monitors(self, monitors) -> None:
        """Sets vars.ml_monitors."""
        project = {
            "name": "consumer",
            "version": "1.0",
            "config-version": 2,
            "profile": "consumer",
            "model-paths": ["models"],
            **self.settings,
        }
        if monitors is not None:
            project["vars"] = {**project.get("vars", {}), "ml_monitors": monitors}
        self.write("dbt_project.yml", yaml.safe_dump(project, sort_keys=False))

    def dbt(self, *arguments: str, writes_artifacts: bool = False) -> Run:
        """Runs one dbt command in this process, which saves the seconds that a new one needs to import dbt."""
        output = io.StringIO()
        folders = ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
        with redirect_stdout(output), redirect_stderr(output):
            result = dbtRunner().invoke(["--no-use-colors", *([] if writes_artifacts else UNREAD), *arguments, *folders])
        # dbt would hold the file's lock until this process ends.
        DuckDBConnectionManager.close_all_connections()
        if next(INVOCATIONS) % 3 == 0:
            gc.collect()
            # What is left, such as modules and compiled templates, stays: no later search has to go through it again.
            gc.freeze()
        text = output.getvalue() + (str(result.exception) if result.exception else "")
        return Run(result.success, text)

    def start(self, *arguments: str, name: str = "process") -> subprocess.Popen:
        """Starts one dbt command in a process of its own, with its own target and log folders, so that several can run at once."""
        paths = {"project-dir": self.folder, "profiles-dir": self.folder}
        paths |= {"target-path": self.folder / f"target_{name}", "log-path": self.folder / f"logs_{name}"}
        options = [text for option, path in paths.items() for text in (f"--{option}", str(path))]
        command = [DBT, *arguments, "--no-use-colors", *options]
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def build(self, *arguments: str, full_refresh: bool = False) -> Run:
        arguments = (*arguments, *(("--exclude", *self.leaves_out) if self.leaves_out else ()))
        run = self.dbt("build", *(["--full-refresh"] if full_refresh else []), *arguments)
        assert run.success, run.output[-6000:]
        return run

    def query(self, sql: str) -> pd.DataFrame:
        """The result of a query on the project's database; tables of the package are found without their schema."""
        with duckdb.connect(str(self.database)) as connection:
            made = connection.execute("select schema_name from duckdb_schemas() where schema_name like 'main_ml_monitor%'").fetchall()
            schemas = [schema for schema in (SCHEMA, INTERNAL_SCHEMA) if (schema,) in made]
            connection.execute(f"set search_path = '{','.join([*schemas, 'main'])}'")
            return connection.execute(sql).df()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table and view of the package."""
        with duckdb.connect(str(self.database)) as connection:
            names = connection.execute(
                "select table_schema, table_name from information_schema.tables where table_schema in (?, ?) order by table_name",
                [SCHEMA, INTERNAL_SCHEMA],
            ).fetchall()
            return {name: connection.table(f"{schema}.{name}").df() for schema, name in names}
