"""`ml-monitor check`: all problems of the settings, without building anything."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from ml_monitor.checking.expressions import problems_of, problems_of_number
from ml_monitor.dbt_command import run_operation
from ml_monitor.errors import UserError
from ml_monitor.project import Project, project_options
from ml_monitor.terminal import progress


@dataclass(frozen=True)
class Problem:
    """One mistake: where, what was found there, what is allowed there."""

    place: str
    found: str
    allowed: str

    @classmethod
    def of_sentence(cls, sentence: str) -> Problem:
        """A sentence of the package's macro error_line()."""
        parts = re.fullmatch(r"(?s)(.*?): found (.*?); allowed: (.*)", sentence)
        return cls(*parts.groups()) if parts else cls("", sentence, "")


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: `ok`, `monitors`, and `problems` with place, found and allowed.")
@project_options
def command(project: Project, as_json: bool) -> None:
    """Validate the settings against the warehouse without building anything.

    It tells all problems at once: unknown keys, values that are not allowed, relations and columns that do not exist, columns of the wrong
    type, SQL conditions that are more than one condition, and custom metrics that are no number. It reads the warehouse's metadata and no
    rows, in one invocation of your dbt.

    Exit codes: 0 without a problem, 2 with any.
    """
    with progress("Checking the settings with dbt"):
        lines = list(run_operation(project, "print_problems", {}))
    if len(lines) != 1:
        raise UserError(
            "dbt has said nothing of the settings. Install the version of ml_monitor that this command is of, and run `dbt deps`."
        )
    (answer,) = lines
    problems = [Problem.of_sentence(sentence) for sentence in answer["errors"]]
    for expression in answer["expressions"]:
        columns = expression["columns"]
        if expression.get("is_number"):
            wrong = problems_of_number(expression["sql"], answer["engine"], columns)
        else:
            wrong = problems_of(expression["sql"], answer["engine"], columns, expression["is_condition"], expression["label"])
        problems += [Problem(expression["place"], found, allowed) for found, allowed in wrong]
    if as_json:
        click.echo(
            json.dumps(
                {"ok": not problems, "monitors": answer["monitors"], "problems": [asdict(problem) for problem in problems]}, indent=2
            )
        )
    else:
        _show(answer, problems)
    if problems:
        raise click.exceptions.Exit(2)


def _show(answer: dict[str, Any], problems: list[Problem]) -> None:
    out = Console(highlight=False)
    if not out.is_terminal:
        out.width = 160
    monitors = answer["monitors"]
    if not problems:
        out.print(
            Text(
                f"{len(monitors)} monitor{'' if len(monitors) == 1 else 's'}, no problems: {', '.join(monitors) or 'none is configured'}",
                style="green",
            )
        )
        return
    out.print(Text(f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in the settings.", style="bold red"))
    for number, problem in enumerate(problems, start=1):
        out.print(Text(f"\n{number}. {problem.place}", style="bold"))
        grid = Grid.grid(padding=(0, 2, 0, 0))
        grid.add_row("  found", Text(problem.found, style="red"))
        grid.add_row("  allowed", Text(problem.allowed))
        out.print(grid)
