"""What README.md tells a new user to write works: integration_tests is that project."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from consumer import REPOSITORY, Consumer

PROJECT = REPOSITORY / "integration_tests"
README = (REPOSITORY / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The blocks of code in a language, without the indentation of a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", README, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indentation}", "", text, flags=re.MULTILINE) for indentation, text in found]


def test_the_settings_are_those_of_the_page():
    (packages, project) = (yaml.safe_load(text) for text in blocks("yaml"))
    assert list(packages["packages"][0]) == list(yaml.safe_load((PROJECT / "packages.yml").read_text())["packages"][0]) == ["local"]
    assert yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"] == project["vars"]
    install = blocks("shell")[0]
    assert re.findall(r"^dbt (\w+)", install, re.MULTILINE) == ["deps", "build"]


def test_printed_lines_are_those_of_the_example():
    """tests/pipeline/test_loans_example.py holds the page of the example to what its runs print."""
    printed = (REPOSITORY / "examples" / "loans" / "README.md").read_text().splitlines()
    pages = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    shown = [line for page in pages for line in page.read_text().splitlines() if line.startswith("ml_monitor: loan_default")]
    assert len(shown) > 2
    assert [line for line in shown if line not in printed] == []


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[str, Path]:
    """The project beside a link to the package, as the page has it, and what its build printed."""
    folder = tmp_path_factory.mktemp("new_user")
    (folder / "ml_monitor").symlink_to(REPOSITORY)
    ignored = shutil.ignore_patterns("target", "dbt_packages", "logs", "*.duckdb*", "package-lock.yml")
    shutil.copytree(PROJECT, folder / "project", ignore=ignored)
    (folder / "project" / "packages.yml").write_text(blocks("yaml")[0])
    consumer = Consumer.at(folder / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(consumer.folder)  # where the profile's database is
        assert consumer.dbt("deps").success
        run = consumer.dbt("build")
    assert run.success, run.output
    return run.output, folder / "project" / "integration_tests.duckdb"


def test_the_build_ends_with_a_line_about_the_model(built):
    output, _ = built
    assert re.search(r"ml_monitor: house_prices BROKEN since 2025-08-04: \w+ is ", output), output
    assert " ERROR=0 " in output


def test_the_tables_of_the_page_are_there_and_filled(built):
    _, database = built
    tables = re.findall(r"^\| `(monitor_\w+)` \|", README, re.MULTILINE)
    assert len(tables) == 5
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = {name: connection.execute(f"select count(*) from main_ml_monitor.{name}").fetchone()[0] for name in tables}
    assert {name for name, count in rows.items() if count == 0} <= {"monitor_column_changes"}
