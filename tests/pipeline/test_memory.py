"""A warehouse with less memory than the rows take: what does not fit goes to disk."""

from __future__ import annotations

import numpy as np
import pytest
from consumer import Consumer

COLUMNS = [f"x{number}" for number in range(10)]
ROWS = {"reference_rows": 100_000, "analysis_rows": 1_500_000}
MEMORY_LIMIT = "250MB"


def generated(count: int) -> str:
    values = ", ".join(f"(hash(i * {len(COLUMNS)} + {number}) % 1000003) / 1000003.0 as {name}" for number, name in enumerate(COLUMNS))
    moment = "timestamp '2024-01-01' + i * interval 1 second"
    return f"select i as id, {moment} as at, {values}, i % 2 as y, i % 3 % 2 as p, x0 as score from range({count}) as numbers(i)"


@pytest.mark.engines
def test_every_statistic_of_the_rows_keeps_within_the_memory_limit(tmp_path):
    monitor = {
        "problem_type": "classification_binary",
        "reference": "reference_rows",
        "analysis": "analysis_rows",
        "row_id": "id",
        "timestamp": "at",
        "chunk_size": 50_000,
        "y_true": "y",
        "y_pred": "p",
        "y_pred_proba": "score",
        "continuous_columns": COLUMNS,
        "continuous_methods": ["jensen_shannon", "kolmogorov_smirnov", "wasserstein"],
        "data_quality": True,
        "summary_statistics": True,
    }
    consumer = Consumer(tmp_path, {name: generated(count) for name, count in ROWS.items()}, {"large": monitor})
    consumer.profile(threads=1, settings={"memory_limit": MEMORY_LIMIT, "threads": 2})
    consumer.build()

    ours = consumer.query("select * from monitor_chunk_statistics where column_name <> ':table' order by column_name, period, chunk_index")
    names = ", ".join(COLUMNS)
    expected = consumer.query(
        f"select column_name, chunk_index, median(value) as median from (unpivot (select id // 50000 as chunk_index, {names} from"
        f" analysis_rows) on {names} into name column_name value value) group by all order by column_name, chunk_index"
    )
    analysis = ours[ours["column_name"].isin(COLUMNS) & (ours["period"] == "analysis")]
    np.testing.assert_array_equal(analysis["median"], expected["median"])


@pytest.mark.engines
def test_many_columns_take_no_memory_of_their_own(tmp_path):
    """Each join with the chunks that are to be counted would be a hash table of four megabytes: for these columns, a gigabyte."""
    columns = [f"x{number}" for number in range(120)]
    values = ", ".join(f"hash(i * {len(columns)} + {number}) % 100 / 10.0 as {name}" for number, name in enumerate(columns))
    rows = f"select i as id, timestamp '2024-01-01' + i * interval 1 second as at, {values} from range(3000) as numbers(i)"
    monitor = {
        "problem_type": "regression",
        "reference": "reference_rows",
        "analysis": "analysis_rows",
        "row_id": "id",
        "timestamp": "at",
        "chunk_size": 500,
        "continuous_columns": columns,
        "continuous_methods": ["jensen_shannon", "kolmogorov_smirnov"],
        "reconstruction_error": False,
    }
    consumer = Consumer(tmp_path, {"reference_rows": rows, "analysis_rows": rows}, {"wide": monitor})
    consumer.profile(threads=1, settings={"memory_limit": MEMORY_LIMIT, "threads": 2})
    consumer.build("--select", "+monitor_univariate_share_drift", "+monitor_univariate_ecdf_drift")

    drift = consumer.query("select count(*) as number_count from monitor_univariate_ecdf_drift where metric_value is not null")
    assert drift["number_count"].tolist() == [len(columns) * 12]
