"""The calibration of predicted probabilities, fitted on the reference: what chance a predicted probability of a class means.

Confidence-based performance estimation takes probabilities at their word, so they have to be calibrated. Per class (of a binary monitor
the positive one) it is tested on the reference whether isotonic regression makes the expected calibration error smaller on rows that it
was not fitted on; if it does, isotonic regression is fitted on all labelled rows of the reference, else probabilities stay as they are.
At most `max_fit_rows` rows are read, drawn by a hash of their row_id.

Result: one row per monitor, class and stretch between two knots, cut at 1024 equal buckets of the probability, by which SQL finds the
stretch of a row (see the yml beside this file). Within a stretch the chance is calibrated_start + (probability - score_start) * slope.
Source: NannyML, "Confidence-based performance estimation"; B. Zadrozny and C. Elkan, "Transforming classifier scores into accurate
multiclass probability estimates", KDD 2002; M. Naeini, G. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using
Bayesian binning", AAAI 2015.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.calibration import calibration, labels_and_probabilities, stretches
from ml_monitor.runtime.draws import drawn_rows
from ml_monitor.runtime.results import pending_versions, result_table
from ml_monitor.runtime.tables import records, rows_where, rows_with, tuples

if TYPE_CHECKING:
    from ml_monitor.runtime.kinds import Dbt, Session, Table

COLUMNS = {
    "monitor_name": "string",
    "class_index": "int64",
    "bucket": "int64",
    "lower_score": "float64",
    "upper_score": "float64",
    "score_start": "float64",
    "calibrated_start": "float64",
    "slope": "float64",
    "method": "string",
    "row_count": "int64",
    "result_version": "string",
}


def model(dbt: Dbt, session: Session) -> Table:
    """The table of the model: what dbt calls."""
    columns = dbt.ref("monitor_columns")
    limits: dict[str, int] = dict(tuples(dbt.ref("monitor_config"), "monitor_name", "max_fit_rows"))
    reference_rows = dbt.ref("monitor_reference_rows")
    pending = pending_versions(dbt, session, "fitted_calibration")

    result = []
    for name, _, _, _, version in pending:
        scored = [column for column in records(columns) if column["monitor_name"] == name and column["class_index"] is not None]
        scored.sort(key=lambda column: column["class_index"])
        labelled = rows_with(rows_where(reference_rows, monitor_name=name), "y_true", "y_pred")
        rows, _ = drawn_rows(labelled, limits[name])
        labels, probabilities = labels_and_probabilities(rows, scored)
        for column, scores in zip(scored, probabilities.T):
            known = scores == scores
            is_of_class = (labels[known] == column["class_index"]).astype("float64")
            # A class that no label is of cannot be estimated; without its rows no row of the monitor is.
            if not 0 < is_of_class.sum() < len(is_of_class):
                continue
            knots, values, method = calibration(is_of_class, scores[known])
            for stretch in stretches(knots, values):
                result.append((name, column["class_index"], *stretch, method, len(is_of_class), version))
    return result_table(session, COLUMNS, result)
