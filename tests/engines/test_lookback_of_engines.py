"""Runs with `lookback` on other engines, as on DuckDB in tests/pipeline/incremental/test_lookback.py.

The session is in another zone than the monitors.
"""

from __future__ import annotations

import pandas as pd
import pytest
from consumer import TELLING
from keeping import difference, monitor, scored_rows
from test_time_zones_of_engines import SESSION, session_in
from warehouses import EngineConsumer, started

pytestmark = pytest.mark.engines

LOOKBACK = {"count": 2, "period": "day"}
MONITORS = {
    "sizes": monitor("analysis", "reference", lookback=LOOKBACK, segments=["k"], incomplete="drop"),
    "days": monitor("instants", "reference", lookback=LOOKBACK, chunk_size=None, chunk_period="day", time_zone="America/New_York"),
}
INSTANTS = {
    "postgres": """select id, "at" at time zone 'UTC' as "at", x, k, y_pred, y_true from {{ ref('analysis') }}""",
    "spark": "select id, cast(at as timestamp) as at, x, k, y_pred, y_true from {{ ref('analysis') }}",
}
# Chunks that ended two days before midday of January 13. Spark drops a table before it builds it anew, so nothing can be trusted there.
TRUSTED = {"postgres": {"sizes": 6, "days": 11}, "spark": {"sizes": 0, "days": 0}}
COMPARED = ("monitor_metrics", "monitor_chunks", "monitor_chunk_fingerprints", "monitor_analysis_rows", "monitor_input_checks")


@pytest.mark.parametrize("engine", [pytest.param("postgres", marks=pytest.mark.postgres), pytest.param("spark", marks=pytest.mark.spark)])
def test_a_run_with_lookback_equals_a_full_refresh(tmp_path, engine):
    supply, reference = scored_rows(400, 1), scored_rows(200, 0)
    reference["at"] -= pd.Timedelta(days=20)
    tables = {"analysis": supply[:300], "instants": INSTANTS[engine], "reference": reference}
    consumer = EngineConsumer(started(engine), tmp_path, tables, MONITORS, leaves_out=TELLING)
    with session_in(consumer.warehouse, SESSION):
        consumer.build()
        consumer.table("analysis", supply[:380].assign(x=supply["x"].mask(supply["id"] == 270, 9.0)))
        consumer.build()
        kept = {name: consumer.query(f"select * from {name}") for name in COMPARED}
        consumer.build(full_refresh=True)
        full = {name: consumer.query(f"select * from {name}") for name in COMPARED}
    fingerprints = kept["monitor_chunk_fingerprints"]
    trusted = fingerprints[fingerprints["is_trusted"] & (fingerprints["period"] == "analysis")]
    assert trusted.groupby("monitor_name").size().reindex(list(MONITORS), fill_value=0).to_dict() == TRUSTED[engine]
    assert not full["monitor_chunk_fingerprints"]["is_trusted"].any()
    found = {name: difference(kept[name], full[name]) for name in COMPARED}
    assert not any(found.values()), found
