"""The configuration and the reference change from run to run: what is computed again, and that all tables equal a full refresh.

One run makes another change of every monitor, the next takes all of them back; `untouched` shows that no change reaches another monitor.
"""

from __future__ import annotations

import pandas as pd
import pytest
from consumer import Consumer
from keeping import INPUT_FAMILIES, LABEL_FAMILIES, Chain, KeptProject, assert_equal, chunks_of, expected, monitor, scored_rows

REFERENCE = scored_rows(200, 0)
REFERENCES = {
    "reference_rows": (REFERENCE, REFERENCE),
    "reference_replaced": (REFERENCE, scored_rows(200, 7)),
    "reference_with_a_corrected_label": (REFERENCE, REFERENCE.assign(y_true=REFERENCE["y_true"].where(REFERENCE["id"] != 50, 9.0))),
    # The last 10 of 210 rows are in no chunk, but fitted on.
    "reference_with_a_remainder": (
        scored_rows(210, 8),
        scored_rows(210, 8).assign(x=lambda rows: rows["x"].where(rows["id"] != 205, 0.5)),
    ),
    # With a number of chunks their size follows the reference: 40, then 42.
    "reference_that_grows": (scored_rows(210, 9)[:200], scored_rows(210, 9)),
}

# Monitor: its settings at first, and then. None is no monitor.
SETTINGS = {
    "untouched": ({}, {}),
    "keys in another order": ({}, {}),
    "threshold": ({}, {"thresholds": {"jensen_shannon": {"constant": {"upper": 0.05}}, "rmse": {"standard_deviation": 1}}}),
    "drift methods": ({}, {"continuous_methods": ["jensen_shannon", "wasserstein"], "categorical_methods": ["jensen_shannon", "chi2"]}),
    "metrics": ({}, {"metrics": ["rmse", "mae"]}),
    "columns": ({}, {"continuous_columns": ["x", "z"]}),
    "segments": ({}, {"segments": ["k", {"name": "is_low", "expression": "z < 0.5"}], "max_segment_values": 2}),
    "components": ({"reconstruction_error": {"n_components": 1}}, {"reconstruction_error": {"n_components": 2}}),
    "chunk size": ({}, {"chunk_size": 30}),
    "incomplete": ({}, {"incomplete": "drop"}),
    "words": ({"model_version": "first"}, {"model_version": "second", "analysis": "analysis_again"}),
    "old name": ({}, None),
    "new name": (None, {}),
    "added": (None, {}),
    "removed": ({}, None),
    **{name: ({"reference": name},) * 2 for name in list(REFERENCES)[1:]},
}
SETTINGS["reference_with_a_remainder"] = ({"reference": "reference_with_a_remainder", "incomplete": "drop"},) * 2
SETTINGS["reference_that_grows"] = ({"reference": "reference_that_grows", "chunk_size": None, "chunk_number": 5},) * 2

CHANGED_REFERENCES = list(REFERENCES)[1:]
THERE = [{name for name, settings in SETTINGS.items() if settings[state] is not None} for state in (0, 1)]
FIRST_CHANGES, BACK, NO_MONITOR = 1, 2, 3
# History: a changed configuration makes it forget nothing.
LOG = "monitor_incident_log"


def monitors(state: int) -> dict:
    made = {name: monitor(**{"analysis": "analysis_rows", **SETTINGS[name][state]}) for name in SETTINGS if name in THERE[state]}
    if state == 1:
        name = "keys in another order"
        made[name] = dict(reversed(made[name].items()))
        made = dict(reversed(made.items()))
    return made


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    analysis = scored_rows(180, 1)
    tables = {"analysis_rows": analysis, "analysis_again": analysis, **{name: tables[0] for name, tables in REFERENCES.items()}}
    folder = tmp_path_factory.mktemp("configuration_changes")
    consumer = Consumer(folder / "kept", tables, monitors(0))

    def applied(state: int):
        def apply():
            consumer.monitors(monitors(state))
            for name, tables in REFERENCES.items():
                consumer.table(name, tables[state])

        return apply

    return Chain(KeptProject(consumer, folder / "full"), [applied(1), applied(0), lambda: consumer.monitors({})])


def all_families(chunks) -> dict:
    return dict.fromkeys(INPUT_FAMILIES + LABEL_FAMILIES, chunks)


@pytest.mark.parametrize("number", [FIRST_CHANGES, BACK])
@pytest.mark.parametrize("name", ["untouched", "keys in another order", "threshold"])
def test_computes_nothing_again(chain, name, number):
    assert chain.after(number).recomputed(name) == expected(set())


@pytest.mark.parametrize("number", [FIRST_CHANGES, BACK])
def test_a_changed_threshold_judges_anew(chain, number):
    def judged(tables, columns):
        metrics = tables["monitor_metrics"]
        metrics = metrics[metrics["monitor_name"] == "threshold"].set_index("metric_id")
        return metrics.loc[metrics["metric_name"].isin(["jensen_shannon", "rmse"]), columns].sort_index()

    step = chain.after(number)
    assert not judged(step.before, ["upper_threshold"]).equals(judged(step.kept, ["upper_threshold"]))
    assert judged(step.before, ["is_alert"]).sum().item() != judged(step.kept, ["is_alert"]).sum().item()
    assert judged(step.before, ["metric_value", "computed_at"]).equals(judged(step.kept, ["metric_value", "computed_at"]))
    alerts = [tables["monitor_alerts"].query("monitor_name == 'threshold'") for tables in (step.before, step.kept)]
    assert len(alerts[0]) != len(alerts[1])


