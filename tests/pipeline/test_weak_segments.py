"""Weak segments: those of brute force in pandas, whatever the order of rows and columns, and what there is where nothing can be told."""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pandas as pd
import pytest
import sqlglot
from brute_force import p_value, weak_segments
from consumer import EVERY_CONTRACT, REPOSITORY, TELLING, Consumer
from keeping import comparable
from monitors import monitor_with
from scipy.stats import ttest_ind
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

sys.path.append(str(REPOSITORY / "scripts"))

import make_reference

COUNT, PER_CHUNK = 4000, 500
CITIES = np.array([f"city {place:02}" for place in range(25)], dtype=object)
CONTINUOUS, CATEGORICAL = ["amount", "rooms", "age", "constant", "empty"], ["region", "city"]
CLASSES = ["bird", "cat", "dog"]


def rows(seed: int, is_weak: bool) -> pd.DataFrame:
    """Rows of a regression and of classifications. Regions of some amounts are worse in the analysis, and old rows are ever since."""
    random = np.random.default_rng(seed)
    amount, age = random.lognormal(9, 1, COUNT), random.normal(40, 10, COUNT)
    region = random.choice(np.array(["north", "west", "o'south\\", None], dtype=object), COUNT, p=[0.4, 0.35, 0.2, 0.05])
    shares = 1 / np.arange(1, 26)
    city = random.choice(CITIES, COUNT, p=shares / shares.sum())
    weak = is_weak & (region == "west") & (amount > 6000) & (amount < 14000)
    logit = 2 * random.normal(size=COUNT) + (age - 40) / 10
    chance = 1 / (1 + np.exp(-logit))
    happened = random.random(COUNT) < np.where(weak, 1 - chance, chance)
    price = random.normal(100, 10, COUNT)
    chances = random.dirichlet([1, 1, 1], COUNT)
    animal = np.array([random.choice(3, p=row) for row in np.where(weak[:, None], chances[:, ::-1], chances)])
    return pd.DataFrame(
        {
            "id": np.arange(COUNT),
            "at": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(COUNT), unit="min"),
            # Numbers with missing values, with equal ones and below and above all that the reference had.
            "amount": np.where(random.random(COUNT) < 0.05, np.nan, amount + (40000 if is_weak else 0) * (random.random(COUNT) < 0.05)),
            "rooms": random.poisson(2, COUNT) - (3 * (random.random(COUNT) < 0.04) if is_weak else 0),
            "age": age,
            "constant": 1.0,
            "empty": np.full(COUNT, np.nan),
            "region": region,
            "city": np.where(is_weak & (random.random(COUNT) < 0.1), "a new city", city),
            "price": np.where(random.random(COUNT) < 0.05, np.nan, price),
            "predicted": price + random.normal(size=COUNT) * (1 + 1.5 * weak + (age > 52)),
            "off_by_one": price + 1,
            "happened": happened,
            "guess": chance > 0.5,
            "chance": chance,
            "animal": np.array(CLASSES)[animal],
            "guessed": np.array(CLASSES)[chances.argmax(axis=1)],
            **{f"is_{name}": chances[:, place] for place, name in enumerate(CLASSES)},
        }
    )


TABLES = {"reference_rows": rows(1, False), "analysis_rows": rows(2, True)}
UNLABELED = TABLES["analysis_rows"].assign(happened=pd.array([None] * COUNT, dtype="boolean"))
TABLES |= {
    "shuffled_reference": TABLES["reference_rows"].sample(frac=1, random_state=1),
    "shuffled_analysis": TABLES["analysis_rows"].sample(frac=1, random_state=2),
    "unlabeled": UNLABELED,
    # The labels of the newest chunk have not come.
    "late": TABLES["analysis_rows"].assign(price=TABLES["analysis_rows"]["price"].where(np.arange(COUNT) < COUNT - PER_CHUNK)),
}

