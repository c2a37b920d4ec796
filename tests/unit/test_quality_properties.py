"""Data quality and summary statistics beside a plain computation of each, on columns of every shape, and what must hold for all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import TELLING, Consumer
from monitors import monitor_with
from scipy import stats

CONTINUOUS = [
    "normal",
    "whole",
    "constant",
    "tenths",
    "far_from_zero",
    "tiny",
    "huge",
    "with_gaps",
    "two_groups",
    "one_outlier",
    "falling",
    "never",
]
CATEGORICAL = ["few", "with_nulls", "no_value"]
REFERENCE_SIZE = 900
# Each chunk is a day of the analysis.
CHUNKS = ["usual", "shifted", "near_the_constant", "single", "missing"]


def sample(random: np.random.Generator, size: int, shift: float = 0.0) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "normal": random.normal(shift, 1 + shift, size),
            "whole": random.poisson(4 + shift, size).astype(float),
            "constant": np.full(size, 7.25),
            # No 64-bit number: sums of it round.
            "tenths": np.full(size, 0.1),
            # Squares of these have no digits left for the spread.
            "far_from_zero": 1e9 + random.normal(shift, 1, size),
            "tiny": random.normal(shift, 1, size) * 1e-120,
            "huge": random.normal(shift, 1, size) * 1e70,
            "with_gaps": np.where(random.random(size) < 0.1, np.nan, random.normal(shift, 1, size)),
            # The two values in the middle lie in bins far apart.
            "two_groups": np.where(np.arange(size) % 2 == 0, -10.0, 10.0) + random.normal(shift, 1, size),
            # All bins but one are all but empty.
            "one_outlier": np.where(np.arange(size) == 3, 1e6, random.normal(shift, 1, size)),
            # Where the data shifted, all lies below the reference.
            "falling": random.normal(-100 * shift, 1, size),
            # Nothing but nulls in the reference.
            "never": np.full(size, np.nan),
            "few": random.choice(["a", "b", "c"], size),
            "with_nulls": random.choice(["x", "y"], size),
            "no_value": "new",
        }
    )
    rows.loc[random.random(size) < 0.1, "with_nulls"] = None
    return rows


def parts() -> dict[str, pd.DataFrame]:
    random = np.random.default_rng(20240106)
    reference = sample(random, REFERENCE_SIZE).assign(no_value=None)
    shifted = sample(random, 301, shift=0.7).assign(never=1.0)
    shifted.loc[:20, "few"] = "unseen"
    shifted.loc[15:30, "few"] = None
    shifted.loc[:10, "with_nulls"] = "unseen"
    shifted.loc[5:9, "normal"] = [np.inf, -np.inf, np.nan, 1e80, 50.0]
    near = sample(random, 120)
    near["constant"] = random.choice([7.0, 7.25, 7.5, 8.0], 120)
    missing = sample(random, 40).assign(**dict.fromkeys([*CONTINUOUS, *CATEGORICAL]))
    return {
        "reference": reference,
        "usual": sample(random, 250),
        "shifted": shifted,
        "near_the_constant": near,
        "single": sample(random, 1),
        "missing": missing.astype(dict.fromkeys(CONTINUOUS, float)),
    }


def numbered(tables: list[pd.DataFrame]) -> pd.DataFrame:
    days = pd.date_range("2024-01-01", periods=len(tables))
    rows = pd.concat([table.assign(at=day) for table, day in zip(tables, days)], ignore_index=True)
    # Text also where all is null.
    rows = rows.astype(dict.fromkeys(CATEGORICAL, "string"))
    rows["y_pred"] = 5 + np.arange(len(rows)) % 7
    return rows.assign(id=range(len(rows)), y_true=rows["y_pred"] + 1.0)


monitor = monitor_with(
    timestamp="at",
    chunk_period="day",
    continuous_columns=CONTINUOUS,
    categorical_columns=CATEGORICAL,
    data_quality=True,
    summary_statistics=True,
)

LABELLED = {"y_true": "y_true", "y_pred": "y_pred", "metrics": ["mae"]}
MONITORS = {
    "all": monitor(),
    "shuffled": monitor(reference="shuffled_reference", analysis="shuffled_analysis"),
    "with distribution functions": monitor(continuous_methods=["kolmogorov_smirnov"], ecdf={"exact_below": 0, "bins": 50}),
    "counts": monitor(data_quality={"metrics": ["missing_values", "unseen_values", "values_out_of_range"], "normalize": False}),
    "some": monitor(data_quality=["unseen_values"], summary_statistics=["mean", "std"]),
    "number of rows": monitor(data_quality={"metrics": ["missing_values"]}, summary_statistics=["row_count"]),
    "none": monitor(data_quality=False, summary_statistics=False),
    "labelled": monitor(continuous_columns=["normal", "y_true"], categorical_columns=[], **LABELLED),
    "judged": monitor(
        thresholds={
            "values_out_of_range": {"standard_deviation": 3},
            "unseen_values": {"constant": {"upper": 0.9}},
            "summary_statistics": {"constant": {"lower": -1, "upper": 1}},
            "median": {"constant": {"upper": 2}},
            "row_count": {"constant": {"lower": -1}},
        }
    ),
}


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    tables = parts()
    rows = {
        "reference_rows": numbered([tables["reference"]]),
        "analysis_rows": numbered([tables[name] for name in CHUNKS]),
    }
    rows["shuffled_reference"], rows["shuffled_analysis"] = (table.sample(frac=1, random_state=3) for table in rows.values())
    consumer = Consumer(tmp_path_factory.mktemp("quality"), rows, MONITORS, leaves_out=TELLING)
    consumer.build()
    return consumer


@pytest.fixture(scope="module")
def metrics(consumer) -> pd.DataFrame:
    found = consumer.query("select * from monitor_metrics where metric_family in ('data_quality', 'summary_statistics')")
    return found.sort_values(["monitor_name", "period", "chunk_index", "metric_name", "column_name"], ignore_index=True)


def of_metric(metrics: pd.DataFrame, monitor_name: str, metric: str, column: str) -> pd.DataFrame:
    """The analysis chunks of one series by the names of their chunks."""
    chosen = (metrics["monitor_name"] == monitor_name) & (metrics["metric_name"] == metric) & (metrics["column_name"] == column)
    rows = metrics[chosen & (metrics["period"] == "analysis")].set_index("chunk_index")
    assert list(rows.index) == list(range(len(CHUNKS)))
    return rows.set_axis(CHUNKS)


def values_of(table: pd.DataFrame, column: str) -> np.ndarray:
    """The values that are not missing to this package."""
    values = table[column].to_numpy(dtype=float)
    return values[np.abs(values) <= 1e75]


def summaries(values: np.ndarray) -> dict[str, float]:
    return {
        "mean": values.mean() if len(values) else np.nan,
        "median": np.median(values) if len(values) else np.nan,
        "std": values.std(ddof=1) if len(values) > 1 else np.nan,
        "sum": values.sum(),
    }


def sampling_errors(table: pd.DataFrame, column: str, n: int) -> dict[str, float]:
    """The textbook formulas over the reference; scipy's moment and kernel density."""
    values = values_of(table, column)
    if len(values) < 2:
        return dict.fromkeys(("mean", "median", "std", "sum"), np.nan)
    deviation = values.std(ddof=1) if np.ptp(values) > 0 else 0.0
    found = {"mean": deviation / np.sqrt(n), "sum": deviation * np.sqrt(n), "median": 0.0, "std": np.nan}
    if deviation > 0:
        scaled = (values - values.mean()) / deviation
        density = stats.gaussian_kde(scaled)(np.median(scaled))[0] / deviation
        found["median"] = 1 / (2 * np.sqrt(n) * density)
        bracket = stats.moment(scaled, 4) - (n - 3) / (n - 1) if n > 1 else np.nan
        if len(values) == len(table) and bracket >= 0:
            found["std"] = deviation * np.sqrt(bracket / n) / 2
    return found


