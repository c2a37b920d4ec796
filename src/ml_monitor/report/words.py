"""Names of metrics as people write them."""

from __future__ import annotations

from typing import Any

from ml_monitor.report.metric_titles import TITLES


def metric_words(metric: str) -> str:
    """The name of a metric, e.g. `Jensen-Shannon distance`."""
    return TITLES.get(metric, metric.replace("_", " "))


def series_title(series: dict[str, Any]) -> str:
    """What the axis of a series says: the metric, of which column, compared with what."""
    of_column = "" if series["column"] == ":table" else f" of {series['column']}"
    against = ", against the chunk before" if series["drift_type"] == "consecutive" else ""
    return f"{metric_words(series['metric'])}{of_column}{against}"


def time_title(monitor: dict[str, Any]) -> str:
    """What the axis of the chunks says."""
    if not monitor["by_time"]:
        return "chunk, from 0 where the analysis begins"
    return f"start of the {monitor['configuration'].get('chunk_period') or 'chunk'}"
