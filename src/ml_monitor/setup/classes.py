"""What a classification needs beside label and prediction: probabilities, and which class is the positive one."""

from __future__ import annotations

from typing import Any

from ml_monitor.setup.guess import Guess
from ml_monitor.setup.outcome import Outcome
from ml_monitor.setup.table import Column
from ml_monitor.setup.values import class_text, has_same_values, probability_of_each
from ml_monitor.setup.words import NEGATIVE, as_probability
from ml_monitor.sql_text import identifier, literal


def find_binary(guess: Guess, outcome: Outcome) -> None:
    """Writes down the probability and the classes of a binary classification."""
    _require_same_values(guess, outcome)
    probability = _probability_of_positive(guess, outcome)
    outcome.probabilities = [probability] if probability else []
    if probability:
        guess.taken.add(probability.name)
        why = "its values lie between 0 and 1" + (", and its name" if as_probability(probability.name) else "")
        guess.found("y_pred_proba", probability.name, "you said so" if guess.given.probability else why, "--probability")
    classes = _classes(guess, outcome, probability)
    if classes is None:
        return
    column = next(iter(outcome.known), None)
    if column and (column.kind == "text" or classes not in (["0", "1"], ["false", "true"])):
        guess.settings["classes"] = [_setting(column, value) for value in classes]
        guess.remarks["classes"] = "[negative, positive]"
    if not outcome.prediction and probability and guess.can_derive and guess.given.prediction is None:
        written = [literal(value) if column and column.kind == "text" else value for value in classes]
        chance = identifier(probability.name)
        sql = f"case when {chance} >= 0.5 then {written[1]} when {chance} < 0.5 then {written[0]} end"
        _derive_prediction(guess, outcome, sql, f"{classes[1]} where {probability.name} is 0.5 or more")


def _require_same_values(guess: Guess, outcome: Outcome) -> None:
    label, prediction = outcome.label, outcome.prediction
    if label and prediction and label.values and prediction.values and not has_same_values(prediction, label):
        found = [f"{column.name!r} has {', '.join(column.values[:5])}" for column in (prediction, label)]
        guess.lacks("prediction", "prediction", f"{' but '.join(found)}: write both alike in your model")


def _derive_prediction(guess: Guess, outcome: Outcome, sql: str, what: str) -> None:
    name = guess.new_name(f"predicted_{outcome.label.name}" if outcome.label else "predicted_class")
    guess.derived[name] = sql
    guess.found("y_pred", name, f"the model computes it: {what}", "--prediction")


def _probability_of_positive(guess: Guess, outcome: Outcome) -> Column | None:
    """One probability: of two that add up to 1, that of the positive class."""
    candidates = outcome.probabilities
    chosen = candidates[0] if candidates else None
    if len(candidates) > 1 and outcome.label and not guess.given.probability:
        positive = _likely_positive(outcome.label)
        means = {column.name: guess.table.mean_by_class(column, outcome.label) for column in candidates}
        fitting = [column for column in candidates if len(m := means[column.name]) == 2 and m.get(positive, 0) > min(m.values())]
        chosen = (fitting or candidates)[0]
    is_confidence = chosen and outcome.prediction and chosen.lowest is not None and chosen.lowest >= 0.5
    if chosen and is_confidence and not guess.given.probability:
        guess.left_out[chosen.name] = (
            "is never below 0.5: it seems to be the confidence in the prediction, not the chance of the positive class"
        )
        guess.taken.add(chosen.name)
        return None
    return chosen


def _likely_positive(column: Column) -> str:
    """The positive class as far as the values alone tell: one that is no negative word, or the larger one."""
    return max((value for value in column.values if value.lower() not in NEGATIVE), default=max(column.values))


def _classes(guess: Guess, outcome: Outcome, probability: Column | None) -> list[str] | None:
    """[negative, positive] as texts; None if that is not known and was asked for."""
    column = next(iter(outcome.known), None)
    values = outcome.values
    if column is None:
        return ["0", "1"]
    if column.kind == "boolean":
        return ["false", "true"]
    if guess.given.positive is not None:
        positive, why = guess.given.positive, "you said so"
    elif set(values) <= {"0", "1"}:
        return ["0", "1"]
    else:
        positive, why = _positive(guess, column, values, probability)
    others = [value for value in values if value != positive]
    if positive not in values or len(others) != 1:
        reason = f"found {positive!r}; " if positive else ""
        guess.lacks("positive", "positive class", f"{reason}{column.name!r} has {' and '.join(values)}", values)
        return None
    guess.found("classes", [others[0], positive], why, "--positive")
    return [others[0], positive]


def _positive(guess: Guess, column: Column, values: list[str], probability: Column | None) -> tuple[str, str]:
    """The positive class and why; an empty text if nothing tells."""
    means = guess.table.mean_by_class(probability, column) if probability else {}
    if probability and len(means) == 2 and max(means.values()) - min(means.values()) > 0.02:
        positive = class_text(column, max(means, key=lambda value: means[value]))
        return positive, f"{probability.name} is higher for {positive}"
    if column.kind == "number" and len(values) == 2:
        return max(values, key=float), "the larger number is taken for the positive class"
    negative = [value for value in values if value.lower() in NEGATIVE]
    if len(values) == 2 and len(negative) == 1:
        return next(value for value in values if value != negative[0]), f"{negative[0]} is negative"
    return "", ""


def _setting(column: Column, value: str) -> Any:
    return int(float(value)) if column.kind == "number" else value


def find_multiclass(guess: Guess, outcome: Outcome) -> None:
    """Writes down the probability of each class."""
    values = outcome.values
    _require_same_values(guess, outcome)
    columns = probability_of_each(guess, values)
    if not columns or not set(values) <= set(columns):
        example = f"--probability '{values[0]}=p_{values[0]}'" if values else "--probability CLASS=COLUMN"
        why = f"each class needs the column of its probability: {example} and so on for {', '.join(values)}"
        guess.lacks("probability", "probabilities", why)
        return
    guess.taken |= set(columns.values())
    is_number = bool(outcome.known) and outcome.known[0].kind == "number"
    why = "you said so" if guess.given.probability else "their names are those of the classes, and they add up to 1"
    guess.found("y_pred_proba", {int(value) if is_number else value: column for value, column in columns.items()}, why, "--probability")
    if not outcome.prediction and guess.can_derive and guess.given.prediction is None:
        largest = f"greatest({', '.join(map(identifier, columns.values()))})"
        written = {column: value if is_number else literal(value) for value, column in columns.items()}
        cases = " ".join(f"when {identifier(column)} = {largest} then {value}" for column, value in written.items())
        _derive_prediction(guess, outcome, f"case {cases} end", "the class of the largest probability")
