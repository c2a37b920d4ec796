"""How the search for weak segments was chosen: a table of docs/measured/weak-segments.md.

The search is done again in numpy, so that each of its choices can be made otherwise: the loss, the bins of numbers, the support that a
segment needs, and the alpha of its score. The worlds are those of weak_segments.py, of other seeds. Each line changes one choice and leaves
the others at the package's defaults. `python benchmarks/weak_segment_choices.py` takes some five minutes.
"""

from __future__ import annotations

import argparse
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import erfc

from weak_segments import KINDS_OF_WORLDS, NUMBERS, TEXTS, World, world

SEED, WORLDS, ROWS = 1000, 40, 50_000
LEVEL = 0.05
DEFAULT = {"loss": "default", "bins": "tenths", "min_support": 0.005, "alpha": 0.998}
CHOICES = [
    {},
    {"loss": "other"},
    {"bins": "Doane"},
    {"bins": "fifths"},
    {"min_support": 0.01},
    *({"alpha": alpha} for alpha in (0.95, 0.99, 0.995, 0.999)),
]
WORDS = {"default": "", "other": "squared error of a regression, 0 or 1 of a classification"}


def losses(kind: str, one: World, which: str) -> np.ndarray:
    rows = one.rows[len(one.rows) // 2 :]
    if kind == "classification":
        error = rows["chance"] - rows["label"] if which == "default" else (rows["guess"] != rows["label"]).astype(float)
        return error.to_numpy() ** 2
    error = (rows["label"] - rows["guess"]).abs().to_numpy()
    return error if which == "default" else error**2


def edges(values: np.ndarray, bins: str) -> np.ndarray:
    """The inner edges of the bins of a column, from its reference; Doane's are put together to ten at most."""
    if bins != "Doane":
        return np.unique(np.quantile(values, np.arange(1, 10) / 10 if bins == "tenths" else np.arange(1, 5) / 5))
    found = np.histogram_bin_edges(values, "doane")
    counts = np.histogram(values, found)[0]
    tenth = np.floor(10 * (counts.cumsum() - counts / 2) / len(values))
    return found[1:-1][np.diff(tenth) > 0]


def parts(one: World, bins: str) -> list[np.ndarray]:
    """The part of each row of the analysis, by column."""
    half = len(one.rows) // 2
    numbers = [np.searchsorted(edges(column[:half], bins), column[half:], side="right") for column in one.rows[NUMBERS].to_numpy().T]
    return numbers + [pd.factorize(one.rows[name])[0][half:] for name in TEXTS]


def sums(places: np.ndarray, excess: np.ndarray, size: int) -> np.ndarray:
    return np.stack([np.bincount(places, weights, size).astype(float) for weights in (None, excess, excess**2)])


def p_values(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Welch's one-sided test as in macros/weak_segments/welch_p_values.sql; of numbers, sums and sums of squares."""
    with np.errstate(all="ignore"):
        errors = [np.maximum(s[2] - s[1] ** 2 / s[0], 0) / s[0] / (s[0] - 1) for s in (one, other)]
        t = (one[1] / one[0] - other[1] / other[0]) / np.sqrt(sum(errors))
        degrees = sum(errors) ** 2 / (errors[0] ** 2 / (one[0] - 1) + errors[1] ** 2 / (other[0] - 1))
        deviate = (8 * degrees + 1) / (8 * degrees + 3) * np.sqrt(degrees * np.log1p(t**2 / degrees))
        return np.where((t > 0) & (other[0] >= 30), erfc(deviate / np.sqrt(2)) / 2, 1)


def first_segment(kind: str, one: World, choice: dict) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The columns and the parts of the segment with the highest score among those that are significant."""
    loss = losses(kind, one, choice["loss"])
    excess, count = (loss - loss.mean()) / loss.mean(), len(loss)
    columns = parts(one, choice["bins"])
    sizes = [places.max() + 1 for places in columns]
    whole = np.array([count, excess.sum(), (excess**2).sum()])[:, None]
    fewest = max(100, choice["min_support"] * count)
    singles = [sums(places, excess, size) for places, size in zip(columns, sizes)]
    enough = np.array([(of_column[0] >= fewest).sum() for of_column in singles])
    tested = enough.sum(), (enough.sum() ** 2 - (enough**2).sum()) // 2
    best: tuple[float, tuple[int, ...], tuple[int, ...]] = (0.0, (), ())

    def keep(of_segments: np.ndarray, p: np.ndarray, names: tuple[int, ...], places: list[np.ndarray]) -> None:
        nonlocal best
        scores = choice["alpha"] * of_segments[1] / of_segments[0] - (1 - choice["alpha"]) * (count / of_segments[0] - 1)
        scores = np.where(2 * tested[len(names) - 1] * p <= LEVEL, scores, -np.inf)
        if len(scores) and scores.max() > best[0]:
            best = scores.max(), names, tuple(int(place[scores.argmax()]) for place in places)

    for column, found in enumerate(singles):
        places = np.flatnonzero(found[0] >= fewest)
        keep(found[:, places], p_values(found[:, places], whole - found[:, places]), (column,), [places])
    for first, second in combinations(range(len(columns)), 2):
        crossed = sums(columns[first] * sizes[second] + columns[second], excess, sizes[first] * sizes[second])
        cells = np.flatnonzero(crossed[0] >= fewest)
        both = [cells // sizes[second], cells % sizes[second]]
        crossed = crossed[:, cells]
        rests = [whole, singles[first][:, both[0]], singles[second][:, both[1]]]
        keep(crossed, np.max([p_values(crossed, rest - crossed) for rest in rests], axis=0), (first, second), both)
    return best[1:] if best[1] else None


def is_planted(one: World, found: tuple[tuple[int, ...], tuple[int, ...]] | None, bins: str) -> bool:
    names = [*NUMBERS, *TEXTS]
    if found is None or {names[column] for column in found[0]} != set(one.columns):
        return False
    columns = parts(one, bins)
    rows = np.logical_and.reduce([columns[column] == place for column, place in zip(*found)])
    return one.planted[len(one.rows) // 2 :][rows].mean() >= 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=WORLDS)
    arguments = parser.parse_args()
    shares = np.zeros((len(CHOICES), len(KINDS_OF_WORLDS)))
    for column, kind in enumerate(KINDS_OF_WORLDS):
        for place in range(arguments.worlds):
            one = world(kind, SEED + place, ROWS, True)
            for line, changed in enumerate(CHOICES):
                choice = DEFAULT | changed
                shares[line, column] += is_planted(one, first_segment(kind, one, choice), choice["bins"]) / arguments.worlds
    print(f"| choice | {' | '.join(KINDS_OF_WORLDS.values())} |\n|---|{'---:|' * len(KINDS_OF_WORLDS)}")
    for changed, found in zip(CHOICES, shares):
        words = ", ".join(f"{name}: {WORDS.get(value, value)}" for name, value in changed.items()) or "the defaults"
        print(f"| {words} | {' | '.join(f'{100 * share:.0f} %' for share in found)} |")


if __name__ == "__main__":
    main()
