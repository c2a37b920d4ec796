"""What a chunk is compared with, the reference without it or the chunk before: every method against numpy and scipy; sampling errors."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from consumer import REPOSITORY, Consumer
from monitors import monitor_with
from registry import CATEGORICAL_METHODS, CONTINUOUS_METHODS, METHODS_WITH_P_VALUE
from scipy import stats
from share_statistics import STATISTICS
from test_drift_properties import binned_distances, category_counts

sys.path.insert(0, str(REPOSITORY / "benchmarks"))

import sampling_errors

COLUMNS = {"c": ["smooth", "whole", "gaps"], "k": ["few", "two"]}
PER_CHUNK = len(COLUMNS["c"]) * len(CONTINUOUS_METHODS) + len(COLUMNS["k"]) * len(CATEGORICAL_METHODS)
REFERENCE_CHUNKS, ANALYSIS_CHUNKS, SIZE, BINS = 4, 3, 150, 500


def rows(seed: int, chunks: int, drift: float) -> pd.DataFrame:
    """Chunks that move along; the last chunk of `gaps` has no value, and later chunks leave the range of the reference."""
    random = np.random.default_rng(seed)
    count = chunks * SIZE
    moved = drift * (1 + np.arange(count) // SIZE)
    table = pd.DataFrame({"id": np.arange(count), "smooth": random.normal(moved), "whole": random.poisson(5 + moved)})
    table["gaps"] = np.where((random.random(count) < 0.2) | (table["id"] >= (chunks - 1) * SIZE), np.nan, random.lognormal(moved))
    table["few"] = random.choice(list("abcd"), count, p=[0.5, 0.3, 0.15, 0.05])
    table.loc[table["id"] % 9 == 0, "few"] = "new" if drift else None
    table["two"] = np.where(random.random(count) < 0.3 + drift / 10, "yes", "no")
    return table


PERIODS = {"reference": rows(1, REFERENCE_CHUNKS, 0.0), "analysis": rows(2, ANALYSIS_CHUNKS, 1.2)}


monitor = monitor_with(
    chunk_size=SIZE,
    continuous_columns=COLUMNS["c"],
    categorical_columns=COLUMNS["k"],
    continuous_methods=CONTINUOUS_METHODS,
    categorical_methods=CATEGORICAL_METHODS,
    drift_types=["baseline", "consecutive"],
)

BINNED = {"ecdf": {"exact_below": 0, "bins": BINS}}
MONITORS = {
    "exact": monitor(),
    "binned": monitor(**BINNED),
    "whole": monitor(reference_comparison="whole", drift_types=["baseline"]),
    "consecutive": monitor(drift_types=["consecutive"]),
    "one chunk": monitor(chunk_size=SIZE * REFERENCE_CHUNKS, drift_types=["baseline"]),
}


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    tables = {f"{period}_rows": table for period, table in PERIODS.items()}
    consumer = Consumer(tmp_path_factory.mktemp("bases"), tables, MONITORS)
    consumer.build("--select", "+monitor_alerts", "+monitor_feature_ranking", "--exclude-resource-type", "test")
    return consumer


@pytest.fixture(scope="module")
def metrics(consumer) -> pd.DataFrame:
    return consumer.query("select * from monitor_metrics where metric_family = 'univariate_drift'")


def chunk_values(period: str, chunk: int, column: str) -> np.ndarray:
    return PERIODS[period].iloc[chunk * SIZE : (chunk + 1) * SIZE][column].dropna().to_numpy()


def base_values(drift_type: str, period: str, chunk: int, column: str) -> np.ndarray:
    """The reference, without the chunk if it is one of its own; or the chunk before."""
    if drift_type == "consecutive":
        return chunk_values(period, chunk - 1, column) if chunk else chunk_values("reference", REFERENCE_CHUNKS - 1, column)
    others = [other for other in range(REFERENCE_CHUNKS) if (period, chunk) != ("reference", other)]
    return np.concatenate([chunk_values("reference", other, column) for other in others])


def shares(base: np.ndarray, values: np.ndarray, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Counts in the bins of the whole reference and in what lies below and above it, or by category."""
    if column in COLUMNS["k"]:
        return tuple(category_counts(base, values))
    edges = np.histogram_bin_edges(PERIODS["reference"][column].dropna().astype(float), "doane")
    return tuple(
        np.concatenate([np.histogram(part, edges)[0], [(part < edges[0]).sum(), (part > edges[-1]).sum()]]) for part in (base, values)
    )


