"""The rivals' side: what to compute is written as a job, which a script in the rival's own environment does as a whole process."""

from __future__ import annotations

import json
from pathlib import Path

from data import Dataset
from environments import EVIDENTLY, EVIDENTLY_VARIABLES, NANNYML, NANNYML_VARIABLES
from kinds import Kind
from measure import measured
from settings import CATEGORICAL_METHODS, HERE, Context

# The same four statistics; Evidently has no L-infinity distance, so the population stability index replaces it.
EVIDENTLY_CONTINUOUS = ["jensenshannon", "hellinger", "ks", "wasserstein"]
EVIDENTLY_CATEGORICAL = ["jensenshannon", "hellinger", "chisquare", "psi"]
assert len(EVIDENTLY_CATEGORICAL) == len(CATEGORICAL_METHODS)


def files_job(dataset: Dataset, result: Path, read: list[str]) -> dict:
    """The part of a job that every rival needs: which files and columns to read, and where the result goes."""
    return {
        "reference": str(dataset.parquet("reference")),
        "analysis": str(dataset.parquet("analysis")),
        "read": read,
        "result": str(result),
        "continuous_columns": dataset.continuous,
        "categorical_columns": dataset.categorical,
    }


def nannyml_job(kind: Kind, dataset: Dataset, chunk_size: int, result: Path) -> dict:
    """NannyML's settings for a kind of work: those of our monitor."""
    methods = {key: kind.settings.get(key) for key in ("continuous_methods", "categorical_methods")}
    job = files_job(dataset, result, ["ts", *kind.columns(dataset)])
    return {**job, **methods, **kind.performance, "kind": kind.nannyml, "timestamp": "ts", "chunk_size": chunk_size}


def evidently_job(dataset: Dataset, result: Path) -> dict:
    methods = {"continuous_methods": EVIDENTLY_CONTINUOUS, "categorical_methods": EVIDENTLY_CATEGORICAL}
    return {**files_job(dataset, result, dataset.continuous + dataset.categorical), **methods}


def nannyml(context: Context, job: dict) -> dict:
    return _measured(context, NANNYML.python(context.cache), "nannyml_runner.py", job, NANNYML_VARIABLES)


def evidently(context: Context, job: dict) -> dict:
    return _measured(context, EVIDENTLY.python(context.cache), "evidently_runner.py", job, EVIDENTLY_VARIABLES)


def _measured(context: Context, python: Path, script: str, job: dict, variables: dict[str, str]) -> dict:
    path = context.work / "job.json"
    path.write_text(json.dumps(job))
    Path(job["result"]).unlink(missing_ok=True)
    log = context.work / "logs" / f"{Path(script).stem}.log"
    return measured([str(python), str(HERE / script), str(path)], log, context.work, variables)
