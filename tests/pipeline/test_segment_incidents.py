"""What goes wrong in one region alone: an incident that says where, and checks that look at segments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer

REGIONS = ["north", "west", "east", "south"]
MONITOR = {
    "problem_type": "classification_binary",
    "reference": "reference",
    "analysis": "analysis",
    "row_id": "id",
    "timestamp": "seen_at",
    "chunk_period": "day",
    "y_true": "is_late",
    "y_pred": "predicted_late",
    "metrics": ["accuracy"],
    "continuous_columns": ["size"],
    "categorical_columns": ["kind"],
    "reconstruction_error": False,
    "judge": {"incomplete_chunks": True},
    "segments": ["region", {"name": "is_large", "expression": "size > 0"}],
}
# Tests of a model's yml: a check that fails tells what it found.
CHECKS = """
models:
  - name: analysis
    data_tests:
      - ml_monitor.no_incidents: {name: told, arguments: {monitor_name: late}, config: {severity: warn}}
      - ml_monitor.no_incidents: {name: of_west, arguments: {segment_column: region, segment_value: west}, config: {severity: warn}}
      - ml_monitor.no_incidents: {name: of_east, arguments: {segment_column: region, segment_value: east}, config: {severity: warn}}
      - ml_monitor.no_alerts: {name: of_all_rows, arguments: {metric_name: accuracy, min_alerts: 5}}
      - ml_monitor.no_alerts: {name: of_regions, arguments: {metric_name: accuracy, segment_column: region}, config: {severity: warn}}
      - ml_monitor.no_alerts:
          name: of_nothing
          arguments: {metric_name: accuracy, segment_column: region, segment_value: atlantis}
          config: {severity: warn}
"""


def rows(seed: int, days: int, start: str, per_day: int = 500) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    count = days * per_day
    is_late = random.random(count) < 0.5
    return pd.DataFrame(
        {
            "id": np.arange(count),
            "seen_at": pd.Timestamp(start) + pd.to_timedelta(np.arange(count) * 86_400 // per_day, unit="s"),
            "region": random.choice(REGIONS, count, p=[0.45, 0.08, 0.27, 0.2]),
            "size": random.normal(size=count),
            "kind": random.choice(["plain", "fancy"], count),
            "is_late": is_late.astype(int),
            "predicted_late": np.where(random.random(count) < 0.85, is_late, ~is_late).astype(int),
        }
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    reference, analysis = rows(1, 40, "2024-01-01"), rows(2, 20, "2024-03-01")
    later = analysis["seen_at"] >= "2024-03-11"
    # In the west what the label depends on is another; in the east a category is spelled in another way.
    is_wrong = later & (analysis["region"] == "west") & (analysis["id"] % 5 < 2)
    analysis.loc[is_wrong, "is_late"] = 1 - analysis.loc[is_wrong, "predicted_late"]
    analysis.loc[later & (analysis["region"] == "east") & (analysis["kind"] == "fancy"), "kind"] = "Fancy"
    # Most rows of the south come from the north.
    analysis.loc[later & (analysis["region"] == "south") & (analysis["id"] % 3 < 2), "region"] = "north"
    tables = {"reference": reference, "analysis": analysis}
    consumer = Consumer(tmp_path_factory.mktemp("segments"), tables, {"late": MONITOR}, files={"models/checks.yml": CHECKS})
    consumer.printed = consumer.dbt("build", writes_artifacts=True)
    assert consumer.printed.success, consumer.printed.output[-6000:]
    return consumer


def test_an_incident_of_one_segment_says_where_it_is(project):
    incidents = project.query("select * from monitor_incidents where is_told_apart order by severity_rank, headline")
    performance = incidents[incidents["kind"] == "performance"]
    assert performance["segment_value"].tolist() == ["west"], incidents[["kind", "segment_value", "headline"]].to_string()
    assert " only in region west since 2024-03-1" in performance["headline"].iloc[0]


def test_a_change_in_one_segment_is_told_with_its_place_and_its_hint(project):
    """All rows together drift too: that incident is told, and the segment's is a part of it."""
    kinds = project.query("select * from monitor_incidents where kind = 'input' and column_name = 'kind'")
    whole = kinds[kinds["segment_column"] == ":all"].iloc[0]
    east = kinds[kinds["segment_value"] == "east"].iloc[0]
    told = whole if whole["severity_rank"] <= east["severity_rank"] else east
    assert "only in region east" in told["headline"], kinds[["segment_value", "severity", "headline"]].to_string()
    changes = project.query("select segment_value, what_changed from monitor_column_changes where column_name = 'kind'")
    hints = dict(zip(changes["segment_value"], changes["what_changed"]))
    assert "'fancy' gone" in hints["east"]
    assert "a rename?" in hints["east"]


def test_shares_of_an_entry_are_told_once(project):
    """North has the rows of the south: one incident says so, and the other is folded into it. All others are as usual."""
    shares = project.query("select * from monitor_incidents where kind = 'segment_share' order by is_folded")
    assert set(shares["segment_value"]) == {"north", "south"}, shares[["segment_value", "headline"]].to_string()
    told, folded = shares.iloc[0], shares.iloc[1]
    assert list(shares["is_folded"]) == [False, True]
    assert list(shares["part_of_incident_id"]) == [":none", told["incident_id"]]
    assert told["times_threshold"] > folded["times_threshold"]
    assert told["headline"].startswith(f"the share of region {told['segment_value']} is 0.")
    assert " (usual 0." in told["headline"]
    assert told["headline"].endswith(" since 2024-03-11.")
    assert told["severity"] in ("medium", "low")
    alerts = project.query("select distinct segment_column, metric_family from monitor_alerts where metric_name = 'segment_share'")
    assert set(alerts["metric_family"]) == {"data_quality"}
    status = project.query("select * from monitor_status").iloc[0]
    counted = sum(status[f"open_{severity}_incidents"] for severity in ("critical", "high", "medium", "low"))
    assert counted == len(project.query("select * from monitor_incidents where status = 'open' and not is_folded"))


def test_the_state_of_a_monitor_is_that_of_its_worst_segment(project):
    status = project.query("select * from monitor_status").iloc[0]
    assert status["state"] == "broken"
    assert "only in region west" in status["headline"]
    assert "only in region west" in project.printed.output


def test_checks_look_at_all_rows_or_at_the_segments_that_they_name(project):
    results = {}
    for name in ("told", "of_west", "of_east", "of_all_rows", "of_regions", "of_nothing"):
        compiled = next((project.folder / "target" / "compiled").rglob(f"{name}.sql")).read_text()
        results[name] = project.query(compiled)
    assert set(results["told"]["segment_value"]) >= {"west"}
    assert set(results["of_west"]["segment_value"]) == {"west"}
    assert "performance" not in set(results["of_east"]["kind"])
    assert set(results["of_regions"]["segment_column"]) == {"region"}
    assert "west" in set(results["of_regions"]["segment_value"])
    assert results["of_nothing"]["monitor_name"].iloc[0].startswith("nothing to judge")
