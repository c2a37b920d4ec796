"""The shape of a guess: what was found for each setting and why, what is missing, what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from ml_monitor.errors import UserError
from ml_monitor.setup.table import Column, Table

NONE = "none"  # `--timestamp none`: there is no such column.


@dataclass(frozen=True)
class Given:
    """What the user said; None and empty where nothing was said."""

    row_id: str | None = None
    timestamp: str | None = None
    label: str | None = None
    prediction: str | None = None
    probability: tuple[str, ...] = ()
    positive: str | None = None
    problem_type: str | None = None
    chunk_period: str | None = None
    chunk_size: int | None = None
    reference_until: str | None = None
    continuous: tuple[str, ...] = ()
    categorical: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One setting and the reason for it."""

    role: str
    value: str
    why: str
    option: str


@dataclass(frozen=True)
class Missing:
    """What could not be guessed.

    Attributes:
        field: the attribute of `Given` that answers it.
        choices: columns or values that are possible answers.
    """

    field: str
    what: str
    why: str
    option: str
    choices: tuple[str, ...] = ()


@dataclass
class Guess:
    """Everything that was found out, step by step.

    Attributes:
        can_derive: whether columns can be computed in the model that reads a file; a relation of a warehouse is read as it is.
        taken: columns with a role.
        derived: columns that the model of a file adds, as SQL.
        settings: the settings of the monitor.
        remarks: by setting, a few words that go behind it as a comment.
    """

    table: Table
    given: Given
    can_derive: bool = False
    taken: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)

    def free(self) -> list[Column]:
        """The columns without a role."""
        return [column for column in self.table.columns.values() if column.name not in self.taken]

    def found(self, key: str, value: Any, why: str, option: str) -> None:
        """Writes down a setting."""
        self.settings[key] = value
        shown = ", ".join(f"{name}: {column}" for name, column in value.items()) if isinstance(value, dict) else value
        self.findings.append(Finding(key, ", ".join(map(str, shown)) if isinstance(shown, list) else str(shown), why, option))

    def lacks(self, field: str, what: str, why: str, choices: Iterable[str] = ()) -> None:
        """Writes down what the user has to say; without a field it is nothing that can be said."""
        option = f"--{field.replace('_', '-')}" if field else ""
        self.missing.append(Missing(field, what, why, option, tuple(choices)))

    def new_name(self, name: str) -> str:
        """A name that no column has."""
        known = {column.lower() for column in self.table.columns}
        return name if name.lower() not in known else self.new_name(f"{name}_2")


def named(table: Table, name: str) -> Column | None:
    """The column of a name, whatever its case if that is not ambiguous; None for `none`."""
    if name in table.columns:
        return table.columns[name]
    alike = [column for column in table.columns if column.lower() == name.lower()]
    if len(alike) == 1:
        return table.columns[alike[0]]
    if name.lower() == NONE:
        return None
    raise KeyError(name)


def check_names(table: Table, given: Given) -> None:
    """Tells all column names that do not exist, in one message.

    Raises:
        UserError: a name is unknown, or given for two roles.
    """
    single = {"--row-id": given.row_id, "--timestamp": given.timestamp, "--label": given.label, "--prediction": given.prediction}
    asked = [(option, name) for option, name in single.items() if name is not None]
    asked += [("--probability", value.rpartition("=")[2] if value not in table.columns else value) for value in given.probability]
    asked += [("--continuous", name) for name in given.continuous]
    asked += [("--categorical", name) for name in given.categorical]
    asked += [("--leave-out", name) for name in given.leave_out]
    lines = []
    options: dict[str, str] = {}
    for option, name in asked:
        try:
            column = named(table, name)
        except KeyError:
            near = get_close_matches(name, table.columns, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            lines.append(f"{option}: found {name!r}; allowed: a column of the table: {', '.join(shortened(table.columns))}.{hint}")
            continue
        if column is not None and column.name in options:
            lines.append(f"{option}: found {column.name!r}, which is also given by {options[column.name]}; allowed: one role per column")
        elif column is not None:
            options[column.name] = option
    if lines:
        raise UserError("\n  ".join([f"{len(lines)} of the given columns cannot be used.", *lines]))


def shortened(names: Iterable[str], most: int = 30) -> list[str]:
    """The first names, and how many more there are."""
    listed = list(names)
    return listed if len(listed) <= most else [*listed[:most], f"... ({len(listed) - most} more)"]
