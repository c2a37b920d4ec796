"""The example as a user of open-source Spark runs it: its own models, Python models, tests and drift checks, with the numbers of DuckDB."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml
from consumer import REPOSITORY, Consumer
from equal_tables import differences
from warehouses import EngineConsumer, started

pytestmark = [pytest.mark.spark, pytest.mark.engines]

EXAMPLE = REPOSITORY / "examples" / "diamonds"


def example_at(folder, engine: str) -> Consumer:
    """A copy of the example with the profile of an engine."""
    ignored = shutil.ignore_patterns("target", "logs", "dbt_packages", "*.duckdb*", "spark-warehouse", "metastore_db")
    shutil.copytree(EXAMPLE, folder, ignore=ignored)
    consumer = (Consumer if engine == "duckdb" else EngineConsumer).at(folder)
    if engine == "spark":
        consumer.warehouse = started("spark")
        consumer.warehouse.empty()
    consumer.profile()
    consumer.write("profiles.yml", (folder / "profiles.yml").read_text().replace("consumer:", "diamonds:", 1))
    consumer.write("packages.yml", yaml.safe_dump({"packages": [{"local": str(REPOSITORY)}]}))
    assert consumer.dbt("deps").success
    return consumer


def test_the_example_builds_on_spark_with_duckdbs_numbers(tmp_path):
    spark, duckdb = example_at(tmp_path / "spark", "spark"), example_at(tmp_path / "duckdb", "duckdb")
    outputs = [duckdb.build().output, spark.build("--vars", "{ml_monitor_python_models: true}").output]
    drift_checks = [sorted(set(re.findall(r"WARN (\d+) (\w{3,})", output))) for output in outputs]
    assert len(drift_checks[0]) == 5
    assert drift_checks[0] == drift_checks[1]
    ours, theirs = spark.tables(), duckdb.tables()
    assert len(theirs["monitor_metrics"]) > 1000
    compared = [
        "monitor_metrics",
        "monitor_thresholds",
        "monitor_alerts",
        "monitor_performance",
        "monitor_feature_ranking",
        "monitor_status",
    ]
    assert [text for name in compared for text in differences(name, ours[name], theirs[name])] == []
