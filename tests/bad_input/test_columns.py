"""Columns that hurt: nothing in them, one thing, ten thousand things, NaN, infinity, new categories, numbers that are hard to add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from bad_tables import all_methods, monitor, rows
from consumer import Consumer, again

ROWS = 120
SIZE = 30
CHUNKS = 4
THIRD = np.arange(ROWS) % 3
NO_TEXT = pd.array([None] * ROWS, dtype="string")

GRAIN = [
    "metric_id",
    "monitor_name",
    "model_version",
    "segment_column",
    "segment_value",
    "period",
    "chunk_key",
    "chunk_index",
    "metric_family",
    "metric_name",
    "column_name",
    "column_role",
    "feature_type",
    "method",
    "drift_type",
    "alert_direction",
    "is_alert",
    "is_chunk_complete",
    "count_used",
    "count_unused",
    "reference_version",
    "config_version",
    "computed_at",
]


def noise(seed: int, scale: float = 1.0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-scale, scale, ROWS)


# Each column: its values in the reference and in the analysis.
CONTINUOUS = {
    "null_everywhere": (np.full(ROWS, np.nan), np.full(ROWS, np.nan)),
    "null_in_reference": (np.full(ROWS, np.nan), noise(1)),
    "null_in_analysis": (noise(1), np.full(ROWS, np.nan)),
    "constant": (np.full(ROWS, 7.0), np.full(ROWS, 7.0)),
    "constant_then_another": (np.full(ROWS, 7.0), np.full(ROWS, 8.0)),
    "large_constant": (np.full(ROWS, 1e17), np.full(ROWS, 1e17)),
    "tiny": (noise(1, 1e-300), noise(2, 1e-300)),
    "large": (noise(1, 1e70), noise(2, 1e70)),
    "whole_beyond_2_53": (2**53 + np.arange(ROWS), 2**53 + np.arange(ROWS)[::-1]),
}
CATEGORICAL = {
    "no_text": (NO_TEXT, NO_TEXT),
    "no_text_in_reference": (NO_TEXT, np.full(ROWS, "a")),
    "no_text_in_analysis": (np.full(ROWS, "a"), NO_TEXT),
    "one_category": (np.full(ROWS, "a"), np.full(ROWS, "a")),
    "other_category": (np.full(ROWS, "a"), np.full(ROWS, "b")),
    "true_or_false": (THIRD == 0, THIRD == 1),
    "whole_numbers": (THIRD, THIRD + 1),
    "empty_text": (np.where(THIRD == 0, "", "a"), np.where(THIRD == 0, "", "a")),
    "long_text": (np.where(THIRD == 0, "x" * 20000, "x" * 20000 + "y"), np.where(THIRD == 0, "x" * 20000, "x" * 20000 + "z")),
    "odd_text": (
        np.array(["'", '"', "%", "{{ x }}", ":none", "\\", "\n", "é"] * 15),
        np.array(["'", '"', "%", "{{ x }}", ":none", "\\", "\n", "é"] * 15),
    ),
}


def table(period: int) -> pd.DataFrame:
    columns = {name: pair[period] for name, pair in {**CONTINUOUS, **CATEGORICAL}.items()}
    return rows(ROWS, seed=period, **columns)


# NaN, infinities and NULL side by side: one row in six each. pandas would turn NaN into NULL on its way, so this is made in SQL.
MISSING = """
select
    * replace (
        case id %% 6
            when 0 then 'nan'::double when 1 then 'infinity'::double when 2 then '-infinity'::double when 3 then null else x
        end as x,
        case id %% 6 when 0 then 'nan'::double when 1 then null else y_true end as y_true,
        case id %% 6 when 2 then 'infinity'::double else y_pred end as y_pred
    ),
    cast(x as decimal(18, 3)) as exact,
    cast(id as hugeint) * 100000000000000000000 as enormous,
    cast(id %% 2 as utinyint) as bit,
    cast("at" as date) as day,
    case when id %% 2 = 0 then 'even' else 'odd' end::enum ('even', 'odd') as parity
