"""docs/reference/command-line.md says what the commands say of themselves."""

from __future__ import annotations

import importlib.util

from made_project import REPOSITORY, run_command

from ml_monitor.cli import COMMANDS


def test_the_page_has_the_help_of_every_command():
    """If it does not: `python scripts/write_command_help.py`."""
    spec = importlib.util.spec_from_file_location("write_command_help", REPOSITORY / "scripts" / "write_command_help.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.PAGE.read_text() == script.page()
    assert "ml-monitor status [OPTIONS]" in script.page()


def test_help_lists_every_command_without_importing_it():
    result = run_command("--help")
    assert result.exit_code == 0
    listed = [line.split()[0] for line in result.stdout.split("Commands:\n")[1].splitlines()]
    assert [name for name in listed if name in COMMANDS] == list(COMMANDS)


def test_an_unknown_command_is_a_mistake_of_the_call():
    result = run_command("statsu")
    assert result.exit_code == 2
    assert "No such command 'statsu'" in result.stderr
