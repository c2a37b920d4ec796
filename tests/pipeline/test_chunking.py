"""How rows are cut into chunks where NannyML gives no golden result to compare with."""

from __future__ import annotations

import pandas as pd
import pytest
from consumer import Consumer
from monitors import monitor_with


def rows(count: int) -> pd.DataFrame:
    return pd.DataFrame({"row_id": range(count), "x": [float(number % 7) for number in range(count)]})


monitor = monitor_with("reference", "analysis", row_id="row_id", continuous_columns=["x"])

MONITORS = {
    "default number": monitor("rows_100", "rows_55"),
    "number": monitor("rows_100", "rows_55", chunk_number=4),
    "number per period": monitor("rows_100", "rows_55", chunk_number=4, chunk_number_per_period=True),
    "remainder beyond a chunk": monitor("rows_15", "rows_15_again", chunk_number=10),
    "append": monitor("rows_100", "rows_55", chunk_size=30, incomplete="append"),
    "append to nothing": monitor("rows_100", "rows_15", chunk_size=30, incomplete="append"),
    "drop": monitor("rows_100", "rows_55", chunk_size=30, incomplete="drop"),
}

# Rows and completeness of each chunk, reference then analysis.
EXPECTED = {
    "default number": ([10] * 10, [10] * 5 + [5], [True] * 10, [True] * 5 + [False]),
    "number": ([25] * 4, [25, 25, 5], [True] * 4, [True, True, False]),
    "number per period": ([25] * 4, [13] * 4 + [3], [True] * 4, [True] * 4 + [False]),
    "remainder beyond a chunk": ([1] * 10 + [5], [1] * 15, [True] * 10 + [False], [True] * 15),
    "append": ([30, 30, 40], [55], [True] * 3, [True]),
    "append to nothing": ([30, 30, 40], [15], [True] * 3, [False]),
    "drop": ([30] * 3, [30], [True] * 3, [True]),
}


@pytest.fixture(scope="module")
def chunks(tmp_path_factory) -> pd.DataFrame:
    tables = {f"rows_{count}": rows(count) for count in (15, 55, 100)} | {"rows_15_again": rows(15)}
    consumer = Consumer(tmp_path_factory.mktemp("chunking"), tables, MONITORS)
    run = consumer.dbt("run", "--select", "+monitor_chunks")
    assert run.success, run.output[-4000:]
    return consumer.query("select * from monitor_chunks order by monitor_name, period, chunk_index")


@pytest.mark.parametrize("name", list(EXPECTED))
def test_chunks_of_a_size_or_number(chunks, name):
    of_monitor = chunks[chunks["monitor_name"] == name]
    reference, analysis = (of_monitor[of_monitor["period"] == period] for period in ("reference", "analysis"))
    sizes_of_reference, sizes_of_analysis, reference_complete, analysis_complete = EXPECTED[name]
    assert reference["row_count"].tolist() == sizes_of_reference
    assert analysis["row_count"].tolist() == sizes_of_analysis
    assert reference["is_chunk_complete"].tolist() == reference_complete
    assert analysis["is_chunk_complete"].tolist() == analysis_complete
    for period in (reference, analysis):
        assert period["chunk_index"].tolist() == list(range(len(period)))
        assert period["chunk_start_index"].tolist() == [0, *period["row_count"].cumsum()[:-1]]
        assert period["chunk_key"].tolist() == [
            f"[{start}:{end}]" for start, end in zip(period["chunk_start_index"], period["chunk_end_index"], strict=True)
        ]


def test_equal_rows_have_equal_fingerprints_and_other_rows_have_others(chunks):
    same = chunks[(chunks["monitor_name"].isin(["append", "drop"])) & (chunks["period"] == "reference") & (chunks["chunk_index"] == 0)]
    assert same["inputs_fingerprint"].nunique() == 1
    of_number = chunks[(chunks["monitor_name"] == "number") & (chunks["period"] == "reference")]
    assert of_number["inputs_fingerprint"].nunique() == len(of_number)
    assert chunks.groupby("monitor_name")["reference_version"].nunique().eq(1).all()
