"""What must hold for every univariate drift statistic, and a second, dense computation of each, on generated tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import TELLING, Consumer
from monitors import monitor_with
from registry import CATEGORICAL_METHODS, CONTINUOUS_METHODS, METHODS_WITH_P_VALUE
from scipy import stats
from scipy.spatial import distance
from share_statistics import STATISTICS

CONTINUOUS = ["normal", "tied", "whole", "skewed", "constant", "far_from_zero", "with_gaps"]
CATEGORICAL = ["few", "two", "many", "one", "with_nulls"]
REFERENCE_SIZE = 2500
ECDF_BINS = 10_000
PER_CHUNK = len(CONTINUOUS) * len(CONTINUOUS_METHODS) + len(CATEGORICAL) * len(CATEGORICAL_METHODS)
# Each is one chunk of a day; `same` holds the rows of the reference in another order, `disjoint` no value that the reference has,
# `missing` no value at all.
CHUNKS = ["same", "disjoint", "shifted", "wider", "part", "single"]
ALL_CHUNKS = [*CHUNKS, "missing"]


def sample(random: np.random.Generator, size: int, shift: float = 0.0, scale: float = 1.0) -> pd.DataFrame:
    """Rows with columns of every shape that the statistics have to take."""
    table = pd.DataFrame(
        {
            "normal": random.normal(shift, scale, size),
            "tied": np.round(random.normal(shift, scale, size), 1),
            "whole": random.poisson(4 + shift, size),
            "skewed": random.lognormal(shift, 1.2 * scale, size),
            "constant": np.full(size, 7.25),
            "far_from_zero": 1e6 + random.normal(shift, scale, size),
            "with_gaps": random.normal(shift, scale, size),
            "few": random.choice(["a", "b", "c", "d"], size, p=[0.5, 0.3, 0.15, 0.05]),
            "two": random.choice(["no", "yes"], size, p=[0.7 - 0.1 * min(shift, 1), 0.3 + 0.1 * min(shift, 1)]),
            "many": [f"k{number}" for number in random.zipf(1.6, size) % 300],
            "one": "only",
            "with_nulls": random.choice(["x", "y", "z"], size),
        }
    )
    table.loc[random.random(size) < 0.1, "with_gaps"] = np.nan
    table.loc[random.random(size) < 0.1, "with_nulls"] = None
    return table


def samples() -> dict[str, pd.DataFrame]:
    """The reference and every chunk of the analysis, by name."""
    random = np.random.default_rng(20240105)
    reference = sample(random, REFERENCE_SIZE)
    disjoint = reference.copy()
    disjoint[CONTINUOUS] += 1e7
    disjoint[CATEGORICAL] = disjoint[CATEGORICAL].map(lambda category: None if category is None else f"new {category}", na_action="ignore")
    shifted = sample(random, 800, shift=0.4)
    shifted.loc[:30, "few"] = "e"
    shifted.loc[20:50, "many"] = "unseen"
    wider = sample(random, 611, scale=3.0)
    wider.loc[:200, "constant"] = 7.0
    wider.loc[201:300, "constant"] = 9.0
    return {
        "reference": reference,
        "same": reference.sample(frac=1, random_state=1),
        "disjoint": disjoint,
        "shifted": shifted,
        "wider": wider,
        "part": reference.iloc[100:437],
        "single": sample(random, 1, shift=1.0).assign(with_gaps=0.5, with_nulls="x"),
        "missing": reference.iloc[:20].assign(**dict.fromkeys(CONTINUOUS, np.nan), **dict.fromkeys(CATEGORICAL)),
    }


def numbered(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts one below the other, each on a day of its own, with a unique row_id."""
    days = pd.date_range("2024-01-01", periods=len(parts))
    table = pd.concat([part.assign(observed_at=day) for part, day in zip(parts, days)], ignore_index=True)
    return table.assign(row_id=range(len(table)))


