"""The goals of the package's speed, each beside what was measured, also where it is missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reasons import (
    BUFFERS,
    COUNTING,
    EVERY_ROW_HASHED,
    OWN_STATEMENTS,
    PREDICTION,
    RANKS,
    ROWS_COPIED,
    STATEMENTS_OF_ALL_MODELS,
    WITH_DRIFT,
)
from results import NotMeasuredError, Results, last_line
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


def _against_nannyml(step: str, key: str, limit: float) -> Callable[[Results], tuple[str, bool]]:
    """A ratio to NannyML's whole process, no more than a limit: of our whole process (`wall`), of the step's models and all that they need
    (`work_and_rows`), or of peak memory (`peak_mib`)."""

    def measure(results: Results) -> tuple[str, bool]:
        value = results.get(step, "ratios", key)
        if key == "peak_mib":
            return ratio(value), value <= limit
        ours = results.get(step, "ours", key)
        return f"{ratio(value)} ({seconds(ours)} s)", value <= limit

    return measure


def _against_scan(step: str, key: str, limit: float) -> Callable[[Results], tuple[str, bool]]:
    """The step's models (`work`), or these and all that they need (`work_and_rows`), no more than so many bare scans."""

    def measure(results: Results) -> tuple[str, bool]:
        value = results.get(step, "ours", key) / results.get(step, "scan", "seconds")
        return f"{value:.1f} x", value <= limit

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


def _new_chunk(step: str, run: str = "new_chunk", limit: float = 0.1) -> Callable[[Results], tuple[str, bool]]:
    def measure(results: Results) -> tuple[str, bool]:
        shares = results.get(step, f"{run}_share")
        beside = f"dbt's times of the models {share(shares['seconds'])}, whole process {share(shares['wall'])}"
        return f"{share(shares['engine_seconds'])} ({beside})", shares["engine_seconds"] <= limit

    return measure


def _whole(limit: float) -> Callable[[Results], tuple[str, bool]]:
    def measure(results: Results) -> tuple[str, bool]:
        wall = results.get("new-chunk-everything", "full", "wall")
        return f"{seconds(wall)} s", wall <= limit

    return measure


def _memory_of_everything(results: Results) -> tuple[str, bool]:
    peak = max(results.get("new-chunk-everything", run, "peak_mib") for run in ("full", "new_chunk", "nothing_new"))
    return f"{mebibytes(peak)} MiB", peak <= 1.3 * 1024


def _grown(step: str, limit: float) -> Callable[[Results], tuple[str, bool]]:
    """The last point of a curve, in seconds of our whole process."""

    def measure(results: Results) -> tuple[str, bool]:
        run = results.get(step, "points")[-1]["ours"]
        if "failed" in run:
            raise NotMeasuredError(f"failed: {last_line(run['failed'])}")
        return f"{seconds(run['wall'])} s", run["wall"] <= limit

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


