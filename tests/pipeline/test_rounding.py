"""Where nothing varies, nothing alerts, whatever the constant, the metric and the size of the chunk; and what really moves still does.

Every chunk holds the same values in the same shares, so all its numbers are those of every other chunk but for rounding. The analysis ends
with a small chunk, whose sums round in other ways.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from consumer import TELLING, Consumer
from registry import CATEGORICAL_METHODS, CONTINUOUS_METHODS

CHUNK, REFERENCE, ANALYSIS = 120, 1200, 396

CONSTANTS = {
    "tenth": 0.1,
    "tax": 0.19,
    "rate": 1.0825,
    "third": 1 / 3,
    "negative": -7.3,
    "tiny": 1e-300,
    "large": 1e12 + 0.1,
    "larger": 1e15 + 0.3,
    "next_to_2_53": 2.0**53 + 2,
    "large_id": 1e17 + 16,
    "huge": 7.3e74,
    "zero": 0.0,
}
# Values that come in turn; 12 rows hold each of them equally often.
CYCLES = {
    "around_1e12": [1e12 - 1, 1e12, 1e12 + 1],
    "skewed_at_1e12": [1e12, 1e12, 1e12, 1e12 + 1],
    "cancels": [0.1, 0.2, -0.3],
    "both_signs": [0.7, -0.7],
    "neighbors": [0.1, math.nextafter(0.1, 1)],
    "ids": [2.0**53 + 2 * step for step in range(6)],
    "tiny_steps": [1e-300, 2e-300, 4e-300],
    "huge_steps": [1e74, 3e74, -2e74, 5e73],
    "with_gaps": [0.1, None, 0.1, 0.1],
    "x": [1.1, 2.3, 0.7, 5.9],
    "twice_x": [2.2, 4.6, 1.4, 11.8],
}
TEXTS = {"only": ["a"], "three": ["a", "b", "c"], "uneven": ["a", "a", "a", "b"], "gaps": ["a", None]}
NUMBERS = [*CONSTANTS, *CYCLES, "whole", "beyond_bigint", "exact"]
PROBABILITIES = {"third": 1 / 3, "tenth": 0.1, "most": 0.7}
# y - p of labels from 10 to 1,000 times the scale, and the error.
ERRORS = {"small": (1.0, 0.1), "large": (1e9, 0.1)}


def rows(count: int, first: int) -> pd.DataFrame:
    ids = np.arange(first, first + count)
    columns: dict = {name: np.full(count, value) for name, value in CONSTANTS.items()}
    columns |= {name: [values[row % len(values)] for row in range(count)] for name, values in (CYCLES | TEXTS).items()}
    random = np.random.default_rng(first)
    labels = np.round(random.uniform(10, 1000, count), 2)
    for name, (scale, error) in ERRORS.items():
        columns[f"label_{name}"] = labels * scale
        columns[f"guess_{name}"] = labels * scale + error
    columns["guess_ten_percent"] = labels * 1.1
    columns |= {f"chance_{name}": np.full(count, chance) for name, chance in PROBABILITIES.items()}
    columns |= {f"chance_{kind}": columns["chance_third"] for kind in "abc"}
    columns["won"], columns["bet"] = (np.arange(count) % 3 == 0).astype(int), (np.arange(count) % 4 == 0).astype(int)
    columns["kind"], columns["guessed_kind"] = ([word[row % len(word)] for row in range(count)] for word in ("abc", "aabc"))
    columns["guess_exact"], columns["bet_right"] = labels, columns["won"]
    columns["sure"] = columns["won"].astype(float)
    return pd.DataFrame({"id": ids, "at": pd.Timestamp("2024-01-01") + pd.to_timedelta(ids, unit="min"), **columns})


def moved(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with every constant moved by a billionth of it."""
    return table.assign(**{name: value * (1 + 1e-9) if value else 1e-9 for name, value in CONSTANTS.items()})


# Numbers that a double cannot hold, the same in every row.
WHOLE = """
select
    *,
    9007199254740993 as whole,
    cast('123456789012345678901234567890' as hugeint) as beyond_bigint,
    cast('0.1' as decimal(38, 30)) as exact
from read_parquet('{path}')
"""


def regression(name: str, **settings) -> dict:
    names = {"y_true": f"label_{name}", "y_pred": f"guess_{name}"}
    return {"problem_type": "regression", "continuous_columns": ["x"], "reconstruction_error": False, **names, **settings}


FEW = {"continuous_columns": ["tenth", "larger", "around_1e12", "cancels", "with_gaps", "exact"]}


