"""Which tests share a process, and in which order they start."""

from __future__ import annotations

import sys

import pytest

# CPU seconds of the long files, roughly (`python -m pytest --durations=0` shows them): with two processes the long ones begin first.
# Files that are not here take about ten.
SECONDS = {
    "emulators/test_emulators.py": 900,
    "engines": 180,
    "pipeline/incremental/test_interrupted_runs.py": 150,
    "pipeline/incremental/test_lookback.py": 120,
    "parity/test_nannyml.py": 110,
    "pipeline/incremental/test_data_changes.py": 85,
    "pipeline/test_loans_example.py": 65,
    "pipeline/incremental/test_row_order.py": 60,
    "pipeline/incremental/test_views.py": 60,
    "pipeline/test_diamonds_example.py": 60,
    "pipeline/test_dbt_settings.py": 60,
    "pipeline/incremental/test_configuration_changes.py": 55,
    "cli/test_newcomer.py": 50,
    "pipeline/incremental/test_quality_changes.py": 50,
    "pipeline/incremental/test_custom_metric_changes.py": 50,
    "benchmarks/test_false_alerts.py": 40,
    "pipeline/incremental/test_domain_classifier_changes.py": 40,
    "pipeline/incremental/test_order_of_settings.py": 40,
    "pipeline/test_weak_segments.py": 40,
    "pipeline/test_fairness.py": 40,
    "pipeline/incremental/test_fitted_tables.py": 35,
    "pipeline/test_incidents.py": 35,
    "pipeline/test_custom_metrics.py": 30,
    "cli/test_warehouse.py": 30,
    "pipeline/test_memory.py": 30,
    "bad_input/test_names.py": 30,
    "pipeline/test_segments.py": 28,
    "pipeline/test_domain_classifier.py": 26,
    "cli/test_report.py": 25,
    "cli/test_report_in_a_browser.py": 25,
    "bad_input/test_rows.py": 25,
    "bad_input/test_extremes.py": 24,
    "pipeline/test_time_zones.py": 24,
    "bad_input/test_configuration.py": 22,
    "cli/test_check.py": 20,
    "unit/test_dbt_unit_tests.py": 20,
    "pipeline/test_verdicts.py": 18,
    "pipeline/test_plot_views.py": 15,
    "smoke/test_smoke.py": 15,
}


def group(nodeid: str) -> str:
    """The tests of a file share its projects; those in tests/engines share one session of Spark, which takes both cores."""
    path = nodeid.split("::")[0].removeprefix("tests/")
    return "engines" if path.startswith("engines/") else path


def seconds(nodeid: str) -> int:
    return SECONDS.get(group(nodeid), 10)


def project(item: pytest.Item) -> str:
    """The project of an engine that a test reads, where a file has several: the next one takes its place in the warehouse."""
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return f"{parameters['engine']} {parameters['of_size']}" if "of_size" in parameters else ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (-seconds(item.nodeid), group(item.nodeid), item.nodeid.split("::")[0], project(item)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """Hands out whole groups in the order of the items. xdist's own `loadgroup` writes to an attribute that pytest 9.2 no longer has."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

    return Groups(config, log)


def pytest_sessionfinish() -> None:
    """Ends what would outlive the tests: a process of xdist does not run what Python does at its exit."""
    if warehouses := sys.modules.get("warehouses"):
        warehouses.stop_all()