GOALS = [
    Goal(
        "univariate drift, four methods on {large} rows, the models that do it and all that they need: wall against NannyML",
        "≤ 1/10, 10 s",
        _against_nannyml("univariate-large", "work_and_rows", 1 / 10),
        COUNTING,
    ),
    Goal(
        "the same, whole `dbt run`: wall against NannyML",
        "≤ 1/5.8, 18 s",
        _against_nannyml("univariate-large", "wall", 1 / 5.8),
        COUNTING,
    ),
    Goal("the same, without dbt: against a bare scan", "≤ 20 x", _against_scan("univariate-large", "work_and_rows", 20), COUNTING),
    Goal(
        "univariate drift, four methods on {medium} rows, the step's models: wall against NannyML",
        "≤ 1/8",
        _against_nannyml("univariate-medium", "work", 1 / 8),
        COUNTING,
    ),
    Goal(
        "univariate drift, four methods on {medium} rows, whole `dbt run`: wall against NannyML",
        "≤ 1/4",
        _against_nannyml("univariate-medium", "wall", 1 / 4),
        OWN_STATEMENTS,
    ),
    Goal(
        "Jensen-Shannon alone on {large} rows, the step's models: against a bare scan",
        "≤ 10 x",
        _against_scan("js-large", "work", 10),
        COUNTING,
    ),
    Goal("PCA on {large} rows, the step's models: wall against NannyML", "≤ 1/8", _against_nannyml("pca-large", "work", 1 / 8), WITH_DRIFT),
    Goal("PCA on {large} rows, whole `dbt run`: wall against NannyML", "≤ 1/2", _against_nannyml("pca-large", "wall", 1 / 2), WITH_DRIFT),
    Goal(
        "DLE on {large} rows, whole `dbt run`: wall against NannyML", "≤ 1/2.5", _against_nannyml("dle-large", "wall", 1 / 2.5), PREDICTION
    ),
    Goal("DLE on {large} rows, the step's models: wall against NannyML", "≤ 1/5", _against_nannyml("dle-large", "work", 1 / 5), PREDICTION),
    Goal("CBPE on {large} rows, whole `dbt run`: wall against NannyML", "≤ 1", _against_nannyml("cbpe-large", "wall", 1), ROWS_COPIED),
    Goal("CBPE on {large} rows, the step's models: wall against NannyML", "≤ 1/4", _against_nannyml("cbpe-large", "work", 1 / 4), RANKS),
    Goal(
        "realized performance on {large} rows, whole `dbt run`: wall against NannyML",
        "≤ 1.2",
        _against_nannyml("realized-large", "wall", 1.2),
        ROWS_COPIED,
    ),
    Goal("everything at once on {large} rows, whole `dbt run`", "≤ 30 s", _whole(30), PREDICTION),
    Goal(
        "one new chunk of 100 on {large} rows, univariate drift: engine work of a first run",
        "≤ 10 %",
        _new_chunk("new-chunk"),
        EVERY_ROW_HASHED,
    ),
    Goal(
        "one new chunk of 100 on {large} rows, everything: engine work of a first run",
        "≤ 10 %",
        _new_chunk("new-chunk-everything"),
        EVERY_ROW_HASHED,
    ),
    Goal("200 columns on {growth_analysis} rows, whole `dbt run`", "≤ 20 s", _grown("growth-columns", 20), COUNTING),
    Goal("20 monitors of {growth_analysis} rows, whole `dbt run`", "≤ 25 s", _grown("growth-monitors", 25), OWN_STATEMENTS),
    Goal("everything at once on {large} rows, `memory_limit: 1GB`: peak memory", "≤ 1.3 GiB", _memory_of_everything, BUFFERS),
    Goal(
        "univariate drift on {large} rows: peak memory against NannyML",
        "≤ 1/4",
        _against_nannyml("univariate-large", "peak_mib", 1 / 4),
        BUFFERS,
    ),
    Goal("PCA on {large} rows: peak memory against NannyML", "≤ 1/5", _against_nannyml("pca-large", "peak_mib", 1 / 5), BUFFERS),
    Goal("DLE on {large} rows: peak memory against NannyML", "≤ 1/6", _against_nannyml("dle-large", "peak_mib", 1 / 6), BUFFERS),
    Goal("univariate drift on {large} rows, `memory_limit: 500MB`", "completes", _completes("memory")),
    Goal("univariate drift on {huge} rows, `memory_limit: 1GB`", "completes", _completes("univariate-huge")),
    Goal("{many} chunks against 100 on {medium} rows", "≤ 4 x", _many_chunks),
    Goal("DLE on {large} rows: the estimate", "no worse than NannyML's", _estimate),
    Goal(
        "the same with `lookback`, univariate drift",
        "≤ 3 %",
        _new_chunk("new-chunk", "recent_chunk", 0.03),
        STATEMENTS_OF_ALL_MODELS,
    ),
    Goal(
        "the same with `lookback`, everything",
        "≤ 3 %",
        _new_chunk("new-chunk-everything", "recent_chunk", 0.03),
        STATEMENTS_OF_ALL_MODELS,
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
    sizes = {size: row_count(getattr(scale, size)) for size in ("medium", "large", "huge", "growth_analysis")}
    return sizes | {"many": f"{scale.many_chunks:,}"}


def goals_table(results: Results, scale: Scale) -> str:
    rows = []
    for goal, measured, is_met in judged(results):
        verdict = {True: "met", False: "**missed**", None: "failed" if measured.startswith("failed") else "-"}[is_met]
        rows.append([goal.what.format(**_sizes(scale)), goal.goal, measured, verdict])
    return table(["what", "goal", "measured", "verdict"], rows)
