"""Data and monitors that hold what engines like to treat in different ways: nulls, NaN, odd names, reserved words, unseen categories."""

from __future__ import annotations

import numpy as np
import pandas as pd
from registry import CATEGORICAL_METHODS, CONTINUOUS_METHODS

CLASSES = ["it's", 'say "so"', "Ünder"]


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
    chances = np.exp(np.column_stack([x, -x, np.zeros(count)]) + random.normal(size=(count, 3)))
    chances /= chances.sum(axis=1, keepdims=True)
    classes = np.array(CLASSES, dtype=object)
    true_class = classes[(random.uniform(size=(count, 1)) > chances.cumsum(axis=1)).sum(axis=1).clip(0, 2)]
    is_labelled = random.uniform(size=count) < 0.9
    whole = random.poisson(4, count)
    truth = random.uniform(size=count) < 0.3 + 0.4 * shift
    is_high = x > 0.3
    # Errors are largest in a crossing of two columns, which the search for weak segments finds.
    error = (0.2 + is_high) * (1 + truth)
    return pd.DataFrame(
        {
            "row id": np.arange(first_id, first_id + count),
            "timestamp": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count) * 37 + (first_id > 0) * 80_000, unit="min"),
            "select": x,
            "Mixed Case": wide,
            "whole": whole,
            "constant": np.full(count, 2.5),
            "group": category,
            "truth": truth,
            "high": is_high,
            "chance": np.where(random.uniform(size=count) < 0.02, np.nan, chances[:, 0].round(2)),
            "guess": chances[:, 0] > 0.4,
            "happened": pd.array(np.where(is_labelled, true_class == CLASSES[0], None), dtype="boolean"),
            **{f"p {name}": chances[:, place] for place, name in enumerate(CLASSES)},
            "guessed class": classes[chances.argmax(axis=1)],
            "true class": np.where(is_labelled, true_class, None),
            "y_pred": y_pred,
            "y_true": np.where(random.uniform(size=count) < 0.9, y_pred + random.normal(size=count) * error, np.nan),
        }
    )


def odd_tables() -> dict[str, pd.DataFrame]:
    return {"odd_reference": odd_rows(1000, 1, 0), "odd_analysis": odd_rows(730, 2, 5000, shift=0.4)}


