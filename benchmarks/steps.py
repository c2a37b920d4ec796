"""The steps of the benchmark by name. Each runs on its own and gives what the report needs of it as plain values."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import comparison
import growth
import incremental
import limits
import overhead
from kinds import KINDS
from measure import measured
from settings import HERE, Context


@dataclass(frozen=True)
class Step:
    """One step; those that are huge are run only when asked for."""

    name: str
    run: Callable[[Context], dict]
    is_huge: bool = False


def dle_accuracy(context: Context) -> dict:
    """The estimates on NannyML's own data: the table that dle_against_nannyml.py prints."""
    log = context.work / "logs" / "dle_against_nannyml.log"
    result = measured([sys.executable, str(HERE / "dle_against_nannyml.py")], log, context.work)
    table = [line for line in log.read_text().splitlines() if line.startswith("|")]
    return {**result, "table": "\n".join(table)}


def _comparison(kind: str, size: str) -> Step:
    return Step(f"{kind}-{size}", lambda context: comparison.against_nannyml(context, kind, size))


def _huge(kind: str) -> Step:
    return Step(f"{kind}-huge", lambda context: limits.huge(context, kind), is_huge=True)


STEPS = [
    *(_comparison(kind, "medium") for kind in KINDS),
    Step("evidently", comparison.against_evidently),
    Step("every-model", limits.every_model),
    Step("many-chunks", limits.many_chunks),
    *(_comparison(kind, "large") for kind in KINDS),
    Step("memory", limits.little_memory),
    Step("threads", limits.threads),
    Step("new-chunk", lambda context: incremental.new_chunk(context, everything=False)),
    Step("new-chunk-everything", lambda context: incremental.new_chunk(context, everything=True)),
    Step("growth-rows", growth.rows),
    Step("growth-columns", growth.columns),
    Step("growth-chunks", growth.chunks),
    Step("growth-monitors", growth.monitors),
    Step("dbt-overhead", overhead.measure_overhead),
    Step("dle-accuracy", dle_accuracy),
    *(_huge(kind) for kind in ("univariate", "js", "pca", "dle")),
]
