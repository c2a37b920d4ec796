"""The page docs/measured/benchmarks.md: the tables of the results in the text of template.md."""

from __future__ import annotations

from pathlib import Path
from string import Template

from environments import NANNYML
from goals import goals_table, missed_goals
from kinds import KINDS
from model_groups import GROUPS, OTHER, ROWS
from results import NotMeasuredError, Results, failures, last_line
from settings import HERE, Scale
from text import mebibytes, ratio, row_count, seconds, share, table

SIZES = ("medium", "large", "huge")
GROWTH = {"rows": "analysis rows", "columns": "columns", "chunks": "chunks of the analysis", "monitors": "monitors"}


def write_report(results: Results, scale: Scale, page: Path) -> None:
    """Writes the page; the pictures that it shows are made by plots.py."""
    sections = {
        "conclusions": _conclusions(results),
        "measured": _measured(results),
        "goals": goals_table(results, scale),
        "missed": missed_goals(results, scale),
        "comparison": _or_reason(lambda: _comparison(results)),
        "where": _or_reason(lambda: _where(results)),
        "agreement": _or_reason(lambda: _agreement(results)),
        "evidently": _or_reason(lambda: _evidently(results)),
        "incremental": _or_reason(lambda: _incremental(results)),
        "limits": _or_reason(lambda: _limits(results)),
        "growth": _or_reason(lambda: _growth(results)),
        "models": _or_reason(lambda: _models(results)),
        "overhead": _or_reason(lambda: _overhead(results)),
        "dle": _or_reason(lambda: results.get("dle-accuracy", "table")),
        "failed": _failed(results),
        "repetitions": _repetitions(results),
    }
    text = Template((HERE / "template.md").read_text()).substitute(sections, many_chunks=f"{scale.many_chunks:,}", **_sizes(scale))
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text)


def _conclusions(results: Results) -> str:
    """What a reader can conclude: our whole process beside NannyML's, what fits into memory, and what a run with one new chunk costs."""
    compared = [(kind, size, result) for kind, size, result in _compared(results) if result.get("ratios")]
    parts = []
    if compared:
        sizes = {size: row_count(result["rows"]) for _, size, result in compared}
        found = {(kind, size): result["ratios"] for kind, size, result in compared}
        rows = [
            [
                KINDS[kind].title,
                *(ratio(found[kind, size][key]) if (kind, size) in found else "" for key in ("wall", "peak_mib") for size in sizes),
            ]
            for kind in dict.fromkeys(kind for kind, _, _ in compared)
        ]
        head = [f"{word}, {rows_of} rows >" for word in ("time", "memory") for rows_of in sizes.values()]
        parts.append(table(["our whole `dbt run` against NannyML", *head], rows))
    lines = []
    for key, less in (("wall", "faster than NannyML"), ("peak_mib", "smaller than NannyML in memory")):
        if compared:
            won = sum(result["ratios"][key] < 1 for _, _, result in compared)
            lines.append(f"- Our whole `dbt run` is {less} in {won} of these {len(compared)} comparisons.")
    huge = [result for _, size, result in _compared(results) if size == "huge" and "peak_mib" in result.get("ours", {})]
    if huge:
        wall, peak = [[result["ours"][key] for result in huge] for key in ("wall", "peak_mib")]
        rows_of, most = row_count(huge[0]["rows"]), mebibytes(max(peak))
        lines.append(
            f"- {rows_of} rows complete with `memory_limit: 1GB`, in {seconds(min(wall))} to {seconds(max(wall))} s and {most} MiB at most."
        )
    try:
        of_first = share(results.get("new-chunk-everything", "new_chunk_share", "wall"))
        lines.append(f"- A run with one new chunk of 100 takes {of_first} of the wall time of a first run, everything computed.")
    except NotMeasuredError:
        pass
    return "\n\n".join([*parts, "\n".join(lines)]) if lines else "*not measured*"


def _sizes(scale: Scale) -> dict[str, str]:
    return {name: row_count(getattr(scale, name)) for name in ("reference", "growth_reference", "growth_analysis", *SIZES)}


def _or_reason(section) -> str:
    """The text of a section, or why there is none."""
    try:
        return section()
    except NotMeasuredError as missing:
        return f"*{missing}*"


def _measured(results: Results) -> str:
    """When and on what the numbers were measured: one line per machine and commit."""
    steps: dict[tuple, list[str]] = {}
    for name, outcome in results.steps.items():
        machine = outcome["machine"]
        steps.setdefault((machine["hardware"], machine["versions"], outcome["commit"]), []).append(name)
    lines = []
    for (hardware, versions, commit), names in steps.items():
        dates = sorted(results.steps[name]["date"] for name in names)
        which = f" ({', '.join(names)})" if len(steps) > 1 else ""
        when = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
        loads = [results.steps[name]["load"] for name in names if "load" in results.steps[name]]
        load = f"load average up to {max(loads):.1f}" if loads else "load average not recorded"
        lines.append(f"- {when}, {hardware}, {load}; {versions}; commit {commit or 'unknown'}{which}")
    return "\n".join(lines) or "nothing yet."


