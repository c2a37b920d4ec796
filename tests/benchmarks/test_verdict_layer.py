"""The measure of the verdict layer: a dozen chunks become many, and its tables say what was timed."""

import sys

import duckdb
import pandas as pd
from consumer import REPOSITORY, SCHEMA

sys.path.append(str(REPOSITORY / "benchmarks"))

from verdict_layer import BEGIN, BROKEN_CHUNKS, END, PAGE, QUIET_CHUNKS, ROWS, multiply, report, rows

DOZEN = QUIET_CHUNKS + BROKEN_CHUNKS


def test_quiet_chunks_are_copied_and_the_broken_ones_come_last():
    chunks = pd.DataFrame({"period": "analysis", "chunk_index": range(DOZEN), "source_index": range(DOZEN)})
    chunks["chunk_key"] = [f"[{index * ROWS}:{index * ROWS + ROWS - 1}]" for index in range(DOZEN)]
    chunks["chunk_start_date"] = pd.Timestamp("2025-01-06") + pd.to_timedelta(chunks["chunk_index"] * ROWS, unit="h")
    reference = chunks.head(2).assign(period="reference")
    with duckdb.connect() as connection:
        connection.execute(f"create schema {SCHEMA}")
        connection.execute(f"create table {SCHEMA}.monitor_chunks as from reference union all from chunks")
        multiply(connection, 40)
        both = connection.sql(f"from {SCHEMA}.monitor_chunks order by period, chunk_index").df()
    many = both[both["period"] == "analysis"]
    assert both[both["period"] == "reference"].to_dict("records") == reference.to_dict("records")
    assert many["chunk_index"].tolist() == list(range(40))
    assert many["source_index"].tolist() == [index % QUIET_CHUNKS for index in range(40 - DOZEN)] + list(range(DOZEN))
    assert many["chunk_key"].tolist() == [f"[{index * ROWS}:{index * ROWS + ROWS - 1}]" for index in range(40)]
    assert many["chunk_start_date"].diff().dropna().eq(pd.Timedelta(hours=ROWS)).all()


def test_a_few_columns_and_the_labels_break_in_the_last_chunks():
    clean, broken = (rows(DOZEN, 50, seed=1, broken=count) for count in (0, BROKEN_CHUNKS))
    assert [name for name in clean if not clean[name].equals(broken[name])] == ["y", "x0", "k0"]
    assert clean.head(QUIET_CHUNKS * ROWS).equals(broken.head(QUIET_CHUNKS * ROWS))


def test_seconds_are_added_up():
    result = {
        "layer": {"monitor_incident_spans": 2.0, "monitor_alerts": 3.0},
        "without_verdicts": 9.0,
        "wall": 8.0,
        "cpu": 12.0,
        "rivals": {"a scan": 0.5},
        "verdicts": 1.5,
        "counts": {"numbers": 1000, "alerts": 10, "incidents": 3, "open": 1},
        "size": (2, 50, 40),
    }
    text = report(result)
    assert text.index("`monitor_alerts` | 3.0") < text.index("`monitor_incident_spans` | 2.0")
    assert "| **all of it** (goal: under 10) | **6.5** |" in text
    assert "| a scan | 0.5 |" in text


def test_the_page_has_a_place_for_the_tables():
    page = PAGE.read_text()
    assert page.count(BEGIN) == page.count(END) == 1