def binned_consecutive(base: np.ndarray, values: np.ndarray, column: str) -> tuple[float, float]:
    """Over the bins of the whole reference; of the values outside, the mean distances of both chunks are compared side by side."""
    reference = PERIODS["reference"][column].dropna().to_numpy(dtype=float)
    lower, upper = reference.min(), reference.max()
    edges = np.linspace(lower, upper, BINS + 1)
    functions = [((part < lower).sum() + np.cumsum(np.histogram(part, edges)[0])) / len(part) for part in (base, values)]
    below = [np.clip(lower - part, 0, None).mean() for part in (base, values)]
    above = [np.clip(part - upper, 0, None).mean() for part in (base, values)]
    gaps = np.abs(functions[0] - functions[1])
    return gaps.max(), gaps.sum() * (upper - lower) / BINS + abs(below[0] - below[1]) + abs(above[0] - above[1])


def expected_value(name: str, metric: str, drift_type: str, period: str, chunk: int, column: str) -> float:
    base, values = base_values(drift_type, period, chunk, column), chunk_values(period, chunk, column)
    if len(base) == 0 or len(values) == 0:
        return np.nan
    if metric in ("kolmogorov_smirnov", "wasserstein"):
        if name == "exact":
            return stats.ks_2samp(base, values).statistic if metric == "kolmogorov_smirnov" else stats.wasserstein_distance(base, values)
        if drift_type == "consecutive":
            return binned_consecutive(base, values, column)[metric == "wasserstein"]
        if period == "analysis":
            return binned_distances(base, values, BINS)[metric == "wasserstein"]
        return binned_consecutive(base, values, column)[metric == "wasserstein"]
    table = np.array(shares(base, values, column))
    return STATISTICS[metric].computed(table[:, table.sum(axis=0) > 0])


@pytest.mark.parametrize("name", ["exact", "binned"])
@pytest.mark.parametrize("drift_type", ["baseline", "consecutive"])
def test_every_method_against_its_base(metrics, name, drift_type):
    """Each chunk against the rest of the reference or the chunk before it; the very first chunk has no chunk before."""
    found = metrics[(metrics["monitor_name"] == name) & (metrics["drift_type"] == drift_type)]
    chunks = REFERENCE_CHUNKS + ANALYSIS_CHUNKS - (drift_type == "consecutive")
    assert len(found) == chunks * PER_CHUNK
    expected = [
        expected_value(name, row.metric_name, drift_type, row.period, row.chunk_index, row.column_name) for row in found.itertuples()
    ]
    assert np.isnan(expected).sum() == len(CONTINUOUS_METHODS) * (3 if drift_type == "consecutive" else 2)
    np.testing.assert_allclose(found["metric_value"].to_numpy(dtype=float), expected, rtol=1e-9, atol=1e-9)
    has_value = found["metric_value"].notna()
    assert (found["sampling_error"].notna() == has_value).all()
    tests = found[found["metric_name"].isin(METHODS_WITH_P_VALUE) & has_value]
    for row in tests.itertuples():
        counts = shares(
            *(part(row.period, row.chunk_index, row.column_name) for part in (lambda *at: base_values(drift_type, *at), chunk_values)),
            row.column_name,
        )
        assert row.p_value == pytest.approx(stats.chi2_contingency(np.array(counts)).pvalue, rel=1e-7, abs=1e-12)


def test_whole_against_leave_one_out(metrics):
    """With `whole` the distance of a reference chunk is smaller by the chunk's share; analysis chunks do not differ."""
    keys = ["period", "chunk_index", "column_name", "metric_name"]
    baseline = metrics[metrics["drift_type"] == "baseline"]
    both = baseline[baseline["monitor_name"] == "exact"].merge(
        baseline[baseline["monitor_name"] == "whole"], on=keys, suffixes=("", "_whole")
    )
    analysis = both[both["period"] == "analysis"]
    # Sums over threads may end in another digit.
    np.testing.assert_allclose(analysis["metric_value"], analysis["metric_value_whole"], rtol=1e-12, atol=1e-15)
    linear = ["kolmogorov_smirnov", "wasserstein", "l_infinity", "total_variation_distance"]
    scaled = both[(both["period"] == "reference") & both["metric_name"].isin(linear) & (both["column_name"] != "gaps")]
    in_use = PERIODS["reference"].notna().sum()
    share = 1 - scaled["count_used"] / scaled["column_name"].map(in_use)
    assert len(scaled) == REFERENCE_CHUNKS * (2 * 3 + 2 * 2)
    np.testing.assert_allclose(scaled["metric_value_whole"], scaled["metric_value"] * share, rtol=1e-9)
    errors = both[(both["period"] == "reference") & both["sampling_error"].notna()]
    assert (errors["sampling_error_whole"] < errors["sampling_error"]).mean() > 0.95


