"""The dbt unit tests: of the macros, in tests/unit_project, and of the package's models, beside them and enabled in that project only."""

from __future__ import annotations

import io
import shutil
from contextlib import redirect_stdout

import yaml
from consumer import REPOSITORY
from dbt.cli.main import dbtRunner
from share_statistics import dbt_unit_tests

PROJECT = REPOSITORY / "tests" / "unit_project"


def unit_test_names() -> set[str]:
    """The names of the unit tests that the yml files hold, and of those of the statistics of shares."""
    paths = [*PROJECT.glob("models/*/_*.yml"), *(REPOSITORY / "dbt_project" / "models").glob("*/_*.yml")]
    contents = [*(yaml.safe_load(path.read_text()) for path in paths), dbt_unit_tests()]
    return {test["name"] for content in contents for test in content.get("unit_tests", [])}


def test_dbt_unit_tests(tmp_path):
    """`dbt build` of a copy of the project runs every unit test there is, and all of them pass."""
    project = tmp_path / "unit_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("dbt_packages", "target", "logs", "*.duckdb*", "package-lock.yml"))
    (project / "packages.yml").write_text(yaml.safe_dump({"packages": [{"local": str(REPOSITORY)}]}))
    (project / "models" / "statistics" / "_share_statistics.yml").write_text(yaml.safe_dump(dbt_unit_tests()))
    profiles = yaml.safe_load((project / "profiles.yml").read_text())
    profiles["ml_monitor_unit_tests"]["outputs"]["duckdb"]["path"] = str(tmp_path / "unit_tests.duckdb")
    (project / "profiles.yml").write_text(yaml.safe_dump(profiles))

    output = io.StringIO()
    with redirect_stdout(output):
        folders = ["--no-use-colors", "--project-dir", str(project), "--profiles-dir", str(project)]
        installed = dbtRunner().invoke(["deps", *folders])
        built = dbtRunner().invoke(["build", *folders])

    assert installed.success, output.getvalue()[-6000:]
    assert built.success, output.getvalue()[-6000:]
    passed = {result.node.name for result in built.result if result.node.resource_type == "unit_test" and result.status == "pass"}
    assert len(passed) > 0
    assert passed == unit_test_names()