def odd_monitors() -> dict:
    """One of every family and method in chunks of a size, one of drift alone in weeks with binned positions, two classifications."""
    drift = {
        "problem_type": "regression",
        "reference": "odd_reference",
        "analysis": "odd_analysis",
        "row_id": "row id",
        "timestamp": "timestamp",
        "continuous_columns": ["select", "Mixed Case", "whole", "constant"],
        "categorical_columns": ["group", "truth"],
        "continuous_methods": CONTINUOUS_METHODS,
        "categorical_methods": CATEGORICAL_METHODS,
        "drift_types": ["baseline", "consecutive"],
    }
    everything = {
        **drift,
        "chunk_size": 120,
        "y_true": "y_true",
        "y_pred": "y_pred",
        "metrics": ["mae", "mape", "mse", "rmse", "msle", "rmsle"],
        "max_fit_rows": 500,
        # Fewer rows than reference and chunks have, so that some are drawn.
        "domain_classifier": {"max_rows": 100},
        "false_discovery_rate": 0.05,
        "thresholds": {"rmse": {"quantile": {"lower": 0.1, "upper": 0.85}}, "mae": {"relative": {"upper": 20, "offset_from": "median"}}},
        "data_quality": True,
        "summary_statistics": True,
        "segments": ["truth"],
        "fairness": [{"segment": "truth", "metrics": ["mean_prediction", "mean_error", "mae", "rmse"], "min_group_rows": 20}],
        "custom_metrics": {
            "whole_sum": {"sql": "sum(whole)"},
            "smallest": {"sql": "min(7 / (whole - 4))", "worse": "below"},
            "loss_share": {"sql": "100 * sum(case when y_true > y_pred then y_true - y_pred end) / sum(y_true)", "needs_labels": True},
            "per_row": {"derived": "coalesce(whole_sum, 0) / row_count - loss_share / (row_count - row_count)"},
            "halves": {"derived": "whole_sum / row_count / 2"},
        },
    }
    weekly = {
        **drift,
        "chunk_period": "week",
        "ecdf": {"exact_below": 100, "bins": 50},
        "reference_comparison": "whole",
        "reconstruction_error": {"n_components": 2},
        "domain_classifier": {"max_rows": 200, "folds": 3},
        "thresholds": {
            "jensen_shannon": {"standard_deviation": {"upper": 1, "offset_from": "median"}},
            "wasserstein": {"quantile": 0.7},
            "l_infinity": {"relative": {"lower": 10, "upper": 25}},
        },
        "data_quality": {"metrics": ["missing_values", "values_out_of_range"], "normalize": False},
        "summary_statistics": ["median", "row_count"],
        "judge": {"label_delay": {"count": 2, "period": "week"}},
        "segments": ["group", {"name": "few", "expression": "whole < 4"}],
        "max_segment_values": 4,
    }
    performance = {key: drift[key] for key in ("reference", "analysis", "row_id", "timestamp")} | {
        "chunk_size": 200,
        "reconstruction_error": False,
    }
    binary = {
        **performance,
        "problem_type": "classification_binary",
        "y_true": "happened",
        "y_pred": "guess",
        "y_pred_proba": "chance",
        "business_value_matrix": [[0, -1], [-2.5, 3]],
        "judge": {"min_rows": 20, "label_delay": {"count": 1, "period": "quarter"}},
        "segments": [{"name": "it's both", "columns": ["group", "truth"]}],
        "fairness": [{"segment": "it's both", "reference_group": "plain / false", "min_group_rows": 12, "min_group_positives": 3}],
        "custom_metrics": {
            "won": {
                "sql": "sum(case when happened then whole else -0.5 * constant end)",
                "needs_labels": True,
                "estimate": {"if_positive": "whole", "if_negative": "-0.5 * constant"},
                "worse": "below",
            },
            "mean_guess": {"sql": "avg(case when guess and cast(whole as int) % 3 = 0 then 1.0 else 0 end)"},
        },
    }
    multiclass = {
        **performance,
        "problem_type": "classification_multiclass",
        "y_true": "true class",
        "y_pred": "guessed class",
        "y_pred_proba": {name: f"p {name}" for name in CLASSES},
        "normalize_confusion_matrix": "pred",
    }
    return {"it's everything": everything, "weekly": weekly, "binary": binary, "three classes": multiclass}


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
    return a_day_later(odd_tables()["odd_analysis"], chunk_size=120)


def a_day_later(rows: pd.DataFrame, chunk_size: int) -> pd.DataFrame:
    """Rows of six chunks and a bit, changed as `changed_analysis` says."""
    rows = rows.copy()
    rows.loc[5, "y_true"] = 7.5
    rows.loc[2 * chunk_size + chunk_size // 2, "select"] = -3.0
    return rows.iloc[: 5 * chunk_size - 10]


SMALL_CHUNK = 50


def few_tables() -> dict[str, pd.DataFrame]:
    """The same columns in a few hundred rows, for engines that take seconds per statement."""
    return {"odd_reference": odd_rows(250, 1, 0), "odd_analysis": odd_rows(310, 2, 5000, shift=1.0)}


def few_monitors() -> dict:
    """One small monitor with every family of a regression, a share, a distribution function and a test among its drift methods."""
    everything = odd_monitors()["it's everything"]
    small = {
        "chunk_size": SMALL_CHUNK,
        "continuous_columns": ["select", "Mixed Case"],
        "categorical_columns": ["group", "truth", "high"],
        "find_segments": True,
        "continuous_methods": ["jensen_shannon", "wasserstein"],
        "categorical_methods": ["jensen_shannon", "chi2"],
        "metrics": ["rmse", "mae"],
        "domain_classifier": {"max_rows": 40},
        "thresholds": {
            **everything["thresholds"],
            "jensen_shannon": {"standard_deviation": {"upper": 1, "offset_from": "median"}},
        },
    }
    return {"it's everything": {**everything, **small}}