def test_a_reference_of_one_chunk_has_nothing_left(metrics):
    reference = metrics[(metrics["monitor_name"] == "one chunk") & (metrics["period"] == "reference")]
    assert len(reference) == PER_CHUNK
    assert reference[["metric_value", "p_value", "sampling_error"]].isna().all(axis=None)
    assert (reference["count_used"] > 0).all()
    has_threshold = ~metrics["metric_name"].isin(METHODS_WITH_P_VALUE)
    analysis = metrics[(metrics["monitor_name"] == "one chunk") & (metrics["period"] == "analysis") & has_threshold]
    assert analysis["metric_value"].notna().all()
    assert not analysis["is_alert"].any()


def test_marts_do_not_mix_the_drift_types(consumer):
    """Rankings are those of the reference, and those of the chunk before only where nothing else was asked for."""
    features = len(COLUMNS["c"] + COLUMNS["k"])
    ranking = consumer.query("select * from monitor_feature_ranking where ranking_method = 'alert_count'")
    assert (ranking.groupby("monitor_name").size() == features).all()
    alerts = consumer.query(
        "select monitor_name, column_name, drift_type, count(*) as number_of_alerts from monitor_alerts "
        "where metric_name = 'jensen_shannon' group by all"
    )
    for name, drift_type in (("exact", "baseline"), ("consecutive", "consecutive")):
        counted = alerts[(alerts["monitor_name"] == name) & (alerts["drift_type"] == drift_type)].set_index("column_name")[
            "number_of_alerts"
        ]
        ranked = ranking[ranking["monitor_name"] == name].set_index("column_name")["number_of_alerts"]
        assert ranked[ranked > 0].to_dict() == counted.to_dict()
        assert len(counted) > 0
    thresholds = consumer.query(
        "select drift_type, reference_chunk_count from monitor_thresholds where monitor_name = 'exact' and column_name = 'two'"
    )
    assert thresholds.groupby("drift_type")["reference_chunk_count"].unique().map(list).to_dict() == {
        "baseline": [REFERENCE_CHUNKS],
        "consecutive": [REFERENCE_CHUNKS - 1],
    }


def test_a_changed_chunk_is_computed_with_the_one_after_it(consumer):
    """Drift from the chunk before depends on both chunks, drift from the reference on the chunk alone."""
    consumer.table("analysis_rows", PERIODS["analysis"].assign(whole=lambda table: table["whole"] + (table["id"] == SIZE + 3)))
    both = "(select * from monitor_univariate_share_drift union all select * from monitor_univariate_ecdf_drift)"
    before = consumer.query(f"select result_version from {both}")["result_version"]
    consumer.build("--select", "+monitor_univariate_share_drift", "+monitor_univariate_ecdf_drift", "--exclude-resource-type", "test")
    after = consumer.query(f"select * from {both} where monitor_name = 'exact'")
    changed = after[~after["result_version"].isin(before)]
    found = {drift_type: set(group["chunk_index"]) for drift_type, group in changed.groupby("drift_type")}
    assert found == {"baseline": {1}, "consecutive": {1, 2}}
    assert set(changed["period"]) == {"analysis"}


def test_sampling_errors_fit_what_varies(tmp_path):
    """
    The mean error is near the standard deviation over simulated pairs of samples.

    250 pairs leave 4.5 % in each deviation; the formulas themselves are off by up to a fourth (docs/reference/statistics.md).
    """
    found = sampling_errors.ratios(250, [500], tmp_path)
    assert len(found) == 3 * (len(CATEGORICAL_METHODS) + len(CONTINUOUS_METHODS))
    assert found["ratio"].between(0.7, 1.3).all(), found.to_string()