def _repetitions(results: Results) -> str:
    """How often each comparison was run, by its rows."""
    runs: dict[str, set[int]] = {}
    for _, _, result in _compared(results):
        if "repetitions" in result.get("ours", {}):
            runs.setdefault(row_count(result["rows"]), set()).add(result["ours"]["repetitions"])
    return ", ".join(f"{' or '.join(map(str, sorted(counts)))} at {rows} rows" for rows, counts in runs.items()) or "none yet"


def _failed(results: Results) -> str:
    """Every step and part of a step that failed, with its reason."""
    lines = [f"- {name}: {last_line(reason)}" for name, outcome in results.steps.items() for reason in failures(outcome)]
    return "\n".join(["What failed:", "", *lines]) if lines else "No step failed."


def _process(measurement: dict) -> list[str]:
    """Wall, CPU and peak memory of a whole process, or why there are none."""
    if "failed" in measurement:
        return [f"failed: {last_line(measurement['failed'])}", "", ""]
    return [seconds(measurement["wall"]), seconds(measurement["cpu"]), mebibytes(measurement["peak_mib"])]


def _compared(results: Results):
    """The comparisons that were measured: kind, size and result."""
    for size in SIZES:
        for kind in KINDS:
            if f"{kind}-{size}" in results.steps:
                yield kind, size, results.steps[f"{kind}-{size}"].get("result", {"failed": True})


def _comparison(results: Results) -> str:
    """Step x size x tool: wall, CPU, peak memory, and the ratios to NannyML and to the bare scan."""
    rows = []
    for kind, size, result in _compared(results):
        first = [KINDS[kind].title, size if "rows" not in result else row_count(result["rows"])]
        if "ours" not in result:
            rows.append([*first, "all", "failed", "", "", "", ""])
            continue
        ours, scan, ratios = result["ours"], result["scan"].get("seconds"), result.get("ratios", {})
        whole = f"{ratio(ratios['wall'])} ({ratio(ratios['cpu'])}; {ratio(ratios['peak_mib'])})" if ratios else ""
        times = (lambda value, scan=scan: f"{value / scan:.1f}") if scan else (lambda value: "")
        rows.append([*first, "ml_monitor, whole `dbt run`", *_process(ours), whole, ""])
        if "failed" not in ours:
            copied = ours["work_and_rows"] - ours["work"]
            of_work = ratio(ratios["work"]) if ratios else ""
            rows.append([*first, "- of it the step's models", seconds(ours["work"]), "", "", of_work, times(ours["work"])])
            rows.append([*first, f"- of it {ROWS}", seconds(copied), "", "", "", times(copied)])
        if "nannyml" in result:
            nannyml = result["nannyml"]
            rows.append([*first, NANNYML.title, *_process(nannyml), "1", times(nannyml["wall"]) if "wall" in nannyml else ""])
        else:
            rows.append([*first, NANNYML.title, "not run", "", "", "", ""])
        rows.append([*first, "bare scan", seconds(scan) if scan else "failed", "", "", "", "1"])
    head = ["step", "rows >", "tool", "wall s >", "CPU s >", "peak MiB >", "to NannyML: wall (CPU; memory) >", "times the bare scan >"]
    return table(head, rows) if rows else "*not measured*"


def _where(results: Results) -> str:
    """Where the seconds of our whole process go."""
    groups = [*GROUPS, OTHER]
    rows = []
    for kind, _, result in _compared(results):
        ours = result.get("ours", {})
        if "groups" in ours:
            of_groups = [seconds(ours["groups"][group]) for group in groups]
            rows.append([KINDS[kind].title, row_count(result["rows"]), seconds(ours["wall"] - ours["seconds"]), *of_groups])
    return table(["step", "rows >", "dbt itself >", *(f"{group} >" for group in groups)], rows) if rows else "*not measured*"


def _agreement(results: Results) -> str:
    """How far our values are from NannyML's."""
    rows = []
    for kind, _, result in _compared(results):
        for metric in result.get("agreement", {}).get("metrics", []):
            difference = metric["largest_difference"]
            errors = [f"{100 * metric[key]:.3f} %" if key in metric else "" for key in ("our_mean_error", "their_mean_error")]
            of_metric = [metric["metric_name"], f"{metric['value_count']:,}", "-" if difference is None else f"{difference:.1e}"]
            rows.append([KINDS[kind].title, row_count(result["rows"]), *of_metric, *errors])
    head = ["step", "rows >", "metric", "values >", "largest relative difference >", "our mean error >", "NannyML's mean error >"]
    return table(head, rows) if rows else "*not measured*"


def _evidently(results: Results) -> str:
    result = results.result("evidently")
    ratios = result["ratios"]
    whole = f"{ratio(ratios['wall'])} ({ratio(ratios['cpu'])}; {ratio(ratios['peak_mib'])})" if ratios else ""
    rows = [["ml_monitor, whole `dbt run`", *_process(result["ours"]), whole]]
    if "failed" not in result["ours"]:
        rows.append(["- of it the step's models", seconds(result["ours"]["work"]), "", "", ratio(ratios["work"]) if ratios else ""])
    rows.append(["Evidently 0.7.23", *_process(result["evidently"]), "1"])
    return table(["tool", "wall s >", "CPU s >", "peak MiB >", "to Evidently: wall (CPU; memory) >"], rows)