def test_an_added_drift_method_computes_nothing_else(chain):
    step = chain.after(FIRST_CHANGES)
    new = step.new_metrics("drift methods")
    assert set(new["metric_name"]) == {"wasserstein", "chi2"}
    drift = "univariate_drift"
    assert chunks_of(new) == {
        **expected(set()),
        drift: step.all_chunks("drift methods"),
        f"{drift} of the target": step.all_chunks("drift methods"),
    }


def test_a_removed_drift_method_computes_nothing_and_leaves_nothing(chain):
    step = chain.after(BACK)
    assert step.recomputed("drift methods") == expected(set())
    kept = step.kept["monitor_metrics"]
    assert not kept.loc[kept["monitor_name"] == "drift methods", "metric_name"].isin(["wasserstein", "chi2"]).any()


@pytest.mark.parametrize("number", [FIRST_CHANGES, BACK])
def test_an_added_or_removed_performance_metric_computes_no_other_family(chain, number):
    new = chain.after(number).new_metrics("metrics")
    # What labels say of estimates follows from both.
    assert set(new["metric_family"]) <= {"realized_performance", "estimated_performance", "concept_drift"}


def test_an_added_performance_metric_is_computed_for_every_chunk(chain):
    step = chain.after(FIRST_CHANGES)
    new = step.new_metrics("metrics")
    of_metric = chunks_of(new[new["metric_name"] == "mae"])
    assert of_metric["estimated_performance"] == step.all_chunks("metrics")
    # Realized losses are kept for all metrics, so a new one needs no row again.
    metrics = step.kept["monitor_metrics"].query("monitor_name == 'metrics' and metric_name == 'mae'")
    realized = metrics[metrics["metric_family"] == "realized_performance"]
    assert set(zip(realized["period"], realized["chunk_index"])) == step.all_chunks("metrics")
    assert realized["metric_value"].notna().all()


@pytest.mark.parametrize("number", [FIRST_CHANGES, BACK])
def test_segments_that_come_and_go_compute_the_monitor_anew_and_leave_nothing(chain, number):
    step = chain.after(number)
    recomputed = step.recomputed("segments")
    assert recomputed["univariate_drift"] == recomputed["realized_performance"] == step.all_chunks("segments")
    metrics = step.kept["monitor_metrics"].query("monitor_name == 'segments'")
    assert set(metrics["segment_column"]) == ({":all", "k", "is_low"} if number == FIRST_CHANGES else {":all"})


@pytest.mark.parametrize("number", [FIRST_CHANGES, BACK])
def test_other_columns_are_fitted_and_computed_for_every_chunk(chain, number):
    step = chain.after(number)
    recomputed = step.recomputed("columns")
    assert recomputed["multivariate_drift"] == recomputed["estimated_performance"] == step.all_chunks("columns")


def test_an_added_column_is_compared_in_every_chunk(chain):
    step = chain.after(FIRST_CHANGES)
    new = step.new_metrics("columns")
    assert chunks_of(new[new["column_name"] == "z"])["univariate_drift"] == step.all_chunks("columns")


@pytest.mark.parametrize("number", [FIRST_CHANGES, BACK])
def test_other_components_change_the_reconstruction_error_of_every_chunk(chain, number):
    step = chain.after(number)
    assert step.recomputed("components")["multivariate_drift"] == step.all_chunks("components")


@pytest.mark.parametrize("number", [FIRST_CHANGES, BACK])
@pytest.mark.parametrize("name", ["chunk size", *CHANGED_REFERENCES])
def test_another_reference_or_chunking_computes_everything(chain, name, number):
    step = chain.after(number)
    recomputed = step.recomputed(name)
    # What was realized in a chunk is a mean over its own rows: it is computed again where they are others.
    assert recomputed.pop("realized_performance") <= step.all_chunks(name)
    assert recomputed == {family: chunks for family, chunks in all_families(step.all_chunks(name)).items() if family in recomputed}


NEW = [(FIRST_CHANGES, name) for name in THERE[1] - THERE[0]] + [(BACK, name) for name in THERE[0] - THERE[1]]
GONE = [(FIRST_CHANGES, name) for name in THERE[0] - THERE[1]] + [(BACK, name) for name in THERE[1] - THERE[0]]


@pytest.mark.parametrize(("number", "name"), sorted(NEW))
def test_a_new_or_renamed_monitor_is_computed(chain, number, name):
    step = chain.after(number)
    assert step.recomputed(name) == all_families(step.all_chunks(name))
    assert len(step.all_chunks(name)) == 10


@pytest.mark.parametrize(("number", "name"), sorted(GONE))
def test_a_removed_monitor_or_an_old_name_leaves_no_row(chain, number, name):
    tables = chain.after(number).kept
    named = {table: rows for table, rows in tables.items() if "monitor_name" in rows and table != LOG}
    assert [table for table, rows in named.items() if (rows["monitor_name"] == name).any()] == []
    # What is known of an incident by its id alone is known of none that is gone.
    incidents = set(tables["monitor_incidents"]["incident_id"])
    others = {table: rows for table, rows in tables.items() if table not in named and table != LOG}
    assert [table for table, rows in others.items() if not set(rows["incident_id"]) <= incidents] == []


@pytest.mark.engines
@pytest.mark.parametrize("number", [FIRST_CHANGES, BACK, NO_MONITOR])
def test_all_tables_equal_a_full_refresh(chain, number):
    step = chain.after(number)
    assert_equal(step.kept, step.full)


def test_without_monitors_every_table_is_empty(chain):
    tables = chain.after(NO_MONITOR).kept
    assert {table: len(rows) for table, rows in tables.items() if len(rows) and table != LOG} == {}


def test_states_taken_back_are_the_first_state(chain):
    """Coming back to an earlier configuration finds nothing stale: fingerprints of other settings never meet old numbers."""
    first: dict[str, pd.DataFrame] = chain.after(0).kept
    assert_equal(chain.after(BACK).kept, first)
