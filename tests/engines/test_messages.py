"""Rows that would make numbers wrong stop the run on every engine, with the same message, before any table is touched."""

from __future__ import annotations

import pandas as pd
import pytest
from monitored import odd_monitors, odd_tables
from warehouses import EngineConsumer, started

ENGINES = [pytest.param("postgres", marks=pytest.mark.postgres), pytest.param("spark", marks=pytest.mark.spark)]


@pytest.mark.parametrize("engine", ENGINES)
def test_bad_rows_stop_the_run_with_one_message(tmp_path, engine):
    tables = odd_tables()
    tables["odd_analysis"] = pd.concat([tables["odd_analysis"], tables["odd_analysis"].iloc[:3]])
    tables["odd_reference"]["y_true"] = float("nan")
    monitors = {"it's everything": odd_monitors()["it's everything"]}
    consumer = EngineConsumer(started(engine), tmp_path, tables, monitors)
    run = consumer.dbt("build")
    assert not run.success
    assert "monitor 'it's everything', analysis (" in run.output
    assert "row_id row id repeats itself in 3 rows" in run.output
    assert "monitor 'it's everything', reference (" in run.output
    assert "y_true y_true has no value in the reference" in run.output
    assert "No table was touched" in run.output
    assert [name for name in consumer.warehouse.table_names() if name != "monitor_chunk_fingerprints"] == []
