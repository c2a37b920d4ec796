"""The guesses of `ml-monitor init` on real tables, by the script that measures them; the large tables are left to it."""

from __future__ import annotations

import sys
from itertools import islice

import pytest
from consumer import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

import init_guesses

CHEAP = [case for case in islice(init_guesses.cases(), 5) if case.name != "digits"]


@pytest.mark.parametrize(
    ("case", "naming"), [(case, naming) for case in CHEAP for naming in case.namings], ids=lambda value: getattr(value, "name", value)
)
def test_no_role_is_guessed_wrong(case, naming):
    named = init_guesses.renamed(case, naming)
    told = init_guesses.verdicts(named, init_guesses.guess_of(named))
    assert [role for role, verdict in told.items() if verdict != "right"] == []