def _incremental(results: Results) -> str:
    """The runs of the new chunk; the one that reads all rows since `lookback` was set is left out."""
    titles = {
        "full": "first run, 98 of 100 chunks",
        "new_chunk": "second run, one new chunk",
        "nothing_new": "third run, nothing new",
        "recent_chunk": "one new chunk, with `lookback`",
    }
    rows = []
    for step in ("new-chunk", "new-chunk-everything"):
        try:
            result = results.result(step)
        except NotMeasuredError as missing:
            rows.append([step, str(missing), *[""] * 8])
            continue
        for name, title in titles.items():
            run, shares = result.get(name), result.get(f"{name}_share")
            if run is None or "failed" in run:
                rows.append([result["title"], title, *_process(run or {"failed": "not run"}), *[""] * 5])
                continue
            of_first = [share(shares[key]) for key in ("engine_seconds", "seconds", "wall")] if shares else ["", "", ""]
            engine = [seconds(run["engine_seconds"]), seconds(run["reference_seconds"]) if "reference_seconds" in run else ""]
            rows.append([result["title"], title, *_process(run), *engine, *of_first])
    head = ["what", "run", "wall s >", "CPU s >", "peak MiB >", "engine s >", "of it reference only >"]
    return table([*head, "engine, of the first >", "models by dbt, of the first >", "wall, of the first >"], rows)


def _limits(results: Results) -> str:
    """Little memory, one thread or two, many chunks."""
    rows = []

    def add(what: str, step: str, name: str) -> None:
        try:
            run = results.get(step, name)
        except NotMeasuredError as missing:
            rows.append([what, str(missing), "", "", ""])
            return
        rows.append([what, *_process(run), seconds(run["work"]) if "work" in run else ""])

    add("large, 1 thread", "threads", "one")
    add("large, 2 threads", "threads", "two")
    add("large, 2 threads, 500 MB", "memory", "ours")
    add("medium, 100 chunks", "many-chunks", "few")
    add("medium, many chunks", "many-chunks", "many")
    return table(["univariate drift, four methods", "wall s >", "CPU s >", "peak MiB >", "step's models s >"], rows)


def _growth(results: Results) -> str:
    rows = []
    for name, title in GROWTH.items():
        try:
            points = results.result(f"growth-{name}")["points"]
        except NotMeasuredError as missing:
            rows.append([title, str(missing), *[""] * 5])
            continue
        for point in points:
            run, value = point["ours"], row_count(point["value"]) if name == "rows" else f"{point['value']:,}"
            parts = [seconds(run["work"]), seconds(run["work_and_rows"] - run["work"])] if "work" in run else ["", ""]
            rows.append([title, value, *_process(run), *parts])
    return table(["what grows", "to >", "wall s >", "CPU s >", "peak MiB >", "step's models s >", f"{ROWS} s >"], rows)


def _models(results: Results) -> str:
    """Every model that takes a tenth of a second or more."""
    ours, scan = results.get("every-model", "ours"), results.get("every-model", "scan", "seconds")
    if "failed" in ours:
        raise NotMeasuredError(f"failed: {last_line(ours['failed'])}")
    models = sorted(ours["models"].items(), key=lambda item: -item[1]["seconds"])
    rows = [
        [name, seconds(model["seconds"]), seconds(model["engine_seconds"]), f"{model['seconds'] / scan:.1f}"]
        for name, model in models
        if model["seconds"] >= 0.1
    ]
    whole = f"Whole `dbt run`: {seconds(ours['wall'])} s, {seconds(ours['cpu'])} s of CPU, peak memory {mebibytes(ours['peak_mib'])} MiB; "
    head = ["model", "seconds >", "of it the engine >", "times the bare scan >"]
    return f"{whole}bare scan of the fifteen columns: {seconds(scan)} s.\n\n" + table(head, rows)


def _overhead(results: Results) -> str:
    first = results.get("dbt-overhead", "first_build")
    rows = []
    for command, result in results.get("dbt-overhead", "commands").items():
        example, empty = result["example"], result.get("empty", {})
        if "failed" in example or "failed" in empty or not empty:
            rows.append([f"`{command}`", f"failed: {'; '.join(map(last_line, failures(result)))}", "", "", "", ""])
            continue
        nodes = example["nodes"]
        counts = [str(nodes["model"]), str(nodes["test"] + nodes["unit_test"])]
        rows.append([f"`{command}`", *counts, seconds(example["wall"]), seconds(empty["wall"]), f"{result['ratios']['wall']:.2f}"])
    head = [
        "command on the built example",
        "models >",
        "tests >",
        "wall s >",
        "empty project of as many models, `dbt build`, s >",
        "ratio >",
    ]
    spent = f"takes {seconds(first['wall'])} s; peak memory {mebibytes(first['peak_mib'])} MiB"
    return f"The first `dbt build`, which parses and builds everything, {spent}.\n\n{table(head, rows)}"
