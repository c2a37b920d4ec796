"""The domain classifier is computed again for chunks that changed, for all if its settings or the reference did, and else for none.

Every monitor has tables of its own and meets one change, all in one run; the run before it has nothing new for any of them.
"""

from __future__ import annotations

import pandas as pd
import pytest
from consumer import TELLING, Consumer
from keeping import Chain, KeptProject, Step, assert_equal, monitor, of_monitor, scored_rows

pytestmark = pytest.mark.engines

REFERENCE, ANALYSIS = scored_rows(200, 0), scored_rows(180, 1)
LABELLED = ANALYSIS.assign(y_true=ANALYSIS["y_true"].where(ANALYSIS["id"] != 130, 9.0))
SETTINGS = {"reconstruction_error": False, "continuous_columns": ["x", "z"]}
FIRST = {"max_rows": 100}
NOTHING, CHANGES = 1, 2

# Monitor: its domain_classifier after the change, its analysis and its reference.
AFTER = {
    "unchanged": (FIRST, ANALYSIS, REFERENCE),
    "value": (FIRST, ANALYSIS.assign(x=ANALYSIS["x"].where(ANALYSIS["id"] != 50, -3.0)), REFERENCE),
    "label": (FIRST, LABELLED, REFERENCE),
    "words": ({"folds": 5, "max_rows": 100}, ANALYSIS, REFERENCE),
    "rows": ({"max_rows": 30}, ANALYSIS, REFERENCE),
    "folds": ({"max_rows": 100, "folds": 3}, ANALYSIS, REFERENCE),
    "reference": (FIRST, ANALYSIS, scored_rows(200, 7)),
    "off": (False, ANALYSIS, REFERENCE),
}


def monitors(classifiers: dict[str, dict | bool]) -> dict:
    return {
        name: monitor(f"analysis_of_{name}", f"reference_of_{name}", **SETTINGS, domain_classifier=classifier)
        for name, classifier in classifiers.items()
    }


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    folder = tmp_path_factory.mktemp("domain_classifier")
    tables = {f"{period}_of_{name}": rows for name in AFTER for period, rows in (("analysis", ANALYSIS), ("reference", REFERENCE))}
    consumer = Consumer(folder / "kept", tables, monitors(dict.fromkeys(AFTER, FIRST)), leaves_out=TELLING)

    def changed():
        consumer.monitors(monitors({name: classifier for name, (classifier, _, _) in AFTER.items()}))
        for name, (_, analysis, reference) in AFTER.items():
            consumer.table(f"analysis_of_{name}", analysis)
            consumer.table(f"reference_of_{name}", reference)

    return Chain(KeptProject(consumer, folder / "full"), [lambda: None, changed])


def recomputed(step: Step, name: str) -> set[tuple[str, int]]:
    return step.recomputed(name)["multivariate_drift"]


@pytest.mark.parametrize(("number", "name"), [*((NOTHING, name) for name in AFTER), *((CHANGES, name) for name in ("label", "words"))])
def test_nothing_new_computes_nothing(chain, number, name):
    assert recomputed(chain.after(number), name) == set()


def test_a_change_of_others_computes_nothing(chain):
    assert recomputed(chain.after(CHANGES), "unchanged") == set()


def test_a_corrected_value_computes_its_chunk(chain):
    assert recomputed(chain.after(CHANGES), "value") == {("analysis", 1)}


@pytest.mark.parametrize("name", ["rows", "folds", "reference"])
def test_other_settings_or_another_reference_compute_every_chunk(chain, name):
    step = chain.after(CHANGES)
    assert len(step.all_chunks(name)) == 10
    assert recomputed(step, name) == step.all_chunks(name)


def test_fewer_rows_are_drawn_after_max_rows_was_lowered(chain):
    step = chain.after(CHANGES)
    drawn: list[pd.DataFrame] = [of_monitor(tables["monitor_domain_classifier"], "rows") for tables in (step.before, step.kept)]
    assert drawn[0]["row_count"].max() == 40
    assert set(drawn[1].loc[drawn[1]["row_count"] > 20, "row_count"]) == {30}


def test_switched_off_it_leaves_no_row(chain):
    step = chain.after(CHANGES)
    before, after = (of_monitor(tables["monitor_domain_classifier"], "off") for tables in (step.before, step.kept))
    assert len(before) > 0
    assert len(after) == 0
    assert not (of_monitor(step.kept["monitor_metrics"], "off")["metric_name"] == "domain_classifier_auroc").any()


@pytest.mark.parametrize("number", [NOTHING, CHANGES])
def test_tables_equal_a_full_refresh(chain, number):
    step = chain.after(number)
    assert_equal(step.kept, step.full)
