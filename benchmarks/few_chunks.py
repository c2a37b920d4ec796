"""How often one more chunk of the same kind lies beyond a threshold that was estimated from few reference chunks, for normal values.

`python benchmarks/few_chunks.py` prints the table of docs/concepts/thresholds.md and the shares beside the quantile.
"""

from __future__ import annotations

from math import sqrt

from scipy.stats import norm, t

DEVIATIONS = 3
CHUNKS = (2, 3, 4, 5, 10, 20, 40)


def beyond_deviations(chunks: int) -> float:
    """The probability of a value above mean + 3 standard deviations of as many values, with the number of values in the denominator."""
    return float(t.sf(DEVIATIONS * sqrt((chunks - 1) / (chunks + 1)), chunks - 1))


def beyond_quantile(chunks: int, quantile: float) -> float:
    """About how probable a value above a quantile of as many values is, interpolated as in numpy; of any continuous distribution."""
    return (chunks * (1 - quantile) + quantile) / (chunks + 1)


if __name__ == "__main__":
    heads = ["reference chunks", *map(str, CHUNKS), "very many"]
    shares = [*map(beyond_deviations, CHUNKS), float(norm.sf(DEVIATIONS))]
    print(f"| {' | '.join(heads)} |")
    print(f"|{'---|' * len(heads)}")
    print(f"| false alerts, for normal values | {' | '.join(f'{100 * share:.1f} %' for share in shares)} |")
    print(f"With known mean and deviation one in {1 / norm.sf(DEVIATIONS):.0f}.")
    for chunks in (20, 40):
        print(f"Quantile 0.95 of {chunks} chunks: {100 * beyond_quantile(chunks, 0.95):.1f} %.")
