"""The loss models of direct loss estimation (DLE): per monitor and loss, a regression of the model's loss on its inputs and prediction.

Trained on the labelled rows of the reference alone, at most `max_fit_rows` of them, drawn by a hash of their row_id, so that the same rows
are drawn every time. Where inputs and prediction make large losses likely, the loss model says so before any label arrives; what it cannot
see is a change of the relation between inputs and target.
Features: the continuous columns, the prediction, and the categorical columns as native categories of XGBoost; a null or a category that the
reference never had is a missing value.

Folds are whole chunks, since an estimate is asked for chunks that no model was trained on. All losses get all trees, and estimates are not
made right on average over the reference: both were tried, and on data with drift estimates were farther off (decision 0032).

Result: one row per monitor, loss and fold, and one with fold -1 for the model that was trained on all rows; `model` is the booster in
XGBoost's own JSON (see the yml beside this file).
Source: NannyML, "Direct loss estimation"; T. Chen and C. Guestrin, "XGBoost: a scalable tree boosting system", KDD 2016; M. Stone,
"Cross-validatory choice and assessment of statistical predictions", J. R. Stat. Soc. B 36 (1974) 111-147.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.draws import drawn_rows
from ml_monitor.runtime.loss_models import trained_models, training_rows
from ml_monitor.runtime.losses import loss_features, row_loss
from ml_monitor.runtime.results import pending_versions, result_table
from ml_monitor.runtime.tables import records, rows_where, rows_with, tuples

if TYPE_CHECKING:
    from ml_monitor.runtime.kinds import Dbt, Session, Table

COLUMNS = {
    "monitor_name": "string",
    "loss_name": "string",
    "fold": "int64",
    "row_count": "int64",
    "reference_row_count": "int64",
    "mean_loss": "float64",
    "xgboost_version": "string",
    "model": "string",
    "result_version": "string",
}


def model(dbt: Dbt, session: Session) -> Table:
    """The table of the model: what dbt calls."""
    columns = dbt.ref("monitor_columns")
    limits: dict[str, int] = dict(tuples(dbt.ref("monitor_config"), "monitor_name", "max_fit_rows"))
    distributions = dbt.ref("monitor_fitted_distributions")
    reference_rows = dbt.ref("monitor_reference_rows")
    pending = pending_versions(dbt, session, "fitted_loss_models")

    result = []
    for name in sorted({row[0] for row in pending}):
        import xgboost

        continuous, categorical = loss_features(records(columns), distributions, name)
        labelled = rows_with(rows_where(reference_rows, monitor_name=name), "y_true", "y_pred")
        rows, row_count = drawn_rows(labelled, limits[name])
        features, y_true, y_pred, chunks = training_rows(rows, continuous, categorical)
        for _, _, _, loss_name, version in [row for row in pending if row[0] == name]:
            loss = row_loss(loss_name, y_true, y_pred)
            for fold, trained_rows, *fitted, booster in trained_models(features, loss, chunks, continuous, categorical):
                result.append((name, loss_name, fold, trained_rows, row_count, *fitted, xgboost.__version__, booster, version))
    return result_table(session, COLUMNS, result)
