"""Ours alone at its limits: little memory, one thread or two, very many rows, very many chunks, and every model's time."""

from __future__ import annotations

import data
import ours
from comparison import alternately, fresh_run, ratios, summary
from kinds import EVERYTHING, KINDS, Kind
from scan import bare_scan
from settings import CHUNKS, MEMORY_LIMIT, THREADS, Context


def _project(
    context: Context, name: str, kind: Kind, dataset: data.Dataset, chunks: int = CHUNKS, memory: str = MEMORY_LIMIT, threads: int = THREADS
) -> ours.Project:
    monitors = {"bench": kind.monitor(dataset, dataset.analysis_rows // chunks)}
    return ours.monitored_project(context.work / name, dataset.database, monitors, memory, threads)


def little_memory(context: Context) -> dict:
    """Univariate drift at the large size with DuckDB's memory limited to half of what the other runs have."""
    kind = KINDS["univariate"]
    dataset = data.make(context.work, context.scale.reference, context.scale.large)
    project = _project(context, "project", kind, dataset, memory="500MB")
    return {"rows": dataset.analysis_rows, "memory_limit": "500MB", "ours": fresh_run(project, kind)}


def threads(context: Context) -> dict:
    """Univariate drift at the large size with one thread of DuckDB and with two."""
    kind = KINDS["univariate"]
    dataset = data.make(context.work, context.scale.reference, context.scale.large)
    projects = [_project(context, f"project_{count}", kind, dataset, threads=count) for count in (1, 2)]
    one, two = alternately(context.repetitions("large"), *(lambda p=project: fresh_run(p, kind) for project in projects))
    return _pair(dataset, "one", one, "two", two)


def many_chunks(context: Context) -> dict:
    """Univariate drift at the medium size, cut into very many chunks and into as many as everywhere else."""
    kind, many = KINDS["univariate"], context.scale.many_chunks
    dataset = data.make(context.work, context.scale.reference, context.scale.medium)
    projects = [_project(context, f"project_{count}", kind, dataset, chunks=count) for count in (many, CHUNKS)]
    of_many, of_few = alternately(context.repetitions("medium"), *(lambda p=project: fresh_run(p, kind) for project in projects))
    return {**_pair(dataset, "many", of_many, "few", of_few), "many_chunks": many, "few_chunks": CHUNKS}


def _pair(dataset: data.Dataset, first_name: str, first: list[dict], second_name: str, second: list[dict]) -> dict:
    """Two variants of one run, and the medians of the pairwise ratios of whole process (`wall`) and of the kind's models (`work`)."""
    return {"rows": dataset.analysis_rows, first_name: summary(first), second_name: summary(second), "ratios": ratios(first, second)}


def huge(context: Context, kind_name: str) -> dict:
    """One kind of work at a size that the rivals' memory does not reach."""
    kind, rows = KINDS[kind_name], context.scale.huge
    dataset = data.make(context.work, context.scale.reference, rows)
    project = _project(context, "project", kind, dataset)
    result = {"title": kind.title, "rows": rows, "ours": fresh_run(project, kind)}
    project.forget()
    return {**result, "scan": bare_scan(dataset, kind.columns(dataset), context.work)}


def every_model(context: Context) -> dict:
    """Everything that the package does, at the medium size, model by model."""
    dataset = data.make(context.work, context.scale.reference, context.scale.medium)
    project = _project(context, "project", EVERYTHING, dataset)
    scan = bare_scan(dataset, dataset.continuous + dataset.categorical, context.work)
    return {"rows": dataset.analysis_rows, "ours": fresh_run(project, EVERYTHING), "scan": scan}
