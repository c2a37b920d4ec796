"""Which of the other columns are watched as numbers, which as categories, and which are left out."""

from __future__ import annotations

from ml_monitor.setup.guess import Guess, named
from ml_monitor.setup.table import Column
from ml_monitor.setup.words import as_id, as_label, as_prediction, is_code

MOST_CATEGORIES = 1000


def find_features(guess: Guess) -> None:
    """Writes down the features."""
    lists: dict[str, list[str]] = {"continuous": [], "categorical": []}
    left_out = {column.name for name in guess.given.leave_out if (column := named(guess.table, name))}
    said = {column.name: "continuous" for name in guess.given.continuous if (column := named(guess.table, name))}
    said |= {column.name: "categorical" for name in guess.given.categorical if (column := named(guess.table, name))}
    for column in guess.free():
        if column.name in left_out:
            guess.left_out[column.name] = "you said so"
            continue
        kind, why = (said[column.name], "") if column.name in said else _kind_of_feature(column)
        if kind:
            lists[kind].append(column.name)
        else:
            guess.left_out[column.name] = why
    whys = {"continuous": "numbers", "categorical": "texts, truth values, and numbers that are codes"}
    for kind, names in lists.items():
        if names:
            guess.found(f"{kind}_columns", names, whys[kind], f"--{kind}")
    if not any(lists.values()):
        guess.notes.append("No column is left as a feature: only the prediction and the label are watched.")


def _kind_of_feature(column: Column) -> tuple[str | None, str]:
    """continuous, categorical, or None and why the column is left out."""
    if not column.value_count:
        return None, "has no values"
    if column.kind == "boolean":
        return "categorical", ""
    if column.kind == "time":
        return None, "is a time; compute what matters of it, such as the weekday, in your model"
    if column.kind == "other":
        return None, f"has the type {column.type}"
    if as_label(column.name) == 3 or as_prediction(column.name) == 3:
        return None, "seems to be another label or prediction"
    if as_id(column.name) >= 2 and column.distinct_count > 100:
        return None, f"is an id with {column.distinct_count:,} values"
    if column.kind == "number":
        is_coded = column.is_whole and column.distinct_count > 1 and bool(column.values) and is_code(column.name)
        return ("categorical" if is_coded or column.distinct_count == 2 else "continuous"), ""
    if column.distinct_count > MOST_CATEGORIES or (column.distinct_count > 50 and column.distinct_count > 0.5 * column.value_count):
        return None, f"is text with {column.distinct_count:,} different values"
    return "categorical", ""
