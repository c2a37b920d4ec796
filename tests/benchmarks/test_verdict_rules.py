"""The measure of the rules of incidents: each is found in the package, taken out of a copy, and counted."""

import sys

import pandas as pd
import pytest
from consumer import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from test_verdict_quality import chunks, incident, world

from verdict_rules import RULES, faults_seen_as_high, measured, package, table, without


def test_each_rule_is_taken_out_of_the_copy_and_put_back(tmp_path):
    copy = package(tmp_path)
    for rule, (path, text, replacement) in RULES.items():
        without([rule], copy)
        changed = [other for other, (file, _, _) in RULES.items() if (copy / file).read_text() != (REPOSITORY / file).read_text()]
        assert changed == [rule]
        assert text not in (copy / path).read_text()
        assert replacement in (copy / path).read_text()
    without([], copy)
    assert all((copy / path).read_text() == (REPOSITORY / path).read_text() for path, _, _ in RULES.values())


@pytest.mark.parametrize(("rank", "status", "is_high"), [(2, "open", True), (3, "open", False), (2, "closed", False)])
def test_a_column_at_fault_is_high_while_its_incident_is_open(rank, status, is_high):
    incidents = pd.DataFrame([{**incident(1), "severity_rank": rank, "status": status}])
    assert faults_seen_as_high([world("month"), world("concept", name="b")], incidents).tolist() == [is_high]


def test_seeds_are_added_up():
    chosen = [world("month"), world(name="quiet")]
    told = [{**incident(1), "severity_rank": 3}, {**incident(2, monitor="quiet", severity="high"), "severity_rank": 2}]
    found = pd.DataFrame([{"rules": "all rules", **measured(chosen, pd.DataFrame(told), chunks("a"))}] * 2)
    assert "| all rules | 1.00 | 1.00 | 100 % | 100 % | 1.00 | 0 % |" in table(found)
