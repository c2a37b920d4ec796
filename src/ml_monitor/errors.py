"""Mistakes that a user can mend: they are told in one message, without a traceback."""

from __future__ import annotations

import click


class UserError(click.ClickException):
    """What is wrong, where, and what to do about it.

    Attributes:
        exit_code: 2, as for wrong arguments; 1 is for what a command found (`ml-monitor status --fail-on`).
    """

    exit_code = 2


def not_built(tables: str, target: str) -> UserError:
    """Tables of the package are not where they should be."""
    return UserError(f"The target {target} has no {tables}. Run `dbt build`, or name the target that you have built by --target.")