@pytest.mark.parametrize("monitor_name", ["all", "with distribution functions"])
@pytest.mark.parametrize("column", CONTINUOUS)
def test_summary_statistics(metrics, monitor_name, column):
    tables = parts()
    for metric in ("mean", "median", "std", "sum"):
        ours = of_metric(metrics, monitor_name, metric, column)
        expected = [summaries(values_of(tables[name], column))[metric] for name in CHUNKS]
        if column in ("constant", "tenths") and metric == "std":
            expected = [
                0 if len(set(tables[name][column])) == 1 and len(tables[name]) > 1 else value for name, value in zip(CHUNKS, expected)
            ]
            expected[-1] = np.nan
        np.testing.assert_allclose(ours["metric_value"], expected, rtol=0 if metric == "median" else 1e-12, atol=0)
        assert list(ours["count_used"]) == [len(values_of(tables[name], column)) for name in CHUNKS]
        assert list(ours["count_used"] + ours["count_unused"]) == [len(tables[name]) for name in CHUNKS]


@pytest.mark.parametrize("column", CONTINUOUS)
def test_sampling_errors_of_summary_statistics(metrics, column):
    tables = parts()
    for metric in ("mean", "median", "std", "sum"):
        ours = of_metric(metrics, "all", metric, column)
        expected = [sampling_errors(tables["reference"], column, len(tables[name]))[metric] for name in CHUNKS]
        expected = np.where(ours["metric_value"].isna(), np.nan, expected)
        np.testing.assert_allclose(ours["sampling_error"].to_numpy(dtype=float), expected, rtol=1e-7 if column == "far_from_zero" else 1e-9)