settings = monitor_with(
    timestamp="at", chunk_size=PER_CHUNK, continuous_columns=CONTINUOUS, categorical_columns=CATEGORICAL, find_segments=True
)
regression = {"y_true": "price", "y_pred": "predicted", "max_fit_rows": 100}
binary = {
    "problem_type": "classification_binary",
    "y_true": "happened",
    "y_pred": "guess",
    "classes": [False, True],
    "y_pred_proba": "chance",
}
several = {"problem_type": "classification_multiclass", "y_true": "animal", "y_pred": "guessed"}
MONITORS = {
    "price": settings(**regression),
    "turned": settings(
        reference="shuffled_reference",
        analysis="shuffled_analysis",
        **{**regression, "continuous_columns": CONTINUOUS[::-1], "categorical_columns": CATEGORICAL[::-1]},
    ),
    "one column": settings(**regression, find_segments={"columns": ["region"], "alpha": 0.95, "min_support": 0.1}),
    "newest": settings(**regression, find_segments={"chunks": 3}),
    "drawn": settings(**regression, find_segments={"rows": 2000}),
    "late": settings(analysis="late", **regression),
    "equal": settings(**{**regression, "y_pred": "off_by_one"}),
    "plain": settings(**regression, find_segments=False),
    "binary": settings(**binary),
    "without": settings(**{**binary, "y_pred_proba": None}),
    "unlabeled": settings(analysis="unlabeled", **binary),
    "unlabeled and without": settings(analysis="unlabeled", **{**binary, "y_pred_proba": None}),
    "several": settings(**several, y_pred_proba={name: f"is_{name}" for name in CLASSES}),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    consumer = Consumer(tmp_path_factory.mktemp("weak"), TABLES, MONITORS, settings=EVERY_CONTRACT, leaves_out=TELLING)
    consumer.build()
    return consumer


@pytest.fixture(scope="module")
def found(project) -> pd.DataFrame:
    return project.query("select * from monitor_weak_segments order by monitor_name, rank")


def of(found: pd.DataFrame, name: str) -> pd.DataFrame:
    return found[found["monitor_name"] == name].reset_index(drop=True)


def error(frame: pd.DataFrame) -> pd.Series:
    return (frame["price"] - frame["predicted"]).abs()


def brier(frame: pd.DataFrame) -> pd.Series:
    return (frame["chance"] - frame["happened"].astype(float)) ** 2


def brier_of_classes(frame: pd.DataFrame) -> pd.Series:
    return sum((frame[f"is_{name}"] - (frame["animal"] == name)) ** 2 for name in CLASSES)


def expected(loss, reference=TABLES["reference_rows"], analysis=TABLES["analysis_rows"], columns=None, **options) -> pd.DataFrame:
    whole, columns = reference, columns or [*CONTINUOUS, *CATEGORICAL]
    reference, analysis = (frame[loss(frame).notna()] for frame in (reference, analysis))
    continuous, categorical = ([name for name in names if name in columns] for names in (CONTINUOUS, CATEGORICAL))
    losses = [loss(frame).to_numpy(dtype=float) for frame in (analysis, reference)]
    return weak_segments(reference, analysis, *losses, continuous, categorical, whole, **options)


BRUTE = {
    "price": lambda: expected(error),
    "turned": lambda: expected(error),
    "one column": lambda: expected(error, columns=["region"], alpha=0.95, min_support=0.1),
    "late": lambda: expected(error, analysis=TABLES["late"]),
    "binary": lambda: expected(brier),
    "without": lambda: expected(lambda frame: (frame["happened"] != frame["guess"]).astype(float)),
    "several": lambda: expected(brier_of_classes),
}


@pytest.mark.parametrize("name", BRUTE)
def test_they_are_those_of_brute_force(found, name):
    ours, theirs = of(found, name), BRUTE[name]()
    assert len(theirs) > 0
    pd.testing.assert_frame_equal(ours[theirs.columns], theirs, check_dtype=False, rtol=1e-12, atol=1e-12)
    # Numbers as small as p-values are compared as such.
    assert ours["p_value"].to_numpy() == pytest.approx(theirs["p_value"].to_numpy(), rel=1e-9)


@pytest.mark.parametrize("larger", [0.1, 0.3, 0.5])
def test_p_values_are_those_of_welch(larger):
    """By scipy, but for what the normal deviate of Student's t leaves: it is a little too large."""
    random = np.random.default_rng(3)
    losses = random.gamma(1, 1, 3000)
    inside = np.arange(3000) < 120
    losses[inside] += larger
    exact = ttest_ind(losses[inside], losses[~inside], equal_var=False, alternative="greater").pvalue
    assert exact <= p_value(losses, inside, ~inside) <= 1.003 * exact


def test_the_order_of_rows_and_columns_does_not_matter(found):
    one, other = (of(found, name).drop(columns="monitor_name") for name in ("price", "turned"))
    pd.testing.assert_frame_equal(one, other, rtol=1e-12)


def test_what_became_weak_is_told_from_what_was(found):
    price = of(found, "price")
    worst = price.iloc[0]
    assert (worst["column_name"], worst["other_column_name"], worst["history"]) == ("amount", "region", "became_weak")
    assert worst["segment"].endswith(" and region = west")
    old = price[(price["column_name"] == "age") & (price["other_column_name"] == ":none")]
    assert set(old["history"]) == {"was_weak"}
    assert (old["lift_lower"] > 1).all()
    assert set(zip(price["loss_source"], price["loss_name"])) == {("realized", "absolute_error")}


def test_the_condition_finds_the_rows(project, found):
    for name, frame, label in (("price", "analysis_rows", "price"), ("several", "analysis_rows", "animal")):
        for row in of(found, name).itertuples():
            counted = project.query(f'select count(*) as n from {frame} where {row.condition_sql} and "{label}" is not null')["n"].item()
            assert counted == row.row_count, row.condition_sql


def test_the_parts_of_columns(project):
    parts = project.query("""
        select column_name, mod(part, 100) as place, part_text, part_condition, category from monitor_searched_parts
        where monitor_name = 'price' order by part
    """).set_index(["column_name", "place"])
    texts, conditions = parts["part_text"], parts["part_condition"]
    assert parts.loc["city", "category"].notna().sum() == 20
    assert (texts["city", 98], texts["city", 99]) == ("city missing", "city = :other")
    assert conditions["city", 99].startswith("\"city\" not in ('city 00', 'city 01'")
    assert conditions["region", 3] == "\"region\" = 'o''south\\'"
    assert texts["rooms", 0] == "rooms below 0 (lowest of the reference)"
    assert conditions["rooms", 0] == '"rooms" < 0'
    assert texts["rooms", 1] == "rooms = 0"
    assert texts["constant", 10] == "constant = 1"
    assert (texts["empty", 1], conditions["empty", 1]) == ("empty present", '"empty" is not null')
    assert conditions["amount", 98] == '"amount" is null'


def test_a_condition_compares_texts_with_texts_on_bigquery():
    """It coerces a text neither to a truth value nor to a number (cloud.google.com/bigquery, "Conversion rules")."""
    macros = make_reference.Macros(["cross_db/column_beside_text"])
    for name, family in {"truth": "BOOL", "whole": "INT64", "fraction": "FLOAT64", "name": "STRING"}.items():
        column = macros.bigquery__column_beside_text(f"'`{name}`'")
        for compared_with in (" = 'true'", " not in ('1', 'true')"):
            ((text,),) = duckdb.execute(f"select {column} || $$ {compared_with} $$").fetchall()
            schema = {"rows": {name: family}}
            query = sqlglot.parse_one(f"select * from rows where {text}", read="bigquery")
            typed = annotate_types(qualify(query, schema=schema, dialect="bigquery"), schema)
            (compared,) = typed.find_all(sqlglot.exp.EQ, sqlglot.exp.In)
            assert compared.this.type.is_type("text"), text


def test_the_newest_chunks_with_labels_are_searched(project, found):
    chunks = project.query("""
        select monitor_name, min(chunk_index) as first, max(chunk_index) as last, count(*) as row_count
        from monitor_searched_rows where period = 'analysis' group by 1
    """).set_index("monitor_name")
    assert chunks.loc["newest", ["first", "last"]].tolist() == [5, 7]
    assert chunks.loc["late", ["first", "last"]].tolist() == [0, 6]
    assert 1800 < chunks.loc["drawn", "row_count"] < 2200
    assert set(of(found, "late")["last_chunk_key"]) == {"[3000:3499]"}


def test_before_labels_come_losses_are_expected_ones(project, found):
    unlabeled = of(found, "unlabeled")
    assert set(unlabeled["loss_source"]) == {"estimated"}
    losses = project.query("""
        select loss from monitor_searched_rows
        where monitor_name = 'unlabeled' and period = 'analysis' order by row_number
    """)
    assert len(losses) == COUNT
    # A chance c makes c (1 - p)^2 + (1 - c) p^2, which the calibration keeps close to p (1 - p).
    p = UNLABELED["chance"]
    assert losses["loss"].mean() == pytest.approx((p * (1 - p)).mean(), rel=0.1)
    assert of(found, "unlabeled and without").empty


def test_a_loss_that_never_differs_makes_no_weak_segment(project, found):
    assert project.query("select count(*) as n from monitor_searched_rows where monitor_name = 'equal'")["n"].item() > 0
    assert of(found, "equal").empty


def test_a_monitor_that_does_not_ask_has_none(project, found):
    assert of(found, "plain").empty
    for table in ("monitor_searched_rows", "monitor_searched_parts"):
        assert project.query(f"select count(*) as n from {table} where monitor_name = 'plain'")["n"].item() == 0


@pytest.mark.engines
def test_a_chain_of_runs_ends_with_what_a_full_build_has(project, found, tmp_path_factory):
    """The labels of the newest chunk come, and a number of an old one is corrected."""
    changed = TABLES["late"].assign(price=TABLES["analysis_rows"]["price"])
    changed.loc[changed["at"] < changed["at"].iloc[PER_CHUNK], "amount"] += 5000
    kept = project.copy(tmp_path_factory.mktemp("kept"), own_data=True)
    kept.monitors({"late": MONITORS["late"]})
    kept.build()
    before = kept.tables()["monitor_weak_segments"]
    kept.table("late", changed)
    kept.build()
    after = kept.tables()
    kept.build(full_refresh=True)
    full = kept.tables()
    for table in ("monitor_weak_segments", "monitor_searched_parts", "monitor_searched_rows"):
        pd.testing.assert_frame_equal(comparable(after[table]), comparable(full[table]))
    assert not before["row_count"].equals(after["monitor_weak_segments"]["row_count"])
