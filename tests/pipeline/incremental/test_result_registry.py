"""What a run computes again is what the registry of results says: each change of settings or rows by itself, in a monitor of its own."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from consumer import Consumer
from keeping import monitor, scored_rows

REFERENCE, ANALYSIS = scored_rows(120, 0), scored_rows(60, 1)
CLASSES = {"problem_type": "classification_binary", "y_true": "came_true", "y_pred": "predicted", "y_pred_proba": "chance"}
# Every result that a regression has, and every one that a classification has.
EVERYTHING = {
    "chunk_size": 20,
    "continuous_methods": ["jensen_shannon", "wasserstein"],
    "drift_types": ["baseline", "consecutive"],
    "reconstruction_error": True,
    "domain_classifier": {"max_rows": 20},
    "data_quality": True,
    "summary_statistics": ["mean", "median", "std"],
    "segments": [{"name": "is_large", "expression": "x > 0"}, {"name": "is_small", "expression": "x < -1"}],
    "custom_metrics": {"total": {"sql": "sum(x)"}},
}
ESTIMATED = {"sql": "sum(came_true * x)", "needs_labels": True, "estimate": {"if_positive": "x", "if_negative": "0"}}
# What changes: the settings before and after, and the names of what the registry calls it.
CHANGES: dict[str, tuple[dict, dict, set[str]]] = {
    "the bins of distribution functions": ({}, {"ecdf": {"bins": 50}}, {"bins", "bins_of_ecdfs"}),
    "components": ({}, {"reconstruction_error": {"n_components": 0.9}}, {"reconstruction"}),
    "the domain classifier": ({}, {"domain_classifier": {"max_rows": 30}}, {"domain_classifier"}),
    "rows to fit on": ({}, {"max_fit_rows": 100}, {"loss_models"}),
    "a metric of a classification": ({**CLASSES, "metrics": ["f1"]}, {"metrics": ["f1", "accuracy"]}, {"classification"}),
    "an estimate": (
        {**CLASSES, "metrics": ["f1"], "custom_metrics": {"won": ESTIMATED}},
        {"custom_metrics": {"gained": ESTIMATED}},
        # The values of a row are a part of the fingerprints of rows, so whatever changes them changes all.
        {"custom_metrics", "inputs", "labels", "rows_of_group", "rows_of_group_before", "reference", "segments"},
    ),
    "how a custom metric is judged": ({}, {"custom_metrics": {"total": {"sql": "sum(x)", "worse": "below"}}}, set()),
    "rows to fit on, of a classification": ({**CLASSES, "metrics": ["f1"]}, {"max_fit_rows": 100}, {"loss_models"}),
    "the groups that are compared": (
        {**CLASSES, "metrics": ["f1"], "fairness": [{"segment": "is_large"}]},
        {"fairness": [{"segment": "is_large", "metrics": ["tpr"]}, {"segment": "is_small"}]},
        {"fairness"},
    ),
    "a loss that groups are compared by": (
        {"metrics": ["mape"], "fairness": [{"segment": "is_large", "metrics": ["mean_error"]}]},
        {"fairness": [{"segment": "is_large", "metrics": ["mean_error", "mae"]}]},
        set(),
    ),
    "what a reference chunk is compared with": ({}, {"reference_comparison": "whole"}, {"reference_comparison"}),
    "numbers of rows in place of shares": ({}, {"data_quality": {"normalize": False}}, {"share_or_count"}),
    "no median": ({}, {"summary_statistics": ["mean", "std"]}, {"median_part"}),
    "no deviation": ({}, {"summary_statistics": ["mean", "median"]}, {"std_part"}),
    "nothing": ({}, {}, set()),
    "what judges alone": ({}, {"thresholds": {"mean": {"constant": {"upper": 1}}}, "judge": {"min_rows": 5}, "owner": "me"}, set()),
}
# What changes in a monitor's rows: in which relation and column, and the names of it.
IN_ROWS: dict[str, tuple[str, str, set[str]]] = {
    "a value": ("analysis", "x", {"inputs", "rows_of_group", "rows_of_group_before"}),
    "a label": ("analysis", "y_true", {"labels", "rows_of_group", "rows_of_group_before"}),
    "a value of the reference": ("reference", "x", {"inputs", "rows_of_group", "rows_of_group_before", "reference", "segments"}),
}


def with_classes(rows: pd.DataFrame) -> pd.DataFrame:
    chance = 1 / (1 + 2.7 ** -rows["x"])
    return rows.assign(chance=chance, predicted=(chance > 0.5).astype(int), came_true=(rows["z"] < chance).astype(int))


def relation(period: str, name: str) -> str:
    return f"{period}_of_{name}".replace(" ", "_") if name in IN_ROWS else f"{period}_rows"


def monitors(is_after: bool) -> dict[str, dict]:
    made = {name: EVERYTHING | before | (after if is_after else {}) for name, (before, after, _) in CHANGES.items()}
    made |= dict.fromkeys(IN_ROWS, EVERYTHING)
    return {name: monitor(relation("analysis", name), relation("reference", name), **settings) for name, settings in made.items()}


def versions(consumer: Consumer) -> dict[str, dict[tuple, str]]:
    """Per monitor the version of each result by its grain."""
    found = consumer.query("select * from monitor_versions")
    grain = ["result_name", "period", "chunk_index", "metric_name", "column_group"]
    return {
        name: dict(zip(of_monitor[grain].itertuples(index=False, name=None), of_monitor["result_version"]))
        for name, of_monitor in found.groupby("monitor_name")
    }


REGISTRY = """
select
    '{{ ml_monitor.result_registry() | tojson }}' as results,
    '{{ ml_monitor.settings_by_effect() | tojson }}' as settings,
    '{{ ml_monitor.inputs_of_results().keys() | list | tojson }}' as inputs
