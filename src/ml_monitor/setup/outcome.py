"""Which columns are the prediction, its probabilities and the label, and what kind of problem they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field

from ml_monitor.setup.guess import Guess, named
from ml_monitor.setup.table import Column
from ml_monitor.setup.values import class_text, has_same_values, is_class_like, is_two_valued, is_usable, probability_of_each
from ml_monitor.setup.words import as_id, as_label, as_prediction, as_probability, same_subject

BINARY, MULTICLASS, REGRESSION = "classification_binary", "classification_multiclass", "regression"
MOST_CLASSES = 30


@dataclass
class Outcome:
    """The columns of prediction and label.

    Attributes:
        probabilities: candidates, the likeliest first.
        label_why: why the label is taken for one, or why none is.
    """

    probabilities: list[Column] = field(default_factory=list)
    prediction: Column | None = None
    label: Column | None = None
    label_why: str = ""

    @property
    def known(self) -> list[Column]:
        """Label and prediction, as far as there are any."""
        return [column for column in (self.label, self.prediction) if column]

    @property
    def values(self) -> list[str]:
        """All classes of label and prediction."""
        return sorted({class_text(column, value) for column in self.known for value in column.values})


def find_outcome(guess: Guess) -> Outcome:
    """Finds the columns; what they mean is written down by those that know the problem type."""
    outcome = Outcome(_probability_candidates(guess))
    outcome.prediction = _prediction(guess, outcome)
    outcome.label, outcome.label_why = _label(guess, outcome)
    prediction, label = outcome.prediction, outcome.label
    is_score = prediction and prediction.is_within(0, 1) and not prediction.is_whole and label and is_two_valued(label)
    if prediction and is_score and not outcome.probabilities and guess.given.problem_type != REGRESSION:
        # A prediction between 0 and 1 of something with two values is a probability, whatever its name.
        outcome.probabilities, outcome.prediction = [prediction], None
    return outcome


def _probability_candidates(guess: Guess) -> list[Column]:
    if guess.given.probability:
        names = [value if value in guess.table.columns else value.rpartition("=")[2] for value in guess.given.probability]
        return [column for name in names if (column := named(guess.table, name))]
    likely = [column for column in guess.free() if column.is_within(0, 1) and column.distinct_count > 2 and as_probability(column.name)]
    likely = [column for column in likely if column.name not in (guess.given.label, guess.given.prediction)]
    return sorted(likely, key=lambda column: -as_probability(column.name))


def _prediction(guess: Guess, outcome: Outcome) -> Column | None:
    if guess.given.prediction is not None:
        return named(guess.table, guess.given.prediction)
    taken = {guess.given.label, *(column.name for column in outcome.probabilities)}
    fitting = [column for column in guess.free() if is_usable(column) and as_prediction(column.name) and column.name not in taken]
    return max(fitting, key=lambda column: (as_prediction(column.name), column.value_count), default=None)


def _label(guess: Guess, outcome: Outcome) -> tuple[Column | None, str]:
    """The label: what its name says, and above all whether its values agree with the prediction."""
    if guess.given.label is not None:
        return named(guess.table, guess.given.label), "you said so"
    partners = [column for column in [outcome.prediction, *outcome.probabilities] if column]
    columns = [column for column in guess.free() if is_usable(column) and column not in partners]
    columns = [column for column in columns if not as_id(column.name) or as_label(column.name) == 3]
    evidence = _agreements(guess, outcome, columns)
    # `y` may also be one of x, y and z: without a prediction that it agrees with, its name is too little.
    least = 1 if partners else 3
    ranked = []
    for column in columns:
        share, agreement = evidence.get(column.name, (0.0, ""))
        name_score = as_label(column.name) if as_label(column.name) >= least else 0
        is_same = any(same_subject(partner.name, column.name) for partner in partners)
        score = 2.0 * bool(agreement) + name_score + 3 * is_same
        if outcome.prediction and not _may_belong(outcome.prediction, column, share):
            score -= 2
        reasons = [agreement, "its name" if name_score else "", "its name is about the same as the prediction's" if is_same else ""]
        ranked.append((score, share, column, " and ".join(filter(None, reasons))))
    ranked.sort(key=lambda entry: entry[:2], reverse=True)
    if not ranked or ranked[0][0] < 2:
        return None, "no name and no values fit"
    # Without a name the values have to tell it from all others: a delay at departure looks like the delay at arrival.
    rivals = [column.name for score, share, column, _ in ranked[:5] if score == 2 == ranked[0][0] and share > ranked[0][1] - 0.3]
    if len(rivals) > 1:
        return None, f"the values of {' and '.join(rivals)} fit the prediction"
    return ranked[0][2:]


def _may_belong(prediction: Column, label: Column, share: float) -> bool:
    """Whether values do not contradict: texts of other classes, or numbers of another scale, which not even a bad model predicts."""
    if "text" in (prediction.kind, label.kind):
        return has_same_values(prediction, label)
    return share > -5


def _agreements(guess: Guess, outcome: Outcome, columns: list[Column]) -> dict[str, tuple[float, str]]:
    """By candidate, how well its values fit the prediction, and in words if they do."""
    found: dict[str, tuple[float, str]] = {}
    prediction = outcome.prediction
    if prediction and is_class_like(prediction):
        for column in columns:
            if is_class_like(column) and has_same_values(prediction, column):
                kappa = guess.table.agreement(prediction, column)
                if kappa >= 0.2:
                    found[column.name] = (kappa, f"its values are those of {prediction.name} and agree (kappa {kappa:.2f})")
    if prediction and prediction.kind == "number" and not is_two_valued(prediction):
        numbers = [column for column in columns if column.kind == "number" and column.distinct_count > 2]
        for name, share in guess.table.explained(prediction, numbers).items():
            found.setdefault(name, (share, f"{prediction.name} explains {share:.0%} of its variance" if share >= 0.3 else ""))
    for column in columns if not prediction else []:
        if column.kind == "text" and len(column.values) > 1 and probability_of_each(guess, sorted(column.values)):
            found[column.name] = (1.0, "each of its values has a column with its probability")
    score = outcome.probabilities[0] if outcome.probabilities else prediction
    if score and score.is_within(0, 1) and (not prediction or prediction is score):
        for column in columns:
            means = guess.table.mean_by_class(score, column).values() if len(column.values) == 2 and is_two_valued(column) else []
            if means and max(means) - min(means) > 0.1:
                found[column.name] = (max(means) - min(means), f"{score.name} is higher for one of its two values")
    return found


def find_problem_type(guess: Guess, outcome: Outcome) -> str | None:
    """The problem type, by the values of label and prediction; None if it was asked for."""
    found = _problem_type(guess, outcome)
    if isinstance(found, tuple):
        guess.found("problem_type", *found, "--problem-type")
        return found[0]
    if found:
        guess.lacks("problem_type", "problem type", found, (REGRESSION, BINARY, MULTICLASS))
    return None


def _problem_type(guess: Guess, outcome: Outcome) -> tuple[str, str] | str | None:
    """The type and why, or why it is not clear, or nothing where nothing is known."""
    known, values = outcome.known, outcome.values
    if guess.given.problem_type:
        return guess.given.problem_type, "you said so"
    if not known:
        return (BINARY, "there is one probability") if len(outcome.probabilities) == 1 else None
    names = " and ".join(column.name for column in known)
    has = "has" if len(known) == 1 else "have"
    are_classes = all(map(is_class_like, known))
    if are_classes and len(values) <= 2:
        is_truth = all(column.kind == "boolean" for column in known)
        return BINARY, f"{names} {has} the values {'false and true' if is_truth else ' and '.join(values)}"
    if any(column.kind == "text" for column in known) or (are_classes and probability_of_each(guess, values)):
        if not are_classes or len(values) > MOST_CLASSES:
            return f"{names} {has} more than {MOST_CLASSES} values, some of them texts"
        return MULTICLASS, f"{names} {has} {len(values)} values"
    if any(column.kind != "number" for column in known):
        return f"{names} do not fit each other"
    if are_classes and len(values) <= 10 and len(known) == 2:
        return f"{names} are {len(values)} whole numbers: are they amounts (regression), or classes (then name the probability of each)?"
    return REGRESSION, f"{names} {'is a number' if len(known) == 1 else 'are numbers'}"


def write_label(guess: Guess, outcome: Outcome) -> None:
    """Writes down the label, or asks for it."""
    if outcome.label:
        guess.taken.add(outcome.label.name)
        guess.found("y_true", outcome.label.name, outcome.label_why, "--label")
    elif not guess.given.label and (outcome.prediction or outcome.probabilities):
        guess.lacks("label", "label", f"{outcome.label_why}; `--label none` if labels never come", _choices(guess))


def write_prediction(guess: Guess, outcome: Outcome) -> None:
    """Writes down the prediction, or asks for it; a model of a file may have computed it."""
    if outcome.prediction:
        guess.taken.add(outcome.prediction.name)
        guess.found("y_pred", outcome.prediction.name, "you said so" if guess.given.prediction else "its name", "--prediction")
    elif guess.given.prediction and guess.given.problem_type:
        guess.notes.append("Without a prediction only drift and data quality of the inputs are watched, no performance.")
    elif "y_pred" not in guess.settings and not any(lack.field in ("prediction", "positive") for lack in guess.missing):
        why = "no name fits; `--prediction none --problem-type ...` watches the inputs alone"
        if outcome.probabilities:
            why = f"{outcome.probabilities[0].name!r} is a probability; the class that was predicted is needed too, write it in your model"
        guess.lacks("prediction", "prediction", why, _choices(guess))


def _choices(guess: Guess) -> list[str]:
    return [column.name for column in guess.free() if is_usable(column)]
