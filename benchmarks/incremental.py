"""What one new chunk costs: a first run over all chunks but the last, a second one after the last has come, a third with nothing new."""

from __future__ import annotations

import data
import ours
from kinds import EVERYTHING, KINDS
from model_groups import OF_THE_REFERENCE, seconds_of
from settings import CHUNKS, Context


def new_chunk(context: Context, everything: bool) -> dict:
    """The three runs at the large size, and each later one as a share of the first: whole process, model times, statements alone."""
    kind = EVERYTHING if everything else KINDS["univariate"]
    rows = context.scale.large
    first_rows = rows - rows // CHUNKS
    dataset = data.make(context.work, context.scale.reference, rows)
    database = data.growing_copy(dataset, context.work / "growing", first_rows)
    project = ours.monitored_project(context.work / "project", database, {"bench": kind.monitor(dataset, rows // CHUNKS)})
    result = {"title": kind.title, "rows": rows, "full": ours.run(project)}
    data.append_rows(dataset, database, first_rows)
    result["new_chunk"] = ours.run(project)
    result["nothing_new"] = ours.run(project)
    database.unlink()
    for name in ("full", "new_chunk", "nothing_new"):
        run = result[name]
        if "failed" in run:
            return {**result, "failed": f"{name}: {run['failed']}"}
        run["reference_seconds"] = seconds_of(run["models"], tuple(OF_THE_REFERENCE), "engine_seconds")
    for name in ("new_chunk", "nothing_new"):
        result[f"{name}_share"] = {key: result[name][key] / result["full"][key] for key in ("wall", "cpu", "seconds", "engine_seconds")}
    return result
