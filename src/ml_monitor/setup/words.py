"""What the name of a column says about its role."""

from __future__ import annotations

import re

IDS = frozenset(
    [
        "id",
        "ids",
        "uuid",
        "guid",
        "key",
        "identifier",
        "pk",
        "rowid",
        "userid",
        "customerid",
        "orderid",
        "recordid",
        "caseid",
        "idx",
        "index",
    ]
)
TIMES = frozenset(["timestamp", "ts", "date", "datetime", "time", "day", "at", "on", "dt", "when"])
SURE_TIMES = {"timestamp", "ts", "scored at", "predicted at", "prediction time", "prediction timestamp", "prediction date"}
LABELS = frozenset(
    ["true", "ytrue", "label", "labels", "target", "actual", "actuals", "truth", "groundtruth", "observed", "outcome", "realized", "gt"]
)
PREDICTIONS = frozenset(
    ["pred", "preds", "ypred", "yhat", "hat", "prediction", "predictions", "predicted", "predict", "forecast", "forecasted"]
)
PROBABILITIES = frozenset(["proba", "probas", "probability", "probabilities", "prob", "probs", "likelihood", "chance", "confidence"])
SCORES = {"score", "scores", "risk", "propensity", "p"}
CODES = frozenset(
    ["code", "type", "class", "category", "group", "flag", "kind", "status", "segment", "cluster", "zone", "weekday", "level", "grade"]
)
SPLITS = {"split", "partition", "period", "set", "dataset", "sample", "fold", "subset"}
VERSIONS = {"model", "version"}
# Times that come after the prediction, or have nothing to do with it.
OTHER_TIMES = frozenset(
    [
        "updated",
        "modified",
        "loaded",
        "ingested",
        "inserted",
        "label",
        "labeled",
        "labelled",
        "birth",
        "born",
        "due",
        "end",
        "ended",
        "closed",
        "deleted",
        "expires",
        "expiry",
        "arrived",
        "etl",
    ]
)
# Words that say nothing about what is predicted.
FILLERS = frozenset(["y", "is", "has", "was", "did", "will", "the", "of", "value", "class", "label", "model", "output", "by"])
NEGATIVE = frozenset(["no", "n", "false", "f", "0", "-1", "negative", "neg", "off", "none", "normal", "legit", "ham", "benign"])
REFERENCE_SETS = ["reference", "ref", "baseline", "test", "validation", "valid", "val", "holdout", "train", "training"]


def words(name: str) -> list[str]:
    """A column's name in lower-case words: `yPred`, `Y_PRED` and `y pred` are the same."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return [word for word in re.split(r"[^a-z0-9]+", spaced.lower()) if word]


def as_id(name: str) -> int:
    """How much a name looks like that of the row's id: 0 to 3."""
    parts = words(name)
    if not parts:
        return 0
    if parts in (["id"], ["row", "id"], ["uuid"], ["rowid"], ["prediction", "id"], ["pk"]):
        return 3
    if parts[-1] in IDS:
        return 2
    return 1 if parts[0] in {"id", "uuid"} else 0


def as_time(name: str) -> int:
    """How much a name looks like that of the time of the prediction: -1 to 3."""
    parts = words(name)
    if OTHER_TIMES & set(parts):
        return -1
    if " ".join(parts) in SURE_TIMES:
        return 3
    return 2 if TIMES & {*parts[:1], *parts[-1:]} else 0


def as_probability(name: str) -> int:
    """How much a name looks like that of a probability: 0 to 3."""
    parts = set(words(name))
    if parts & PROBABILITIES:
        return 3
    return 2 if parts & SCORES else 0


def as_prediction(name: str) -> int:
    """How much a name looks like that of the prediction: 0 to 3."""
    parts = words(name)
    hits = PREDICTIONS & set(parts)
    if not hits:
        return 1 if parts[:1] in (["estimated"], ["expected"]) else 0
    if set(parts) <= PREDICTIONS | FILLERS:
        return 3
    return 2 if {parts[0], parts[-1]} & PREDICTIONS else 1


def as_label(name: str) -> int:
    """How much a name looks like that of the label: 0 to 3."""
    parts = words(name)
    if parts in (["y"], ["class"], ["response"]):
        return 2
    if LABELS & set(parts) and set(parts) <= LABELS | FILLERS | {"ground"}:
        return 3
    return 2 if parts and {parts[0], parts[-1]} & LABELS else 0


def is_code(name: str) -> bool:
    """Whether numbers under this name are codes of categories."""
    return bool(CODES & set(words(name))) or as_id(name) > 0


def subject(name: str) -> set[str]:
    """What a prediction or label is about: `predicted_default` and `has_defaulted` share `default`."""
    left = set(words(name)) - PREDICTIONS - PROBABILITIES - SCORES - LABELS - FILLERS
    return {re.sub(r"(ed|ing|s)$", "", word) for word in left if len(word) > 2}


def same_subject(one: str, other: str) -> bool:
    """Whether the names of a prediction and a label are about the same."""
    return bool(subject(one)) and subject(one) == subject(other)
