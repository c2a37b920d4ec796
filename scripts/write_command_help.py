"""Writes what `--help` says of every command into docs/reference/command-line.md, so that the page cannot go stale."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from click.testing import CliRunner

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "src"))

from ml_monitor.cli import COMMANDS, main  # noqa: E402  the sources of this copy of the repository

PAGE = REPOSITORY / "docs" / "reference" / "command-line.md"
HEADING = "## Commands\n"


def help_text(*words: str) -> str:
    """What a command says of itself, as wide as a block of code on the page."""
    return CliRunner().invoke(main, [*words, "--help"], prog_name="ml-monitor", env={"COLUMNS": "100"}, terminal_width=100).output


def commands() -> str:
    """The end of the page: the help of all commands together and of each that is there."""
    there = [name for name in COMMANDS if find_spec(f"ml_monitor.commands.{name}")]
    blocks = ["\n```text\n" + help_text() + "```\n"]
    blocks += [f"\n### {name}\n\n```text\n{help_text(name)}```\n" for name in there]
    return "".join(blocks)


def page() -> str:
    """The page as it should be."""
    return PAGE.read_text().split(HEADING)[0] + HEADING + commands()


if __name__ == "__main__":
    PAGE.write_text(page())