monitor = monitor_with(
    "reference",
    "analysis",
    row_id="row_id",
    timestamp="observed_at",
    chunk_period="day",
    continuous_columns=CONTINUOUS,
    categorical_columns=CATEGORICAL,
    continuous_methods=CONTINUOUS_METHODS,
    categorical_methods=CATEGORICAL_METHODS,
    reference_comparison="whole",
)


def sized(reference: str, analysis: str) -> dict:
    """A monitor whose chunks of 300 rows come from the order of the row_id alone."""
    settings = monitor(reference, analysis, chunk_size=300)
    return {key: value for key, value in settings.items() if key not in ("timestamp", "chunk_period")}


@pytest.fixture(scope="module")
def metrics(tmp_path_factory) -> pd.DataFrame:
    """monitor_metrics of one project with all monitors."""
    parts = samples()
    tables = {
        "reference_rows": numbered([parts["reference"]]),
        "analysis_rows": numbered([parts[name] for name in ALL_CHUNKS]),
        "forward_rows": numbered([parts["shifted"]]),
    }
    for name in ("reference", "analysis"):
        tables[f"shuffled_{name}_rows"] = tables[f"{name}_rows"].sample(frac=1, random_state=2)
    monitors = {
        "exact": monitor("reference_rows", "analysis_rows"),
        "binned": monitor("reference_rows", "analysis_rows", ecdf={"exact_below": 0}),
        "sized": sized("reference_rows", "analysis_rows"),
        "sized shuffled": sized("shuffled_reference_rows", "shuffled_analysis_rows"),
        "binned shuffled": monitor("shuffled_reference_rows", "shuffled_analysis_rows", ecdf={"exact_below": 0}),
        "there": monitor("reference_rows", "forward_rows"),
        "back": monitor("forward_rows", "reference_rows"),
    }
    consumer = Consumer(tmp_path_factory.mktemp("drift"), tables, monitors, leaves_out=TELLING)
    consumer.build("--select", "+monitor_metrics", "--exclude-resource-type", "test")
    return consumer.query("select * from monitor_metrics")


@pytest.fixture(scope="module")
def parts() -> dict[str, pd.DataFrame]:
    return samples()


def of_monitor(metrics: pd.DataFrame, name: str, period: str = "analysis") -> pd.DataFrame:
    """One row per chunk, column and metric, in their order."""
    rows = metrics[(metrics["monitor_name"] == name) & (metrics["period"] == period)]
    assert len(rows) > 0
    return rows.sort_values(["chunk_index", "column_name", "metric_name"], ignore_index=True)


def value_of(metrics: pd.DataFrame, name: str, chunk: str, column: str, metric: str, value: str = "metric_value") -> float:
    """One number of the analysis."""
    rows = of_monitor(metrics, name)
    found = rows[(rows["chunk_index"] == CHUNKS.index(chunk)) & (rows["column_name"] == column) & (rows["metric_name"] == metric)]
    assert len(found) == 1
    return float(found[value].iloc[0])


def pair(parts: dict[str, pd.DataFrame], chunk: str, column: str) -> tuple[np.ndarray, np.ndarray]:
    """The values of the reference and of the chunk without the missing ones."""
    return parts["reference"][column].dropna().to_numpy(), parts[chunk][column].dropna().to_numpy()


def jensen_shannon_squared(p: np.ndarray, q: np.ndarray) -> float:
    return float(np.nan_to_num(distance.jensenshannon(p, q, base=2)) ** 2)