from {{ ref('%s') }}
"""

SHUFFLED = "select * replace (timestamp '2024-01-01' as \"at\") from {{ ref('reference') }} order by hash(id + %d)"

CLASSES = pd.DataFrame({"id": range(20000), "at": pd.Timestamp("2024-01-01"), "k": [f"class {number % 10000}" for number in range(20000)]})

TABLES = {
    **again("shuffled_once", "shuffled_twice", "classes"),
    "reference": table(0),
    "analysis": table(1),
    "missing_reference": MISSING % "reference",
    "missing_analysis": MISSING % "analysis",
    "shuffled_once": SHUFFLED % 0,
    "shuffled_twice": SHUFFLED % 1000,
    "classes": CLASSES,
    "negative": rows(ROWS).assign(y_true=lambda frame: frame["y_true"].where(frame["id"] != 35, -0.5)),
}

MONITORS = {
    "continuous": all_methods(continuous_columns=list(CONTINUOUS)),
    "binned": all_methods(continuous_columns=list(CONTINUOUS), ecdf={"exact_below": 0, "bins": 10}),
    "categorical": all_methods(categorical_columns=list(CATEGORICAL)),
    "pca": monitor(
        continuous_columns=[name for name in CONTINUOUS if name != "large"],
        categorical_columns=list(CATEGORICAL),
        reconstruction_error=True,
    ),
    "missing": all_methods(
        reference="missing_reference",
        analysis="missing_analysis",
        continuous_columns=["x", "exact", "enormous"],
        categorical_columns=["bit", "day", "parity"],
    ),
    "missing labels": monitor("missing_reference", "missing_analysis", y_pred="y_pred", y_true="y_true", metrics=["mae"]),
    "shuffled once": monitor("shuffled_once", "shuffled_once_again", continuous_columns=["x"]),
    "shuffled twice": monitor("shuffled_twice", "shuffled_twice_again", continuous_columns=["x"]),
    "classes": all_methods(reference="classes", analysis="classes_again", categorical_columns=["k"], chunk_size=5000),
    "negative": monitor("reference", "negative", y_pred="y_pred", y_true="y_true"),
    "negative reference": monitor("negative", "reference", y_pred="y_pred", y_true="y_true", metrics=["mae", "rmsle"]),
    "date as time": monitor(
        "missing_reference", "missing_analysis", timestamp="day", chunk_size=None, chunk_period="day", categorical_columns=["k"]
    ),
    "other capitals": monitor(row_id="ID", timestamp="AT", continuous_columns=["Constant"], categorical_columns=["K"]),
}


class Built:
    def __init__(self, consumer: Consumer):
        self.consumer = consumer
        self.metrics = consumer.query("select * from monitor_metrics order by monitor_name, metric_name, column_name, period, chunk_index")

    def drift(self, name: str, column: str, period: str = "analysis", method: str | None = None) -> pd.DataFrame:
        metrics = self.metrics
        chosen = metrics[(metrics["monitor_name"] == name) & (metrics["column_name"] == column) & (metrics["period"] == period)]
        chosen = chosen if method is None else chosen[chosen["metric_name"] == method]
        assert len(chosen) > 0
        return chosen


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    consumer = Consumer(tmp_path_factory.mktemp("columns"), TABLES, MONITORS)
    consumer.build()
    return Built(consumer)


def test_every_monitor_is_there(built):
    assert set(built.metrics["monitor_name"]) == set(MONITORS)


@pytest.mark.parametrize("column", GRAIN)
def test_never_null(built, column):
    """No column of the grain, no verdict, count or version is ever null."""
    assert built.metrics[column].notna().all()


def test_grain_is_unique(built):
    assert built.metrics["metric_id"].is_unique


@pytest.mark.parametrize("column", ["metric_value", "p_value", "sampling_error", "lower_threshold", "upper_threshold"])
def test_no_number_is_nan_or_infinite(built, column):
    """A number that cannot be is null."""
    strange = built.consumer.query(
        f"select distinct monitor_name, column_name, metric_name from monitor_metrics where not isfinite({column})"
    )
    assert strange.values.tolist() == []


@pytest.mark.parametrize("name", ["continuous", "binned"])
@pytest.mark.parametrize("column", ["null_everywhere", "null_in_reference", "null_in_analysis"])
def test_continuous_nulls(built, name, column):
    """Nothing to compare: no value, no alert. count_unused is every row where the chunk has no value."""
    analysis = built.drift(name, column)
    assert len(analysis) == CHUNKS * 4
    assert analysis["metric_value"].isna().all()
    assert not analysis["is_alert"].any()
    if column != "null_in_reference":
        assert (analysis["count_unused"] == SIZE).all()
    assert ((analysis["count_used"] + analysis["count_unused"]) == SIZE).all()


@pytest.mark.parametrize("column", ["no_text", "no_text_in_reference", "no_text_in_analysis"])
def test_categorical_nulls(built, column):
    """The same for categories."""
    analysis = built.drift("categorical", column)
    assert len(analysis) == CHUNKS * 4
    assert analysis["metric_value"].isna().all()
    assert analysis["p_value"].isna().all()
    assert not analysis["is_alert"].any()
    assert ((analysis["count_used"] + analysis["count_unused"]) == SIZE).all()


@pytest.mark.parametrize("name", ["continuous", "binned"])
@pytest.mark.parametrize("column", ["constant", "large_constant"])
def test_constant_does_not_drift(built, name, column):
    """The same constant in both periods: every distance is 0 and nothing is an alert."""
    analysis = built.drift(name, column)
    assert analysis["metric_value"].tolist() == [0] * (CHUNKS * 4)
    assert not analysis["is_alert"].any()


@pytest.mark.parametrize("name", ["continuous", "binned"])
def test_constant_becomes_another(built, name):
    """7 becomes 8: the distributions have nothing in common, and the distance between them is 1."""
    analysis = built.drift(name, "constant_then_another")
    np.testing.assert_allclose(analysis[analysis["metric_name"] != "wasserstein"]["metric_value"], 1, rtol=1e-12)
    if name == "continuous":
        np.testing.assert_allclose(analysis[analysis["metric_name"] == "wasserstein"]["metric_value"], 1, rtol=1e-12)
    assert analysis["is_alert"].all()


@pytest.mark.parametrize("column", ["tiny", "large", "whole_beyond_2_53"])
def test_extreme_scales(built, column):
    """Values of any scale have every number, and Kolmogorov-Smirnov and Wasserstein are those of the values."""
    stats = pytest.importorskip("scipy.stats")
    reference, analysis = (np.asarray(values, dtype="float64") for values in CONTINUOUS[column])
    chunks = analysis.reshape(CHUNKS, SIZE)
    assert built.drift("continuous", column)["metric_value"].notna().all()
    expected = [stats.ks_2samp(reference, chunk).statistic for chunk in chunks]
    np.testing.assert_allclose(built.drift("continuous", column, method="kolmogorov_smirnov")["metric_value"], expected, rtol=1e-9)
    scale = np.abs(reference).max()
    expected = [stats.wasserstein_distance(reference / scale, chunk / scale) for chunk in chunks]
    np.testing.assert_allclose(
        built.drift("continuous", column, method="wasserstein")["metric_value"] / scale, expected, rtol=1e-7, atol=1e-12
    )


def test_one_category(built):
    """One category in both periods: no distance, a p-value of 1. Another one in the analysis: the largest distance, a p-value near 0."""
    same, other = built.drift("categorical", "one_category"), built.drift("categorical", "other_category")
    assert same["metric_value"].tolist() == [0] * (CHUNKS * 4)
    assert same[same["metric_name"] == "chi2"]["p_value"].tolist() == [1] * CHUNKS
    assert not same["is_alert"].any()
    np.testing.assert_allclose(other[other["metric_name"] != "chi2"]["metric_value"], 1, rtol=1e-12)
    assert (other[other["metric_name"] == "chi2"]["p_value"] < 1e-6).all()
    assert other["is_alert"].all()


@pytest.mark.parametrize(
    ("column", "categories", "unseen"),
    [
        ("true_or_false", {"true", "false"}, set()),
        ("whole_numbers", {"0", "1", "2"}, {"3"}),
        ("empty_text", {"", "a"}, set()),
        ("odd_text", {"'", '"', "%", "{{ x }}", ":none", "\\", "\n", "é"}, set()),
    ],
)
def test_categories_as_text(built, column, categories, unseen):
    """Categories of any type are counted as text; those that the reference never had are unseen."""
    counted = built.consumer.query(
        f"select bin_type, category from monitor_distributions where monitor_name = 'categorical' and column_name = '{column}'"
    )
    assert set(counted[counted["bin_type"] == "category"]["category"]) == categories
    assert set(counted[counted["bin_type"] == "unseen"]["category"]) == unseen
    assert "missing" not in set(counted["bin_type"])


def test_long_texts_differ_at_their_end(built):
    """Two categories of 20,001 characters that differ in the last one are two categories: a third of the rows stayed."""
    l_infinity = built.drift("categorical", "long_text", method="l_infinity")
    np.testing.assert_allclose(l_infinity["metric_value"], 2 / 3, rtol=1e-12)


def test_odd_texts_do_not_drift(built):
    """Quotes, braces, percent signs and the package's own marks are categories like others."""
    reference = np.asarray(CATEGORICAL["odd_text"][0]).reshape(-1)
    expected = [abs(pd.Series(reference[start : start + SIZE]).value_counts() / SIZE - 1 / 8).max() for start in range(0, ROWS, SIZE)]
    np.testing.assert_allclose(built.drift("categorical", "odd_text", method="l_infinity")["metric_value"], expected, rtol=1e-12)


