"""Data sets on which estimated and realized performance of classifiers can be compared; as estimate_sets.py for regressions.

Two are inputs of the golden results; two are questions with two answers about the rows of estimate_sets.py; one is made by seed. The
analysis is what came after the reference. Nothing here was changed after its results were seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from estimate_sets import ROOT, SIMPLE_MODEL, EstimateSet, air_times, bikes, flights


@dataclass(frozen=True)
class ClassificationSet:
    """Scored and labelled rows of two periods; `y_pred_proba` is a column, or of several classes a mapping to columns."""

    name: str
    title: str
    reference: pd.DataFrame
    analysis: pd.DataFrame
    y_pred_proba: str | dict[str, str]
    timestamp: str | None = "timestamp"
    chunks: dict = field(default_factory=dict)

    @property
    def problem_type(self) -> str:
        return "classification_binary" if isinstance(self.y_pred_proba, str) else "classification_multiclass"

    def monitor(self) -> dict:
        settings = {
            "problem_type": self.problem_type,
            "reference": f"{self.name}_reference",
            "analysis": f"{self.name}_analysis",
            "row_id": "row_id",
            "y_true": "y_true",
            "y_pred": "y_pred",
            "y_pred_proba": self.y_pred_proba,
            "reconstruction_error": False,
            **self.chunks,
        }
        return settings | ({"timestamp": self.timestamp} if self.timestamp else {})


def golden_tables(folder: str, label: str) -> list[pd.DataFrame]:
    tables = []
    for period in ("reference", "analysis"):
        table = pd.read_parquet(ROOT / "tests" / "golden" / folder / f"scores_{period}.parquet")
        table["row_id"], table["timestamp"] = range(len(table)), pd.to_datetime(table["timestamp"])
        tables.append(table.rename(columns={label: "y_true"}))
    return tables


def asked(data: EstimateSet, trained_on: np.ndarray, answer: np.ndarray) -> list[pd.DataFrame]:
    """Reference and analysis of a set with the probability of an answer, 0 or 1 for each of its rows, by a model trained on some."""
    rows = pd.concat([data.reference, data.analysis], ignore_index=True)
    features = rows[data.continuous + data.categorical].astype(dict.fromkeys(data.categorical, "category"))
    model = HistGradientBoostingClassifier(**SIMPLE_MODEL).fit(features[trained_on], answer[trained_on])
    chance = model.predict_proba(features)[:, 1]
    rows = rows.assign(y_true=answer, y_pred=(chance > 0.5).astype(int), chance=chance)
    is_reference = np.arange(len(rows)) < len(data.reference)
    return [rows[is_reference & ~trained_on], rows[~is_reference]]


def car_loan(cache: Path) -> ClassificationSet:
    title = "loans for cars that are paid back, NannyML's own made-up set; drift from its middle on"
    return ClassificationSet("car_loan", title, *golden_tables("car_loan", "repaid"), "y_pred_proba", chunks={"chunk_size": 5000})


def cards(cache: Path) -> ClassificationSet:
    title = "kinds of credit cards, three of them, NannyML's own made-up set"
    names = ("upmarket_card", "highstreet_card", "prepaid_card")
    tables = golden_tables("multiclass_notie", "y_true")
    return ClassificationSet("cards", title, *tables, {name: f"y_pred_proba_{name}" for name in names}, chunks={"chunk_size": 6000})


def late_flights(cache: Path) -> ClassificationSet:
    data = flights(cache)
    labels = pd.concat([data.reference, data.analysis])["y_true"].to_numpy()
    months = pd.concat([data.reference, data.analysis])["timestamp"].dt.month.to_numpy()
    title = "whether a flight from New York will be late by more than 15 minutes, at departure; a model of March, reference April"
    tables = asked(data, months == 3, (labels > 15).astype(int))
    return ClassificationSet("late_flights", title, *tables, "chance", chunks=data.chunks)


def long_flights(cache: Path) -> ClassificationSet:
    data = air_times(cache)
    rows = pd.concat([data.reference, data.analysis])
    answer = rows["y_true"].to_numpy() > rows["y_pred"].to_numpy() + 5
    title = "whether a flight will be in the air five minutes longer than it was predicted; a model of March, reference April"
    tables = asked(data, rows["timestamp"].dt.month.to_numpy() == 3, answer.astype(int))
    return ClassificationSet("long_flights", title, *tables, "chance", chunks=data.chunks)


def busy_hours(cache: Path) -> ClassificationSet:
    data = bikes(cache)
    labels = pd.concat([data.reference, data.analysis])["y_true"].to_numpy()
    trained_on = (np.arange(len(labels)) < len(data.reference)) & (np.arange(len(labels)) % 2 == 0)
    title = "whether more than 150 bicycles will be hired in an hour; the model knows half of the reference period, which is left out of it"
    return ClassificationSet("busy_hours", title, *asked(data, trained_on, (labels > 150).astype(int)), "chance", chunks=data.chunks)


def overconfident(cache: Path) -> ClassificationSet:
    """The probabilities are too near to 0 and 1, so they must be calibrated; the input moves, so that more rows are hard to tell."""

    def rows(count: int, seed: int, shift: float) -> pd.DataFrame:
        random = np.random.default_rng(seed)
        x = random.normal(1.5, 1, size=count) - np.linspace(0, shift, count)
        answer = (random.uniform(size=count) < 1 / (1 + np.exp(-x))).astype(int)
        chance = 1 / (1 + np.exp(-3 * x))
        timestamp = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count), unit="min")
        columns = {"row_id": np.arange(count), "timestamp": timestamp, "y_true": answer, "y_pred": (chance > 0.5).astype(int)}
        return pd.DataFrame({**columns, "chance": chance})

    title = "made up: probabilities too near to 0 and 1, while more and more rows are hard to tell"
    tables = [rows(20_000, 1, 0), rows(20_000, 2, 1.5)]
    return ClassificationSet("overconfident", title, *tables, "chance", chunks={"chunk_size": 1000})


CLASSIFICATIONS = {made.__name__: made for made in (car_loan, cards, late_flights, long_flights, busy_hours, overconfident)}