"""


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """The registries, and the versions before and after the changes."""
    tables = {"reference": with_classes(REFERENCE), "analysis": with_classes(ANALYSIS)}
    made = {f"{period}_rows": rows for period, rows in tables.items()}
    made |= {relation(period, name): rows for name in IN_ROWS for period, rows in tables.items()}
    registry = {"models/registry.sql": REGISTRY}
    consumer = Consumer(tmp_path_factory.mktemp("results"), made, monitors(is_after=False), files=registry)
    states = []
    for is_after in (False, True):
        run = consumer.dbt("run", "--select", "+monitor_versions", "registry")
        assert run.success, run.output
        states.append(versions(consumer))
        if not is_after:
            consumer.monitors(monitors(is_after=True))
            for name, (period, column, _) in IN_ROWS.items():
                changed = tables[period].copy()
                changed.loc[25, column] += 1
                consumer.table(relation(period, name), changed)
    return consumer.query("select * from main.registry").map(json.loads).iloc[0], *states


@pytest.mark.parametrize("name", [*CHANGES, *IN_ROWS])
def test_a_change_makes_those_results_anew_that_name_it(states, name):
    registry, before, after = states
    named = (CHANGES | IN_ROWS)[name][2]
    grains = before[name].keys() & after[name].keys()
    assert grains
    changed = {grain[0] for grain in grains if before[name][grain] != after[name][grain]}
    # Of what is there for groups of columns, labels change the target's part: not all have one.
    present = {grain[0] for grain in grains if name != "a label" or grain[-1] in ("target", ":none")}
    assert changed == {result["name"] for result in registry["results"] if result["name"] in present and named & set(result["reads"])}


def test_a_loss_that_groups_are_compared_by_gets_a_loss_model(states):
    before, after = (of_state["a loss that groups are compared by"].keys() for of_state in states[1:])
    assert {grain[3] for grain in before if grain[0] == "estimated_losses"} == {"absolute_percentage_error"}
    assert not before - after
    assert {(grain[0], grain[3]) for grain in after - before} == {
        ("estimated_losses", "absolute_error"),
        ("fitted_loss_models", "absolute_error"),
    }


@pytest.mark.parametrize("name", [name for name, (_, _, named) in CHANGES.items() if named])
def test_settings_affect_what_their_change_makes_anew(states, name):
    registry = states[0]
    before, after, named = CHANGES[name]
    changed = {key for key, value in after.items() if (EVERYTHING | before).get(key) != value}
    # Parts of results follow from what there is of columns and metrics, and have no setting of their own.
    hashed = registry["settings"].keys() & set(registry["inputs"])
    assert named & hashed == {effect for effect in hashed if changed & set(registry["settings"][effect])}


def test_every_result_and_all_that_one_can_be_computed_from_is_tried(states):
    registry, before, _ = states
    assert {result["name"] for result in registry["results"]} == {grain[0] for of_monitor in before.values() for grain in of_monitor}
    tried = {name for _, _, names in (CHANGES | IN_ROWS).values() for name in names}
    # The target among the features has a test of its own (test_data_changes.py); the columns of the row tables change with the package.
    assert {name for result in registry["results"] for name in result["reads"]} - tried == {"reconstructed_labels", "row_columns"}
