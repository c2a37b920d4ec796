"""monitor_notifications on Spark, which has neither keys nor locks: what is written once is there once, and stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from consumer import Consumer
from warehouses import EngineConsumer, started

from ml_monitor.notify.ledger import ROW

pytestmark = [pytest.mark.engines, pytest.mark.spark]
ODD = "it's \"odd\" \\ back\nslash {{ 7 * 7 }} 'Köln'"


def row(**values) -> dict:
    return {**dict.fromkeys(ROW, "x"), "event_number": 0, "severity_rank": 2, "attempt": 1, "claimed_until": None, **values}


def written(consumer: Consumer, *rows: dict) -> list[dict]:
    """What the macro prints of rows that it is given."""
    run = consumer.dbt("run-operation", "ml_monitor.write_notifications", "--args", json.dumps({"rows": rows}))
    assert run.success, run.output
    return [json.loads(line.split("ml_monitor>")[1]) for line in run.output.splitlines() if "ml_monitor>" in line]


def test_on_spark_a_claim_is_won_once_and_no_run_takes_it_away(tmp_path: Path):
    consumer = EngineConsumer(started("spark"), tmp_path, {})
    build = ("run", "--select", "monitor_notifications")
    assert consumer.dbt(*build).success
    claim = row(record_id="a", claimed_by="one", headline=ODD, claimed_until="2026-01-02 03:04:05.678901")
    assert [line["claimed_by"] for line in written(consumer, claim)] == ["one"]
    other = [line["claimed_by"] for line in written(consumer, {**claim, "claimed_by": "two"}, row(record_id="b", claimed_by="two"))]
    assert sorted(other) == ["one", "two"]
    assert consumer.dbt(*build).success
    assert consumer.dbt(*build, "--full-refresh").success
    rows = consumer.query("select * from monitor_notifications order by record_id")
    assert rows["record_id"].tolist() == ["a", "b"]
    assert rows["headline"][0] == ODD
    assert str(rows["claimed_until"][0]) == "2026-01-02 03:04:05.678901"
    assert rows["written_at"].notna().all()
