"""Which columns are the prediction, its probabilities and the label, and what kind of problem they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ml_monitor.setup.guess import Guess, named
from ml_monitor.setup.table import FEW, Column, literal, quoted
from ml_monitor.setup.words import (
    FILLERS,
    NEGATIVE,
    PREDICTIONS,
    PROBABILITIES,
    SCORES,
    as_id,
    as_label,
    as_prediction,
    as_probability,
    same_subject,
    words,
)

BINARY, MULTICLASS, REGRESSION = "classification_binary", "classification_multiclass", "regression"
MOST_CLASSES = 30


@dataclass
class Outcome:
    """The columns of prediction and label.

    Attributes:
        probabilities: candidates at first; those that are used in the end.
    """

    prediction: Column | None = None
    label: Column | None = None
    probabilities: list[Column] | None = None
    problem_type: str | None = None


def find_outcome(guess: Guess) -> Outcome:
    """Finds prediction, label, probabilities, problem type and classes, and writes them down."""
    outcome = Outcome(probabilities=_probability_candidates(guess))
    outcome.prediction = _prediction(guess, outcome)
    outcome.label, why = _label(guess, outcome)
    _take_score_for_probability(guess, outcome)
    outcome.problem_type = _problem_type(guess, outcome)
    if outcome.label:
        guess.taken.add(outcome.label.name)
        guess.found("y_true", outcome.label.name, why, "--label")
    elif not guess.given.label and (outcome.prediction or outcome.probabilities):
        choices = [column.name for column in guess.free() if column.kind in ("number", "text", "boolean") and column.value_count]
        guess.lacks("label", "label", "no name and no values fit; `--label none` if labels never come", choices)
    if outcome.problem_type == BINARY:
        _binary(guess, outcome)
    elif outcome.problem_type == MULTICLASS:
        _multiclass(guess, outcome)
    elif outcome.problem_type == REGRESSION and outcome.prediction:
        _write_prediction(guess, outcome.prediction)
    if not outcome.prediction and not guess.derived.keys() & {str(guess.settings.get("y_pred"))}:
        _no_prediction(guess, outcome)
    return outcome


def _no_prediction(guess: Guess, outcome: Outcome) -> None:
    if guess.given.prediction and guess.given.problem_type:
        guess.notes.append("Without a prediction only drift and data quality of the inputs are watched, no performance.")
    elif not any(lack.field in ("prediction", "positive") for lack in guess.missing):
        choices = [column.name for column in guess.free() if column.kind in ("number", "text", "boolean") and column.value_count]
        why = "no name fits; `--prediction none --problem-type ...` watches the inputs alone"
        if outcome.probabilities:
            why = f"{outcome.probabilities[0].name!r} is a probability; the class that was predicted is needed too, write it in your model"
        guess.lacks("prediction", "prediction", why, choices)


def _is_value(column: Column) -> bool:
    return column.kind in ("number", "text", "boolean") and column.value_count > 0


def _is_class_like(column: Column) -> bool:
    return 0 < len(column.values) <= FEW and (column.kind != "number" or column.is_whole)


def _is_two_valued(column: Column) -> bool:
    return _is_class_like(column) and len(column.values) <= 2


def _same_values(one: Column, other: Column) -> bool:
    """Whether the values of one are all among those of the other, as classes are compared."""
    first, second = ({_class_text(column, value) for value in column.values} for column in (one, other))
    return bool(first & second) and (first <= second or second <= first)


def _class_text(column: Column, value: str) -> str:
    if column.kind == "boolean":
        return "1" if value == "true" else "0"
    return value.removesuffix(".0") if column.kind == "number" else value


def _probability_candidates(guess: Guess) -> list[Column]:
    if guess.given.probability:
        names = [value if value in guess.table.columns else value.rpartition("=")[2] for value in guess.given.probability]
        return [column for name in names if (column := named(guess.table, name))]
    likely = [column for column in guess.free() if column.is_within(0, 1) and column.distinct_count > 2 and as_probability(column.name)]
    return sorted(likely, key=lambda column: -as_probability(column.name))


def _prediction(guess: Guess, outcome: Outcome) -> Column | None:
    if guess.given.prediction is not None:
        return named(guess.table, guess.given.prediction)
    probabilities = {column.name for column in outcome.probabilities or []}
    fitting = [column for column in guess.free() if _is_value(column) and as_prediction(column.name) and column.name not in probabilities]
    fitting = [column for column in fitting if column.name != guess.given.label]
    return max(fitting, key=lambda column: (as_prediction(column.name), column.value_count), default=None)


def _label(guess: Guess, outcome: Outcome) -> tuple[Column | None, str]:
    """The label: what its name says, and above all whether its values agree with the prediction."""
    if guess.given.label is not None:
        return named(guess.table, guess.given.label), "you said so"
    used = {column.name for column in [outcome.prediction, *(outcome.probabilities or [])] if column}
    columns = [column for column in guess.free() if _is_value(column) and column.name not in used]
    columns = [column for column in columns if not as_id(column.name) or as_label(column.name) == 3]
    evidence = _agreements(guess, outcome, columns)
    ranked = []
    for column in columns:
        share, words_of_it = evidence.get(column.name, (0.0, ""))
        reasons = [words_of_it] if words_of_it else []
        score = 2.0 * bool(words_of_it)
        # `y` may also be one of x, y and z.
        if as_label(column.name) > (0 if outcome.prediction or outcome.probabilities else 2):
            score += as_label(column.name)
            reasons.append("its name")
        partners = [outcome.prediction, *(outcome.probabilities or [])]
        if any(partner and same_subject(partner.name, column.name) for partner in partners):
            score += 3
            reasons.append("its name is about the same as the prediction's")
        if outcome.prediction and not _may_belong(outcome.prediction, column, share):
            score -= 2
        ranked.append((score, share, column, " and ".join(reasons)))
    best = max(ranked, key=lambda entry: entry[:2], default=None)
    return (best[2], best[3]) if best and best[0] >= 2 else (None, "")


def _may_belong(prediction: Column, label: Column, share: float) -> bool:
    """Whether values contradict: texts of other classes, or numbers of another scale, which not even a bad model predicts."""
    if "text" in (prediction.kind, label.kind):
        return _same_values(prediction, label)
    return share > -5


def _agreements(guess: Guess, outcome: Outcome, columns: list[Column]) -> dict[str, tuple[float, str]]:
    """By candidate, how well its values fit the prediction, and in words if they do."""
    found: dict[str, tuple[float, str]] = {}
    prediction = outcome.prediction
    if prediction and _is_class_like(prediction):
        for column in columns:
            if _is_class_like(column) and _same_values(prediction, column):
                kappa = guess.table.agreement(prediction, column)
                if kappa >= 0.2:
                    found[column.name] = (kappa, f"its values are those of {prediction.name} and agree (kappa {kappa:.2f})")
    if prediction and prediction.kind == "number" and not _is_two_valued(prediction):
        numbers = [column for column in columns if column.kind == "number" and column.distinct_count > 2]
        for name, share in guess.table.explained(prediction, numbers).items():
            found.setdefault(name, (share, f"{prediction.name} explains {share:.0%} of its variance" if share >= 0.3 else ""))
    score = next(iter(outcome.probabilities or []), None) or (prediction if prediction and prediction.is_within(0, 1) else None)
    if score and (not prediction or prediction is score):
        for column in columns:
            if _is_two_valued(column) and len(column.values) == 2:
                means = guess.table.mean_by_class(score, column)
                if means and max(means.values()) - min(means.values()) > 0.1:
                    found[column.name] = (max(means.values()) - min(means.values()), f"{score.name} is higher for one of its two values")
    return found


def _take_score_for_probability(guess: Guess, outcome: Outcome) -> None:
    """A prediction between 0 and 1 of something with two values is a probability, whatever its name."""
    prediction, label = outcome.prediction, outcome.label
    if guess.given.problem_type == REGRESSION or not prediction or not label or outcome.probabilities:
        return
    if prediction.is_within(0, 1) and not prediction.is_whole and _is_two_valued(label):
        outcome.probabilities, outcome.prediction = [prediction], None


def _problem_type(guess: Guess, outcome: Outcome) -> str | None:
    if guess.given.problem_type:
        guess.found("problem_type", guess.given.problem_type, "you said so", "--problem-type")
        return guess.given.problem_type
    known = [column for column in (outcome.label, outcome.prediction) if column]
    if not known:
        if outcome.probabilities and len(outcome.probabilities) == 1:
            guess.found("problem_type", BINARY, "there is one probability", "--problem-type")
            return BINARY
        return None
    names = " and ".join(column.name for column in known)
    values = {_class_text(column, value) for column in known for value in column.values}
    are_classes = all(_is_class_like(column) for column in known)
    if are_classes and len(values) <= 2:
        why, kind = f"{names} {'has' if len(known) == 1 else 'have'} the values {' and '.join(sorted(values))}", BINARY
    elif any(column.kind == "text" for column in known) or (are_classes and len(_by_class(guess, sorted(values))) == len(values)):
        if not are_classes or len(values) > MOST_CLASSES:
            guess.lacks("problem_type", "problem type", f"{names} are texts with more than {MOST_CLASSES} values", (BINARY, MULTICLASS, REGRESSION))
            return None
        why, kind = f"{names} {'has' if len(known) == 1 else 'have'} {len(values)} values", MULTICLASS
    elif are_classes and len(values) <= 10 and all(column.kind == "number" for column in known) and len(known) == 2:
        why = f"{names} are {len(values)} whole numbers: are they amounts (regression), or classes (then name the probability of each)?"
        guess.lacks("problem_type", "problem type", why, (REGRESSION, MULTICLASS))
        return None
    elif all(column.kind == "number" for column in known):
        why, kind = f"{names} {'is a number' if len(known) == 1 else 'are numbers'}", REGRESSION
    else:
        guess.lacks("problem_type", "problem type", f"{names} do not fit each other", (BINARY, MULTICLASS, REGRESSION))
        return None
    guess.found("problem_type", kind, why, "--problem-type")
    return kind


def _write_prediction(guess: Guess, column: Column) -> None:
    guess.taken.add(column.name)
    guess.found("y_pred", column.name, "you said so" if guess.given.prediction else "its name", "--prediction")


def _binary(guess: Guess, outcome: Outcome) -> None:
    probability = _probability_of_positive(guess, outcome)
    classes = _classes(guess, outcome, probability)
    if outcome.prediction and outcome.label and not _same_values(outcome.prediction, outcome.label):
        label, prediction = outcome.label, outcome.prediction
        why = f"{prediction.name!r} has {', '.join(prediction.values[:5])}, but {label.name!r} has {', '.join(label.values[:5])}: write both alike in your model"
        guess.lacks("prediction", "prediction", why)
    if probability:
        guess.taken.add(probability.name)
        why = "you said so" if guess.given.probability else "its values lie between 0 and 1" + (", its name" if as_probability(probability.name) else "")
        guess.found("y_pred_proba", probability.name, why, "--probability")
    if classes is None:
        return
    if classes not in (["0", "1"], ["false", "true"]) or (outcome.label or outcome.prediction or probability).kind == "text":  # type: ignore[union-attr]
        guess.settings["classes"] = [_yaml_value(outcome.label or outcome.prediction, value) for value in classes]
        guess.remarks["classes"] = "[negative, positive]"
    if outcome.prediction:
        _write_prediction(guess, outcome.prediction)
    elif probability and guess.can_derive and guess.given.prediction is None:
        column = outcome.label
        written = [literal(value) if column and column.kind == "text" else value for value in classes]
        name = guess.new_name(f"predicted_{outcome.label.name}" if outcome.label else "predicted_class")
        chance = quoted(probability.name)
        guess.derived[name] = f"case when {chance} >= 0.5 then {written[1]} when {chance} < 0.5 then {written[0]} end"
        guess.found("y_pred", name, f"the model computes it: {classes[1]} where {probability.name} is 0.5 or more", "--prediction")


def _probability_of_positive(guess: Guess, outcome: Outcome) -> Column | None:
    """One probability: of two that add up to 1, that of the positive class."""
    candidates = outcome.probabilities or []
    if len(candidates) < 2 or not outcome.label or guess.given.probability:
        chosen = candidates[0] if candidates else None
    else:
        means = [(guess.table.mean_by_class(column, outcome.label), column) for column in candidates]
        positive = _class_of_name(outcome.label)
        fitting = [column for mean, column in means if len(mean) == 2 and mean.get(positive, 0) > min(mean.values())]
        chosen = fitting[0] if fitting else candidates[0]
    if chosen and outcome.prediction and chosen.lowest is not None and chosen.lowest >= 0.5 and not guess.given.probability and chosen.distinct_count > 2:
        reason = "is never below 0.5: it seems to be the confidence in the predicted class, not the probability of the positive one"
        guess.left_out[chosen.name] = reason
        guess.taken.add(chosen.name)
        return None
    return chosen


def _class_of_name(column: Column) -> str:
    """The positive class as far as the values alone tell: that which is no negative word, or the larger one."""
    positive = sorted(value for value in column.values if value.lower() not in NEGATIVE)
    return positive[-1] if positive else max(column.values)


def _classes(guess: Guess, outcome: Outcome, probability: Column | None) -> list[str] | None:
    """[negative, positive] as texts; None if that is not known and was asked for."""
    column = outcome.label or outcome.prediction
    if column is None:
        return ["0", "1"]
    values = sorted({_class_text(each, value) for each in (outcome.label, outcome.prediction) if each for value in each.values})
    if column.kind == "boolean":
        return ["false", "true"]
    if guess.given.positive is not None:
        others = [value for value in values if value != guess.given.positive]
        if guess.given.positive in values and len(others) == 1:
            guess.found("classes", [others[0], guess.given.positive], "you said so", "--positive")
            return [others[0], guess.given.positive]
        guess.lacks("positive", "positive class", f"found {guess.given.positive!r}; {column.name!r} has: {', '.join(values)}", values)
        return None
    if set(values) <= {"0", "1"}:
        return ["0", "1"]
    if len(values) < 2:
        guess.lacks("positive", "positive class", f"{column.name!r} has one value only: {values[0]}", values)
        return None
    means = guess.table.mean_by_class(probability, column) if probability else {}
    if len(means) == 2 and max(means.values()) - min(means.values()) > 0.02:
        positive = _class_text(column, max(means, key=lambda value: means[value]))
        why = f"{probability.name if probability else ''} is higher for {positive}"
    elif column.kind == "number":
        positive, why = str(max(values, key=float)), "the larger number is the positive class"
    elif len(negative := [value for value in values if value.lower() in NEGATIVE]) == 1:
        positive, why = next(value for value in values if value != negative[0]), f"{negative[0]!r} is negative"
    else:
        guess.lacks("positive", "positive class", f"{column.name!r} is {' or '.join(values)}", values)
        return None
    ordered = [next(value for value in values if value != positive), positive]
    guess.found("classes", ordered, why, "--positive")
    return ordered


def _yaml_value(column: Column | None, value: str) -> Any:
    if column is None or column.kind == "text":
        return value
    return int(value) if column.kind == "number" else value == "true"


def _by_class(guess: Guess, classes: list[str]) -> dict[str, str]:
    """The column of the probability of each class, by name; an empty mapping if there is not one for each."""
    given = dict(value.split("=", 1) for value in guess.given.probability if "=" in value)
    if given:
        return {value: column.name for value, name in given.items() if (column := named(guess.table, name))}
    found: dict[str, str] = {}
    for value in classes:
        wanted = words(value)
        for column in guess.free():
            parts = words(column.name)
            rest = parts[: -len(wanted)] if wanted and parts[-len(wanted) :] == wanted else parts[len(wanted) :] if parts[: len(wanted)] == wanted else []
            hints = PROBABILITIES | SCORES | PREDICTIONS | FILLERS
            if wanted and rest and set(rest) <= hints and column.is_within(0, 1) and column.distinct_count > 2 and column.name not in found.values():
                found[value] = column.name
                break
    if len(found) < len(classes) or guess.table.sum_error(list(found.values())) > 0.01:
        return {}
    return found


def _multiclass(guess: Guess, outcome: Outcome) -> None:
    known = [column for column in (outcome.label, outcome.prediction) if column]
    values = sorted({_class_text(column, value) for column in known for value in column.values})
    columns = _by_class(guess, values)
    if outcome.prediction and outcome.label and not _same_values(outcome.prediction, outcome.label):
        guess.lacks("prediction", "prediction", f"{outcome.prediction.name!r} and {outcome.label.name!r} have different values: write both alike in your model")
    if not columns or not set(values) <= set(columns):
        example = values[0] if values else "class"
        why = "every class needs the column of its probability: --probability " + f"'{example}=p_{example}' and so on for {', '.join(values)}"
        guess.lacks("probability", "probabilities", why)
        return
    guess.taken |= set(columns.values())
    kind = known[0] if known else None
    is_number = kind is not None and kind.kind == "number"
    why = "you said so" if guess.given.probability else "their names are those of the classes, and they add up to 1"
    guess.found("y_pred_proba", {int(value) if is_number else value: column for value, column in columns.items()}, why, "--probability")
    if outcome.prediction:
        _write_prediction(guess, outcome.prediction)
    elif guess.can_derive and guess.given.prediction is None:
        name = guess.new_name(f"predicted_{outcome.label.name}" if outcome.label else "predicted_class")
        largest = f"greatest({', '.join(quoted(column) for column in columns.values())})"
        cases = " ".join(f"when {quoted(column)} = {largest} then {value if is_number else literal(value)}" for value, column in columns.items())
        guess.derived[name] = f"case {cases} end"
        guess.found("y_pred", name, "the model computes it: the class of the largest probability", "--prediction")