def drift(**settings) -> dict:
    return {
        "problem_type": "regression",
        "continuous_columns": NUMBERS,
        "categorical_columns": list(TEXTS),
        "continuous_methods": CONTINUOUS_METHODS,
        "categorical_methods": CATEGORICAL_METHODS,
        "reconstruction_error": True,
        "data_quality": True,
        "summary_statistics": True,
        **settings,
    }


def classification(**settings) -> dict:
    names = {"problem_type": "classification_binary", "y_true": "won", "y_pred": "bet"}
    return {**names, "reconstruction_error": False, "normalize_confusion_matrix": "all", **settings}


VALUES = {"business_value_matrix": [[1, -7], [-0.1, 0.3]], "normalize_business_value": "per_prediction"}
FAMILIES = (
    "univariate_drift",
    "multivariate_drift",
    "summary_statistics",
    "data_quality",
    "realized_performance",
    "estimated_performance",
    "concept_drift",
)
MONITORS = {
    "deviations": drift(drift_types=["baseline", "consecutive"]),
    "whole, binned": drift(reference_comparison="whole", ecdf={"exact_below": 0, "bins": 100}, **FEW),
    "quantiles": drift(thresholds={family: {"quantile": {"lower": 0.05, "upper": 0.95}} for family in FAMILIES[:4]}, **FEW),
    "percent": drift(thresholds={family: {"relative": {"lower": 0, "upper": 0}} for family in FAMILIES[:4]}, **FEW),
    "rate": drift(false_discovery_rate=0.05, **FEW),
    "constants alone": drift(
        continuous_columns=[*CONSTANTS, "whole", "beyond_bigint", "exact"],
        categorical_columns=["only"],
        reconstruction_error={"n_components": 2},
        domain_classifier=True,
        thresholds={family: {"constant": {"upper": 0}} for family in ("univariate_drift", "reconstruction_error")}
        | {"domain_classifier_auroc": {"constant": {"lower": 0.5, "upper": 0.6}}},
    ),
    "one component": drift(continuous_columns=["x", "twice_x"], categorical_columns=[], reconstruction_error={"n_components": 1}),
    "moved": drift(analysis="moved_rows", continuous_columns=list(CONSTANTS), categorical_columns=[], reconstruction_error=False),
    **{f"error, {name}": regression(name, metrics=["mae", "mse", "rmse"]) for name in ERRORS},
    "error in percent": regression("small", y_pred="guess_ten_percent", metrics=["mape"]),
    "no error": regression("small", y_pred="guess_exact", metrics=["mae", "rmse"]),
    **{f"chance, {name}": classification(y_pred_proba=f"chance_{name}", **VALUES) for name in PROBABILITIES},
    "sure": classification(y_pred_proba="sure", y_pred="bet_right"),
    "classes": classification(
        problem_type="classification_multiclass",
        y_true="kind",
        y_pred="guessed_kind",
        y_pred_proba={kind: f"chance_{kind}" for kind in "abc"},
    ),
}

COMPARISONS = pd.DataFrame(
    [
        # value, row_count, threshold, rounding_error, is beyond
        ("one row of a million", 1e-6, 1_000_000, 0.0, 0.0, True),
        ("one row of a billion", 1e-9, 1_000_000_000, 0.0, 0.0, True),
        ("one of many rows", 1e9 + 1, 2_000_000_000, 1e9, None, True),
        ("a billionth of the value", 0.3 * (1 + 1e-9), 100_000_000, 0.3, 0.3 * 4.7e-10, True),
        ("a billionth of the value, without a rounding error", 0.3 * (1 + 1e-9), 1_000_000, 0.3, None, True),
        ("the smallest number", 5e-324, 100, 0.0, 0.0, True),
        ("a small number and its neighbor", math.nextafter(1e-300, 1), 100, 1e-300, 0.0, False),
        ("the next number", math.nextafter(0.3, 1), 1, 0.3, 0.0, False),
        ("a sum of many", 0.3 * (1 + 5e-12), 1_000_000, 0.3, 0.0, False),
        ("the same sum of few", 0.3 * (1 + 5e-12), 100, 0.3, 0.0, True),
        ("what sums have lost", 1e-17, 100, 0.0, 1e-16, False),
        ("equal", 0.3, 100, 0.3, 0.0, False),
        ("no threshold", 0.3, 100, None, None, False),
        ("no value", None, 0, 0.3, 0.0, False),
        ("no rows", 0.4, None, 0.3, 0.0, True),
    ],
    columns=["name", "value", "row_count", "threshold", "rounding_error", "is_beyond"],
).astype({"row_count": "Int64", "value": float, "threshold": float, "rounding_error": float})
COMPARED = """
select
    name,
    coalesce({{ ml_monitor.is_above_threshold('value', 'row_count', 'threshold', 'rounding_error') }}, false) as is_above,
    coalesce({{ ml_monitor.is_below_threshold('-value', 'row_count', '-threshold', 'rounding_error') }}, false) as is_below
from {{ ref('comparisons') }}
"""


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    folder = tmp_path_factory.mktemp("rounding")
    reference, analysis = rows(REFERENCE, 0), rows(ANALYSIS, REFERENCE)
    tables: dict = {"comparisons": COMPARISONS, "compared": COMPARED}
    for name, table in {"reference_rows": reference, "analysis_rows": analysis, "moved_rows": moved(analysis[:CHUNK])}.items():
        table.to_parquet(folder / f"{name}.parquet")
        tables[name] = WHOLE.format(path=folder / f"{name}.parquet")
    both = {"reference": "reference_rows", "analysis": "analysis_rows", "row_id": "id", "timestamp": "at", "chunk_size": CHUNK}
    consumer = Consumer(folder / "project", tables, {name: both | monitor for name, monitor in MONITORS.items()}, leaves_out=TELLING)
    consumer.build()
    return consumer


