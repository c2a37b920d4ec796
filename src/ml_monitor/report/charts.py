"""The charts of the report, each defined once: the page has them compiled and fills in data, pictures are drawn from the same ones.

A definition names its data sets; `ml_monitor.report.datasets` and `page/data.js` cut them out of the content.
Words that differ from chart to chart are tokens such as `@title`, which are replaced where the chart is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt

TITLE = "@title"
TIME = "@time"


@dataclass(frozen=True)
class Look:
    """What a chart is drawn with.

    Attributes:
        colors: a color per name of `LIGHT`; the page gives CSS variables, so that the same chart is right in light, dark and print.
        width: in pixels, or `container`.
        height: in pixels.
        has_legend: False on the page, which has one legend in HTML for all charts of a section.
        by_time: True if x is a time, False if it is the number of a chunk.
        from_zero: True if the value's axis has to begin at zero.
        compares: True if the legend has to tell estimated from realized.
    """

    colors: dict[str, str]
    width: int | str = 720
    height: int = 240
    has_legend: bool = True
    by_time: bool = True
    from_zero: bool = False
    compares: bool = False


# Okabe and Ito's colors, which people with any kind of color blindness can tell apart; shapes, dashes and words say the same.
LIGHT = {
    "ink": "#1f2328",
    "quiet": "#59636e",
    "grid": "#e3e6ea",
    "paper": "#ffffff",
    "link": "#0a5ca8",
    "good": "#007351",
    "realized": "#1f2328",
    "estimated": "#0072b2",
    "usual": "#009e73",
    "alert": "#d55e00",
    "unlabelled": "#8c959f",
    "reference": "#8c959f",
    "chunk": "#0072b2",
    "heat0": "#eef1f4",
    "heat1": "#cfd6dd",
    "heat2": "#f6c9a3",
    "heat3": "#e8894a",
    "heat4": "#b34700",
    "on_heat": "#1f2328",
    "critical": "#a40e26",
    "high": "#c25400",
    "medium": "#8a6100",
    "low": "#59636e",
    "share1": "#0072b2",
    "share2": "#e69f00",
    "share3": "#009e73",
    "share4": "#cc79a7",
    "share5": "#56b4e9",
    "share6": "#d55e00",
    "share7": "#b5a900",
    "share8": "#8c959f",
}
DARK = {
    **LIGHT,
    "ink": "#e6edf3",
    "quiet": "#9da7b3",
    "grid": "#30363d",
    "paper": "#0d1117",
    "link": "#79b8ff",
    "good": "#3fc79f",
    "realized": "#f0f3f6",
    "estimated": "#56b4e9",
    "usual": "#2ec4a0",
    "alert": "#ff8c42",
    "unlabelled": "#8b949e",
    "reference": "#8b949e",
    "chunk": "#56b4e9",
    "heat0": "#1c2128",
    "heat1": "#373e47",
    "heat2": "#7a4a21",
    "heat3": "#c96a1f",
    "heat4": "#ffa657",
    "on_heat": "#ffffff",
    "critical": "#ff7b86",
    "high": "#ff8c42",
    "medium": "#e3b341",
    "low": "#9da7b3",
    "share1": "#4d9fd6",
    "share7": "#e5dc4f",
}
VERDICTS = ["alert", "better than usual", "not judged"]
CHUNK_FIELDS: list[Any] = ["n", "period", "chunk", "start", "end", "rows", "labelled"]
# The steps of the heat map, of which all but the last two end at these multiples of the threshold.
HEAT_ENDS = (0.5, 1, 2, 4)
HEAT = ["up to half its threshold", "up to its threshold", "up to 2 times", "up to 4 times", "beyond 4 times", "not judged"]
# The page words what a mark says when it is pointed at; to do so in the chart would take longer than to draw it.
_WORDS_BY_PAGE: Any = alt.TooltipContent("data")


def series(look: Look, name: str = "series") -> Any:
    """A metric by chunk: its value with the sampling band, the usual range and alerts; for performance estimated beside realized.

    Its data are `series` (a row per number), `ranges` (a row per series), `incidents` and `analysis`.
    """
    colors = look.colors
    x, x2 = _x(look), _x2(look)
    y = alt.Y(
        "value:Q",
        title=TITLE,
        scale=alt.Scale(zero=look.from_zero, nice=True),
        axis=alt.Axis(tickCount=5, **_TITLE_ABOVE),
    )
    order = ["value", "realized", "estimated"]
    line = alt.Scale(domain=order, range=[colors["realized"], colors["realized"], colors["estimated"]])
    dash = alt.Scale(domain=order, range=[[1, 0], [1, 0], [6, 3]])
    legend = _legend(look)
    line_legend = None if legend is None or not look.compares else alt.Legend(title=None, orient="bottom", values=["realized", "estimated"])
    points = alt.Chart(alt.NamedData(name))
    ranges = alt.Chart(alt.NamedData("ranges"))
    incidents = alt.Chart(alt.NamedData("incidents")).transform_calculate(n_end="datum.n_end + 1")
    layers = [
        # The ground: what is usual, where labels have not come, where an incident is open, where the analysis begins.
        ranges.transform_filter("isValid(datum.floor) && isValid(datum.ceiling)")
        .mark_rect(color=colors["usual"], opacity=0.1)
        .encode(x=x, x2=x2, y=alt.Y("floor:Q"), y2="ceiling:Q"),
        *(
            ranges.transform_filter(f"isValid(datum.{side})")
            .mark_rule(color=colors["usual"], strokeDash=[3, 3], strokeWidth=1)
            .encode(x=x, x2=x2, y=alt.Y(f"{side}:Q"))
            for side in ("lower", "upper")
        ),
        points.transform_filter("datum.are_labels_missing").mark_rect(color=colors["unlabelled"], opacity=0.16).encode(x=x, x2=x2),
        incidents.mark_rect(color=colors["alert"], opacity=0.1).encode(x=x, x2=x2),
        incidents.mark_rule(color=colors["alert"], strokeWidth=4).encode(x=x, x2=x2, y=alt.value(0)),
        *_beginning_of_analysis(look),
        # The numbers.
        points.transform_filter("isValid(datum.low)")
        .mark_area(opacity=0.2)
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q", fill=alt.Fill("series:N", scale=line, legend=None)),
        points.mark_line(strokeWidth=1.8).encode(
            x=x,
            y=y,
            stroke=alt.Stroke("series:N", scale=line, legend=line_legend),
            strokeDash=alt.StrokeDash("series:N", scale=dash, legend=line_legend),
        ),
        points.transform_filter("isValid(datum.value) && datum.mark == 'ok'")
        .mark_point(filled=True, size=20, opacity=1, tooltip=_WORDS_BY_PAGE)
        .encode(x=x, y=y, fill=alt.Fill("series:N", scale=line, legend=None)),
        points.transform_filter("isValid(datum.value) && datum.mark != 'ok'")
        .mark_point(opacity=1, strokeWidth=1.6, tooltip=_WORDS_BY_PAGE)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("mark:N", scale=alt.Scale(domain=VERDICTS, range=["diamond", "triangle-up", "circle"]), legend=legend),
            color=alt.Color(
                "mark:N", scale=alt.Scale(domain=VERDICTS, range=[colors["alert"], colors["usual"], colors["quiet"]]), legend=legend
            ),
            size=alt.Size("mark:N", scale=alt.Scale(domain=VERDICTS, range=[90, 50, 34]), legend=legend),
            fill=alt.condition("datum.mark == 'alert'", alt.value(colors["alert"]), alt.value(colors["paper"])),
        ),
    ]
    return alt.layer(*layers).resolve_scale(fill="independent").properties(width=look.width, height=look.height)


def rows(look: Look) -> Any:
    """The number of rows per chunk, those with a label and those without. Its data are `chunks` and `analysis`."""
    kinds = ["with a label", "without a label"]
    chunks = (
        alt.Chart(alt.NamedData("chunks"))
        .transform_flatten([*CHUNK_FIELDS])
        .transform_calculate(n_end="datum.n + 1", share="datum.rows ? datum.labelled / datum.rows : null", kinds=str(kinds))
        .transform_calculate(counts="[datum.labelled, datum.rows - datum.labelled]")
    )
    bars = (
        chunks.transform_flatten(["kinds", "counts"], as_=["kind", "count"])
        .transform_filter("datum.count > 0")
        .transform_stack(stack="count", as_=["from_", "to"], groupby=["n"], sort=[alt.SortField("kind", order="ascending")])
    )
    return alt.layer(
        bars.mark_rect(stroke=look.colors["paper"], strokeWidth=0.5).encode(
            x=_x(look),
            x2=_x2(look),
            y=alt.Y("from_:Q", title=TITLE, axis=alt.Axis(tickCount=4, **_TITLE_ABOVE)),
            y2="to:Q",
            color=alt.Color(
                "kind:N", scale=alt.Scale(domain=kinds, range=[look.colors["chunk"], look.colors["heat1"]]), legend=_always_a_legend()
            ),
            tooltip=[
                alt.Tooltip("chunk:N"),
                alt.Tooltip("rows:Q", format=","),
                alt.Tooltip("labelled:Q", format=",", title="labeled"),
                alt.Tooltip("share:Q", format=".0%", title="share of labels"),
            ],
        ),
        *_beginning_of_analysis(look, on_bars=True),
    ).properties(width=look.width, height=look.height)


def heatmap(look: Look) -> Any:
    """Columns by chunks: how far each number is from usual, as a multiple of its threshold.

    Its data are `cells` (a row per cell), and what its axes show: `columns`, and `span`, a row with the ends of all chunks.
    """
    colors = look.colors
    # There are thousands of cells, so that as little as possible is computed for each of them while the chart is drawn.
    cells = alt.Chart(alt.NamedData("cells", format={"parse": None}))
    x, x2 = _x(look), _x2(look)
    y = alt.Y(
        "column_name:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelLimit=130, ticks=False, domain=False, grid=False),
        scale=alt.Scale(paddingInner=0.12),
    )
    return alt.layer(
        # The axes have their ends before there are cells.
        alt.Chart(alt.NamedData("columns")).mark_point(opacity=0, tooltip=None).encode(y=y),
        alt.Chart(alt.NamedData("span")).mark_rule(opacity=0, tooltip=None).encode(x=x, x2=x2),
        cells.mark_rect(cursor="pointer", invalid=None, stroke=colors["paper"], strokeWidth=0.5, tooltip=_WORDS_BY_PAGE).encode(
            x=x,
            x2=x2,
            y=y,
            color=alt.Color(
                "step:N",
                scale=alt.Scale(domain=HEAT, range=[*(colors[f"heat{step}"] for step in range(5)), colors["paper"]]),
                legend=alt.Legend(
                    title=None,
                    orient="bottom",
                    symbolType="square",
                    symbolStrokeColor=colors["quiet"],
                    symbolStrokeWidth=0.5,
                    columns=alt.ExprRef("max(2, floor(width / 140))"),
                ),
            ),
        ),
        cells.transform_filter("!datum.is_judged")
        .mark_rect(filled=False, invalid=None, stroke=colors["unlabelled"], strokeWidth=0.5, cursor="pointer", tooltip=_WORDS_BY_PAGE)
        .encode(x=x, x2=x2, y=y),
        # An alert is marked by a shape too.
        cells.transform_filter("datum.is_alert")
        .mark_point(shape="diamond", filled=True, size=16, opacity=1, invalid=None, color=colors["on_heat"], tooltip=None)
        .encode(x=alt.X("middle:T" if look.by_time else "middle:Q"), y=y),
    ).properties(width=look.width, height=alt.Step(20))


def distribution(look: Look) -> Any:
    """A continuous column in one chunk and in the reference, in the same bins. Its data are `bins`: edges, counts and types."""
    colors = look.colors
    kinds = ["reference", "chunk"]
    bins = (
        alt.Chart(alt.NamedData("bins"))
        .transform_flatten(["type", "label", "lower", "upper", "reference", "chunk"])
        .transform_filter("datum.type != 'missing'")
        .transform_calculate(width="datum.type == 'bin' ? datum.upper - datum.lower : null")
        .transform_joinaggregate(width="max(width)", all_reference="sum(reference)", all_chunk="sum(chunk)")
        # What lies outside the reference's range has no bin: it is drawn as a bar beside the others.
        .transform_calculate(
            from_="datum.type == 'below' ? datum.upper - 1.6 * datum.width"
            " : datum.type == 'above' ? datum.lower + 0.6 * datum.width : datum.lower",
            to="datum.type == 'below' ? datum.upper - 0.6 * datum.width"
            " : datum.type == 'above' ? datum.lower + 1.6 * datum.width : datum.upper",
            in_reference="datum.all_reference ? datum.reference / datum.all_reference : 0",
            in_chunk="datum.all_chunk ? datum.chunk / datum.all_chunk : 0",
        )
    )
    x = alt.X(
        "from_:Q",
        title=TITLE,
        scale=alt.Scale(zero=False, nice=False, padding=4),
        # Beyond the reference's range the axis has no numbers.
        axis=alt.Axis(
            grid=False,
            titleAnchor="end",
            tickCount=alt.ExprRef("max(2, width / 90)"),
            labelOverlap=True,
            labelExpr="datum.value < lowest || datum.value > highest ? '' : datum.label",
        ),
    )
    share = alt.Axis(format=".0%", tickCount=4, **_TITLE_ABOVE)
    tooltip = [
        alt.Tooltip("label:N", title="values"),
        alt.Tooltip("in_chunk:Q", format=".1%", title="share in the chunk"),
        alt.Tooltip("in_reference:Q", format=".1%", title="share in the reference"),
        alt.Tooltip("chunk:Q", format=",", title="rows in the chunk"),
    ]
    fill = alt.Scale(domain=kinds, range=[colors["reference"], colors["chunk"]])
    sides = [
        bins.transform_filter(f"datum.{kind} > 0")
        .transform_calculate(kind=f"'{kind}'")
        .mark_rect(opacity=opacity, stroke=stroke, strokeWidth=1.5)
        .encode(
            x=x,
            x2="to:Q",
            y=alt.Y(f"in_{kind}:Q", title="share of the values", axis=share, scale=alt.Scale(domainMin=0, padding=16, nice=False)),
            y2=alt.datum(0),
            fill=alt.Fill("kind:N", scale=fill, legend=_always_a_legend()),
            tooltip=tooltip,
        )
        for kind, opacity, stroke in (("reference", 0.6, None), ("chunk", 0.5, colors["chunk"]))
    ]
    outside = [
        bins.transform_filter(f"datum.type == '{side}' && datum.chunk > 0")
        .transform_calculate(words=f"'{side}: ' + format(datum.in_chunk, '.1%')")
        .mark_text(align=align, baseline="bottom", dy=-4, fontSize=11, fontWeight=600, color=colors["alert"])
        .encode(x=alt.X(f"{end}:Q"), y=alt.Y("in_chunk:Q"), text="words:N")
        for side, align, end in _SIDES
    ]
    edges = [alt.param(name=name, value=0) for name in ("lowest", "highest")]
    return alt.layer(*sides, *outside).add_params(*edges).properties(width=look.width, height=look.height)


_SIDES: tuple[tuple[str, Any, str], ...] = (("below", "left", "from_"), ("above", "right", "to"))


def categories(look: Look) -> Any:
    """A categorical column in one chunk and in the reference, gone and new categories marked. Its data are `bins`."""
    colors = look.colors
    kinds = ["reference", "chunk"]
    bins = (
        alt.Chart(alt.NamedData("bins"))
        .transform_flatten(["type", "label", "reference", "chunk"])
        .transform_joinaggregate(all_reference="sum(reference)", all_chunk="sum(chunk)")
        .transform_filter("datum.chunk + datum.reference > 0")
        .transform_calculate(
            key="datum.type + ':' + datum.label",
            note="datum.type == 'unseen' ? 'new' : indexof(datum.gone, datum.label) >= 0 && datum.type == 'category' ? 'gone' : ''",
            kinds=str(kinds),
            shares="[datum.all_reference ? datum.reference / datum.all_reference : 0, datum.all_chunk ? datum.chunk / datum.all_chunk : 0]",
        )
        .transform_flatten(["kinds", "shares"], as_=["kind", "share"])
    )
    y = alt.Y(
        "key:N",
        sort=None,
        title=None,
        # Before the colon is the type, so that a category named 'missing' is not what is missing.
        axis=alt.Axis(
            labelExpr="slice(datum.value, indexof(datum.value, ':') + 1)", labelLimit=130, labelPadding=6, ticks=False, domain=False
        ),
    )
    bars = bins.mark_bar().encode(
        x=alt.X("share:Q", title=TITLE, axis=alt.Axis(format=".0%", tickCount=5, titleAnchor="end")),
        y=y,
        yOffset=alt.YOffset("kind:N", sort=kinds),
        fill=alt.Fill("kind:N", scale=alt.Scale(domain=kinds, range=[colors["reference"], colors["chunk"]]), legend=_always_a_legend()),
        tooltip=[
            alt.Tooltip("label:N", title="category"),
            alt.Tooltip("kind:N", title="in"),
            alt.Tooltip("share:Q", format=".1%"),
            alt.Tooltip("note:N"),
        ],
    )
    notes = (
        bins.transform_filter("datum.note != '' && datum.kind == (datum.note == 'new' ? 'chunk' : 'reference')")
        .mark_text(align="left", dx=5, fontSize=11, fontWeight=600, color=colors["alert"])
        .encode(x=alt.X("share:Q"), y=y, yOffset=alt.YOffset("kind:N", sort=kinds), text="note:N")
    )
    return alt.layer(bars, notes).properties(width=look.width, height=alt.Step(15))


def quantiles(look: Look) -> Any:
    """A continuous column over time: the median within the middle half and the middle 90 % of its values.

    Its data are `quantiles` and `analysis`.
    """
    colors = look.colors
    names = ["q5", "q25", "q50", "q75", "q95"]
    chunks = alt.Chart(alt.NamedData("quantiles")).transform_flatten([*CHUNK_FIELDS, *names]).transform_calculate(n_end="datum.n + 1")
    x = _x(look)
    y_title = alt.Axis(tickCount=5, **_TITLE_ABOVE)
    tooltip = [alt.Tooltip("chunk:N"), *(alt.Tooltip(f"{name}:Q", title=f"{name[1:]} %", format=".4~g") for name in names)]
    return alt.layer(
        *(
            chunks.transform_filter(f"isValid(datum.{low})")
            .mark_area(color=colors["chunk"], opacity=opacity)
            .encode(x=x, y=alt.Y(f"{low}:Q", title=TITLE, axis=y_title, scale=alt.Scale(zero=False)), y2=f"{high}:Q")
            for low, high, opacity in (("q5", "q95", 0.18), ("q25", "q75", 0.3))
        ),
        *_beginning_of_analysis(look),
        chunks.mark_line(color=colors["chunk"], strokeWidth=1.8, point=alt.OverlayMarkDef(size=18, color=colors["chunk"])).encode(
            x=x, y=alt.Y("q50:Q", axis=y_title, title=TITLE), tooltip=tooltip
        ),
    ).properties(width=look.width, height=look.height)


def shares(look: Look) -> Any:
    """A categorical column over time: the shares of its most frequent categories, of new ones and of what is missing.

    Its data are `chunks_of_column`, one per chunk, and `analysis`.
    The parameter `labels` names the slots (`SLOT_COLORS`), `used` lists those that occur.
    """
    colors = look.colors
    chunks = alt.Chart(alt.NamedData("chunks_of_column")).transform_calculate(n_end="datum.n + 1")
    parts = chunks.transform_flatten(["slot", "count"]).transform_aggregate(
        count="sum(count)", groupby=["slot", "n", "n_end", "start", "end", "chunk"]
    )
    parts = (
        parts.transform_joinaggregate(total="sum(count)", groupby=["n"])
        .transform_calculate(share="datum.total ? datum.count / datum.total : 0", label="labels[datum.slot]")
        .transform_filter("datum.count > 0")
    )
    parts = parts.transform_stack(stack="share", as_=["from_", "to"], groupby=["n"], sort=[alt.SortField("slot", order="ascending")])
    slots = list(range(len(SLOT_COLORS)))
    return (
        alt.layer(
            parts.mark_rect(stroke=colors["paper"], strokeWidth=0.5).encode(
                x=_x(look),
                x2=_x2(look),
                y=alt.Y("from_:Q", title=TITLE, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5, **_TITLE_ABOVE)),
                y2="to:Q",
                color=alt.Color(
                    "slot:O",
                    scale=alt.Scale(domain=slots, range=[colors[name] for name in SLOT_COLORS]),
                    legend=alt.Legend(
                        title=None,
                        orient="bottom",
                        labelExpr="labels[datum.value]",
                        values=alt.ExprRef("used"),
                        columns=alt.ExprRef("max(2, floor(width / 150))"),
                        symbolType="square",
                        labelLimit=120,
                    ),
                ),
                tooltip=[
                    alt.Tooltip("chunk:N"),
                    alt.Tooltip("label:N", title="category"),
                    alt.Tooltip("share:Q", format=".1%"),
                    alt.Tooltip("count:Q", format=",", title="rows"),
                ],
            ),
            *_beginning_of_analysis(look, on_bars=True),
        )
        .add_params(alt.param(name="labels", value=[]), alt.param(name="used", value=slots))
        .properties(width=look.width, height=look.height)
    )


# The six most frequent categories of the reference, the other ones of it, new ones, missing values.
SLOT_COLORS = ("share1", "share2", "share3", "share4", "share5", "share7", "share8", "share6", "heat1")


def timeline(look: Look) -> Any:
    """Incidents from their opening to their last alert, or to the latest chunk while they are open.

    Its data are `incidents`, `chunks` and `analysis`.
    """
    severities = ["critical", "high", "medium", "low"]
    colors = look.colors
    incidents = alt.Chart(alt.NamedData("incidents")).transform_calculate(n_end="datum.n_end + 1")
    chunks = alt.Chart(alt.NamedData("chunks")).transform_flatten([*CHUNK_FIELDS])
    y = alt.Y(
        "what:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelLimit=175, ticks=False, domain=False, grid=False),
        scale=alt.Scale(paddingInner=0.3),
    )
    return alt.layer(
        # The axis is that of all chunks.
        chunks.mark_tick(opacity=0, tooltip=None).encode(x=_x(look)),
        incidents.mark_bar(cornerRadius=2, cursor="pointer").encode(
            x=_x(look),
            x2=_x2(look),
            y=y,
            color=alt.Color(
                "severity:N", scale=alt.Scale(domain=severities, range=[colors[name] for name in severities]), legend=_always_a_legend()
            ),
            opacity=alt.condition("datum.status == 'open'", alt.value(1), alt.value(0.45)),
            tooltip=[alt.Tooltip("what:N", title="incident"), alt.Tooltip("status:N"), alt.Tooltip("headline:N")],
        ),
        *_beginning_of_analysis(look),
    ).properties(width=look.width, height=alt.Step(22))


_QUIET_TITLE: dict[str, Any] = {"titleFontWeight": "normal", "titleFontSize": 11}


# Words above the axis are read without turning the head, and have the width of the chart.
_TITLE_ABOVE: dict[str, Any] = {
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "end",
    "titleBaseline": "bottom",
    "titleX": -30,
    "titleY": -10,
}


def _beginning_of_analysis(look: Look, on_bars: bool = False) -> list[Any]:
    first = alt.Chart(alt.NamedData("analysis"))
    rule = first.mark_rule(color=look.colors["ink" if on_bars else "quiet"], strokeDash=[2, 3], strokeWidth=1.5).encode(x=_x(look))
    words = first.mark_text(text="analysis →", align="left", baseline="top", dx=4, dy=5, fontSize=10, color=look.colors["quiet"])
    return [rule] if on_bars else [rule, words.encode(x=_x(look), y=alt.value(0))]


def _x(look: Look) -> alt.X:
    if look.by_time:
        return alt.X(
            "start:T",
            title=TIME,
            scale=alt.Scale(type="utc", padding=6),
            axis=alt.Axis(labelOverlap=True, grid=False, tickCount=alt.ExprRef("max(2, width / 110)"), titleAnchor="end", **_QUIET_TITLE),
        )
    return alt.X(
        "n:Q",
        title=TIME,
        scale=alt.Scale(zero=False, nice=False, padding=6),
        axis=alt.Axis(
            format="d", grid=False, tickMinStep=1, tickCount=alt.ExprRef("max(2, width / 80)"), titleAnchor="end", **_QUIET_TITLE
        ),
    )


def _x2(look: Look) -> alt.X2:
    return alt.X2("end:T" if look.by_time else "n_end:Q")


def _legend(look: Look) -> alt.Legend | None:
    return alt.Legend(title=None, orient="bottom") if look.has_legend else None


def _always_a_legend() -> alt.Legend:
    return alt.Legend(
        title=None, orient="bottom", symbolType="square", symbolStrokeWidth=0, columns=alt.ExprRef("max(2, floor(width / 100))")
    )


def finished(chart: Any, look: Look) -> Any:
    """Fonts and colors of what is not data."""
    colors = look.colors
    text = {"labelColor": colors["quiet"], "titleColor": colors["ink"], "titleFontWeight": 600, "labelFontSize": 11, "titleFontSize": 12}
    return (
        chart.properties(background="transparent" if look.width == "container" else colors["paper"])
        .configure(aria=False, font="system-ui, 'DejaVu Sans', sans-serif", padding=4 if look.width == "container" else 12)
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=colors["grid"], domainColor=colors["grid"], tickColor=colors["grid"], titleLimit=alt.ExprRef("width"), **text
        )
        .configure_title(color=colors["ink"], subtitleColor=colors["quiet"], anchor="start", subtitlePadding=4, offset=12)
        .configure_legend(labelColor=colors["ink"], labelFontSize=11, labelLimit=200)
    )


CHARTS: dict[str, Callable[[Look], Any]] = {
    "series": series,
    "rows": rows,
    "heatmap": heatmap,
    "distribution": distribution,
    "categories": categories,
    "quantiles": quantiles,
    "shares": shares,
    "timeline": timeline,
}
