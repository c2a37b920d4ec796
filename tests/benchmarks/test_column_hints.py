"""The benchmark of hints: its catalog of corruptions, and what its tables say."""

import re
import sys

import numpy as np
import pandas as pd
import pytest
from consumer import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from column_hints import (
    BEGIN,
    CATEGORY_CORRUPTIONS,
    CORRUPTIONS,
    END,
    KEPT_NUMBERS,
    LARGE_UNITS,
    NUMBERS,
    PAGE,
    PART,
    result,
    spoilt_in_part,
    tables_of,
)


def test_there_are_thirty_corruptions_and_each_hint_of_the_page_has_one():
    assert len({corruption.name for corruption in CORRUPTIONS}) == len(CORRUPTIONS) == 30
    described = set(re.findall(r"^\| `(\w+)` \| [a-z]", PAGE.read_text().split(BEGIN)[0], re.MULTILINE))
    assert {corruption.hint for corruption in CORRUPTIONS} == described


def test_categories_are_spoilt_as_named():
    values = pd.Series(["Very Good", "Very Good", "Fair"])
    spoilt = {
        corruption.name: corruption.spoil(values, np.random.default_rng(1))
        for corruption in CATEGORY_CORRUPTIONS
        if corruption.spoil and not corruption.codes
    }
    assert spoilt["one category respelled"].tolist() == ["Very_Good", "Very_Good", "Fair"]
    assert spoilt["cut to two characters"].tolist() == ["Ve", "Ve", "Fa"]
    assert spoilt["a constant category"].tolist() == ["Very Good"] * 3


def test_a_part_of_the_rows_is_spoilt():
    clean = pd.DataFrame({name: np.arange(1.0, 1001.0) for name in NUMBERS})
    for corruption in LARGE_UNITS:
        ratio = spoilt_in_part(corruption, clean, np.random.default_rng(1))["price"] / clean["price"]
        assert ratio.round(9).nunique() == 2
        assert (ratio != 1).mean() == pytest.approx(PART, abs=0.05)


def test_a_unit_is_right_only_with_its_factor():
    row = pd.Series({"hint": "unit", "hint_sentence": "a change of unit (/ 1000, as between thousands, or kilograms and grams)?"})
    by_name = {corruption.name: corruption for corruption in CORRUPTIONS}
    assert result(by_name["divided by 1000"], row) == "right"
    assert result(by_name["divided by 100"], row) == "wrong"
    assert result(by_name["divided by 100"], row.replace("unit", ":none")) == "no hint"


def test_the_tables_tell_right_and_missed_hints():
    names = list(KEPT_NUMBERS)[:2]
    corrupted = pd.DataFrame(
        {"column_name": names, "corruption": "times 12", "hint": ["unit", "clipping"], "set": "kept", "result": ["right", "wrong"]}
    )
    controls = pd.DataFrame({"column_name": names, "kind": "the same", "hint": ":none", "what_changed": ""})
    text = tables_of(corrupted, corrupted.iloc[:1], controls)
    assert "| kept apart | 1 of 2 (50 %) | 1 of 2 (50 %) | 0 of 2 (0 %) | 0 of 2 (0 %) |" in text
    assert "| kept apart | 1 of 1 (100 %) | 0 of 1 (0 %) |" in text
    assert "| the same | 0 of 2 (0 %) |" in text
    assert f"| times 12 | `unit` | 0 of 0 | 1 of 2 | `{names[1]}` clipping |" in text


def test_the_page_has_its_place_for_the_tables():
    before, rest = PAGE.read_text().split(BEGIN)
    assert END in rest
    assert before
