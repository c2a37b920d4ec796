"""The pictures of docs/measured/benchmarks.md, as SVG: the steps against NannyML, and the growth curves."""

from __future__ import annotations

from pathlib import Path

import altair as alt

from kinds import KINDS
from report import GROWTH
from results import NotMeasuredError, Results
from text import row_count

WHOLE, STEP, ROWS, NANNYML, SCAN = (
    "ml_monitor, whole dbt run",
    "ml_monitor, step's models",
    "ml_monitor, row copy and chunks",
    "NannyML",
    "bare scan",
)
# The colours of Okabe and Ito, which the colour-blind can tell apart.
COLOURS = {NANNYML: "#D55E00", WHOLE: "#0072B2", STEP: "#56B4E9", ROWS: "#009E73", SCAN: "#777777"}
LOGARITHMIC = {"rows", "chunks"}


def write_plots(results: Results, folder: Path) -> list[Path]:
    """Writes every picture that there are numbers for."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, plot in (("against_nannyml", against_nannyml), ("growth_seconds", growth_seconds), ("growth_memory", growth_memory)):
        try:
            chart = plot(results)
        except NotMeasuredError:
            continue
        path = folder / f"{name}.svg"
        styled(chart).save(path)
        written.append(path)
    return written


def styled(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    return (
        chart.configure(background="white", font="sans-serif")
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", gridColor="#e5e5e5")
        .configure_legend(labelFontSize=12, labelLimit=300, orient="bottom", title=None, symbolSize=90)
        .configure_title(fontSize=13, anchor="start")
        .configure_header(labelFontSize=13, labelFontWeight="bold", title=None)
    )


def colour(names: list[str]) -> alt.Color:
    scale = alt.Scale(domain=names, range=[COLOURS[name] for name in names])
    return alt.Color("tool:N", scale=scale, title=None)


def against_nannyml(results: Results) -> alt.TopLevelMixin:
    """One line per step and size, one dot per tool, seconds on a logarithmic axis."""
    values = []
    for size in ("medium", "large", "huge"):
        for kind in KINDS:
            result = results.steps.get(f"{kind}-{size}", {}).get("result", {})
            ours, nannyml, scan = (result.get(key, {}) for key in ("ours", "nannyml", "scan"))
            found = {WHOLE: ours.get("wall"), STEP: ours.get("work"), NANNYML: nannyml.get("wall"), SCAN: scan.get("seconds")}
            values += [
                {"rows": f"{row_count(result['rows'])} rows", "step": KINDS[kind].title, "tool": tool, "seconds": seconds}
                for tool, seconds in found.items()
                if seconds
            ]
    if not values:
        raise NotMeasuredError("not measured")
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("step:N", title=None, sort=[kind.title for kind in KINDS.values()], axis=alt.Axis(labelLimit=300, grid=False))
    )
    ticks = alt.Axis(
        values=[10.0**power for power in range(-4, 5)], labelExpr="datum.value >= 1e3 ? format(datum.value, ',') : datum.value"
    )
    axis = alt.X("seconds:Q", title="wall seconds (logarithmic)", scale=alt.Scale(type="log", nice=True), axis=ticks)
    span = base.mark_rule(color="#cccccc").encode(x=alt.X("min(seconds):Q"), x2="max(seconds):Q")
    dots = base.mark_circle(size=110, opacity=1).encode(x=axis, color=colour([NANNYML, WHOLE, STEP, SCAN]))
    sizes = list(dict.fromkeys(value["rows"] for value in values))
    return (
        alt.layer(span, dots)
        .properties(width=520, height=alt.Step(28))
        .facet(row=alt.Row("rows:N", sort=sizes))
        .resolve_scale(y="independent")
    )


def curve_points(results: Results, name: str) -> list[dict]:
    """The points of one curve that were measured."""
    try:
        points = results.get(f"growth-{name}", "points")
    except NotMeasuredError:
        return []
    return [{"value": point["value"], **point["ours"]} for point in points if "failed" not in point["ours"]]


def curve_x(name: str, title: str, points: list[dict]) -> alt.X:
    """The axis of what grows, with a tick at each point that was measured."""
    scale = alt.Scale(type="log") if name in LOGARITHMIC else alt.Scale(zero=True)
    label = "datum.value >= 1e6 ? datum.value / 1e6 + ' M' : datum.value >= 1e4 ? datum.value / 1e3 + ' k' : datum.value"
    axis = alt.Axis(values=[point["value"] for point in points], labelExpr=label)
    return alt.X("value:Q", title=title + (" (logarithmic)" if name in LOGARITHMIC else ""), scale=scale, axis=axis)


def two_columns(panels: list[alt.Chart]) -> alt.TopLevelMixin:
    if not panels:
        raise NotMeasuredError("not measured")
    return alt.concat(*panels, columns=2)


def growth_seconds(results: Results) -> alt.TopLevelMixin:
    """One panel per curve: the whole process, the step's models and the row copy."""
    panels = []
    for name, title in GROWTH.items():
        points = curve_points(results, name)
        if not points:
            continue
        values = [
            {"value": point["value"], "tool": tool, "seconds": seconds}
            for point in points
            for tool, seconds in {
                WHOLE: point["wall"],
                STEP: point["work"],
                ROWS: point["work_and_rows"] - point["work"],
            }.items()
        ]
        logarithmic = name == "rows"
        scale = alt.Scale(type="log") if logarithmic else alt.Scale(zero=True)
        y = alt.Y("seconds:Q", title="seconds" + (" (logarithmic)" if logarithmic else ""), scale=scale)
        chart = alt.Chart(alt.InlineData(values=values)).mark_line(point=alt.OverlayMarkDef(size=60, filled=True))
        panels.append(
            chart.encode(x=curve_x(name, title, points), y=y, color=colour([WHOLE, STEP, ROWS])).properties(width=330, height=210)
        )
    return two_columns(panels)


def growth_memory(results: Results) -> alt.TopLevelMixin:
    """One panel per curve: the peak memory of the whole process."""
    panels = []
    for name, title in GROWTH.items():
        points = curve_points(results, name)
        if not points:
            continue
        values = [{"value": point["value"], "memory": point["peak_mib"]} for point in points]
        chart = alt.Chart(alt.InlineData(values=values)).mark_line(
            color=COLOURS[WHOLE], point=alt.OverlayMarkDef(size=60, color=COLOURS[WHOLE])
        )
        y = alt.Y("memory:Q", title="peak memory, MiB", scale=alt.Scale(zero=True))
        panels.append(chart.encode(x=curve_x(name, title, points), y=y).properties(width=330, height=160))
    return two_columns(panels)
