"""Small tables and monitors that the tests of bad input start from."""

from __future__ import annotations

import numpy as np
import pandas as pd
from monitors import monitor_with


def rows(number: int = 120, seed: int = 0, **columns) -> pd.DataFrame:
    """A harmless table of `number` rows, ids from 0, one row per hour; `columns` are put in place or added."""
    random = np.random.default_rng(seed)
    y_pred = random.uniform(1, 5, number)
    table = pd.DataFrame(
        {
            "id": range(number),
            "at": pd.date_range("2024-01-01", periods=number, freq="h"),
            "x": random.normal(size=number),
            "k": random.choice(["a", "b", "c"], number),
            "y_pred": y_pred,
            "y_true": y_pred + random.uniform(-0.5, 0.5, number),
        }
    )
    return table.assign(**columns)


# A cheap monitor without performance and data quality: monitor(reference, analysis, **settings); a setting of None is left out.
monitor = monitor_with(
    "reference",
    "analysis",
    reference="reference",
    analysis="analysis",
    timestamp="at",
    chunk_size=30,
    reference_comparison="whole",
    data_quality=False,
)


def all_methods(**settings) -> dict:
    """A monitor with every drift method."""
    return monitor(
        continuous_methods=["jensen_shannon", "hellinger", "kolmogorov_smirnov", "wasserstein"],
        categorical_methods=["jensen_shannon", "hellinger", "chi2", "l_infinity"],
        **settings,
    )