def doane_shares(reference: np.ndarray, chunk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares in numpy's bins of the reference by Doane's rule, with one more bin for what lies outside them."""
    edges = np.histogram_bin_edges(reference.astype(float), "doane")
    inside = np.histogram(chunk, edges)[0]
    p = np.append(np.histogram(reference, edges)[0], 0) / len(reference)
    q = np.append(inside, len(chunk) - inside.sum()) / len(chunk)
    return p, q


def category_counts(reference: np.ndarray, chunk: np.ndarray) -> np.ndarray:
    """A table of two rows by the categories of either side."""
    categories = sorted(set(reference) | set(chunk))
    return np.array([pd.Series(values).value_counts().reindex(categories, fill_value=0).to_numpy() for values in (reference, chunk)])


def binned_distances(reference: np.ndarray, chunk: np.ndarray, bins: int) -> tuple[float, float]:
    """
    Kolmogorov-Smirnov and Wasserstein over equal bins of the reference's range, every bin written out.

    The largest gap is taken at the bins' right edges; the area is that of steps at the bins, to which values outside add their distance.
    """
    lower, upper = float(reference.min()), float(reference.max())
    if lower == upper:
        lower, upper = lower - 0.5, upper + 0.5
    edges = np.linspace(lower, upper, bins + 1)
    reference_cdf = np.cumsum(np.histogram(reference, edges)[0]) / len(reference)
    chunk_cdf = (np.sum(chunk < lower) + np.cumsum(np.histogram(chunk, edges)[0])) / len(chunk)
    gaps = np.abs(reference_cdf - chunk_cdf)
    outside = np.clip(lower - chunk, 0, None) + np.clip(chunk - upper, 0, None)
    return float(gaps.max()), float(gaps.sum() * (upper - lower) / bins + outside.mean())


def test_every_number_is_there(metrics):
    """Every chunk, column and method has a number, unless the chunk has no value at all; then there is no alert either."""
    for name in ("exact", "binned", "binned shuffled"):
        rows = of_monitor(metrics, name)
        assert len(rows) == len(ALL_CHUNKS) * PER_CHUNK
        has_values = rows["chunk_index"] < len(CHUNKS)
        assert (rows["metric_value"].notna() == has_values).all()
        assert (rows["p_value"].notna() == (has_values & rows["metric_name"].isin(METHODS_WITH_P_VALUE))).all()
        assert not rows.loc[~has_values, "is_alert"].any()
    ecdf_methods = metrics[metrics["metric_name"].isin(["kolmogorov_smirnov", "wasserstein"])].groupby("monitor_name")["method"].unique()
    assert list(ecdf_methods["exact"]) == ["exact"]
    assert list(ecdf_methods["binned"]) == ["binned"]


@pytest.mark.parametrize("name", ["exact", "binned"])
def test_identity(metrics, name):
    """The reference against itself, and against a chunk of the same rows in another order, differs by nothing at all."""
    for rows in (of_monitor(metrics, name, "reference"), of_monitor(metrics, name).query("chunk_index == 0")):
        assert len(rows) == PER_CHUNK
        assert (rows["metric_value"] == 0).all()
        assert (rows.loc[rows["metric_name"].isin(METHODS_WITH_P_VALUE), "p_value"] == 1).all()
        assert (rows["sampling_error"] >= 0).all()


@pytest.mark.parametrize("name", ["exact", "binned"])
def test_disjoint(metrics, name):
    """Where no value is shared, the normed distances are 1, Wasserstein is how far the values moved and chi2's p-value vanishes."""
    rows = of_monitor(metrics, name)
    rows = rows[rows["chunk_index"] == CHUNKS.index("disjoint")]
    normed = [method for method, statistic in STATISTICS.items() if statistic.of_disjoint == 1]
    bounded = rows[rows["metric_name"].isin([*normed, "kolmogorov_smirnov"])]
    of_both, of_categories = set(normed) & set(CONTINUOUS_METHODS), set(normed) - set(CONTINUOUS_METHODS)
    assert len(of_both) >= 3
    assert len(bounded) == len(CONTINUOUS) * (len(of_both) + 1) + len(CATEGORICAL) * len(of_both | of_categories)
    np.testing.assert_allclose(bounded["metric_value"], 1, rtol=1e-12)
    assert (rows.loc[rows["metric_name"].isin(METHODS_WITH_P_VALUE), "p_value"] < 1e-100).all()
    np.testing.assert_allclose(rows.loc[rows["metric_name"] == "wasserstein", "metric_value"], 1e7, rtol=1e-5)


def test_bounds(metrics):
    """Distances of shares and of distribution functions stay within [0, 1], p-values too; nothing is negative."""
    values = metrics["metric_value"]
    assert values.min() >= 0
    unbounded = [method for method, statistic in STATISTICS.items() if statistic.upper_limit is None]
    assert set(unbounded) == {"chi2", "population_stability_index"}
    assert values[~metrics["metric_name"].isin(["wasserstein", *unbounded])].max() <= 1
    p_values = metrics["p_value"].dropna()
    assert len(p_values) > 0
    assert p_values.between(0, 1).all()


@pytest.mark.parametrize("name", ["sized", "binned"])
def test_order_of_rows_does_not_matter(metrics, name):
    """The same rows stored in another order give the same chunks and the same numbers, up to the order of the additions."""
    ordered, shuffled = of_monitor(metrics, name), of_monitor(metrics, f"{name} shuffled")
    key = ["chunk_index", "chunk_key", "column_name", "metric_name", "count_used"]
    pd.testing.assert_frame_equal(ordered[key], shuffled[key])
    np.testing.assert_allclose(ordered["metric_value"], shuffled["metric_value"], rtol=1e-12, atol=1e-12)
    largest_gaps = ordered["metric_name"].isin(["kolmogorov_smirnov", "l_infinity"])
    pd.testing.assert_series_equal(ordered.loc[largest_gaps, "metric_value"], shuffled.loc[largest_gaps, "metric_value"], check_exact=True)


@pytest.mark.parametrize("metric", CATEGORICAL_METHODS)
def test_symmetry_of_categorical_columns(metrics, metric):
    """Reference and analysis may change places, with categories that only one side has as well."""
    there, back = of_monitor(metrics, "there"), of_monitor(metrics, "back")
    chosen = (there["metric_name"] == metric) & there["column_name"].isin(CATEGORICAL)
    assert chosen.sum() == len(CATEGORICAL)
    assert (there.loc[chosen, "metric_value"] > 0).sum() >= 4
    np.testing.assert_allclose(there.loc[chosen, "metric_value"], back.loc[chosen, "metric_value"], rtol=1e-12)


@pytest.mark.parametrize("metric", ["kolmogorov_smirnov", "wasserstein"])
def test_symmetry_of_exact_distribution_functions(metrics, metric):
    """The exact distances between distribution functions do not care which side is the reference either."""
    there, back = of_monitor(metrics, "there"), of_monitor(metrics, "back")
    chosen = there["metric_name"] == metric
    assert (there.loc[chosen, "metric_value"] > 0).sum() == len(CONTINUOUS) - 1
    np.testing.assert_allclose(there.loc[chosen, "metric_value"], back.loc[chosen, "metric_value"], rtol=1e-9)


@pytest.mark.parametrize("column", CONTINUOUS)
@pytest.mark.parametrize("chunk", CHUNKS)
def test_exact_distribution_functions(metrics, parts, chunk, column):
    """Kolmogorov-Smirnov and Wasserstein of small references are scipy's."""
    reference, values = pair(parts, chunk, column)
    largest_gap = value_of(metrics, "exact", chunk, column, "kolmogorov_smirnov")
    area = value_of(metrics, "exact", chunk, column, "wasserstein")
    np.testing.assert_allclose(largest_gap, stats.ks_2samp(reference, values, method="asymp").statistic, rtol=0, atol=1e-12)
    np.testing.assert_allclose(area, stats.wasserstein_distance(reference, values), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("column", CONTINUOUS)
@pytest.mark.parametrize("chunk", CHUNKS)
def test_binned_distribution_functions(metrics, parts, chunk, column):
    """With many narrow bins both are what a computation over every single bin gives, values outside the range included."""
    reference, values = pair(parts, chunk, column)
    expected_gap, expected_area = binned_distances(reference, values, ECDF_BINS)
    np.testing.assert_allclose(value_of(metrics, "binned", chunk, column, "kolmogorov_smirnov"), expected_gap, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(value_of(metrics, "binned", chunk, column, "wasserstein"), expected_area, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("column", CONTINUOUS)
@pytest.mark.parametrize("chunk", CHUNKS)
def test_continuous_shares(metrics, parts, chunk, column):
    """Jensen-Shannon and Hellinger of continuous columns are those of numpy's histograms with Doane's bins."""
    p, q = doane_shares(*pair(parts, chunk, column))
    squared = value_of(metrics, "exact", chunk, column, "jensen_shannon") ** 2
    np.testing.assert_allclose(squared, jensen_shannon_squared(p, q), rtol=1e-12, atol=1e-15)
    hellinger = np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2)
    np.testing.assert_allclose(value_of(metrics, "exact", chunk, column, "hellinger"), hellinger, rtol=1e-12, atol=1e-12)
    distance = value_of(metrics, "exact", chunk, column, "total_variation_distance")
    np.testing.assert_allclose(distance, np.abs(p - q).sum() / 2, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("column", CONTINUOUS)
@pytest.mark.parametrize("chunk", CHUNKS)
def test_continuous_population_stability_index(metrics, parts, chunk, column):
    """The index over numpy's histograms; what lies below and above the reference are two bins that the reference has not."""
    reference, values = pair(parts, chunk, column)
    edges = np.histogram_bin_edges(reference.astype(float), "doane")
    outside = [(values < edges[0]).sum(), (values > edges[-1]).sum()]
    counts = [np.append(np.histogram(reference, edges)[0], [0, 0]), np.append(np.histogram(values, edges)[0], outside)]
    expected = STATISTICS["population_stability_index"].computed(np.array(counts))
    actual = value_of(metrics, "exact", chunk, column, "population_stability_index")
    np.testing.assert_allclose(actual, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("column", CATEGORICAL)
@pytest.mark.parametrize("chunk", CHUNKS)
def test_categorical_shares(metrics, parts, chunk, column):
    """The statistics of categorical columns are those of the table of counts, each new category for itself."""
    counts = category_counts(*pair(parts, chunk, column))
    p, q = counts / counts.sum(axis=1, keepdims=True)
    squared = value_of(metrics, "exact", chunk, column, "jensen_shannon") ** 2
    np.testing.assert_allclose(squared, jensen_shannon_squared(p, q), rtol=1e-12, atol=1e-15)
    for method in CATEGORICAL_METHODS:
        statistic = STATISTICS[method]
        actual = value_of(metrics, "exact", chunk, column, method)
        np.testing.assert_allclose(actual, statistic.computed(counts), rtol=1e-10, atol=statistic.near_zero)
    hellinger = STATISTICS["hellinger"].computed(counts)
    np.testing.assert_allclose(value_of(metrics, "exact", chunk, column, "hellinger"), hellinger, rtol=1e-12, atol=1e-15)
    assert value_of(metrics, "exact", chunk, column, "l_infinity") == np.abs(p - q).max()
    expected = stats.chi2_contingency(counts)
    np.testing.assert_allclose(value_of(metrics, "exact", chunk, column, "chi2"), expected.statistic, rtol=1e-10, atol=1e-20)
    np.testing.assert_allclose(value_of(metrics, "exact", chunk, column, "chi2", "p_value"), expected.pvalue, rtol=1e-9, atol=1e-300)


def test_counts_of_used_rows(metrics, parts):
    """What counts is the rows with a value; the others are told as unused."""
    rows = of_monitor(metrics, "exact")
    for row in rows.itertuples():
        column = parts[ALL_CHUNKS[row.chunk_index]][row.column_name]
        assert (row.count_used, row.count_unused) == (column.notna().sum(), column.isna().sum())
