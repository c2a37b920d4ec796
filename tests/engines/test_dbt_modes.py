"""dbt's modes on the engines that differ in them."""

from __future__ import annotations

import pytest
from monitored import odd_monitors, odd_tables
from warehouses import EngineConsumer, started


@pytest.mark.postgres
def test_an_empty_build_is_refused_on_postgres(tmp_path):
    """dbt-postgres writes a name behind each empty relation, so that the package's SQL, which names them too, would not be read."""
    consumer = EngineConsumer(started("postgres"), tmp_path, odd_tables(), {"it's everything": odd_monitors()["it's everything"]})
    run = consumer.dbt("build", "--empty")
    assert not run.success
    assert "dbt build, key '--empty': found an adapter (postgres)" in run.output
    assert "No table was touched" in run.output
    assert consumer.warehouse.table_names() == []
