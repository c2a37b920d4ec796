"""What is fitted on the reference is kept until the reference or the settings of the fit change.

A mark is written into the fitted tables by hand. A run that fits nothing leaves it there; a fit replaces it. The marks are harmless to
what is computed from the tables, or else the numbers do not matter here.
"""

from __future__ import annotations

import duckdb
import pytest
from consumer import TELLING, Consumer, relation
from keeping import monitor, scored_rows

pytestmark = pytest.mark.engines

# Table: the column that is marked, the mark, and which rows.
MARKS = {
    "monitor_fitted_bins": ("skewness", "12345", "true"),
    "monitor_fitted_distributions": ("row_count", "12345", "bin_type = 'bin' and bin_index = 0"),
    "monitor_fitted_loss_spreads": ("row_count", "12345", "true"),
    "monitor_fitted_loss_models": ("xgboost_version", "'marked'", "true"),
    "monitor_fitted_pca": ("parameter_value", "12345", "parameter = 'missing_value'"),
}
MONITORS = ("plain", "components", "metrics")
EVERYWHERE = {(table, name) for table in MARKS for name in MONITORS}


def marks(consumer: Consumer) -> set[tuple[str, str]]:
    """The fitted tables and monitors with a mark in every row that was marked."""
    queries = [
        f"select '{table}', monitor_name from {relation(table)} where {rows} group by monitor_name having min({column} = {mark})"
        for table, (column, mark, rows) in MARKS.items()
    ]
    with duckdb.connect(str(consumer.database)) as connection:
        return set(connection.execute(" union all ".join(queries)).fetchall())


@pytest.fixture(scope="module")
def left(tmp_path_factory) -> dict[str, set[tuple[str, str]]]:
    """The marks that are left after each of the runs; the runs follow one another."""
    reference, analysis = scored_rows(200, 0), scored_rows(300, 1)
    tables = {"analysis_rows": analysis[:180], **{f"reference_of_{name}": reference for name in MONITORS}}
    monitors = {name: monitor("analysis_rows", f"reference_of_{name}") for name in MONITORS}
    consumer = Consumer(tmp_path_factory.mktemp("fitted") / "kept", tables, monitors, leaves_out=TELLING)

    def run() -> set[tuple[str, str]]:
        consumer.build()
        return marks(consumer)

    left = {"the first build": run()}
    with duckdb.connect(str(consumer.database)) as connection:
        for table, (column, mark, rows) in MARKS.items():
            connection.execute(f"update {relation(table)} set {column} = {mark} where {rows}")
    left["marking"] = marks(consumer)
    left["no change"] = run()
    # Nulls and a new category need no new fit either.
    new = analysis[:230].assign(x=analysis["x"].where(analysis["id"] != 200), k=analysis["k"].where(analysis["id"] != 201, "new"))
    consumer.table("analysis_rows", new)
    left["new rows"] = run()
    changes = {
        "plain": {"thresholds": {"univariate_drift": {"standard_deviation": 2}}, "incomplete": "append"},
        "components": {"reconstruction_error": {"n_components": 1}},
        "metrics": {"metrics": ["rmse", "mae"]},
    }
    consumer.monitors({name: monitor("analysis_rows", f"reference_of_{name}", **changes[name]) for name in MONITORS})
    left["other settings"] = run()
    consumer.table("reference_of_plain", scored_rows(200, 7))
    left["another reference"] = run()
    return left


def test_a_fit_makes_no_mark_and_marking_marks_everything(left):
    assert left["the first build"] == set()
    assert left["marking"] == EVERYWHERE


@pytest.mark.parametrize("run", ["no change", "new rows"])
@pytest.mark.parametrize("table", list(MARKS))
def test_is_kept_while_the_reference_is_the_same(left, run, table):
    assert {name for of_table, name in left[run] if of_table == table} == set(MONITORS)


@pytest.mark.parametrize("table", list(MARKS))
def test_thresholds_and_the_end_of_the_analysis_need_no_fit(left, table):
    assert (table, "plain") in left["other settings"]


def test_other_components_are_fitted_and_nothing_else(left):
    refitted = {table for table, name in EVERYWHERE - left["other settings"] if name == "components"}
    assert refitted == {"monitor_fitted_pca"}


def test_another_metric_fits_nothing_but_losses(left):
    refitted = {table for table, name in EVERYWHERE - left["other settings"] if name == "metrics"}
    assert refitted <= {"monitor_fitted_loss_spreads", "monitor_fitted_loss_models"}


@pytest.mark.parametrize("table", list(MARKS))
def test_another_reference_is_fitted_on_and_only_that(left, table):
    assert (table, "plain") not in left["another reference"]
    others = {(of_table, name) for of_table, name in left["other settings"] if of_table == table and name != "plain"}
    assert others
    assert others <= left["another reference"]
