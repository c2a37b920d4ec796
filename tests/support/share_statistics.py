"""What each statistic of shares is tested against: a second computation of it, and values that one can compute by hand.

An entry of STATISTICS has the name that the statistic has in the registry. With it, tests/unit/test_statistics_against_scipy.py,
test_drift_properties.py, test_drift_bases.py and the dbt unit tests of test_dbt_unit_tests.py test the statistic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from scipy.spatial import distance

# Counts per category of reference and chunk, and the value.
Cases = dict[str, tuple[list[int], list[int], float | None]]


@dataclass(frozen=True)
class ShareStatistic:
    """One statistic.

    Args:
        computed: the value from a table of two rows of counts, reference and chunk, whose categories all occur.
        by_hand: cases that one can compute by hand.
        upper_limit: what the value never exceeds, if there is such a limit.
        of_disjoint: the value for two sides that share no category, if it is the same for all of them.
        near_zero: what rounding makes of 0: the root of 1e-16 if the statistic is a root.
    """

    computed: Callable[[np.ndarray], float]
    by_hand: Cases
    upper_limit: float | None = None
    of_disjoint: float | None = None
    near_zero: float = 1e-15


# They hold for every statistic.
ALWAYS: Cases = {
    "the same shares": ([7, 2, 1], [14, 4, 2], 0),
    "one category": ([10], [3], 0),
    "no chunk": ([10, 5], [0, 0], None),
    "no reference": ([0, 0], [10, 5], None),
}
DISJOINT = ([2, 0, 0], [0, 1, 1])


def shares(table: np.ndarray) -> np.ndarray:
    return table / table.sum(axis=1, keepdims=True)


def jensen_shannon(table: np.ndarray) -> float:
    return float(np.nan_to_num(distance.jensenshannon(*shares(table), base=2)))


def hellinger(table: np.ndarray) -> float:
    p, q = np.sqrt(shares(table))
    return float(np.linalg.norm(p - q) / np.sqrt(2))


def population_stability_index(table: np.ndarray) -> float:
    """Half a count where one side has none; bins that neither has take no part."""
    p, q = np.maximum(table[:, table.sum(axis=0) > 0], 0.5) / table.sum(axis=1, keepdims=True)
    return float(((q - p) * np.log(q / p)).sum())


STATISTICS = {
    # The entropy of (3/4, 1/4) less half a bit is 0.3112781244591328, whose root is the distance.
    "jensen_shannon": ShareStatistic(
        jensen_shannon,
        {
            "disjoint": (*DISJOINT, 1),
            "half lost": ([1, 1], [2, 0], 0.557923045284),
            "half gained": ([2, 0], [1, 1], 0.557923045284),
        },
        upper_limit=1,
        of_disjoint=1,
        near_zero=1e-8,
    ),
    # (0.36, 0.64) against (0.64, 0.36): sum sqrt(pq) is 0.96, so the distance is sqrt(1 - 0.96) = 0.2.
    "hellinger": ShareStatistic(
        hellinger,
        {"disjoint": (*DISJOINT, 1), "squares": ([36, 64], [64, 36], 0.2), "half lost": ([1, 1], [2, 0], 0.541196100146)},
        upper_limit=1,
        of_disjoint=1,
    ),
    # (1/4, 3/4) against (3/4, 1/4) is ln 3, half of it twice; of 100 rows half a count is 0.005, of 50 it is 0.01.
    "population_stability_index": ShareStatistic(
        population_stability_index,
        {"changed places": ([25, 75], [75, 25], 1.098612288668), "disjoint": ([100, 0], [0, 50], 9.830944263844)},
    ),
    "total_variation_distance": ShareStatistic(
        lambda table: distance.cityblock(*shares(table)) / 2,
        {"disjoint": (*DISJOINT, 1), "a quarter moved": ([4, 2, 2], [2, 3, 3], 0.25)},
        upper_limit=1,
        of_disjoint=1,
    ),
    "l_infinity": ShareStatistic(
        lambda table: distance.chebyshev(*shares(table)),
        {
            "disjoint": (*DISJOINT, 1),
            "one grew": ([1, 3, 4], [4, 2, 2], 0.375),
            "one shrank": ([6, 1, 1], [1, 3, 4], 0.625),
        },
        upper_limit=1,
    ),
    # Two categories: every |O - E| is 5, less 1/2, so 4 * 4.5^2 / 15 = 5.4. Three: (100 + 0 + 100) / 20 twice.
    "chi2": ShareStatistic(
        lambda table: stats.chi2_contingency(table).statistic,
        {"two": ([10, 20], [20, 10], 5.4), "three": ([10, 20, 30], [30, 20, 10], 20), "small difference": ([1, 2], [1, 1], 0)},
    ),
    # Two: chi2 without correction is 4 * 10^2 / 20 = 20, over 80 rows 1/4. Three: chi2 is 20 over 120 rows.
    "cramers_v": ShareStatistic(
        lambda table: stats.contingency.association(table, method="cramer") if table.shape[1] > 1 else 0,
        {"disjoint": (*DISJOINT, 1), "two": ([30, 10], [10, 30], 0.5), "three": ([10, 20, 30], [30, 20, 10], 0.408248290464)},
        upper_limit=1,
        of_disjoint=1,
    ),
}


def dbt_unit_tests() -> dict[str, Any]:
    """The cases as dbt unit tests of the model unit_share_statistics in tests/unit_project."""
    return {"version": 2, "unit_tests": [dbt_unit_test(name, statistic.by_hand | ALWAYS) for name, statistic in STATISTICS.items()]}


def dbt_unit_test(name: str, cases: Cases) -> dict[str, Any]:
    rows = []
    for group, (reference, chunk, _) in cases.items():
        occur = sum(counts != (0, 0) for counts in zip(reference, chunk))
        totals = {"reference_total": sum(reference), "chunk_total": sum(chunk), "category_count": occur}
        rows += [
            {"group_name": group, "reference_count": reference_count, "chunk_count": chunk_count, **totals}
            for reference_count, chunk_count in zip(reference, chunk)
        ]
    return {
        "name": f"{name}_by_hand",
        "model": "unit_share_statistics",
        "given": [{"input": "ref('category_counts')", "rows": rows}],
        "expect": {"rows": [{"group_name": group, name: value} for group, (_, _, value) in cases.items()]},
    }