def test_the_number_of_rows(metrics):
    tables = parts()
    ours = of_metric(metrics, "number of rows", "row_count", ":table")
    assert list(ours["metric_value"]) == list(ours["count_used"]) == [len(tables[name]) for name in CHUNKS]
    assert set(ours["column_role"]) == {"table"}
    assert ours["sampling_error"].isna().all()


def missing_of(table: pd.DataFrame, column: str) -> int:
    return len(table) - len(values_of(table, column)) if column in CONTINUOUS else int(table[column].isna().sum())


@pytest.mark.parametrize("column", [*CONTINUOUS, *CATEGORICAL])
def test_missing_values(metrics, column):
    """Without a value in the reference numbers are not counted: nothing is said of them."""
    tables = parts()
    expected = np.array([missing_of(tables[name], column) for name in CHUNKS], dtype=float)
    rows = np.array([len(tables[name]) for name in CHUNKS])
    share = missing_of(tables["reference"], column) / REFERENCE_SIZE
    shares, counts = (of_metric(metrics, name, "missing_values", column) for name in ("all", "counts"))
    if column == "never":
        assert shares["metric_value"].isna().all()
        assert counts["metric_value"].isna().all()
        assert not shares["is_alert"].any()
        return
    np.testing.assert_allclose(counts["metric_value"], expected, rtol=0)
    np.testing.assert_allclose(shares["metric_value"], expected / rows, rtol=1e-12)
    np.testing.assert_allclose(shares["sampling_error"], np.sqrt(share * (1 - share) / rows), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(counts["sampling_error"], np.sqrt(share * (1 - share) * rows), rtol=1e-9, atol=1e-12)
    assert list(shares["count_used"]) == list(rows)
    assert (shares["upper_confidence_boundary"] <= 1).all()
    assert (shares["lower_confidence_boundary"] >= 0).all()


@pytest.mark.parametrize("column", CATEGORICAL)
def test_unseen_values(metrics, column):
    """A null is unseen unless the reference has one; alerts begin with the first unseen value."""
    tables = parts()
    seen = set(tables["reference"][column].dropna())
    has_nulls = tables["reference"][column].isna().any()
    expected = [sum(has_nulls is np.False_ if pd.isna(value) else value not in seen for value in tables[name][column]) for name in CHUNKS]
    ours = of_metric(metrics, "counts", "unseen_values", column)
    assert list(ours["metric_value"]) == expected
    assert list(ours["is_alert"]) == [count > 0 for count in expected]
    assert sum(expected) > 0
    shares = of_metric(metrics, "all", "unseen_values", column)["metric_value"]
    np.testing.assert_allclose(shares, np.array(expected) / [len(tables[name]) for name in CHUNKS], rtol=1e-12)


@pytest.mark.parametrize("monitor_name", ["counts", "with distribution functions"])
@pytest.mark.parametrize("column", CONTINUOUS)
def test_values_out_of_range(metrics, monitor_name, column):
    """The range is that of the values, also for a constant, whose bin is wider; a missing value is in no way outside."""
    tables = parts()
    reference = values_of(tables["reference"], column)
    ours = of_metric(metrics, monitor_name, "values_out_of_range", column)
    if len(reference) == 0:
        assert ours["metric_value"].isna().all()
        return
    chunks = [values_of(tables[name], column) for name in CHUNKS]
    expected = np.array([((values < reference.min()) | (values > reference.max())).sum() for values in chunks], dtype=float)
    if monitor_name != "counts":
        expected = expected / [len(tables[name]) for name in CHUNKS]
    np.testing.assert_allclose(ours["metric_value"], expected, rtol=1e-12)
    if column == "constant":
        assert expected[CHUNKS.index("near_the_constant")] > 0


def test_order_of_rows_does_not_matter(metrics):
    ordered, shuffled = (metrics[metrics["monitor_name"] == name].reset_index(drop=True) for name in ("all", "shuffled"))
    assert ordered["metric_id"].nunique() == len(ordered) > 0
    keys = ["period", "chunk_index", "metric_name", "column_name", "count_used", "is_alert"]
    quality = ordered["metric_family"] == "data_quality"
    pd.testing.assert_frame_equal(ordered[keys[:-1]], shuffled[keys[:-1]])
    pd.testing.assert_frame_equal(ordered.loc[quality, keys], shuffled.loc[quality, keys])
    pd.testing.assert_series_equal(ordered.loc[quality, "metric_value"], shuffled.loc[quality, "metric_value"], check_exact=True)
    # A sum of positive and negative values rounds by the size of what is added.
    scale = ordered["column_name"].map({"huge": 1e72, "tiny": 1e-118, "far_from_zero": 1e6}).fillna(1e3)
    for column in ("metric_value", "sampling_error", "lower_threshold", "upper_threshold"):
        one, other = ordered[column].astype(float), shuffled[column].astype(float)
        assert (one.isna() == other.isna()).all()
        assert ((one - other).abs() <= 1e-12 * one.abs() + 1e-12 * scale).loc[one.notna()].all(), column


def test_only_what_is_asked_for_is_there(metrics):
    asked = metrics.groupby("monitor_name")["metric_name"].agg(set).to_dict()
    assert asked["some"] == {"unseen_values", "mean", "std"}
    assert asked["number of rows"] == {"missing_values", "row_count"}
    assert "none" not in asked
    everything = {"missing_values", "unseen_values", "values_out_of_range", "mean", "median", "std", "sum", "row_count"}
    assert asked["all"] == everything
    of_type = metrics[metrics["monitor_name"] == "all"].groupby("metric_name")["feature_type"].agg(set).to_dict()
    assert of_type["missing_values"] == {"continuous", "categorical"}
    assert of_type["unseen_values"] == {"categorical"}
    assert of_type["row_count"] == {":none"}
    assert all(of_type[name] == {"continuous"} for name in ("values_out_of_range", "mean", "median", "std", "sum"))


def test_what_is_not_asked_for_is_not_computed(consumer):
    """A median takes a sort; a number of rows reads no rows."""
    found = consumer.query("select monitor_name, column_name, median from monitor_chunk_statistics")
    medians = found.groupby("monitor_name")["median"].count()
    assert medians["some"] == 0
    assert medians["all"] > 0
    assert set(found.loc[found["monitor_name"] == "number of rows", "column_name"]) == {":table"}
    assert "none" not in medians
    fitted = consumer.query("select * from monitor_fitted_statistics where monitor_name = 'some' and column_name = 'normal'")
    assert fitted["kurtosis"].notna().all()
    assert fitted[["median", "density_at_median"]].isna().all(axis=None)


def test_the_target_is_summarised_and_has_no_data_quality(metrics):
    """A label that has not come is no defect of the data."""
    labelled = metrics[metrics["monitor_name"] == "labelled"]
    columns = labelled.groupby("metric_family")["column_name"].agg(set)
    # `:table` is rows_out_of_support, which every monitor with estimates has.
    assert columns["data_quality"] == {"normal", "y_pred", ":table"}
    assert columns["summary_statistics"] == {"normal", "y_pred", "y_true", ":table"}
    mean = (
        of_metric(metrics, "labelled", "mean", "y_true")["metric_value"] - of_metric(metrics, "labelled", "mean", "y_pred")["metric_value"]
    )
    np.testing.assert_allclose(mean, 1)


def test_thresholds_by_name_and_by_family(consumer):
    found = consumer.query("select * from monitor_thresholds where monitor_name = 'judged' and column_name <> 'never'").set_index(
        "metric_name"
    )

    def sides(metric):
        rows = found.loc[[metric], ["lower_threshold", "upper_threshold"]].astype(float)
        assert len(rows.drop_duplicates()) == 1, rows
        return tuple("none" if np.isnan(side) else side for side in rows.iloc[0])

    assert sides("values_out_of_range") == ("none", 0)
    assert sides("unseen_values") == ("none", 0.9)
    assert sides("mean") == sides("sum") == (-1, 1)
    assert sides("median") == ("none", 2)
    # A negative threshold of what cannot be negative is none.
    assert sides("std") == ("none", 1)
    assert sides("row_count") == ("none", "none")


def test_a_single_chunk_of_reference_alerts_strictly_beyond_its_value(metrics):
    """One reference chunk gives both thresholds its own value; there it does not alert, and a chunk beside it does."""
    rows = metrics[(metrics["monitor_name"] == "all") & (metrics["metric_name"] == "mean") & (metrics["column_name"] == "normal")]
    reference, analysis = rows[rows["period"] == "reference"], rows[rows["period"] == "analysis"]
    assert not reference["is_alert"].any()
    assert list(analysis["is_alert"]) == [True, True, True, True, False]