@pytest.fixture(scope="module")
def metrics(consumer) -> pd.DataFrame:
    return consumer.query("select * from monitor_metrics where period = 'analysis'")


def test_nothing_alerts_where_nothing_varies(metrics):
    # Labels and predictions do vary, their losses do not.
    is_watched = metrics["column_name"].isin([*NUMBERS, *TEXTS, ":table"])
    quiet = metrics[(metrics["monitor_name"] != "moved") & is_watched]
    # The last chunk has other sums, numbers of rows and samples to take a deviation of, and really so.
    is_small = quiet["chunk_index"] == quiet["chunk_index"].max()
    varies = quiet["column_name"].map(lambda name: name in CYCLES)
    grows = quiet["metric_name"].isin(["sum", "row_count"]) | (varies & (quiet["metric_name"] == "std"))
    judged = quiet[~(is_small & grows)]
    assert set(judged["metric_family"]) == set(FAMILIES)
    alerts = judged[judged["is_alert"]]
    columns = ["monitor_name", "metric_name", "column_name", "chunk_index", "metric_value", "lower_threshold", "upper_threshold"]
    assert alerts.empty, f"{len(alerts)} of {len(judged)}\n{alerts[columns].to_string()}"


def test_every_metric_is_there(metrics):
    """A number that is missing would not alert either. Fewer than 50 labels say nothing of an estimate."""
    is_of_few = (metrics["metric_name"] == "concept_drift") & (metrics["count_used"] < 50)
    found = metrics[(metrics["monitor_name"] != "moved") & ~is_of_few].set_index(["monitor_name", "metric_name", "column_name"])[
        "metric_value"
    ]
    assert found[found.isna()].index.unique().tolist() == []


def test_distances_of_equal_shares_are_zero(metrics):
    is_watched = metrics["column_name"].isin([*NUMBERS, *TEXTS])
    distances = metrics[(metrics["metric_family"] == "univariate_drift") & (metrics["monitor_name"] != "moved") & is_watched]
    assert len(distances) > 1000
    assert distances[distances["metric_value"] != 0][["monitor_name", "metric_name", "column_name", "metric_value"]].empty
    assert (distances.loc[distances["metric_name"] == "chi2", "p_value"] == 1).all()


def test_all_rows_alike_cannot_be_told_apart(metrics):
    found = metrics[metrics["metric_name"] == "reconstruction_error"].groupby("monitor_name")["metric_value"].agg(set)
    assert found["constants alone"] == {0.0}
    found = metrics[metrics["metric_name"] == "domain_classifier_auroc"].groupby("monitor_name")["metric_value"].agg(set)
    assert found["constants alone"] == {0.5}


def exact_moments(values: list[float]) -> tuple[Fraction, Fraction, Fraction]:
    """Sum, mean and the sum of the squares about it, without any rounding."""
    exact = [Fraction(value) for value in values if value is not None]
    mean = sum(exact) / len(exact)
    return sum(exact), mean, sum((value - mean) ** 2 for value in exact)


