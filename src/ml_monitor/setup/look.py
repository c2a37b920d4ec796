"""From a table to the settings of a monitor, step by step."""

from __future__ import annotations

from ml_monitor.setup.chunks import find_chunks
from ml_monitor.setup.classes import find_binary, find_multiclass
from ml_monitor.setup.features import find_features
from ml_monitor.setup.guess import Given, Guess, Missing, check_names
from ml_monitor.setup.outcome import BINARY, MULTICLASS, find_outcome, find_problem_type, write_label, write_prediction
from ml_monitor.setup.rows import find_row_id, find_time
from ml_monitor.setup.table import Table


def look(table: Table, given: Given, can_derive: bool = False, reference: Table | None = None) -> Guess:
    """Guesses everything that a monitor needs.

    Args:
        table: the scored rows, or those of the analysis if the reference is a relation of its own.
        given: what the user said.
        can_derive: whether the model that reads the rows may add columns.
        reference: the relation of the reference, if it is one of its own.
    """
    check_names(table, given)
    # A reference has its labels, an analysis often none yet.
    guess = Guess(reference or table, given, can_derive)
    time = find_time(guess)
    find_row_id(guess)
    row_id = guess.settings.get("row_id")
    outcome = find_outcome(guess)
    problem_type = find_problem_type(guess, outcome)
    write_label(guess, outcome)
    if problem_type == BINARY:
        find_binary(guess, outcome)
    elif problem_type == MULTICLASS:
        find_multiclass(guess, outcome)
    write_prediction(guess, outcome)
    if reference:
        guess.missing += _lacks_of_second(guess, table)
    find_chunks(guess, time, row_id, outcome.label, reference)
    find_features(guess)
    return guess


def _lacks_of_second(guess: Guess, analysis: Table) -> list[Missing]:
    """Columns of the monitor that the analysis does not have; labels may come later."""
    used = [guess.settings.get(key) for key in ("row_id", "timestamp", "y_pred")]
    names = [name for name in used if name and name not in analysis.columns and name not in guess.derived]
    return [Missing("reference", "column", f"the analysis has no {name!r}, which the reference has", "--reference") for name in names]
