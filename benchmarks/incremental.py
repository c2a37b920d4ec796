"""What one new chunk costs.

A first run over all chunks but the last two, one after the next has come, one with nothing new. Then `lookback` is set, which reads
all rows once more, and the last chunk comes.
"""

from __future__ import annotations

import data
import ours
from kinds import EVERYTHING, KINDS
from model_groups import OF_THE_REFERENCE, seconds_of
from settings import CHUNKS, Context

# Four of the hundred chunks of a year.
LOOKBACK = {"count": 15, "period": "day"}
# The runs by the names of their results; of the first each other is a share.
RUNS = ("full", "new_chunk", "nothing_new", "lookback_set", "recent_chunk")


def new_chunk(context: Context, everything: bool) -> dict:
    """The runs at the large size, and each later one as a share of the first: whole process, model times, statements alone."""
    kind = EVERYTHING if everything else KINDS["univariate"]
    rows = context.scale.large
    size = rows // CHUNKS
    dataset = data.make(context.work, context.scale.reference, rows)
    database = data.growing_copy(dataset, context.work / "growing", rows - 2 * size)
    monitor = kind.monitor(dataset, size)
    project = ours.monitored_project(context.work / "project", database, {"bench": monitor})
    result = {"title": kind.title, "rows": rows, "full": ours.run(project)}
    data.append_rows(dataset, database, rows - 2 * size, rows - size)
    result["new_chunk"] = ours.run(project)
    result["nothing_new"] = ours.run(project)
    ours.set_monitors(project, {"bench": {**monitor, "lookback": LOOKBACK}})
    result["lookback_set"] = ours.run(project)
    data.append_rows(dataset, database, rows - size, rows)
    result["recent_chunk"] = ours.run(project)
    database.unlink()
    for name in RUNS:
        run = result[name]
        if "failed" in run:
            return {**result, "failed": f"{name}: {run['failed']}"}
        run["reference_seconds"] = seconds_of(run["models"], tuple(OF_THE_REFERENCE), "engine_seconds")
    for name in RUNS[1:]:
        result[f"{name}_share"] = {key: result[name][key] / result["full"][key] for key in ("wall", "cpu", "seconds", "engine_seconds")}
    return result