@pytest.mark.parametrize("column", [*CONSTANTS, *CYCLES])
def test_summaries_keep_their_digits(metrics, column):
    values = CYCLES.get(column) or [CONSTANTS[column]]
    for chunk, size in enumerate([CHUNK, CHUNK, CHUNK, ANALYSIS - 3 * CHUNK]):
        of_chunk = metrics[
            (metrics["monitor_name"] == "deviations") & (metrics["column_name"] == column) & (metrics["chunk_index"] == chunk)
        ]
        found = of_chunk[of_chunk["metric_family"] == "summary_statistics"].set_index("metric_name")["metric_value"]
        in_chunk = [values[row % len(values)] for row in range(size)]
        total, mean, squares = exact_moments(in_chunk)
        known = [value for value in in_chunk if value is not None]
        if len(set(known)) == 1:
            assert found["mean"] == found["median"] == known[0]
            assert found["std"] == 0
            assert found["sum"] == known[0] * len(known)
            continue
        # A mean or sum that cancels cannot be more exact than what it is of.
        size_of_values = max(abs(value) for value in known)
        assert abs(found["mean"] - mean) <= 2 * math.ulp(size_of_values)
        assert abs(found["sum"] - total) <= 2 * math.ulp(size_of_values * len(known))
        # The root of a fraction beyond the range of a double, and of one below it.
        unit = Fraction(max(known)) - Fraction(min(known))
        deviation = unit * Fraction(math.sqrt(squares / unit**2 / (len(known) - 1)))
        assert abs(Fraction(found["std"]) / deviation - 1) < 1e-12
        assert found["median"] == pytest.approx(float(np.median(known)), rel=4e-16, abs=5e-324)


@pytest.mark.parametrize("column", [*CONSTANTS, *CYCLES])
def test_what_is_fitted_keeps_its_digits(consumer, column):
    [fitted] = consumer.query(f"select * from monitor_fitted_bins where monitor_name = 'deviations' and column_name = '{column}'").to_dict(
        "records"
    )
    values = CYCLES.get(column) or [CONSTANTS[column]]
    _, mean, squares = exact_moments(values)
    known = [value for value in values if value is not None]
    assert fitted["lower_edge"] < fitted["upper_edge"]
    assert fitted["bin_width"] > 0
    assert 1 <= fitted["bin_count"] <= 30
    if len(set(known)) == 1:
        assert fitted["mean"] == known[0]
        assert fitted["standard_deviation"] == 0
        assert fitted["bin_count"] == 1
        return
    unit = Fraction(max(known)) - Fraction(min(known))
    if float(unit) < 1e-290:
        return
    assert abs(fitted["mean"] - mean) <= 2 * math.ulp(max(abs(value) for value in known))
    variance = squares / unit**2 / len(known)
    assert abs(Fraction(fitted["standard_deviation"]) / unit / Fraction(math.sqrt(variance)) - 1) < 1e-12
    third = sum(((Fraction(value) - mean) / unit) ** 3 for value in known) / len(known)
    assert fitted["skewness"] == pytest.approx(float(third) / float(variance) ** 1.5, rel=1e-12, abs=1e-12)


def test_whole_numbers_beyond_the_digits_of_a_double_are_rounded_alike(consumer):
    found = consumer.query("select column_name, lowest, highest, mean from monitor_fitted_bins where monitor_name = 'deviations'")
    found = found.set_index("column_name")
    for column, value in {"whole": 9007199254740993, "beyond_bigint": 123456789012345678901234567890, "exact": Fraction(1, 10)}.items():
        assert list(found.loc[column]) == [float(value)] * 3


def test_an_estimate_of_a_loss_that_never_varies_is_this_loss(metrics):
    """XGBoost knows it as a 32-bit float; that is not how it comes out."""
    for name, (scale, error) in ERRORS.items():
        maes = metrics[(metrics["monitor_name"] == f"error, {name}") & (metrics["metric_name"] == "mae")]
        assert set(maes["metric_family"]) == {"realized_performance", "estimated_performance"}
        np.testing.assert_allclose(maes["metric_value"].astype(float), error, rtol=1e-14 + 1000 * scale / error * 2.3e-16)


def test_a_chance_that_never_varies_is_inside_its_band(consumer):
    found = consumer.query(
        "select * from monitor_performance where metric_name in ('roc_auc', 'accuracy', 'recall') and monitor_name like 'chance, %'"
    )
    assert len(found) >= 9 * len(PROBABILITIES)
    assert found["is_realized_inside_band"].all()


def test_a_move_by_a_billionth_alerts(metrics):
    found = metrics[(metrics["monitor_name"] == "moved") & metrics["column_name"].isin(list(CONSTANTS))]
    alerts = found.set_index(["metric_name", "column_name"])["is_alert"]
    for column in CONSTANTS:
        for metric in ("mean", "median", "sum", "values_out_of_range", "kolmogorov_smirnov", "wasserstein"):
            assert alerts[metric, column], (metric, column)


@pytest.mark.parametrize("name", COMPARISONS["name"])
def test_a_value_beyond_its_threshold_by_more_than_rounding(consumer, name):
    [[is_above, is_below]] = consumer.query(f"select is_above, is_below from compared where name = '{name}'").to_numpy().tolist()
    expected = COMPARISONS.set_index("name")["is_beyond"][name]
    assert is_above == is_below == expected
