"""What thresholds and false discovery rates are made of, over many random cases, against numpy and scipy."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from consumer import TELLING, Consumer
from scipy import stats

QUANTILES = [0.001, 0.05, 0.1, 0.25, 0.5, 0.7, 0.9, 0.95, 0.99]
RATES = [0.01, 0.05, 0.2]


def samples() -> list[np.ndarray]:
    """1 to 40 values, some with ties, some negative, one constant."""
    random = np.random.default_rng(20240105)
    return [random.normal(size=size).round(1 if size % 3 else 9) for size in range(1, 41)] + [np.full(12, 0.1)]


def quantile_table() -> pd.DataFrame:
    parts = []
    for number, values in enumerate(samples()):
        for quantile in QUANTILES:
            places = {"place": range(len(values)), "wanted_place": quantile * (len(values) - 1)}
            parts.append(pd.DataFrame({"sample": number, "quantile": quantile, "metric_value": np.sort(values), **places}))
    return pd.concat(parts, ignore_index=True)


def new_chunk_table() -> pd.DataFrame:
    """Values from 8 deviations below to 1000 above the mean, for 2 to 30 and some hundreds of reference chunks."""
    random = np.random.default_rng(20240106)
    cases = []
    for count in [*range(2, 31), 100, 365, 1001]:
        values = random.lognormal(size=count)
        for deviations in (-8, -3, -1, -0.01, 0, 0.01, 0.5, 1, 2, 3, 4, 8, 30, 1000):
            cases.append((values.mean() + deviations * values.std(), values.mean(), values.std(), count))
    columns = ["metric_value", "reference_mean", "reference_standard_deviation", "reference_chunk_count"]
    return pd.DataFrame(cases, columns=columns).assign(case_id=range(len(cases)))


def p_value_table() -> pd.DataFrame:
    """Groups of 1 to 200 p-values, many of them small, some equal, some exactly where they are just rejected."""
    random = np.random.default_rng(20240107)
    parts = []
    for group, (size, rate) in enumerate((size, rate) for size in [*range(1, 21), 50, 200] for rate in RATES for _ in range(4)):
        p_values = random.uniform(size=size) ** random.choice([1, 2, 4])
        if group % 4 == 0:
            p_values = p_values.round(2)
        parts.append(pd.DataFrame({"group_id": group, "number": range(size), "p_value": p_values, "false_discovery_rate": rate}))
    return pd.concat(parts, ignore_index=True)


MODELS = {
    "evaluated_quantiles": "select sample, quantile, {{ ml_monitor.value_at_place('metric_value', 'place', 'wanted_place') }} as found "
    "from {{ ref('sorted_values') }} group by sample, quantile",
    "evaluated_new_chunks": "{{ ml_monitor.new_chunk_p_values(ref('new_chunks'), ['case_id']) }}",
    "evaluated_adjustments": "{{ ml_monitor.adjusted_p_values(ref('p_values'), ['group_id'], 'number') }}",
    "evaluated_discoveries": "{{ ml_monitor.benjamini_hochberg(ref('p_values'), ['group_id', 'number'], ['group_id']) }}",
}


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    """Reads a table of a project that has evaluated every macro over all of its cases."""
    tables = {"sorted_values": quantile_table(), "new_chunks": new_chunk_table(), "p_values": p_value_table()}
    consumer = Consumer(tmp_path_factory.mktemp("thresholds"), {**tables, **MODELS}, leaves_out=TELLING)
    consumer.build("--select", "package:consumer")

    def rows(sql: str) -> pd.DataFrame:
        with duckdb.connect(str(consumer.database)) as connection:
            return connection.execute(sql).df()

    return rows


def test_quantiles_are_numpys(evaluated):
    found = evaluated("select * from evaluated_quantiles").set_index(["sample", "quantile"])["found"]
    assert len(found) == len(samples()) * len(QUANTILES)
    for number, values in enumerate(samples()):
        np.testing.assert_allclose(found[number][QUANTILES], np.quantile(values, QUANTILES), rtol=0, atol=1e-14)


def test_p_values_of_new_chunks_are_those_of_a_prediction_interval(evaluated):
    """Student's t for one more observation, from scipy's distribution."""
    cases = new_chunk_table()
    found = evaluated("select * from evaluated_new_chunks order by case_id")
    assert found["case_id"].tolist() == cases["case_id"].tolist()
    count = cases["reference_chunk_count"]
    deviation = cases["reference_standard_deviation"] * np.sqrt(count / (count - 1))
    t = (cases["metric_value"] - cases["reference_mean"]) / (deviation * np.sqrt(1 + 1 / count))
    np.testing.assert_allclose(found["p_value"], stats.t.sf(t, count - 1), rtol=0, atol=1e-12)


def test_as_many_chunks_as_the_default_threshold_needs_keep_false_alerts_below_one_in_twenty():
    """The reason for 5: normal values and mean + 3 standard deviations."""

    def beyond_three_deviations(count: int) -> float:
        return stats.t.sf(3 * np.sqrt((count - 1) / (count + 1)), count - 1)

    assert beyond_three_deviations(4) > 0.05
    assert beyond_three_deviations(5) < 0.05


def test_adjusted_p_values_are_scipys(evaluated):
    found = evaluated("select * from evaluated_adjustments order by group_id, number")
    cases = p_value_table()
    assert len(found) == len(cases)
    expected = cases.groupby("group_id")["p_value"].transform(lambda p_values: stats.false_discovery_control(p_values, method="bh"))
    np.testing.assert_allclose(found["adjusted_p_value"], expected, rtol=0, atol=1e-14)


def test_benjamini_hochberg_rejects_what_scipys_adjusted_p_values_reject(evaluated):
    found = evaluated("select * from evaluated_discoveries order by group_id, number")
    cases = p_value_table()
    assert len(found) == len(cases)
    np.testing.assert_array_equal(found["p_value"], cases["p_value"])
    for group, rows in cases.groupby("group_id"):
        rate = rows["false_discovery_rate"].iloc[0]
        adjusted = stats.false_discovery_control(rows["p_value"], method="bh")
        is_clear = np.abs(adjusted - rate) > 1e-12
        is_rejected = found.loc[found["group_id"] == group, "is_rejected"].to_numpy()
        np.testing.assert_array_equal(is_rejected[is_clear] == 1, adjusted[is_clear] <= rate)
    assert 100 < found["is_rejected"].sum() < len(found) / 2
