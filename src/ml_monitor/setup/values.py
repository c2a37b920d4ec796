"""Values as classes: which columns have few of them, and how they are compared."""

from __future__ import annotations

from ml_monitor.setup.guess import Guess, named
from ml_monitor.setup.table import Column
from ml_monitor.setup.words import FILLERS, PREDICTIONS, PROBABILITIES, SCORES, words


def is_usable(column: Column) -> bool:
    """Whether a column can be a label or a prediction."""
    return column.kind in ("number", "text", "boolean") and column.value_count > 0


def is_class_like(column: Column) -> bool:
    """Whether its values may be classes: there are few, and no fractions."""
    return bool(column.values) and (column.kind != "number" or column.is_whole)


def is_two_valued(column: Column) -> bool:
    """Whether it has at most two such values."""
    return is_class_like(column) and len(column.values) <= 2


def class_text(column: Column, value: str) -> str:
    """A value as classes are compared: `1`, `1.0` and `true` are the same."""
    if column.kind == "boolean":
        return "1" if value == "true" else "0"
    return value.removesuffix(".0") if column.kind == "number" else value


def has_same_values(one: Column, other: Column) -> bool:
    """Whether the classes of one are all among those of the other."""
    first, second = ({class_text(column, value) for value in column.values} for column in (one, other))
    return bool(first & second) and (first <= second or second <= first)


def probability_of_each(guess: Guess, classes: list[str]) -> dict[str, str]:
    """The column of the probability of each class, as the user says or by the names; empty if there is not one for each."""
    given = dict(value.split("=", 1) for value in guess.given.probability if "=" in value)
    if given:
        return {value: column.name for value, name in given.items() if (column := named(guess.table, name))}
    candidates = [column for column in guess.free() if column.is_within(0, 1) and column.distinct_count > 2]
    found: dict[str, str] = {}
    for value in classes:
        fitting = [column.name for column in candidates if _is_of_class(column.name, value) and column.name not in found.values()]
        if not fitting:
            return {}
        found[value] = fitting[0]
    return found if found and guess.table.sum_error(list(found.values())) <= 0.01 else {}


def _is_of_class(name: str, value: str) -> bool:
    """Whether a name is that of a class with words for a probability around it: `p_billing`, `billing probability`, `class_3_proba`."""
    parts, wanted = words(name), words(value)
    hints = PROBABILITIES | SCORES | PREDICTIONS | FILLERS
    starts = range(len(parts) - len(wanted) + 1) if wanted and len(parts) > len(wanted) else range(0)
    around = [parts[:start] + parts[start + len(wanted) :] for start in starts if parts[start : start + len(wanted)] == wanted]
    return any(hints >= set(others) for others in around)
