"""The domain classifier is computed again for chunks that changed, for all if its settings or the reference did, and else for none."""

from __future__ import annotations

import pandas as pd
import pytest
from consumer import Consumer
from keeping import Chain, KeptProject, assert_equal, monitor, scored_rows

REFERENCE, ANALYSIS = scored_rows(200, 0), scored_rows(180, 1)
SETTINGS = {"reconstruction_error": False, "continuous_columns": ["x", "z"]}
MONITOR = monitor("analysis_rows", **SETTINGS, domain_classifier={"max_rows": 100})
NOTHING, VALUE, LABEL, WORDS, ROWS, FOLDS, REFERENCE_ROWS, OFF = range(1, 9)


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    folder = tmp_path_factory.mktemp("domain_classifier")
    consumer = Consumer(folder / "kept", {"reference_rows": REFERENCE, "analysis_rows": ANALYSIS}, {"watched": MONITOR})
    corrected = ANALYSIS.assign(x=ANALYSIS["x"].where(ANALYSIS["id"] != 50, -3.0))
    labelled = corrected.assign(y_true=corrected["y_true"].where(corrected["id"] != 130, 9.0))

    def configured(classifier):
        return lambda: consumer.monitors({"watched": {**MONITOR, "domain_classifier": classifier}})

    return Chain(
        KeptProject(consumer, folder / "full"),
        [
            lambda: None,
            lambda: consumer.table("analysis_rows", corrected),
            lambda: consumer.table("analysis_rows", labelled),
            configured({"folds": 5, "max_rows": 100}),
            configured({"max_rows": 30}),
            configured({"max_rows": 30, "folds": 3}),
            lambda: consumer.table("reference_rows", scored_rows(200, 7)),
            configured(False),
        ],
    )


def recomputed(step) -> set[tuple[str, int]]:
    return step.recomputed("watched")["multivariate_drift"]


@pytest.mark.parametrize("number", [NOTHING, LABEL, WORDS])
def test_nothing_new_computes_nothing(chain, number):
    assert recomputed(chain.after(number)) == set()


def test_a_corrected_value_computes_its_chunk(chain):
    assert recomputed(chain.after(VALUE)) == {("analysis", 1)}


@pytest.mark.parametrize("number", [ROWS, FOLDS, REFERENCE_ROWS])
def test_other_settings_or_another_reference_compute_every_chunk(chain, number):
    step = chain.after(number)
    assert len(step.all_chunks("watched")) == 10
    assert recomputed(step) == step.all_chunks("watched")


def test_fewer_rows_are_drawn_after_max_rows_was_lowered(chain):
    drawn: list[pd.DataFrame] = [chain.after(number).kept["monitor_domain_classifier"] for number in (WORDS, ROWS)]
    assert drawn[0]["row_count"].max() == 40
    assert set(drawn[1].loc[drawn[1]["row_count"] > 20, "row_count"]) == {30}


def test_switched_off_it_leaves_no_row(chain):
    tables = chain.after(OFF).kept
    assert len(tables["monitor_domain_classifier"]) == 0
    assert not (tables["monitor_metrics"]["metric_name"] == "domain_classifier_auroc").any()


@pytest.mark.parametrize("number", [NOTHING, VALUE, LABEL, WORDS, ROWS, FOLDS, REFERENCE_ROWS, OFF])
def test_tables_equal_a_full_refresh(chain, number):
    step = chain.after(number)
    assert_equal(step.kept, step.full)