def test_reconstruction_error_of_empty_and_constant_columns(built):
    """Columns without values or spread do not keep the reconstruction error from being a number, on all rows."""
    error = built.drift("pca", ":table")
    assert len(error) == CHUNKS
    assert np.isfinite(error["metric_value"]).all()
    assert (error["count_used"] == SIZE).all()


@pytest.mark.parametrize("period", ["reference", "analysis"])
def test_nan_and_infinity_are_missing(built, period):
    """NaN, infinities and NULL are left out and counted: four rows in six."""
    drift = built.drift("missing", "x", period)
    assert drift["metric_value"].notna().all()
    assert drift["count_unused"].tolist() == [SIZE * 4 // 6] * len(drift)
    assert drift["count_used"].tolist() == [SIZE * 2 // 6] * len(drift)


def test_numbers_without_the_missing_are_right(built):
    """With NaN and infinities left out, Kolmogorov-Smirnov is that of the values that remain."""
    stats = pytest.importorskip("scipy.stats")
    reference, analysis = (frame["x"].where(frame["id"] % 6 > 3) for frame in (TABLES["reference"], TABLES["analysis"]))
    expected = [stats.ks_2samp(reference.dropna(), analysis[start : start + SIZE].dropna()).statistic for start in range(0, ROWS, SIZE)]
    np.testing.assert_allclose(built.drift("missing", "x", method="kolmogorov_smirnov")["metric_value"], expected, rtol=1e-12)


def test_labels_that_are_nan_or_infinite(built):
    """A label or prediction that is NaN or infinite is none: three rows in six are left."""
    realized = built.drift("missing labels", ":table").query("metric_family == 'realized_performance'")
    used = TABLES["analysis"][~TABLES["analysis"]["id"].mod(6).isin([0, 1, 2])]
    expected = (used["y_true"] - used["y_pred"]).abs().groupby(used["id"] // SIZE).mean()
    np.testing.assert_allclose(realized["metric_value"], expected, rtol=1e-12)
    assert realized["count_unused"].tolist() == [SIZE // 2] * CHUNKS
    estimated = built.drift("missing labels", ":table").query("metric_family == 'estimated_performance'")
    assert np.isfinite(estimated["metric_value"]).all()
    assert estimated["count_unused"].tolist() == [SIZE // 6] * CHUNKS


@pytest.mark.parametrize("column", ["exact", "enormous", "bit", "day", "parity"])
def test_unusual_types(built, column):
    """Decimals, 128-bit integers, bytes, dates and enums are watched as numbers or categories."""
    drift = built.drift("missing", column)
    assert drift["metric_value"].notna().all()
    assert (drift["count_used"] == SIZE).all()


def test_ten_thousand_categories(built):
    """The L-infinity distance of a chunk with half of 10,000 equal categories, and a chi-squared test with 9,999 degrees of freedom."""
    stats = pytest.importorskip("scipy.stats")
    l_infinity = built.drift("classes", "k", method="l_infinity")
    np.testing.assert_allclose(l_infinity["metric_value"], 1 / 5000 - 1 / 10000, rtol=1e-9)
    chi2 = built.drift("classes", "k", method="chi2")
    table = np.vstack([np.full(10000, 2), np.repeat([1, 0], 5000)])
    expected = stats.chi2_contingency(table)
    np.testing.assert_allclose(chi2["metric_value"], expected.statistic, rtol=1e-9)
    np.testing.assert_allclose(chi2["p_value"], expected.pvalue, rtol=1e-6)


def test_equal_timestamps(built):
    """Where all timestamps are equal, row_id decides: the same row is in the same chunk however the rows lie."""
    chunks = built.consumer.query(
        """
        select monitor_name, row_id::int as row_id, chunk_index from monitor_analysis_rows
        where monitor_name like 'shuffled%' order by row_id
        """
    )
    for name in ("shuffled once", "shuffled twice"):
        chosen = chunks[chunks["monitor_name"] == name]
        assert (chosen["chunk_index"] == chosen["row_id"] // SIZE).all()
        assert len(chosen) == ROWS
    once, twice = (built.metrics[built.metrics["monitor_name"] == name] for name in ("shuffled once", "shuffled twice"))
    np.testing.assert_allclose(once["metric_value"], twice["metric_value"], rtol=1e-12)
    assert once["reference_version"].nunique() == 1
    assert once["reference_version"].unique().tolist() == twice["reference_version"].unique().tolist()


@pytest.mark.parametrize("metric", ["mae", "mape", "mse", "rmse", "msle", "rmsle"])
def test_negative_label(built, metric):
    """One negative label takes msle and rmsle from its own chunk, without an alert, and nothing from the others."""
    realized = built.drift("negative", ":table", method=metric).query("metric_family == 'realized_performance'")
    has_value = [metric not in ("msle", "rmsle") or chunk != 1 for chunk in range(CHUNKS)]
    assert realized["metric_value"].notna().tolist() == has_value
    assert not realized[realized["metric_value"].isna()]["is_alert"].any()
    assert np.isfinite(
        built.drift("negative", ":table", method=metric).query("metric_family == 'estimated_performance'")["metric_value"]
    ).all()


def test_negative_label_in_the_reference(built):
    """A negative label in the reference leaves rmsle without an estimate, and mae with one."""
    estimated = built.drift("negative reference", ":table").query("metric_family == 'estimated_performance'")
    assert estimated[estimated["metric_name"] == "rmsle"]["metric_value"].isna().all()
    assert estimated[estimated["metric_name"] == "mae"]["metric_value"].notna().all()
    assert not estimated[estimated["metric_name"] == "rmsle"]["is_alert"].any()


def test_negative_values_are_told(built):
    """monitor_input_checks warns of the one row."""
    checks = built.consumer.query("select period, check_name, affected_rows from monitor_input_checks where monitor_name = 'negative'")
    told = checks[checks["check_name"] != "overlapping_rows"]
    assert told.to_numpy().tolist() == [["analysis", "negative_values", 1]]


def test_date_as_timestamp(built):
    """A date is a timestamp: five days, five chunks."""
    assert built.drift("date as time", "k")["chunk_key"].tolist() == [f"2024-01-0{day}" for day in range(1, 6)]


def test_other_capitals(built):
    """Names in other capitals find the column where the engine's names have no case; results keep the user's spelling."""
    assert built.drift("other capitals", "Constant")["metric_value"].tolist() == [0] * CHUNKS
    assert built.drift("other capitals", "K")["metric_value"].notna().all()
