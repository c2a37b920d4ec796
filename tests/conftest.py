"""Which tests share a process, and in which order they start."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent

# CPU seconds of the long files, roughly (`python -m pytest --durations=0` shows them): with two processes the long ones begin first.
# Files that are not here take about ten.
SECONDS = {
    "engines/test_equality.py": 200,
    "pipeline/incremental/test_interrupted_runs.py": 150,
    "parity/test_nannyml.py": 80,
    "pipeline/incremental/test_configuration_changes.py": 70,
    "pipeline/incremental/test_data_changes.py": 70,
    "pipeline/incremental/test_row_order.py": 60,
    "pipeline/incremental/test_views.py": 60,
    "pipeline/test_diamonds_example.py": 60,
    "pipeline/incremental/test_quality_changes.py": 50,
    "benchmarks/test_false_alerts.py": 40,
    "pipeline/incremental/test_domain_classifier_changes.py": 40,
    "pipeline/incremental/test_order_of_settings.py": 40,
    "pipeline/incremental/test_fitted_tables.py": 35,
    "pipeline/test_flights_example.py": 30,
    "bad_input/test_configuration.py": 30,
    "pipeline/test_memory.py": 30,
}


def group(item: pytest.Item) -> str:
    """The tests of a file share its projects. All that need Spark share one session, which starts once and takes two cores."""
    return "spark" if item.get_closest_marker("spark") else item.path.relative_to(TESTS).as_posix()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.pluginmanager.hasplugin("xdist"):
        return
    seconds: dict[str, int] = {}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group(item)))
        seconds[group(item)] = max(seconds.get(group(item), 0), SECONDS.get(item.path.relative_to(TESTS).as_posix(), 10))
    items.sort(key=lambda item: (-seconds[group(item)], group(item)))


def pytest_sessionfinish() -> None:
    """Ends what would outlive the tests: a process of xdist does not run what Python does at its exit."""
    keeping, warehouses = sys.modules.get("keeping"), sys.modules.get("warehouses")
    if keeping and keeping.second_process.cache_info().currsize:
        keeping.second_process().shutdown()
    if warehouses:
        warehouses.stop_all()
