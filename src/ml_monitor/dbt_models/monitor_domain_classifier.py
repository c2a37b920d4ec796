"""The domain classifier of every chunk: how well a model tells the chunk's rows from those of the reference, by their features.

Rows of both sides get a score from a gradient boosting classifier that was trained without them (stratified cross-validation); the
result is the area under the ROC curve of these scores: 0.5 where the sides cannot be told apart, 1 where they always can. Of each side
at most `max_rows` rows are read, so a chunk costs the same however large it is. Only chunks that are new or changed are read.

Result: one row per monitor, period and chunk (see the yml beside this file).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.domain_classifier import classifier_of_chunks, results_of_chunks
from ml_monitor.runtime.draws import draw_bound, drawn_before, with_draws
from ml_monitor.runtime.features import value_column
from ml_monitor.runtime.results import pending_versions, result_table, time_of_run
from ml_monitor.runtime.tables import arrow_rows, records, rows_where, tuples

if TYPE_CHECKING:
    from ml_monitor.runtime.kinds import Dbt, Session, Table

COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "row_count": "int64",
    "reference_row_count": "int64",
    "auroc": "float64",
    "result_version": "string",
    "computed_at": "timestamp",
}


def model(dbt: Dbt, session: Session) -> Table:
    """The table of the model: what dbt calls."""
    columns = dbt.ref("monitor_columns")
    config = dbt.ref("monitor_config")
    fingerprints = dbt.ref("monitor_chunk_fingerprints")
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}
    pending = pending_versions(dbt, session, "domain_classifier")
    computed_at = time_of_run()

    result = []
    for name in sorted({row[0] for row in pending}):
        features = sorted(
            records(rows_where(columns, monitor_name=name, column_role="feature")), key=lambda feature: feature["column_index"]
        )
        continuous, categorical = (
            [feature for feature in features if feature["feature_type"] == kind] for kind in ("continuous", "categorical")
        )
        row_columns = ["chunk_index", "draw", *map(value_column, features)]
        max_rows, folds = tuples(rows_where(config, monitor_name=name), "classifier_max_rows", "classifier_folds")[0]
        sizes = tuples(rows_where(fingerprints, monitor_name=name), "period", "chunk_index", "row_count")

        reference = with_draws(rows_where(periods["reference"], monitor_name=name))
        bound = draw_bound(sum(count for period, _, count in sizes if period == "reference"), max_rows)
        reference = arrow_rows(drawn_before(reference, bound) if bound else reference, row_columns)
        for period, table in periods.items():
            versions = {row[2]: row[4] for row in pending if row[:2] == (name, period)}
            if not versions:
                continue
            counts = {chunk: count for of_period, chunk, count in sizes if of_period == period and chunk in versions}
            of_chunk = classifier_of_chunks(reference, period, continuous, categorical, max_rows, folds)
            for chunk, *numbers in results_of_chunks(table, row_columns, name, counts, max_rows, of_chunk):
                result.append((name, period, chunk, *numbers, versions[chunk], computed_at))
    return result_table(session, COLUMNS, result)
