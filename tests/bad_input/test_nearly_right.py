"""Settings that are nearly right: the message names the nearest word and the line to write, and the user's own models run on."""

from __future__ import annotations

import numpy as np
import pytest
from bad_tables import monitor, rows
from consumer import Consumer

CLASSIFIER = {"problem_type": "classification_binary", "y_true": "flag", "y_pred": "flag_too", "y_pred_proba": "p"}

# Each monitor: its settings, and what the message says of it, in this order.
NEARLY_RIGHT = {
    "key": ({"chunk_sise": 10}, ["key 'chunk_sise': found an unknown key", "Did you mean 'chunk_size'?"]),
    "metric": ({**CLASSIFIER, "metrics": ["roc_auk"]}, ["key 'metrics': found 'roc_auk'", "Did you mean 'roc_auc'?"]),
    "method": ({"continuous_methods": ["Wassertein"]}, ["key 'continuous_methods': found 'Wassertein'", "Did you mean 'wasserstein'?"]),
    "problem type": ({"problem_type": "binary_classification"}, ["found binary_classification", "Did you mean 'classification_binary'?"]),
    "threshold": (
        {"thresholds": {"univariat_drift": {"quantile": 0.9}}},
        ["thresholds.univariat_drift", "Did you mean 'univariate_drift'?"],
    ),
    "option": ({"ecdf": {"exact_bellow": 3}}, ["ecdf.exact_bellow", "Did you mean 'exact_below'?"]),
    "quality": ({"data_quality": ["missing_value"]}, ["found 'missing_value'", "Did you mean 'missing_values'?"]),
    "column": ({"continuous_columns": ["amuont"]}, ["found 'amuont', which", "Did you mean 'amount'?"]),
    "relation": (
        {"analysis": "analisys"},
        [
            "key 'analysis': found 'analisys', which is no enabled model, seed or snapshot of the project 'consumer'",
            "Did you mean 'analysis'?",
        ],
    ),
    "call as text": ({"analysis": "{{ ref('analysis') }}"}, ["key 'analysis': found {{ ref('analysis') }}; allowed:", "Write analysis"]),
    "call of a package": ({"analysis": "ref('shop', \"sales\")"}, ["key 'analysis': found ref(", "Write {package: shop, ref: sales}"]),
    "source as text": ({"analysis": "{{ source('shop', 'sales') }}"}, ["key 'analysis'", "Write {source: [shop, sales]}"]),
    "one relation twice": (
        {"analysis": "reference"},
        ["key 'analysis': found reference; allowed: another relation", "`scored: reference` and `reference: {until: '2025-05-01'}`"],
    ),
    "rule without scored": (
        {"reference": {"until": "2024-01-03"}},
        ["key 'scored': found nothing", "what `reference: {'until': '2024-01-03'}` divides"],
    ),
    "scored without rule": (
        {"scored": "reference", "reference": "reference", "analysis": None},
        ["key 'reference': found reference; allowed: {until: date}, {between: [date, date]} or {where:"],
    ),
    "scored and analysis": (
        {"scored": "reference", "reference": {"until": "2024-01-03"}},
        ["key 'analysis': found analysis; allowed: nothing; with `scored` the analysis is what `reference` leaves"],
    ),
    "no date": (
        {"scored": "reference", "reference": {"until": "May 2024"}, "analysis": None},
        ["key 'reference.until': found May 2024; allowed: a date such as 2025-05-01"],
    ),
    "dates upside down": (
        {"scored": "reference", "reference": {"between": ["2024-02-01", "2024-01-01"]}, "analysis": None},
        ["key 'reference.between': found ['2024-02-01', '2024-01-01']; allowed: [first, end], the first before the end"],
    ),
    "until without timestamp": (
        {"scored": "reference", "reference": {"until": "2024-01-03"}, "analysis": None, "timestamp": None},
        ["key 'timestamp': found nothing; allowed: the name of a column; reference.until needs it"],
    ),
    "two statements": (
        {"scored": "reference", "reference": {"where": "x > 0; drop table reference"}, "analysis": None},
        ["key 'reference.where': found x > 0; drop table reference; allowed: one condition in SQL"],
    ),
    "unknown scored": (
        {"scored": "referense", "reference": {"where": "x > 0"}, "analysis": None},
        ["key 'scored': found 'referense', which is no enabled model", "Did you mean 'reference'?"],
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    random = np.random.default_rng(5)
    columns = {
        "amount": random.normal(size=120),
        "flag": random.choice([0, 1], 120),
        "flag_too": random.choice([0, 1], 120),
        "p": random.uniform(size=120),
        "paid": random.choice(["yes", "no"], 120),
        "late_or_never": random.choice(["late", "never"], 120),
        "paid_or_not": random.choice(["late", "never", "no", "yes"], 120),
        "percent": random.uniform(0, 100, 120),
    }
    tables = {"reference": rows(**columns), "analysis": rows(**columns), "own_model": "select 1 as one"}
    return Consumer(tmp_path_factory.mktemp("nearly_right"), tables, {})


@pytest.fixture(scope="module")
def run(project):
    project.monitors({name: monitor(**settings) for name, (settings, _) in NEARLY_RIGHT.items()})
    return project.dbt("run", "--select", "own_model", "reference", "analysis", "monitor_chunk_fingerprints")


def test_the_users_own_models_run_on(run, project):
    assert not run.success
    assert project.query("select * from main.own_model")["one"].tolist() == [1]


@pytest.mark.parametrize("name", NEARLY_RIGHT)
def test_the_message_says_what_was_meant(run, name):
    lines = [line for line in run.output.splitlines() if f"monitor '{name}'," in line]
    _, parts = NEARLY_RIGHT[name]
    assert any(all(part in line for part in parts) for line in lines), lines or run.output[-3000:]


def test_a_name_that_is_right_is_not_corrected(run):
    assert "Did you mean 'mae'" not in run.output
    assert not [line for line in run.output.splitlines() if "found 'reference'" in line]


def test_a_relation_that_is_made_later_needs_one_full_parse(project):
    project.monitors({"later": monitor(analysis="made_later")})
    assert "'made_later', which is no enabled model" in project.dbt("run", "--select", "monitor_chunk_fingerprints").output
    project.table("made_later", "select * from {{ ref('analysis') }}")
    told = project.dbt("run", "--select", "made_later", "monitor_chunk_fingerprints").output
    assert "'made_later', which dbt did not know yet when it last parsed the models of ml_monitor" in told
    assert project.dbt("--no-partial-parse", "run", "--select", "made_later", "monitor_chunk_fingerprints").success


def test_labels_and_percentages_of_the_reference_are_named(project):
    """Of rows that stop the run: the values with their numbers, and the line to write."""
    project.monitors(
        {
            "words": monitor(**{**CLASSIFIER, "y_true": "paid", "classes": [False, True]}),
            "four_words": monitor(**{**CLASSIFIER, "y_true": "paid_or_not", "y_pred": "late_or_never", "classes": ["late", "never"]}),
            "percent": monitor(**{**CLASSIFIER, "y_pred_proba": "percent"}),
        }
    )
    told = project.dbt("run", "--select", "monitor_chunk_fingerprints").output
    counts = project.query("select paid, count(*) as row_count from main.reference group by paid").set_index("paid")["row_count"]
    assert (
        f"y_true paid has 120 rows whose value is not a class: 'no' ({counts['no']} rows), 'yes' ({counts['yes']} rows); "
        "allowed: false, true. Write the negative class first: classes: ['no', 'yes']"
    ) in told
    # Where some labels are known, the classes are not guessed anew.
    line = next(line for line in told.splitlines() if "monitor 'four_words', reference" in line)
    assert line.endswith("allowed: late, never"), line
    line = next(line for line in told.splitlines() if "monitor 'percent', reference" in line)
    assert "y_pred_proba percent holds no probabilities in" in line
    assert "allowed: from 0 to 1. If they are percentages, write in your model: percent / 100.0 as percent" in line
