"""Weak segments by brute force in pandas: every part of every column and every crossing of two, tested and ranked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import erfc

LEVEL, MOST, FEWEST_ROWS = 0.05, 20, 100
NORMAL_95, NORMAL_90 = 1.959963984540054, 1.6448536269514722


@dataclass
class Part:
    """A part of a column: its rows in the analysis and in the reference."""

    column: str
    place: int
    text: str
    rows: np.ndarray
    reference_rows: np.ndarray


def parts_of_numbers(name: str, reference: pd.Series, analysis: pd.Series, whole_reference: pd.Series) -> list[Part]:
    values = np.sort(reference.dropna().to_numpy())
    edges = [values[len(values) * tenth // 10] if len(values) else np.inf for tenth in range(1, 10)]
    lowest, highest = whole_reference.min(), whole_reference.max()

    def place(column: pd.Series) -> np.ndarray:
        inner = 1 + np.searchsorted(edges, column.to_numpy(), side="right")
        return np.select([column.isna(), column < lowest, column > highest], [98, 0, 11], inner)

    places, reference_places = place(analysis), place(reference)
    bounds = [lowest, *edges, highest]
    texts = {0: f"{name} below {lowest}", 11: f"{name} above {highest}", 98: f"{name} missing"}
    texts |= {number: f"{name} {bounds[number - 1]} to {bounds[number]}" for number in range(1, 11)}
    return [Part(name, number, text, places == number, reference_places == number) for number, text in texts.items()]


def parts_of_texts(name: str, reference: pd.Series, analysis: pd.Series, whole_reference: pd.Series) -> list[Part]:
    counts = whole_reference.value_counts()
    frequent = sorted(counts.index, key=lambda category: (-counts[category], category))[:20]
    parts = [Part(name, 98, f"{name} missing", analysis.isna().to_numpy(), reference.isna().to_numpy())]
    others = [(~column.isna() & ~column.isin(frequent)).to_numpy() for column in (analysis, reference)]
    parts.append(Part(name, 99, f"{name} = :other", *others))
    for number, category in enumerate(frequent, start=1):
        parts.append(Part(name, number, f"{name} = {category}", (analysis == category).to_numpy(), (reference == category).to_numpy()))
    return parts


def p_value(losses: np.ndarray, inside: np.ndarray, outside: np.ndarray) -> float:
    """Welch's one-sided test, by the normal deviate of Student's t."""
    one, other = losses[inside], losses[outside]
    if min(len(one), len(other)) < 30:
        return 1.0
    difference = one.mean() - other.mean()
    if difference <= 1e-12 * losses.mean():
        return 1.0
    errors = one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)
    if sum(errors) == 0:
        return 0.0
    degrees = sum(errors) ** 2 / (errors[0] ** 2 / (len(one) - 1) + errors[1] ** 2 / (len(other) - 1))
    deviate = (8 * degrees + 1) / (8 * degrees + 3) * np.sqrt(degrees * np.log1p(difference**2 / sum(errors) / degrees))
    return float(erfc(deviate / np.sqrt(2)) / 2)


def lift(losses: np.ndarray, inside: np.ndarray) -> tuple[float, float]:
    """The ratio of the mean losses inside and outside, and the standard error of its logarithm."""
    one, other = losses[inside], losses[~inside]
    error = np.sqrt(sum(group.var(ddof=1) / len(group) / group.mean() ** 2 for group in (one, other)))
    return one.mean() / other.mean(), error


def weak_segments(
    reference: pd.DataFrame,
    analysis: pd.DataFrame,
    losses: np.ndarray,
    reference_losses: np.ndarray,
    continuous: list[str],
    categorical: list[str],
    whole_reference: pd.DataFrame,
    min_support: float = 0.005,
    alpha: float = 0.998,
) -> pd.DataFrame:
    """The rows of monitor_weak_segments, from the searched rows of both periods and their losses."""
    count, mean = len(losses), losses.mean()
    fewest = max(FEWEST_ROWS, min_support * count)
    parts = []
    for name in sorted([*continuous, *categorical]):
        of_column = parts_of_numbers if name in continuous else parts_of_texts
        parts += of_column(name, reference[name], analysis[name], whole_reference[name])
    parts = [part for part in parts if part.rows.sum() >= fewest]
    pairs = [(one, other) for one, other in combinations(parts, 2) if one.column != other.column]

    weak = []
    for segment in [*((part,) for part in parts), *pairs]:
        rows = np.logical_and.reduce([part.rows for part in segment])
        if rows.sum() < fewest:
            continue
        tested = len(parts) if len(segment) == 1 else len(pairs)
        wholes = [np.ones(count, bool), *(part.rows for part in segment if len(segment) == 2)]
        p = max(p_value(losses, rows, whole & ~rows) for whole in wholes)
        score = alpha * (losses[rows].mean() / mean - 1) - (1 - alpha) * (count / rows.sum() - 1)
        if min(1, 2 * tested * p) <= LEVEL and score > 0:
            weak.append((segment, rows, p, tested, score))

    def is_echo(part: Part) -> bool:
        for column in {other.column for segment, *_ in weak if len(segment) == 2 and part in segment for other in segment} - {part.column}:
            crossings = [
                rows for segment, rows, *_ in weak if len(segment) == 2 and part in segment and column in [p.column for p in segment]
            ]
            left = part.rows & ~np.logical_or.reduce(crossings)
            if 2 * len(parts) * p_value(losses, left, ~part.rows) > LEVEL:
                return True
        return False

    kept = [found for found in weak if len(found[0]) == 2 or not is_echo(found[0][0])]
    kept.sort(key=lambda found: (-np.floor(found[4] * 1e9 + 0.5), [(part.column, part.place) for part in found[0]]))
    return pd.DataFrame([described(place, *found, losses, reference_losses) for place, found in enumerate(kept[:MOST], start=1)])


def described(rank, segment, rows, p, tested, score, losses, reference_losses) -> dict:
    before = np.logical_and.reduce([part.reference_rows for part in segment])
    ratio, error = lift(losses, rows)
    old, old_error = lift(reference_losses, before) if before.sum() > 1 else (np.nan, np.nan)
    history = "unclear"
    if before.sum() >= 30:
        if np.log(ratio / old) > NORMAL_90 * np.hypot(error, old_error):
            history = "became_weak"
        elif np.log(old) > NORMAL_90 * old_error:
            history = "was_weak"
    return {
        "rank": rank,
        "column_name": segment[0].column,
        "other_column_name": segment[1].column if len(segment) == 2 else ":none",
        "row_count": int(rows.sum()),
        "support": rows.mean(),
        "mean_loss": losses[rows].mean(),
        "rest_mean_loss": losses[~rows].mean(),
        "lift": ratio,
        "lift_lower": ratio * np.exp(-NORMAL_95 * error),
        "lift_upper": ratio * np.exp(NORMAL_95 * error),
        "p_value": p,
        "adjusted_p_value": min(1, 2 * tested * p),
        "tested_count": tested,
        "score": score,
        "reference_row_count": int(before.sum()),
        "reference_mean_loss": reference_losses[before].mean() if before.any() else np.nan,
        "reference_lift": old,
        "history": history,
        "searched_row_count": len(losses),
    }
