"""A project kept up to date run by run, what each run computed again, and whether all tables equal a full refresh."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from consumer import Consumer
from monitors import monitor_with

Tables = dict[str, pd.DataFrame]

# What follows from inputs and predictions alone, and what follows from the labels too.
INPUT_FAMILIES = ("univariate_drift", "multivariate_drift", "estimated_performance")
LABEL_FAMILIES = ("univariate_drift of the target", "realized_performance")


def scored_rows(count: int, seed: int) -> pd.DataFrame:
    """`count` rows, one per hour from Monday 2024-01-01 on, ids from 0; inputs x, z and k, prediction and label."""
    random = np.random.default_rng(seed)
    x = random.normal(size=count)
    y_pred = 5 + x
    return pd.DataFrame(
        {
            "id": range(count),
            "at": pd.date_range("2024-01-01", periods=count, freq="h"),
            "x": x,
            "z": random.uniform(size=count),
            "k": random.choice(["a", "b", "c"], count),
            "y_pred": y_pred,
            "y_true": y_pred + random.normal(size=count) * (0.2 + (x > 0)),
        }
    )


# A cheap monitor of all families, in chunks of 40 rows: monitor(analysis, reference, **settings); a setting of None is left out.
monitor = monitor_with(
    "analysis",
    "reference",
    timestamp="at",
    chunk_size=40,
    y_true="y_true",
    y_pred="y_pred",
    continuous_columns=["x"],
    categorical_columns=["k"],
    metrics=["rmse"],
    reconstruction_error=None,
)


def comparable(table: pd.DataFrame) -> pd.DataFrame:
    """The table without what depends on when its rows were first seen, lists as text, in an order that rounding does not change."""
    table = table.drop(columns=["computed_at", "first_seen_at", "is_new", "is_trusted"], errors="ignore")
    # A row table that gets more columns gets them at its end.
    table = table[sorted(table.columns)]
    for column in table.columns:
        if any(isinstance(value, np.ndarray) for value in table[column]):
            table = table.assign(**{column: [str(value.tolist()) for value in table[column]]})
    exact = [column for column in table.columns if not pd.api.types.is_float_dtype(table[column])]
    return table.sort_values(exact + [column for column in table.columns if column not in exact], ignore_index=True)


def difference(kept: pd.DataFrame, full: pd.DataFrame) -> str:
    """How two states of a table differ, empty if they do not: floats to 1e-12, everything else exactly."""
    kept, full = comparable(kept), comparable(full)
    if list(kept.columns) != list(full.columns):
        return f"columns {list(kept.columns)} instead of {list(full.columns)}"
    if len(kept) != len(full):
        return f"{len(kept)} rows instead of {len(full)}"
    floats = [column for column in full.columns if pd.api.types.is_float_dtype(full[column])]
    exact = [column for column in full.columns if column not in floats]
    try:
        pd.testing.assert_frame_equal(kept[exact], full[exact], check_exact=True)
        pd.testing.assert_frame_equal(kept[floats], full[floats], rtol=1e-12, atol=1e-12)
    except AssertionError as error:
        return str(error)
    return ""


def of_monitor(table: pd.DataFrame, name: str | None) -> pd.DataFrame:
    # Tables of incidents have their id instead of the monitor's name: all of their rows are compared.
    return table if name is None or "monitor_name" not in table.columns else table[table["monitor_name"] == name]


def of_all_rows(kept: Tables, full: Tables) -> tuple[Tables, Tables]:
    """Both states. The bounds of chunks are those of rows that a run read, so those of monitors that trust old chunks are left out."""
    states = []
    trusting: set[str] = set()
    for tables in (kept, full):
        fingerprints = tables["monitor_chunk_fingerprints"]
        trusting |= set(fingerprints.loc[fingerprints["is_trusted"].astype(bool), "monitor_name"])
    for tables in (kept, full):
        bounds = {name: tables[name] for name in ("monitor_chunk_bounds", "monitor_boundary_rows")}
        states.append({**tables, **{name: table[~table["monitor_name"].isin(trusting)] for name, table in bounds.items()}})
    return states[0], states[1]


COMPARED: dict[tuple[int, int], tuple[Tables, Tables, list[str]]] = {}


def different_tables(kept: Tables, full: Tables) -> list[str]:
    """The tables that differ between two states, but for the log: that is history, which a project that is built anew cannot know.

    Compared once, however many tests ask.
    """
    key = (id(kept), id(full))
    if key not in COMPARED:
        compared = [table for table in full if table != "monitor_incident_log"]
        ours, theirs = of_all_rows(kept, full)
        # The states are kept with the answer, so that no other state gets their ids.
        COMPARED[key] = (kept, full, [table for table in compared if difference(ours[table], theirs[table])])
    return COMPARED[key][2]


def assert_equal(kept: Tables, full: Tables, name: str | None = None) -> None:
    """All tables hold the same, row for row; of one monitor, if its name is given."""
    assert list(kept) == list(full)
    found = {table: difference(of_monitor(kept[table], name), of_monitor(full[table], name)) for table in different_tables(kept, full)}
    assert not any(found.values()), "\n\n".join(f"{table}: {text}" for table, text in found.items() if text)


@dataclass
class Step:
    """One run: all tables before and after it, and what gives those of a full refresh in the same state."""

    before: Tables
    kept: Tables
    full_refresh: Callable[[], Tables]

    @property
    def full(self) -> Tables:
        return self.full_refresh()

    def new_metrics(self, name: str) -> pd.DataFrame:
        """The rows of monitor_metrics of one monitor that this run computed from the monitored rows."""
        metrics = of_monitor(self.kept["monitor_metrics"], name)
        return metrics[metrics["computed_at"] > self.before["monitor_metrics"]["computed_at"].max()]

    def recomputed(self, name: str) -> dict[str, set[tuple[str, int]]]:
        """Per family the chunks, as (period, index), that this run computed again."""
        return chunks_of(self.new_metrics(name))

    def all_chunks(self, name: str) -> set[tuple[str, int]]:
        chunks = of_monitor(self.kept["monitor_chunks"], name)
        return set(zip(chunks["period"], chunks["chunk_index"]))


def chunks_of(metrics: pd.DataFrame) -> dict[str, set[tuple[str, int]]]:
    """Per family the chunks, as (period, index), of rows of monitor_metrics."""
    family = metrics["metric_family"].mask(metrics["column_role"] == "target", "univariate_drift of the target")
    return {
        of: set(zip(metrics.loc[family == of, "period"], metrics.loc[family == of, "chunk_index"]))
        for of in INPUT_FAMILIES + LABEL_FAMILIES
    }


def expected(inputs: set, labels: set | None = None, target: set | None = None) -> dict[str, set[tuple[str, int]]]:
    """What `recomputed` should be: analysis chunks whose inputs changed, those whose labels or inputs did, and those whose labels did.

    The second are the first, and the third the second, where they are not given.
    """
    labels = inputs if labels is None else labels
    of_labels = dict(zip(LABEL_FAMILIES, (labels if target is None else target, labels)))
    chunks = dict.fromkeys(INPUT_FAMILIES, inputs) | of_labels
    return {
        family: {chunk if isinstance(chunk, tuple) else ("analysis", chunk) for chunk in of_family} for family, of_family in chunks.items()
    }


def changed_chunks(before: Tables, after: Tables, name: str, labels: bool = False) -> set[int]:
    """The analysis chunks that hold other rows than before, read from the row table; with or without their labels."""

    def rows_of_chunks(tables):
        rows = of_monitor(tables["monitor_analysis_rows"], name)
        rows = rows[rows["chunk_index"].notna()].drop(columns=["result_version"] if labels else ["result_version", "y_true"])
        return {int(chunk): sorted(map(str, group.to_numpy().tolist())) for chunk, group in rows.groupby("chunk_index")}

    old, new = rows_of_chunks(before), rows_of_chunks(after)
    return {chunk for chunk, rows in new.items() if old.get(chunk) != rows}


def built_in_full(consumer: Consumer) -> Tables:
    """All tables of a project, built with --full-refresh in an empty database; the data tests run on the project that is kept."""
    run = consumer.dbt("run", "--full-refresh", *(("--exclude", *consumer.leaves_out) if consumer.leaves_out else ()))
    assert run.success, run.output[-6000:]
    return consumer.tables()


def state_of(folder: Path) -> str:
    """A hash of all that a project's numbers follow from: its models, its data and its settings."""
    paths = [folder / "dbt_project.yml", *(path for part in ("models", "macros", "data") for path in sorted((folder / part).rglob("*")))]
    texts = [str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() for path in paths if path.is_file()]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


