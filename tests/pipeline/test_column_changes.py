"""What `monitor_column_changes` says of columns that were spoilt on their way: its numbers, its hints and its sentences, from one build."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import Consumer

NUMBERS = ["income", "age", "rooms", "speed", "calm"]
CATEGORIES = ["job", "level", "it's a <script>"]


# The rows go wrong with the second chunk of 500; once the third alerts too, the opening chunk is left out.
LOOKED_AT_FROM = 1000


def rows(count: int, start: int) -> pd.DataFrame:
    random = np.random.default_rng(start)
    return pd.DataFrame(
        {
            "row_id": np.arange(start, start + count),
            "income": random.gamma(2, 1000, count) + 100,
            "age": random.normal(50, 5, count),
            "rooms": random.gamma(3, 2, count),
            "speed": random.normal(20, 3, count),
            "calm": random.normal(0, 1, count),
            "job": random.choice(["self-employed", "employed", "none"], count, p=[0.18, 0.6, 0.22]),
            "level": random.integers(1, 6, count).astype(str),
            "it's a <script>": random.choice(["it's", "<b>"], count),
        }
    )


def spoilt(clean: pd.DataFrame) -> pd.DataFrame:
    """The rows from 500 on: another unit, two swapped columns, a default, a respelling, codes moved by one, lost values."""
    random = np.random.default_rng(1)
    is_bad = clean.index >= 500
    bad = clean.copy()
    bad.loc[is_bad, "income"] /= 1000
    bad.loc[is_bad, ["age", "rooms"]] = clean.loc[is_bad, ["rooms", "age"]].to_numpy()
    bad.loc[is_bad & (random.random(len(clean)) < 0.25), "speed"] = 0
    bad.loc[is_bad, "job"] = clean["job"].replace("self-employed", "self employed")
    bad.loc[is_bad, "level"] = (clean["level"].astype(int) + 1).astype(str)
    bad.loc[is_bad & (random.random(len(clean)) < 0.4), "it's a <script>"] = None
    return bad


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return {"reference_rows": rows(5000, 0), "analysis_rows": spoilt(rows(2000, 5000))}


@pytest.fixture(scope="module")
def changes(tmp_path_factory, tables) -> pd.DataFrame:
    monitor = {
        "problem_type": "regression",
        "reference": "reference_rows",
        "analysis": "analysis_rows",
        "row_id": "row_id",
        "chunk_size": 500,
        "continuous_columns": NUMBERS,
        "categorical_columns": CATEGORIES,
        "reconstruction_error": False,
        "thresholds": {"jensen_shannon": {"constant": {"upper": 0.15}}},
    }
    consumer = Consumer(tmp_path_factory.mktemp("changes"), tables, {"it's": monitor})
    consumer.build("--select", "+monitor_column_changes")
    return consumer.query("select * from monitor_column_changes").set_index("column_name")


def test_each_column_has_the_hint_of_what_was_done_to_it(changes):
    assert changes["hint"].to_dict() == {
        "income": "unit",
        "age": "column_swap",
        "rooms": "column_swap",
        "speed": "default_value",
        "job": "rename",
        "level": "shifted_codes",
        "it's a <script>": "missing_values",
    }
    assert changes["opened_chunk_key"].eq("[500:999]").all()


def test_the_sentences_can_be_read(changes, tables):
    reference, analysis = tables["reference_rows"], tables["analysis_rows"].iloc[LOOKED_AT_FROM:]
    percent = {name: f"{round(100 * share)} %" for name, share in analysis["job"].value_counts(normalize=True).items()}
    was = f"{round(100 * reference['job'].eq('self-employed').mean())} %"
    assert changes["what_changed"].to_dict() == {
        "income": f"100 % of values lie below everything the reference had (lowest {reference['income'].min():.0f}): "
        "a change of unit (/ 1000, as between thousands, or kilograms and grams)?",
        "age": "its values look like those of 'rooms' before, and those of 'rooms' like its own before: swapped columns?",
        "rooms": "its values look like those of 'age' before, and those of 'age' like its own before: swapped columns?",
        "speed": f"{round(100 * analysis['speed'].eq(0).mean())} % of values are 0 (0 % before): a default in place of missing values?",
        "job": f"'self-employed' gone ({was}), 'self employed' new ({percent['self employed']}): a rename?",
        "level": "codes lie between 2 and 6 (between 1 and 5 before): shifted codes?",
        "it's a <script>": f"{round(100 * analysis[CATEGORIES[2]].isna().mean())} % of values are missing (0 % before): "
        "values lost on their way?",
    }


@pytest.mark.parametrize("column", NUMBERS[:4])
def test_the_numbers_are_those_of_the_rows(changes, tables, column):
    row = changes.loc[column]
    sides = {"then": tables["reference_rows"][column], "now": tables["analysis_rows"][column].iloc[LOOKED_AT_FROM:]}
    for side, values in sides.items():
        assert row[f"row_count_{side}"] == len(values)
        assert row[f"mean_{side}"] == pytest.approx(values.mean())
        assert row[f"standard_deviation_{side}"] == pytest.approx(values.std(ddof=0))
        assert (row[f"lowest_{side}"], row[f"highest_{side}"]) == (values.min(), values.max())
        assert row[f"median_{side}"] == pytest.approx(values.median(), rel=0.1)
    assert row["below_share_now"] == pytest.approx(sides["now"].lt(sides["then"].min()).mean())
    assert row["above_share_now"] == pytest.approx(sides["now"].gt(sides["then"].max()).mean())
    assert row["missing_share_now"] == 0


def test_categories_are_told_with_their_shares(changes, tables):
    row = changes.loc["level"]
    assert row["unseen_share_now"] == pytest.approx(tables["analysis_rows"]["level"].iloc[LOOKED_AT_FROM:].eq("6").mean())
    assert row["categories_gone"].startswith("'1' (")
    assert row["categories_new"].startswith("'6' (")
    assert "'1' 0 % (" in row["largest_shifts"]
    assert row["other_hints"] == "rename"
