"""How often `concept_drift` opens an incident where nothing drifts, by its threshold: docs/measured/estimates.md.

Monitors of 52 chunks whose estimates err by chance alone, by chunks that differ by more than that, or by what calibration or loss models of
a finite reference have too much in every chunk. The error of an estimate is normal, in units of its sampling error. `python
benchmarks/concept_drift_limit.py` takes seconds.
"""

from __future__ import annotations

import sys

import numpy as np

MONITORS, CHUNKS = 20_000, 52
LIMITS = (2.5, 3, 3.5)
WORLDS = {
    "errors are chance": (0.0, 0.0),
    "chunks differ by one sampling error more": (1.0, 0.0),
    "every chunk errs in the same direction, as the mean of the reference does": (0.0, 1.0),
}


def opened(random: np.random.Generator, reference_chunks: int, between: float, lasting: float, limit: float) -> float:
    """The share of monitors with an incident: two chunks in a row above the threshold, or one above 1.5 times it."""

    def errors(chunks: int) -> np.ndarray:
        return random.normal(size=(MONITORS, chunks)) + between * random.normal(size=(MONITORS, chunks))

    error_variance = np.maximum(0, (errors(reference_chunks) ** 2 - 1).mean(axis=1))
    bias = lasting * random.normal(size=(MONITORS, 1)) / np.sqrt(reference_chunks)
    standardized = (errors(CHUNKS) + bias) / np.sqrt(1 + error_variance)[:, None]
    smoothed, values = np.zeros(MONITORS), []
    for number, chunk in enumerate(standardized.T, 1):
        smoothed = 0.3 * chunk + 0.7 * smoothed
        values.append(smoothed / np.sqrt(0.3 / 1.7 * (1 - 0.7 ** (2 * number))))
    values = np.array(values)
    in_a_row = (values[1:] > limit) & (values[:-1] > limit)
    return (in_a_row.any(axis=0) | (values > 1.5 * limit).any(axis=0)).mean()


def main() -> None:
    random = np.random.default_rng(0)
    lines = ["| world | chunks of the reference | " + " | ".join(f"threshold {limit}" for limit in LIMITS) + " |", "|---|" + "---:|" * 4]
    for world, (between, lasting) in WORLDS.items():
        for reference_chunks in (10, 20):
            shares = [f"{100 * opened(random, reference_chunks, between, lasting, limit):.1f} %" for limit in LIMITS]
            lines.append(f"| {world} | {reference_chunks} | {' | '.join(shares)} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
