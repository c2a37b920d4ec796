"""The segments that rows lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.tables import rows_where, tuples

if TYPE_CHECKING:
    from ml_monitor.runtime.kinds import Table


def segment_columns(segments: Table, monitor_name: str) -> list[str]:
    """The columns of the row tables that hold the segments of a monitor's rows: segment_1, segment_2, ...; none without segments.

    `segments` is monitor_segments. An index is 1000 for each setting and a place below it (the macro segment_index).
    """
    indexes = [index for (index,) in tuples(rows_where(segments, monitor_name=monitor_name), "segment_index")]
    return [f"segment_{number}" for number in range(1, max(indexes, default=0) // 1000 + 1)]