class KeptProject:
    """A project that is built again and again, and the full refreshes of its states, each built where a test asks for it, and once."""

    def __init__(self, consumer: Consumer, twins: Path):
        self.consumer = consumer
        self.twins = twins
        self.tables: Tables = {}
        self.full_refreshes: dict[str, Callable[[], Tables]] = {}

    def first_build(self) -> Step:
        """A first build is a full refresh: nothing to compare with."""
        self.consumer.build()
        tables = self.tables = self.consumer.tables()
        self.full_refreshes[state_of(self.consumer.folder)] = lambda: tables
        return Step({}, tables, lambda: tables)

    def run(self) -> Step:
        before = self.tables
        full_refresh = self.full_refresh()
        self.consumer.build()
        self.tables = self.consumer.tables()
        return Step(before, self.tables, full_refresh)

    def full_refresh(self) -> Callable[[], Tables]:
        """What builds the project's present state from nothing, in a copy of it."""
        state = state_of(self.consumer.folder)
        if state not in self.full_refreshes:
            twin = self.consumer.copy(self.twins / str(len(self.full_refreshes)), own_data=True)
            self.full_refreshes[state] = cache(lambda: built_in_full(twin))
        return self.full_refreshes[state]


class Chain:
    """A first build and then one run after each change, made when a test first asks for it: a run that fails spoils no test before it."""

    def __init__(self, project: KeptProject, changes: list[Callable[[], None]]):
        self.project = project
        self.changes = changes
        self.steps: list[Step | Exception] = []

    def after(self, number: int) -> Step:
        """The run after so many changes; 0 is the first build."""
        while len(self.steps) <= number and not (self.steps and isinstance(self.steps[-1], Exception)):
            try:
                self.steps.append(self.next_step())
            except Exception as error:
                self.steps.append(error)
        step = self.steps[min(number, len(self.steps) - 1)]
        if isinstance(step, Exception):
            raise step
        return step

    def next_step(self) -> Step:
        if not self.steps:
            return self.project.first_build()
        self.changes[len(self.steps) - 1]()
        return self.project.run()
