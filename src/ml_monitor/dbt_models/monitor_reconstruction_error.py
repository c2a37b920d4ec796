"""The reconstruction error of every slice of a chunk: how far its rows lie from the plane of the reference's principal components.

A row is filled, encoded and standardised with the parameters of monitor_fitted_pca, projected on the components and back; its error is the
Euclidean length of what is lost. Rows stream through in batches: what stays in memory is three moments per slice. Only chunks that are new
or changed are read.

Result: one row per monitor, period, chunk and segment (see the yml beside this file).
Source: NannyML, "Data reconstruction with PCA".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.moments import slice_moments
from ml_monitor.runtime.principal_components import fitted_transformation, row_errors
from ml_monitor.runtime.results import pending_versions, result_table, time_of_run
from ml_monitor.runtime.segments import segment_columns
from ml_monitor.runtime.tables import records, rows_of_chunks, rows_where

if TYPE_CHECKING:
    from ml_monitor.runtime.kinds import Dbt, Session, Table

COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "segment_index": "int64",
    "row_count": "int64",
    "mean_error": "float64",
    "standard_deviation": "float64",
    "result_version": "string",
    "computed_at": "timestamp",
}


def model(dbt: Dbt, session: Session) -> Table:
    """The table of the model: what dbt calls."""
    parameters = dbt.ref("monitor_fitted_pca")
    columns = dbt.ref("monitor_columns")
    segments = dbt.ref("monitor_segments")
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}
    pending = pending_versions(dbt, session, "reconstruction_error")
    computed_at = time_of_run()

    result = []
    for name in sorted({row[0] for row in pending}):
        columns_of_monitor = {column["column_name"]: column for column in records(rows_where(columns, monitor_name=name))}
        transformation = fitted_transformation(records(rows_where(parameters, monitor_name=name)), columns_of_monitor)
        for period, table in periods.items():
            of_period = [row for row in pending if row[:2] == (name, period)]
            if not of_period:
                continue
            rows = rows_of_chunks(table, name, {row[2] for row in of_period})
            moments = slice_moments(rows, transformation[0], row_errors(*transformation), segment_columns(segments, name))
            for _, _, chunk, _, version in of_period:
                for segment, (count, mean_error, squares) in moments.get((chunk, "error"), {0: (0, None, 0.0)}).items():
                    deviation = (squares / (count - 1)) ** 0.5 if count > 1 else None
                    result.append((name, period, chunk, segment, count, mean_error, deviation, version, computed_at))
    return result_table(session, COLUMNS, result)
