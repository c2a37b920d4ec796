"""From a file of predictions to the report by the four commands of docs/start.md, with what pip installs from this repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml
from consumer import REPOSITORY

ROWS = """
select
    i as sale_id,
    timestamp '2024-01-01' + interval (i * 6) hour as sold_at,
    100 + (hash(i) % 1000) / 10.0 as size,
    'k' || (hash(i + 5) % 4) as district,
    3 * size + (hash(i + 9) % 100) / 5.0 as predicted_price,
    case when i < 1300 then 3 * size + (hash(i + 11) % 100) / 5.0 end as price
from range(1400) as rows(i)
"""


@dataclass
class Newcomer:
    """A folder, and a shell in which the package is installed."""

    folder: Path
    environment: dict[str, str]

    def run(self, command: str) -> str:
        run = subprocess.run(
            command.split(),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert run.returncode == 0, f"{command}\n{run.stdout}"
        return run.stdout


def pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *arguments], check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel of these files as pip builds it: of an sdist, so that this is tested too."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    # A clone as it is now, changes that are not committed included, without the tests' data.
    left_out = {".git", ".venv", ".cache", "tests", "examples", "dist"}
    shutil.copytree(REPOSITORY, source, ignore=lambda path, names: left_out & set(names) if Path(path) == REPOSITORY else [])
    made = "import sys; from hatchling.build import build_sdist; build_sdist(sys.argv[1])"
    pip("install", "--target", str(folder / "hatchling"), "hatchling>=1.26,<2")
    environment = {**os.environ, "PYTHONPATH": str(folder / "hatchling")}
    subprocess.run([sys.executable, "-c", made, str(folder)], cwd=source, env=environment, check=True)
    (sdist,) = folder.glob("*.tar.gz")
    assert sdist.stat().st_size < 2_000_000
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(sdist))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def newcomer(wheel, tmp_path_factory) -> Newcomer:
    """A folder with nothing but a file of predictions. What the package depends on is that of the tests."""
    folder = tmp_path_factory.mktemp("newcomer")
    installed = folder / "installed"
    pip("install", "--no-deps", "--target", str(installed), str(wheel))
    work = folder / "my prices"
    work.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"copy ({ROWS}) to '{work}/predictions.csv'")
    path = os.pathsep.join([str(installed / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DBT_", "ML_MONITOR"))}
    return Newcomer(work, {**environment, "PATH": path, "PYTHONPATH": str(installed), "OMP_NUM_THREADS": "1", "HOME": str(folder)})


def test_the_wheel_has_the_whole_dbt_package_and_nothing_else(wheel):
    names = {name.removeprefix("ml_monitor/dbt_package/") for name in zipfile.ZipFile(wheel).namelist() if "/dbt_package/" in name}
    folders = ["dbt_project", "macros", "python_models"]
    files = [path for folder in folders for path in (REPOSITORY / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert names == {path.relative_to(REPOSITORY).as_posix() for path in files} | {"dbt_project.yml", "LICENSE"}
    assert wheel.stat().st_size < 2_000_000


@pytest.mark.engines
def test_four_commands_lead_to_the_report(newcomer):
    page = (REPOSITORY / "docs/start.md").read_text()
    install, *commands = re.search(r"```shell\n(pip install .*?)```", page, re.DOTALL)[1].strip().splitlines()
    assert install == 'pip install "ml_monitor[duckdb,report] @ git+<this repository>"'
    assert commands == ["ml-monitor init predictions.csv", "dbt build", "ml-monitor report"]
    said = newcomer.run(commands[0])
    assert re.search(r"label \(y_true\) +price", said)
    # It is committed, so it names no place of this machine.
    lock = (newcomer.folder / "package-lock.yml").read_text()
    assert str(newcomer.folder.parent) not in lock

    built = newcomer.run(commands[1])
    assert re.search(r"ml_monitor: .*predictions ", built)
    assert "ERROR=0" in built
    newcomer.run(commands[2])
    (report,) = newcomer.folder.rglob("*report*.html")
    assert "predictions" in report.read_text()
    assert "predictions" in newcomer.run("ml-monitor status")


def test_the_extra_for_duckdb_is_what_this_repository_runs_on():
    text = (REPOSITORY / "pyproject.toml").read_text()
    extra, group = (re.search(rf"^{name} = \[(.*?)^\]", text, re.DOTALL | re.MULTILINE)[1] for name in ("duckdb", "run"))
    assert re.findall(r'"([^"]+)"', extra) == re.findall(r'"([^"]+)"', group)


@pytest.mark.engines
def test_what_init_ignores_is_not_committed(newcomer):
    ignored = (newcomer.folder / ".gitignore").read_text().split()
    assert {"target/", "dbt_packages/", "*.duckdb"} <= set(ignored)
    assert yaml.safe_load((newcomer.folder / "packages.yml").read_text())["packages"] == [{"local": "ml_monitor_package"}]
