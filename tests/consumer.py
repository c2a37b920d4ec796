"""A user's own dbt project, made in a temporary folder, that installs the package and runs it as a user would."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import yaml
from dbt.cli.main import dbtRunner

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass
class Run:
    """What one dbt command printed and how it ended."""

    success: bool
    output: str


class Consumer:
    """A dbt project called `consumer` with one model per given table and a set of monitors.

    `tables` maps model names to data frames or to the text of a select; `monitors` is the value of vars.ml_monitors.
    """

    def __init__(self, folder: Path, tables: dict[str, pd.DataFrame | str], monitors=None, files: dict[str, str] | None = None):
        self.folder = folder
        (folder / "models").mkdir(parents=True, exist_ok=True)
        (folder / "data").mkdir(exist_ok=True)
        self.write("packages.yml", yaml.safe_dump({"packages": [{"local": str(REPOSITORY)}]}))
        self.database = folder / "consumer.duckdb"
        target = {"type": "duckdb", "path": str(self.database), "threads": 2}
        self.write("profiles.yml", yaml.safe_dump({"consumer": {"target": "dev", "outputs": {"dev": target}}}))
        for name, table in tables.items():
            self.table(name, table)
        for path, text in (files or {}).items():
            self.write(path, text)
        self.monitors(monitors)
        assert self.dbt("deps").success

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
        project = {"name": "consumer", "version": "1.0", "config-version": 2, "profile": "consumer", "model-paths": ["models"]}
        if monitors is not None:
            project["vars"] = {"ml_monitors": monitors}
        self.write("dbt_project.yml", yaml.safe_dump(project, sort_keys=False))

    def dbt(self, *arguments: str) -> Run:
        """Runs one dbt command in this process, which saves the seconds that a new one needs to import dbt."""
        output = io.StringIO()
        with redirect_stdout(output), redirect_stderr(output):
            result = dbtRunner().invoke(
                ["--no-use-colors", *arguments, "--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
                if arguments[0].startswith("-")
                else [*arguments, "--no-use-colors", "--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
            )
        text = output.getvalue() + (str(result.exception) if result.exception else "")
        return Run(result.success, text)

    def build(self, *arguments: str) -> Run:
        run = self.dbt("build", *arguments)
        assert run.success, run.output[-6000:]
        return run

    def query(self, sql: str) -> pd.DataFrame:
        """The result of a query on the project's database; tables of the package are found without their schema."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("set search_path = 'main_ml_monitor,main'")
            return connection.execute(sql).df()
