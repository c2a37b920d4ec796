"""The goals of the package's speed, each beside what was measured, also where it is missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reasons import BUFFERS, COUNTING, EVERY_ROW_HASHED, OWN_STATEMENTS, PREDICTION, ROWS_IN_PYTHON, WITH_DBT
from results import NotMeasuredError, Results
from settings import Scale
from text import mebibytes, ratio, row_count, seconds, share, table


@dataclass(frozen=True)
class Goal:
    """One goal, with the sizes as names in braces. `measure` gives what was measured and whether that meets the goal; None: it is open.

    `if_missed` says why a goal is missed, where it is, and what would be needed.
    """

    what: str
    goal: str
    measure: Callable[[Results], tuple[str, bool | None]]
    if_missed: str = ""


def _against_nannyml(step: str, key: str, limit: float, note: str = "") -> Callable[[Results], tuple[str, bool]]:
    """A ratio to NannyML, no more than a limit; `note` is another ratio that is shown beside it."""

    def measure(results: Results) -> tuple[str, bool]:
        value = results.get(step, "ratios", key)
        beside = f" (with row copy and chunks {ratio(results.get(step, 'ratios', note))})" if note else ""
        return ratio(value) + beside, value <= limit

    return measure


def _against_scan(step: str, limit: float) -> Callable[[Results], tuple[str, bool]]:
    def measure(results: Results) -> tuple[str, bool]:
        value = results.get(step, "ours", "work") / results.get(step, "scan", "seconds")
        with_rows = results.get(step, "ours", "work_and_rows") / results.get(step, "scan", "seconds")
        return f"{value:.1f} x (with row copy and chunks {with_rows:.1f} x)", value <= limit

    return measure


def _completes(step: str) -> Callable[[Results], tuple[str, bool]]:
    def measure(results: Results) -> tuple[str, bool]:
        ours = results.get(step, "ours")
        if "failed" in ours:
            return "does not complete", False
        return f"completes, peak memory {mebibytes(ours['peak_mib'])} MiB", True

    return measure


def _many_chunks(results: Results) -> tuple[str, bool]:
    work, wall = (results.get("many-chunks", "ratios", key) for key in ("work", "wall"))
    return f"{work:.1f} x (whole `dbt run` {wall:.1f} x)", work <= 4


def _estimate(results: Results) -> tuple[str, bool]:
    (rmse,) = [metric for metric in results.get("dle-large", "agreement", "metrics") if metric["metric_name"] == "rmse"]
    ours, theirs = rmse["our_mean_error"], rmse["their_mean_error"]
    return f"mean error {100 * ours:.3f} %, NannyML's {100 * theirs:.3f} %", ours <= theirs


def _new_chunk(step: str) -> Callable[[Results], tuple[str, bool]]:
    def measure(results: Results) -> tuple[str, bool]:
        shares = results.get(step, "new_chunk_share")
        beside = f"dbt's times of the models {share(shares['seconds'])}, whole process {share(shares['wall'])}"
        return f"{share(shares['engine_seconds'])} ({beside})", shares["engine_seconds"] <= 0.03

    return measure


def _reference(results: Results) -> tuple[str, None]:
    first, second = (results.get("new-chunk", run, "reference_seconds") for run in ("full", "new_chunk"))
    return f"not shown by times alone; models that read the reference only: {seconds(second)} s, in the first run {seconds(first)} s", None


def _threads(results: Results) -> tuple[str, bool]:
    work, wall = (results.get("threads", "ratios", key) for key in ("work", "wall"))
    return f"{work:.2f} x (whole `dbt run` {wall:.2f} x)", work >= 1.6


def _overhead(results: Results) -> tuple[str, bool]:
    whole, package = (
        results.get("dbt-overhead", "commands", command, "ratios", "wall")
        for command in ("dbt build", "dbt build --select package:ml_monitor")
    )
    return f"{whole:.2f} x (the package's part alone {package:.2f} x)", whole <= 1.5


def _without_step(results: Results) -> tuple[str, None]:
    """A goal that no step of the benchmark measures."""
    return "not measured: no step of the benchmark runs it", None


GOALS = [
    Goal(
        "univariate drift, four methods on {large} rows: wall against NannyML",
        "≤ 1/10",
        _against_nannyml("univariate-large", "work", 1 / 10, "work_and_rows"),
        COUNTING,
    ),
    Goal(
        "univariate drift on {large} rows with all of dbt: wall against NannyML",
        "≤ 1/7",
        _against_nannyml("univariate-large", "wall", 1 / 7),
        WITH_DBT,
    ),
    Goal(
        "univariate drift, four methods on {medium} rows: wall against NannyML",
        "≤ 1/8",
        _against_nannyml("univariate-medium", "work", 1 / 8, "work_and_rows"),
        COUNTING,
    ),
    Goal(
        "univariate drift on {medium} rows with all of dbt: wall against NannyML",
        "≤ 1/4",
        _against_nannyml("univariate-medium", "wall", 1 / 4),
        WITH_DBT,
    ),
    Goal("univariate drift, four methods on {large} rows: against a bare scan", "≤ 16 x", _against_scan("univariate-large", 16), COUNTING),
    Goal("univariate drift, four methods on {huge} rows: against a bare scan", "≤ 16 x", _against_scan("univariate-huge", 16), COUNTING),
    Goal("Jensen-Shannon alone on {large} rows: against a bare scan", "≤ 10 x", _against_scan("js-large", 10), COUNTING),
    Goal("Jensen-Shannon alone on {huge} rows: against a bare scan", "≤ 10 x", _against_scan("js-huge", 10), COUNTING),
    Goal(
        "univariate drift on {large} rows: peak memory against NannyML",
        "≤ 1/4",
        _against_nannyml("univariate-large", "peak_mib", 1 / 4),
        BUFFERS,
    ),
    Goal("univariate drift on {large} rows, `memory_limit: 500MB`", "completes", _completes("memory")),
    Goal("univariate drift on {huge} rows, `memory_limit: 1GB`", "completes", _completes("univariate-huge")),
    Goal("{many} chunks against 100 on {medium} rows", "≤ 4 x", _many_chunks),
    Goal(
        "PCA on {medium} rows: wall against NannyML",
        "≤ 1/8",
        _against_nannyml("pca-medium", "work", 1 / 8, "work_and_rows"),
        ROWS_IN_PYTHON,
    ),
    Goal(
        "PCA on {large} rows: wall against NannyML", "≤ 1/8", _against_nannyml("pca-large", "work", 1 / 8, "work_and_rows"), ROWS_IN_PYTHON
    ),
    Goal("PCA on {large} rows: peak memory against NannyML", "≤ 1/5", _against_nannyml("pca-large", "peak_mib", 1 / 5), BUFFERS),
    Goal("DLE on {large} rows: wall against NannyML", "≤ 1/4", _against_nannyml("dle-large", "work", 1 / 4, "work_and_rows"), PREDICTION),
    Goal("DLE on {large} rows: peak memory against NannyML", "≤ 1/6", _against_nannyml("dle-large", "peak_mib", 1 / 6), BUFFERS),
    Goal("DLE on {large} rows: the estimate", "no worse than NannyML's", _estimate),
    Goal("CBPE: wall against NannyML", "≤ 1/3 at 1 M rows, ≤ 1/4 at 10 M", _without_step),
    Goal(
        "one new chunk of 100 on {large} rows, univariate drift: engine work of a full run",
        "≤ 3 %",
        _new_chunk("new-chunk"),
        EVERY_ROW_HASHED,
    ),
    Goal(
        "one new chunk of 100 on {large} rows, all that the package does: engine work of a full run",
        "≤ 3 %",
        _new_chunk("new-chunk-everything"),
        EVERY_ROW_HASHED,
    ),
    Goal("one new chunk: the reference", "never scanned again", _reference),
    Goal("one thread against two on {large} rows", "≥ 1.6 x", _threads),
    Goal("`dbt build` of the example with nothing new against an empty project", "≤ 1.5 x", _overhead, OWN_STATEMENTS),
]


def judged(results: Results) -> list[tuple[Goal, str, bool | None]]:
    """Each goal with what was measured and whether that meets it."""
    verdicts = []
    for goal in GOALS:
        try:
            verdicts.append((goal, *goal.measure(results)))
        except NotMeasuredError as missing:
            verdicts.append((goal, str(missing), None))
    return verdicts


def missed_goals(results: Results, scale: Scale) -> str:
    """Why each missed goal is missed and what would be needed, goals of one reason together."""
    reasons: dict[str, list[str]] = {}
    for goal, _, is_met in judged(results):
        if is_met is False:
            reasons.setdefault(goal.if_missed, []).append(goal.what.format(**_sizes(scale)))
    listed = (f"- {reason}\n" + "".join(f"    - {goal}\n" for goal in goals) for reason, goals in reasons.items())
    return "".join(listed).rstrip("\n") or "None is missed."


def _sizes(scale: Scale) -> dict[str, str]:
    return {size: row_count(scale.rows(size)) for size in ("medium", "large", "huge")} | {"many": f"{scale.many_chunks:,}"}


def goals_table(results: Results, scale: Scale) -> str:
    rows = []
    for goal, measured, is_met in judged(results):
        verdict = {True: "met", False: "**missed**", None: "failed" if measured.startswith("failed") else "-"}[is_met]
        rows.append([goal.what.format(**_sizes(scale)), goal.goal, measured, verdict])
    return table(["what", "goal", "measured", "verdict"], rows)
