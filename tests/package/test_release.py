"""scripts/release.py on a small repository: what it refuses, that --dry-run changes nothing, and what a release is made of."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SOMEBODY = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (("NAME", "a"), ("EMAIL", "a@example.org"))}
# What a release reads: no docs and no tests.
PARTS = ("dbt_project", "macros/config", "python_models", "scripts", "src")
FILES = ("dbt_project.yml", "CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", ".gitattributes", ".gitignore")
CURRENT = re.search(r'^version: "(.+)"$', (REPOSITORY / "dbt_project.yml").read_text(), re.MULTILINE)[1]
NEXT = f"{CURRENT.split('.')[0]}.{int(CURRENT.split('.')[1]) + 1}.0"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env={**os.environ, **SOMEBODY}, capture_output=True, text=True)


def release(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "scripts/release.py", *arguments)


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """A repository whose last release had one column less, one of another type and one table that is gone."""
    folder = tmp_path_factory.mktemp("repository")
    for part in PARTS:
        shutil.copytree(REPOSITORY / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(REPOSITORY / file, folder / file)
    marts = folder / "dbt_project" / "models" / "marts" / "_marts.yml"
    now = marts.read_text()
    head, status = now.split("  - name: monitor_status\n")
    status = re.sub(r"      - name: headline\n(?:        .*\n)+", "", status, count=1)
    status = re.sub(r"(- name: since_chunk_key\n        data_type: )string", r"\1integer", status, count=1)
    gone = "  - name: monitor_gone\n    config:\n      access: public\n    columns:\n      - name: a\n        data_type: string\n"
    marts.write_text(f"{head}{gone}  - name: monitor_status\n{status}")
    run(folder, "git", "init", "--quiet", "--initial-branch=main")
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message=last release")
    run(folder, "git", "tag", f"v{CURRENT}")
    marts.write_text(now)
    run(folder, "git", "commit", "--quiet", "--all", "--message=since then")
    return folder


def test_what_is_wrong_is_told_together(repository):
    (repository / "not_committed").write_text("")
    refused = release(repository, CURRENT)
    (repository / "not_committed").unlink()
    assert refused.returncode == 1
    assert f"found {CURRENT}; allowed: more than {CURRENT}" in refused.stderr
    assert "found changes that are not committed" in refused.stderr
    assert f"tag v{CURRENT}: found one" in refused.stderr
    assert "three numbers" in release(repository, "next").stderr


def test_a_dry_run_shows_what_changed_and_changes_nothing(repository):
    shown = release(repository, NEXT, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    rows = [line for line in shown.stdout.splitlines() if line.startswith("| `")]
    assert rows == [
        "| `monitor_gone` | table removed |  |  |",
        "| `monitor_status` | type of a column | `since_chunk_key` (integer) | `since_chunk_key` (string) |",
        "| `monitor_status` | new column |  | `headline` (string) |",
    ]
    assert run(repository, "git", "status", "--porcelain", "--ignored").stdout.replace("!! scripts/__pycache__/\n", "") == ""


def test_a_release_has_its_version_its_section_a_wheel_and_the_package(repository):
    made = release(repository, NEXT)
    assert made.returncode == 0, made.stderr
    assert f'version: "{NEXT}"' in (repository / "dbt_project.yml").read_text()
    changelog = (repository / "CHANGELOG.md").read_text()
    assert changelog.startswith(
        f"# Changelog\n\n## Unreleased\n\n## {NEXT}, {date.today().isoformat()}\n\n| model | change | old | new |\n"
    )
    assert run(repository, "git", "log", "-1", "--format=%s").stdout == f"Version {NEXT}\n"
    assert run(repository, "git", "status", "--porcelain").stdout == ""
    assert {path.name for path in (repository / "dist").iterdir()} == {f"ml_monitor-{NEXT}.tar.gz", f"ml_monitor-{NEXT}-py3-none-any.whl"}
    with zipfile.ZipFile(repository / "dist" / f"ml_monitor-{NEXT}-py3-none-any.whl") as wheel:
        assert "ml_monitor/cli.py" in wheel.namelist()
    assert f'version: "{NEXT}"' in run(repository, "git", "show", "package:ml_monitor/dbt_project.yml").stdout
    assert run(repository, "git", "tag", "--list").stdout == f"v{CURRENT}\n"
