"""Running a macro of the package by the user's own dbt, whatever its version: what every engine but a DuckDB file is read by."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ml_monitor.errors import UserError
from ml_monitor.project import Project

# Begins the lines that the macro print_line() prints.
MARK = "ml_monitor>"
# So many of dbt's last lines are told with an error.
TOLD_LINES = 20


def dbt_command(project: Project) -> list[str]:
    """The words that start dbt: those of ML_MONITOR_DBT, else the `dbt` on PATH, else the one installed beside this command.

    Raises:
        UserError: there is no such program.
    """
    named = project.environment.get("ML_MONITOR_DBT")
    words = shlex.split(named) if named else ["dbt"]
    found = shutil.which(words[0], path=project.environment.get("PATH")) if words else None
    if found is None and not named:
        found = shutil.which("dbt", path=str(Path(sys.executable).parent))
    if found is None:
        what = f"ML_MONITOR_DBT is {named!r}, and there is no such program." if named else "There is no dbt on PATH."
        raise UserError(f"{what} ml-monitor reads this warehouse with your dbt: activate its environment, or set ML_MONITOR_DBT.")
    return [found, *words[1:]]


def run_operation(project: Project, macro: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Runs a macro of the package in one invocation of dbt.

    Args:
        project: the dbt project.
        macro: a macro of ml_monitor that prints with `print_line`.
        arguments: the macro's arguments.

    Yields:
        The content of each line that the macro prints, while dbt runs.

    Raises:
        UserError: dbt cannot be started, or fails; with its last lines.
    """
    command = [*dbt_command(project), "run-operation", f"ml_monitor.{macro}", "--args", json.dumps(arguments), "--quiet"]
    # The manifest and the log of the last build stay what they are.
    command += [
        "--no-write-json",
        "--log-format",
        "text",
        "--project-dir",
        str(project.folder),
        "--profiles-dir",
        str(project.profiles_path.parent),
    ]
    command += project.dbt_options
    said: deque[str] = deque(maxlen=TOLD_LINES)
    with tempfile.TemporaryDirectory(prefix="ml_monitor_") as logs, _started([*command, "--log-path", logs], project) as dbt:
        assert dbt.stdout
        for line in dbt.stdout:
            _, mark, content = line.partition(MARK)
            if mark:
                yield json.JSONDecoder().raw_decode(content)[0]
            elif line.strip():
                said.append(re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip())
    if dbt.returncode != 0:
        raise UserError(f"dbt could not run ml_monitor.{macro} (target {project.target_label}). It said:\n" + "\n".join(said))


def _started(command: list[str], project: Project) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(
            command,
            cwd=project.folder,
            # Users may have switched off what print() says.
            env={**project.environment, "DBT_PRINT": "true"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise UserError(f"{command[0]} cannot be started: {error}") from error
