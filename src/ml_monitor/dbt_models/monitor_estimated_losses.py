"""The estimated mean loss of every slice of a chunk, by direct loss estimation: the loss models applied to all rows, labelled or not.

A row's estimate is the mean loss of the reference and what the loss model adds to it, no less than 0. A chunk's is the mean over its rows
that have a prediction. A chunk of the reference is estimated by a model that was trained without it.
Rows stream through in batches: what stays in memory is a count and a sum per slice and loss. Only chunks that are new or changed are read.

Result: one row per monitor, period, chunk, segment and loss (see the yml beside this file).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ml_monitor.runtime.loss_estimates import estimated_losses, loaded_model
from ml_monitor.runtime.losses import loss_features
from ml_monitor.runtime.moments import slice_moments
from ml_monitor.runtime.results import pending_versions, result_table, time_of_run
from ml_monitor.runtime.segments import segment_columns
from ml_monitor.runtime.tables import is_spark, records, rows_of_chunks, rows_where, rows_with, tuples

if TYPE_CHECKING:
    from ml_monitor.runtime.kinds import Booster, Dbt, Session, Table

COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "segment_index": "int64",
    "loss_name": "string",
    "row_count": "int64",
    "mean_loss": "float64",
    "result_version": "string",
    "computed_at": "timestamp",
}


def model(dbt: Dbt, session: Session) -> Table:
    """The table of the model: what dbt calls."""
    columns = dbt.ref("monitor_columns")
    segments = dbt.ref("monitor_segments")
    distributions = dbt.ref("monitor_fitted_distributions")
    loss_models = dbt.ref("monitor_fitted_loss_models")
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}
    pending = pending_versions(dbt, session, "estimated_losses")
    computed_at = time_of_run()

    result = []
    for name in sorted({row[0] for row in pending}):
        continuous, categorical = loss_features(records(columns), distributions, name)
        models: dict[str, dict[int, tuple[float, Booster]]] = {}
        of_monitor = rows_where(loss_models, monitor_name=name)
        for loss_name, fold, mean, text in tuples(of_monitor, "loss_name", "fold", "mean_loss", "model"):
            if text is not None:
                models.setdefault(loss_name, {})[fold] = mean, loaded_model(text, is_spark(loss_models))
        for period, table in periods.items():
            of_period = [row for row in pending if row[:2] == (name, period)]
            moments: dict[tuple[int, str], dict[int, Any]] = {}
            if of_period and models:
                rows = rows_with(rows_of_chunks(table, name, {row[2] for row in of_period}), "y_pred")
                values_of = estimated_losses(models, continuous, categorical, period == "reference")
                moments = slice_moments(rows, continuous + categorical, values_of, segment_columns(segments, name))
            for _, _, chunk, loss_name, version in of_period:
                for segment, (count, mean_loss, _) in moments.get((chunk, loss_name), {0: (0, None, None)}).items():
                    result.append((name, period, chunk, segment, loss_name, count, mean_loss, version, computed_at))
    return result_table(session, COLUMNS, result)
