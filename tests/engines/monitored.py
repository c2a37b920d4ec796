"""Data and monitors that hold what engines like to treat in different ways: nulls, NaN, odd names, reserved words, unseen categories."""

from __future__ import annotations

import numpy as np
import pandas as pd


SHARE_METHODS = ["jensen_shannon", "hellinger", "population_stability_index", "total_variation_distance"]


def odd_rows(count: int, seed: int, first_id: int, shift: float = 0.0) -> pd.DataFrame:
    """`count` rows with names that need quotes; the categories of later rows have one that earlier rows never had."""
    random = np.random.default_rng(seed)
    x = random.normal(size=count) + shift
    wide = random.lognormal(2, 1, count)
    wide[random.uniform(size=count) < 0.05] = np.nan
    texts = np.array(["plain", "it's", 'say "so"', "back\\slash", "naïve ☃", ""] + (["new"] if shift else []), dtype=object)
    category = random.choice(texts, count)
    category[random.uniform(size=count) < 0.05] = None
    y_pred = 5 + x + 0.1 * np.nan_to_num(wide)
    return pd.DataFrame(
        {
            "row id": np.arange(first_id, first_id + count),
            "timestamp": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count) * 37 + (first_id > 0) * 80_000, unit="min"),
            "select": x,
            "Mixed Case": wide,
            "whole": random.poisson(4, count),
            "constant": np.full(count, 2.5),
            "group": category,
            "truth": random.uniform(size=count) < 0.3 + shift / 5,
            "y_pred": y_pred,
            "y_true": np.where(random.uniform(size=count) < 0.9, y_pred + random.normal(size=count) * (0.2 + (x > 0)), np.nan),
        }
    )


def odd_tables() -> dict[str, pd.DataFrame]:
    return {"odd_reference": odd_rows(1000, 1, 0), "odd_analysis": odd_rows(730, 2, 5000, shift=0.4)}


def odd_monitors() -> dict:
    """One monitor of every family and method in chunks of a size, one of drift alone in calendar weeks with binned positions."""
    drift = {
        "problem_type": "regression",
        "reference": "odd_reference",
        "analysis": "odd_analysis",
        "row_id": "row id",
        "timestamp": "timestamp",
        "continuous_columns": ["select", "Mixed Case", "whole", "constant"],
        "categorical_columns": ["group", "truth"],
        "continuous_methods": [*SHARE_METHODS, "kolmogorov_smirnov", "wasserstein"],
        "categorical_methods": [*SHARE_METHODS, "chi2", "l_infinity"],
        "drift_types": ["baseline", "consecutive"],
    }
    everything = {
        **drift,
        "chunk_size": 120,
        "y_true": "y_true",
        "y_pred": "y_pred",
        "metrics": ["mae", "mape", "mse", "rmse", "msle", "rmsle"],
    }
    weekly = {
        **drift,
        "chunk_period": "week",
        "ecdf": {"exact_below": 100, "bins": 50},
        "reference_comparison": "whole",
        "reconstruction_error": {"n_components": 2},
        "thresholds": {"jensen_shannon": {"standard_deviation": {"upper": 1, "offset_from": "median"}}},
    }
    return {"it's everything": everything, "weekly": weekly}


# A drift check on a model of the user's own: it warns, since there is drift.
DRIFT_CHECK = """
models:
  - name: odd_analysis
    data_tests:
      - ml_monitor.no_alerts:
          name: no_drift_of_the_inputs
          arguments: {monitor_name: "it's everything", metric_family: univariate_drift}
          config: {severity: warn}
"""


def changed_analysis() -> pd.DataFrame:
    """The analysis a day later: a label corrected in chunk 0, an input in chunk 2, the last rows gone, so that the last chunk vanishes."""
    rows = odd_tables()["odd_analysis"]
    rows.loc[5, "y_true"] = 7.5
    rows.loc[300, "select"] = -3.0
    return rows.iloc[:590]
