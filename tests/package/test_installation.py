"""What `make package` writes is all that a user's project needs, and small."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml
from consumer import REPOSITORY, Consumer

SOMEBODY = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (("NAME", "a"), ("EMAIL", "a@example.org"))}


def run(folder: Path, *command: str) -> str:
    return subprocess.run(command, cwd=folder, env={**os.environ, **SOMEBODY}, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """A repository of these files as they are now, with tests and all."""
    folder = tmp_path_factory.mktemp("repository") / "ml_monitor"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", ".cache", "target", "dbt_packages", "dist", "*.duckdb*", "spark-warehouse", "metastore_db"
    )
    shutil.copytree(REPOSITORY, folder, ignore=ignored)
    run(folder, "git", "init", "--quiet", "--initial-branch=main")
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message=all")
    run(folder, sys.executable, "scripts/make_package.py")
    return folder


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def project(repository, tmp_path_factory) -> Consumer:
    """A project that installs the package from the repository by git, as a user would."""
    consumer = Consumer(tmp_path_factory.mktemp("installation"), {"scored": "select 1 as id"})
    shutil.rmtree(consumer.folder / "dbt_packages", ignore_errors=True)
    (consumer.folder / "package-lock.yml").unlink(missing_ok=True)
    installed = {"git": f"file://{repository}", "revision": "package", "subdirectory": "ml_monitor"}
    consumer.write("packages.yml", yaml.safe_dump({"packages": [installed]}))
    run = consumer.dbt("deps")
    assert run.success, run.output
    return consumer


def test_what_is_installed_is_small_and_without_history(project):
    installed = project.folder / "dbt_packages" / "ml_monitor"
    assert not installed.is_symlink()
    assert size(installed) < 2_500_000
    assert not (installed / ".git").exists()
    assert not (installed / "tests").exists()


def test_everything_that_dbt_reads_is_installed(project):
    installed = project.folder / "dbt_packages" / "ml_monitor"
    for path in ["dbt_project.yml", "README.md", "LICENSE", "CHANGELOG.md"]:
        assert (installed / path).read_text() == (REPOSITORY / path).read_text()
    for folder in ["dbt_project", "macros", "python_models"]:
        assert files(installed / folder) == files(REPOSITORY / folder)


def test_a_project_parses_with_what_was_installed(project):
    run = project.dbt("--warn-error", "parse")
    assert run.success, run.output


def test_the_branch_stays_as_it_is_until_the_package_changes(repository):
    first = run(repository, "git", "rev-parse", "package")
    run(repository, "git", "commit", "--quiet", "--allow-empty", "--message=tests only")
    run(repository, sys.executable, "scripts/make_package.py")
    assert run(repository, "git", "rev-parse", "package") == first

    with (repository / "CHANGELOG.md").open("a") as changelog:
        changelog.write("One more line.\n")
    run(repository, "git", "commit", "--quiet", "--all", "--message=the package too")
    run(repository, sys.executable, "scripts/make_package.py")
    assert run(repository, "git", "rev-parse", "package^") == first


def test_the_tarball_holds_the_same_files(repository):
    version = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["version"]
    with tarfile.open(repository / "dist" / f"ml_monitor-{version}.tar.gz") as tarball:
        in_tarball = {member.name.split("/", 1)[1] for member in tarball if member.isfile()}
    on_branch = {path.split("/", 1)[1] for path in run(repository, "git", "ls-tree", "-r", "--name-only", "package").splitlines()}
    assert in_tarball == on_branch
    assert {path.split("/")[0] for path in in_tarball} == {
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "dbt_project",
        "dbt_project.yml",
        "docs",
        "macros",
        "python_models",
    }
