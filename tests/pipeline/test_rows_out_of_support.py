"""The share of rows that the reference did not prepare the loss models for, against a count in pandas over every kind of row outside."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import TELLING, Consumer

CHUNK = 100
CONTINUOUS, CATEGORICAL = ["x", "sometimes missing", "never there"], ["kind", "place"]
MONITOR = {
    "problem_type": "regression",
    "reference": "past",
    "analysis": "present",
    "row_id": "id",
    "chunk_size": CHUNK,
    "y_true": "y",
    "y_pred": "p",
    "metrics": ["mae"],
    "reconstruction_error": False,
    "continuous_columns": [*CONTINUOUS, "y"],
    "categorical_columns": CATEGORICAL,
}


def rows(count: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "id": np.arange(count),
            "x": random.uniform(-1, 1, count),
            "sometimes missing": np.where(random.uniform(size=count) < 0.1, np.nan, random.normal(size=count)),
            "never there": np.full(count, np.nan),
            "kind": random.choice(["a", "b", "it's c"], count),
            "place": pd.Series(random.choice(["north", "south"], count)).where(random.uniform(size=count) < 0.9, None),
        }
    )
    table["p"] = table["x"] * 2
    table["y"] = table["p"] + random.normal(size=count)
    return table


def inside(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with every value brought within what any chunk of the reference knows."""
    return table.assign(**{"x": table["x"].clip(-0.5, 0.5), "p": table["p"].clip(-1, 1), "sometimes missing": np.nan})


def tables() -> dict[str, pd.DataFrame]:
    reference = rows(500, 1)
    reference.loc[120, "kind"] = "of chunk 1 alone"
    reference.loc[210, "x"] = 9.0
    present = inside(rows(1000, 2))
    present.loc[0:9, "x"] = -7.0
    present.loc[105:109, "kind"] = "new"
    present.loc[200:219, "kind"] = None
    present.loc[300:303, "place"] = None
    present.loc[400:400, "never there"] = 0.0
    present.loc[500:504, "p"] = 50.0
    present.loc[500:504, ["kind", "x"]] = ["new", 100.0]
    present.loc[600:603, "p"] = np.nan
    present.loc[700:701, "kind"] = "of chunk 1 alone"
    present.loc[800:899, "y"] = 1000.0
    return {"past": reference, "present": present}


EXPECTED = [10 / 100, 5 / 100, 20 / 100, 0, 1 / 100, 5 / 100, 0, 0, 0, 0]


def share_outside_the_others(reference: pd.DataFrame, chunk: int) -> float:
    own = np.arange(len(reference)) // CHUNK == chunk
    others, outside = reference[~own], np.zeros(own.sum(), dtype=bool)
    for name in [*CONTINUOUS, "p"]:
        outside |= ((reference[name] < others[name].min()) | (reference[name] > others[name].max()))[own].to_numpy()
    for name in [*CONTINUOUS, *CATEGORICAL]:
        outside |= (reference[name].isna() & ~others[name].isna().any())[own].to_numpy()
    for name in CATEGORICAL:
        outside |= (reference[name].notna() & ~reference[name].isin(others[name]))[own].to_numpy()
    return outside.mean()


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    consumer = Consumer(
        tmp_path_factory.mktemp("support"), tables(), {"m": MONITOR, "one chunk": {**MONITOR, "chunk_size": 500}}, leaves_out=TELLING
    )
    consumer.build()
    return consumer


def support(consumer: Consumer, monitor: str, period: str) -> pd.DataFrame:
    return consumer.query(
        "select * from monitor_metrics where metric_family = 'data_quality' and metric_name = 'rows_out_of_support' "
        f"and monitor_name = '{monitor}' and period = '{period}' order by chunk_index"
    )


def test_each_kind_of_row_outside_is_counted_once(consumer):
    found = support(consumer, "m", "analysis")
    assert found["metric_value"].tolist() == pytest.approx(EXPECTED)
    assert set(found["column_name"] + found["method"] + found["drift_type"]) == {":tableexact:none"}


def test_only_rows_with_a_prediction_are_looked_at(consumer):
    found = support(consumer, "m", "analysis")
    assert found["count_used"].tolist() == [96 if chunk == 6 else 100 for chunk in range(10)]
    assert (found["count_used"] + found["count_unused"] == CHUNK).all()


def test_a_reference_chunk_is_compared_with_the_others(consumer):
    found = support(consumer, "m", "reference")
    expected = [share_outside_the_others(tables()["past"], chunk) for chunk in range(5)]
    assert found["metric_value"].tolist() == pytest.approx(expected)
    assert min(expected[1:3]) > 0


def test_a_reference_of_one_chunk_has_nothing_to_be_compared_with(consumer):
    assert support(consumer, "one chunk", "reference")["metric_value"].tolist() == [0]
    assert support(consumer, "one chunk", "analysis")["metric_value"].tolist() == pytest.approx([sum(EXPECTED[:5]) / 5, 5 / 496])


def test_threshold_and_sampling_error_come_from_the_reference(consumer):
    reference, found = (support(consumer, "m", period) for period in ("reference", "analysis"))
    values = reference["metric_value"].to_numpy()
    assert found["upper_threshold"].to_numpy() == pytest.approx(values.mean() + 3 * values.std())
    assert found["lower_threshold"].isna().all()
    share = values.mean()
    assert found["sampling_error"].to_numpy() == pytest.approx(np.sqrt(share * (1 - share) / found["count_used"]))
    assert found["is_alert"].tolist() == [value > found["upper_threshold"][0] for value in EXPECTED]
    assert found["is_alert"].any()
    assert (found["lower_confidence_boundary"] >= 0).all()


def test_the_estimate_says_how_many_rows_it_does_not_know(consumer):
    shown = consumer.query("select * from monitor_performance where monitor_name = 'm' and period = 'analysis' order by chunk_index")
    assert shown["rows_out_of_support"].tolist() == pytest.approx(EXPECTED)
    assert shown["is_out_of_support_alert"].tolist() == support(consumer, "m", "analysis")["is_alert"].tolist()


@pytest.mark.engines
def test_only_new_chunks_are_counted_again(consumer):
    before = consumer.query("select period, chunk_index, result_version from monitor_support_counts where monitor_name = 'm'")
    changed = tables()["present"]
    changed.loc[950, "x"] = 30.0
    consumer.table("present", changed)
    try:
        consumer.build()
        after = consumer.query("select period, chunk_index, result_version from monitor_support_counts where monitor_name = 'm'")
        both = before.merge(after, on=["period", "chunk_index"])
        assert both.loc[both["result_version_x"] != both["result_version_y"], ["period", "chunk_index"]].values.tolist() == [
            ["analysis", 9]
        ]
        assert support(consumer, "m", "analysis")["metric_value"].tolist() == pytest.approx([*EXPECTED[:9], 1 / 100])
    finally:
        consumer.table("present", tables()["present"])
        consumer.build()
