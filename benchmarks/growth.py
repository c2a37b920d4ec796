"""How ours grows with rows, columns, chunks and monitors: univariate drift by all methods, one thing varied at a time."""

from __future__ import annotations

import data
import ours
from comparison import alternately, fresh_run, summary
from kinds import KINDS
from settings import CHUNKS, Context

KIND = KINDS["univariate"]


def _point(context: Context, value: int, dataset: data.Dataset, chunks: int = CHUNKS, monitors: int = 1) -> dict:
    """One point of a curve."""
    monitor = KIND.monitor(dataset, dataset.analysis_rows // chunks)
    named = {f"monitor_{index}": monitor for index in range(monitors)}
    project = ours.monitored_project(context.work / "project", dataset.database, named)
    (runs,) = alternately(context.repetitions("growth"), lambda: fresh_run(project, KIND))
    project.forget()
    return {"value": value, "ours": summary(runs)}


def rows(context: Context) -> dict:
    reference = context.scale.reference
    return {"points": [_point(context, count, data.make(context.work, reference, count)) for count in context.scale.growth_rows]}


def columns(context: Context) -> dict:
    sizes = context.scale.growth_reference, context.scale.growth_analysis
    return {"points": [_point(context, count, data.make(context.work, *sizes, count)) for count in context.scale.growth_columns]}


def chunks(context: Context) -> dict:
    dataset = data.make(context.work, context.scale.reference, context.scale.medium)
    return {"points": [_point(context, count, dataset, chunks=count) for count in context.scale.growth_chunks]}


def monitors(context: Context) -> dict:
    dataset = data.make(context.work, context.scale.growth_reference, context.scale.growth_analysis)
    return {"points": [_point(context, count, dataset, monitors=count) for count in context.scale.growth_monitors]}
