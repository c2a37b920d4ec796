"""The entry point `ml-monitor`."""

from __future__ import annotations

from importlib import import_module

import click

from ml_monitor import __version__

# A command's module is imported when it is used, so that `ml-monitor status` does not wait for what draws charts.
COMMANDS = {
    "init": "Write the settings of a monitor for a relation of yours.",
    "check": "Validate the settings against the warehouse without building anything.",
    "status": "Say which model needs you, since when, how bad it is, why and what to do.",
    "report": "Write one HTML page with everything that was found.",
    "notify": "Send what is new to the channels of the monitors.",
    "explain": "Tell one incident with its numbers and the SQL of the rows behind it.",
}


class Commands(click.Group):
    """The commands in the order in which they are first used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"ml_monitor.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ml-monitor")
def main() -> None:
    """Read what ml_monitor found in your warehouse.

    Run a command in the folder of your dbt project, after `dbt build`. A DuckDB file is read directly, and any other warehouse by one
    invocation of your own dbt. The environment variable ML_MONITOR_DBT names that dbt, such as "uv run dbt"; NO_COLOR switches colors off.
    """
