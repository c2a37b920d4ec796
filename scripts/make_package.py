"""Writes what users install, without tests and history: the branch `package` and a tarball in dist/ (`make package`).

The branch holds the package in a folder of its own. `dbt deps` clones a repository's default branch whatever revision is asked for, but of
a `subdirectory` it fetches and keeps that folder's files alone. What belongs to the package is listed in .gitattributes.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = "ml_monitor"
BRANCH = "refs/heads/package"


def git(*arguments: str, **environment: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=REPOSITORY, env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE).stdout


def git_line(*arguments: str, **environment: str) -> str:
    return git(*arguments, **environment).decode().strip()


def tree_of_package(revision: str) -> str:
    """The git tree that holds the package's files in its folder."""
    with tempfile.TemporaryDirectory() as temporary:
        files = Path(temporary) / "files"
        with tarfile.open(fileobj=io.BytesIO(git("archive", f"--prefix={FOLDER}/", revision))) as archive:
            archive.extractall(files, filter="data")
        index = {"GIT_INDEX_FILE": str(Path(temporary) / "index")}
        git("--work-tree", str(files), "add", "--all", "--force", str(files), **index)
        return git_line("write-tree", **index)


def commit_on_branch(tree: str, message: str) -> str:
    """The branch's newest commit: a new one if the package has changed. The branch starts without the history of the repository."""
    last = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", BRANCH], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    if last and git_line("rev-parse", f"{last}^{{tree}}") == tree:
        return last
    parents = ["-p", last] if last else []
    commit = git_line("commit-tree", tree, *parents, "-m", message)
    git("update-ref", BRANCH, commit)
    return commit


def main(revision: str = "HEAD") -> None:
    version = yaml.safe_load(git("show", f"{revision}:dbt_project.yml"))["version"]
    source = git_line("rev-parse", "--short=12", revision)
    commit = commit_on_branch(tree_of_package(revision), f"{FOLDER} {version}, made from {source}")
    tarball = REPOSITORY / "dist" / f"{FOLDER}-{version}.tar.gz"
    tarball.parent.mkdir(exist_ok=True)
    git("archive", f"--prefix={FOLDER}-{version}/", f"--output={tarball}", revision)
    print(f"branch package: {commit}\n{tarball.relative_to(REPOSITORY)}: {tarball.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
