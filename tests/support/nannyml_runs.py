"""The runs of NannyML whose results are golden: their tables, and a monitor for every way in which they were made."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from consumer import Consumer

GOLDEN = Path(__file__).resolve().parent.parent / "golden"

CONTINUOUS_METHODS = ["jensen_shannon", "hellinger", "kolmogorov_smirnov", "wasserstein"]
CATEGORICAL_METHODS = ["jensen_shannon", "hellinger", "chi2", "l_infinity"]
REGRESSION_METRICS = ["mae", "mape", "mse", "rmse", "msle", "rmsle"]


def golden(folder: str, name: str) -> pd.DataFrame:
    return pd.read_parquet(GOLDEN / folder / f"{name}.parquet")


def input_tables(folder: str) -> dict[str, pd.DataFrame]:
    """Reference and analysis as they were given to NannyML, with the position of each row as a key for runs without a timestamp."""
    tables = {}
    for period in ("reference", "analysis"):
        table = golden(folder, f"input_{period}")
        table["row_position"] = range(len(table))
        if folder == "car_price":
            table["timestamp"] = pd.to_datetime(table["timestamp"])
        tables[f"{folder}_{period}"] = table
    return tables


def monitor(folder: str, **settings) -> dict:
    shared = {
        "problem_type": "regression",
        "reference": f"{folder}_reference",
        "analysis": f"{folder}_analysis",
        "row_id": "row_position",
        "y_pred": "y_pred",
        "y_true": "price" if folder == "diamonds" else "y_true",
        "reconstruction_error": False,
        "reference_comparison": "whole",
        "continuous_methods": CONTINUOUS_METHODS,
        "categorical_methods": CATEGORICAL_METHODS,
        "metrics": REGRESSION_METRICS,
    }
    columns = {
        "diamonds": (["carat", "depth", "table", "x", "y", "z"], ["cut", "color", "clarity"]),
        "car_price": (["car_age", "km_driven", "price_new", "accident_count", "door_count"], ["fuel", "transmission"]),
        "edge_small": (
            ["c_normal", "c_skew", "c_int", "c_const", "c_unif", "c_hole"],
            ["k_str", "k_two", "k_bool", "k_high", "k_one"],
        ),
    }[folder]
    shared["continuous_columns"], shared["categorical_columns"] = columns
    if folder != "diamonds":
        shared["timestamp"] = "timestamp" if folder == "car_price" else "ts"
    shared.update(settings)
    return {key: value for key, value in shared.items() if value is not None}


DRIFT_ONLY = {"y_true": None, "metrics": None}
# Where no estimate is looked at, the models that make it may learn from few rows.
FEW_ROWS_TO_FIT = {"max_fit_rows": 500}
PERFORMANCE_ONLY = {"continuous_columns": None, "categorical_columns": None, "continuous_methods": None, "categorical_methods": None}

# NannyML's chunkers of the golden runs in our words. NannyML's chunk number is a number per period.
EDGE_CHUNKERS = {
    "size_keep": {"chunk_size": 200},
    "size_append": {"chunk_size": 200, "incomplete": "append"},
    "size_drop": {"chunk_size": 200, "incomplete": "drop"},
    "size_keep_nots": {"chunk_size": 200, "timestamp": None},
    "number7": {"chunk_number": 7, "chunk_number_per_period": True},
    "number7_append": {"chunk_number": 7, "chunk_number_per_period": True, "incomplete": "append"},
    "number7_drop": {"chunk_number": 7, "chunk_number_per_period": True, "incomplete": "drop"},
    "period_D": {"chunk_period": "day"},
    "period_W": {"chunk_period": "week"},
    "period_M": {"chunk_period": "month"},
    "period_Q": {"chunk_period": "quarter"},
}
CAR_CHUNKERS = {
    "default": {"chunk_number": 10, "chunk_number_per_period": True},
    "size7000_keep": {"chunk_size": 7000},
    "size7000_append": {"chunk_size": 7000, "incomplete": "append"},
    "size7000_drop": {"chunk_size": 7000, "incomplete": "drop"},
    "size7000_keep_nots": {"chunk_size": 7000, "timestamp": None},
    "number7_keep": {"chunk_number": 7, "chunk_number_per_period": True},
    "number7_append": {"chunk_number": 7, "chunk_number_per_period": True, "incomplete": "append"},
    "number7_drop": {"chunk_number": 7, "chunk_number_per_period": True, "incomplete": "drop"},
    "periodh": {"chunk_period": "hour"},
    "periodD": {"chunk_period": "day"},
    "periodW": {"chunk_period": "week"},
    "periodM": {"chunk_period": "month"},
    "periodQ": {"chunk_period": "quarter"},
    "periodY": {"chunk_period": "year"},
}
EDGE_THRESHOLDS = {
    "const_upper_0.1": {"constant": {"upper": 0.1}},
    "const_both": {"constant": {"lower": 0.02, "upper": 0.1}},
    "std_2_2": {"standard_deviation": {"lower": 2, "upper": 2}},
    "std_none_1": {"standard_deviation": {"upper": 1}},
    "std_max": {"standard_deviation": {"lower": 3, "upper": 3, "offset_from": "max"}},
}
EDGE_PCA_COLUMNS = ["c_normal", "c_skew", "c_int", "c_unif", "c_hole", "y_pred", "k_str", "k_two", "k_bool", "k_high"]
EDGE_PCA = {
    "nc0.65": {"n_components": 0.65, "columns": EDGE_PCA_COLUMNS},
    "nc2": {"n_components": 2, "columns": EDGE_PCA_COLUMNS},
    "nc0.9": {"n_components": 0.9, "columns": EDGE_PCA_COLUMNS},
    "withconst": {"columns": [*EDGE_PCA_COLUMNS, "c_const", "k_one"]},
    "contonly": {"columns": ["c_normal", "c_skew", "c_int", "c_unif"]},
}
EDGE_PCA_CHUNKERS = {"size_keep": {"chunk_size": 200}, "period_W": {"chunk_period": "week"}}
METHOD_PAIRS = {
    "wasserstein+jensen_shannon": ("wasserstein", "jensen_shannon"),
    "jensen_shannon+jensen_shannon": ("jensen_shannon", "jensen_shannon"),
    "kolmogorov_smirnov+chi2": ("kolmogorov_smirnov", "chi2"),
    "hellinger+l_infinity": ("hellinger", "l_infinity"),
    "wasserstein+l_infinity": ("wasserstein", "l_infinity"),
    "hellinger+hellinger": ("hellinger", "hellinger"),
}


def all_monitors() -> dict[str, dict]:
    monitors = {
        "diamonds": monitor("diamonds", chunk_size=250, reconstruction_error=True),
        "car_price": monitor(
            "car_price",
            chunk_size=6000,
            reconstruction_error=True,
            continuous_columns=["car_age", "km_driven", "price_new", "accident_count", "door_count", "y_pred", "y_true"],
        ),
        "car_price exact": monitor("car_price", chunk_size=6000, ecdf={"exact_below": 1_000_000}, **DRIFT_ONLY),
        "car_price bins100": monitor("car_price", chunk_size=6000, ecdf={"exact_below": 0, "bins": 100}, **DRIFT_ONLY),
        "edge binned": monitor("edge_small", chunk_size=200, ecdf={"exact_below": 0}, **DRIFT_ONLY),
        "edge bins50": monitor("edge_small", chunk_size=200, ecdf={"exact_below": 0, "bins": 50}, **DRIFT_ONLY),
    }
    for name, chunker in EDGE_CHUNKERS.items():
        monitors[f"edge {name}"] = monitor("edge_small", **chunker, **FEW_ROWS_TO_FIT)
    for name, chunker in CAR_CHUNKERS.items():
        monitors[f"car {name}"] = monitor("car_price", **{**PERFORMANCE_ONLY, **FEW_ROWS_TO_FIT, "metrics": ["rmse"], **chunker})
    for name, threshold in EDGE_THRESHOLDS.items():
        monitors[f"edge {name}"] = monitor("edge_small", chunk_size=200, thresholds={"univariate_drift": threshold}, **DRIFT_ONLY)
    for name, options in EDGE_PCA.items():
        for chunker_name, chunker in EDGE_PCA_CHUNKERS.items():
            settings = {"reconstruction_error": options, "continuous_methods": None, "categorical_methods": None, **chunker}
            monitors[f"edge {name} {chunker_name}"] = monitor("edge_small", **settings, **DRIFT_ONLY)
    for folder, ranked in {"diamonds": {"chunk_size": 250, "metrics": ["rmse"]}, "car_price": {"chunk_size": 6000}}.items():
        compared = golden(folder, "alert_count_rank")["methods"].unique()
        for name, (continuous, categorical) in METHOD_PAIRS.items():
            if name not in compared:
                continue
            methods = {"continuous_methods": [continuous], "categorical_methods": [categorical]}
            monitors[f"{folder} {name}"] = monitor(folder, **methods, **ranked, **FEW_ROWS_TO_FIT)
    return monitors


class Results:
    """The tables of the built project, by monitor."""

    def __init__(self, consumer: Consumer):
        self.consumer = consumer
        self.metrics = consumer.query("select * from monitor_metrics")
        self.ranking = consumer.query("select * from monitor_feature_ranking")

    def of(self, monitor_name: str, family: str) -> pd.DataFrame:
        selected = self.metrics[(self.metrics["monitor_name"] == monitor_name) & (self.metrics["metric_family"] == family)]
        assert len(selected) > 0
        return selected
