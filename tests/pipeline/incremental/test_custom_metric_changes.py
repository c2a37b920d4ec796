"""Custom metrics from run to run: what a change computes again, and that all tables equal a full refresh."""

from __future__ import annotations

import pytest
from consumer import TELLING, Consumer
from keeping import Chain, KeptProject, Step, assert_equal, monitor, scored_rows

pytestmark = pytest.mark.engines


def rows(count: int, seed: int):
    made = scored_rows(count, seed).drop(columns=["y_true", "y_pred"])
    chance = 1 / (1 + 2.7 ** -made["x"])
    amount = (100 * made["z"] + 10).round(2)
    return made.assign(chance=chance, predicted=(chance > 0.5).astype(int), came_true=(made["z"] < chance).astype(float), amount=amount)


REFERENCE, SUPPLY = rows(200, 0), rows(240, 1)
ROWS = SUPPLY[:180].assign(came_true=SUPPLY["came_true"].where(SUPPLY["id"] < 120))
METRICS = {
    "total": {"sql": "sum(amount)"},
    "ratio": {"sql": "sum(amount * x) / sum(amount)"},
    "won": {
        "sql": "sum(case when came_true = 1 then amount else -1 end)",
        "needs_labels": True,
        "estimate": {"if_positive": "amount", "if_negative": "-1"},
    },
    "won_per_row": {"derived": "won / row_count"},
}
CLASSES = {"problem_type": "classification_binary", "y_true": "came_true", "y_pred": "predicted", "y_pred_proba": "chance"}
BEFORE = {**CLASSES, "metrics": ["accuracy"], "segments": ["k"], "custom_metrics": METRICS, "reconstruction_error": False}
# Monitor: what its settings are then.
SETTINGS: dict[str, dict] = {
    "unchanged": {},
    "growing": {},
    "an amount": {},
    "an amount of the reference": {},
    "labels": {},
    "a column of labels": {},
    "judged otherwise": {
        "custom_metrics": {**METRICS, "total": {"sql": "sum(amount)", "worse": "below"}},
        "thresholds": {"won": {"constant": {"lower": 0}}},
    },
    "derived otherwise": {"custom_metrics": {**METRICS, "won_per_row": {"derived": "2 * won / row_count"}}},
    "the same value": {"custom_metrics": {**METRICS, "mean_amount": {"sql": "avg(amount)"}}},
    "another value": {"custom_metrics": {**METRICS, "mean_x": {"sql": "avg(x)"}}},
    "none": {"custom_metrics": None},
}
ANALYSES = {
    "growing": SUPPLY[:200].assign(came_true=ROWS["came_true"]),
    "an amount": ROWS.assign(amount=ROWS["amount"].where(ROWS["id"] != 50, 7.5)),
    "labels": ROWS.assign(came_true=SUPPLY["came_true"].where(SUPPLY["id"] < 170)),
    "a column of labels": ROWS,
}
REFERENCES = {"an amount of the reference": REFERENCE.assign(amount=REFERENCE["amount"].where(REFERENCE["id"] != 50, 7.5))}
NOTHING, CHANGES, BACK = 1, 2, 3


def table(period: str, name: str) -> str:
    return f"{period}_{name.replace(' ', '_')}"


def settings(is_after: bool) -> dict:
    return {
        name: monitor(table("analysis", name), table("reference", name), **{**BEFORE, **(after if is_after else {})})
        for name, after in SETTINGS.items()
    }


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    tables = {table(period, name): made for name in SETTINGS for period, made in (("reference", REFERENCE), ("analysis", ROWS))}
    tables["analysis_a_column_of_labels"] = ROWS.drop(columns="came_true")
    folder = tmp_path_factory.mktemp("custom_changes")
    consumer = Consumer(folder / "kept", tables, settings(False), leaves_out=TELLING)

    def changed():
        consumer.monitors(settings(True))
        for period, others in (("reference", REFERENCES), ("analysis", ANALYSES)):
            for name, made in others.items():
                consumer.table(table(period, name), made)

    def taken_back():
        consumer.monitors(settings(False))
        for name, made in tables.items():
            consumer.table(name, made)

    return Chain(KeptProject(consumer, folder / "full"), [lambda: None, changed, taken_back])


def computed(step: Step, name: str) -> dict[str, set]:
    new = step.new_metrics(name)
    families = ("business", "estimated_business")
    return {
        of: set(zip(new.loc[new["metric_family"] == of, "period"], new.loc[new["metric_family"] == of, "chunk_index"])) for of in families
    }


def chunks(*indexes: int) -> set:
    return {("analysis", index) for index in indexes}


ALL = {(period, chunk) for period in ("reference", "analysis") for chunk in range(5)}
# The chunks whose metrics, and whose estimates, are computed again: estimates depend on the reference and read no labels of the analysis.
EXPECTED = {
    "unchanged": (set(), set()),
    "growing": (chunks(4), chunks(4)),
    "an amount": (chunks(1), chunks(1)),
    "an amount of the reference": (ALL, ALL),
    "labels": (chunks(3, 4), set()),
    "a column of labels": (chunks(0, 1, 2), set()),
    "judged otherwise": (set(), set()),
    "derived otherwise": (set(), set()),
    "the same value": (set(), set()),
    "another value": (ALL, ALL),
    "none": (set(), set()),
}


def test_a_run_in_which_nothing_changed_computes_nothing(chain):
    assert chain.after(NOTHING).new_metrics(None).empty


@pytest.mark.parametrize("name", list(SETTINGS))
def test_what_changed_is_computed_again_and_nothing_else(chain, name):
    assert tuple(computed(chain.after(CHANGES), name).values()) == EXPECTED[name]


def test_a_state_that_is_taken_back_has_the_tables_of_a_full_refresh(chain):
    assert_equal(chain.after(BACK).kept, chain.after(BACK).full)


def test_the_changed_state_has_the_tables_of_a_full_refresh(chain):
    assert_equal(chain.after(CHANGES).kept, chain.after(CHANGES).full)
