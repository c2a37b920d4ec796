"""The plots of the dashboard, each a function from the rows of one query to a chart.

The colors are those of Okabe and Ito, which color-blind people can tell apart.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

ESTIMATED, REALIZED, ALERT, USUAL, WAITING = "#0072B2", "#E69F00", "#D55E00", "#009E73", "#999999"
CATEGORIES = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#F0E442", "#D55E00", "#999999"]
# From the usual value to the threshold in two blues, beyond it in three reds.
SIZES = alt.Scale(type="threshold", domain=[0.5, 1, 2, 4], range=["#eef4fa", "#c6dbef", "#fdbe85", "#f16913", "#a63603"])


def time_of(rows: pd.DataFrame) -> str:
    """The field of the axis of chunks: their dates, or their positions where a monitor has no timestamp."""
    return "chunk_start_date:T" if rows["chunk_start_date"].notna().all() else "chunk_position:Q"


def thresholds(rows: pd.DataFrame, prefix: str = "") -> alt.LayerChart:
    """The thresholds of a series as dashed lines."""
    chart = alt.Chart(rows).mark_line(color=USUAL, strokeDash=[6, 3]).encode(alt.X(time_of(rows), title=None))
    return alt.layer(*[chart.encode(alt.Y(f"{prefix}{side}_threshold:Q")) for side in ("lower", "upper")])


def performance(rows: pd.DataFrame) -> alt.LayerChart:
    """Estimated performance with its band, realized performance, thresholds, alerts, and the chunks whose labels have not all come."""
    x, metric = alt.X(time_of(rows), title=None), rows["metric_name"].iloc[0]
    parts = []
    for name in ("estimated", "realized"):
        columns = {"value": rows[f"{name}_value"], "verdict": rows[f"{name}_verdict"], "is_worse": rows[f"is_{name}_worse"], "series": name}
        parts.append(rows[["chunk_key", "chunk_position", "chunk_start_date", "row_count", "labelled_share"]].assign(**columns))
    series = pd.concat(parts)
    color = alt.Color("series:N", title=None, scale=alt.Scale(domain=["estimated", "realized"], range=[ESTIMATED, REALIZED]))
    y = alt.Y("value:Q", title=metric, scale=alt.Scale(zero=False))
    layers = []
    waiting = rows[(rows["labelled_share"] < 0.9) & (rows["period"] == "analysis")]
    if len(waiting):
        start, end = ("chunk_start_date", "chunk_end_date") if x.shorthand.endswith("T") else ("chunk_position", "chunk_position")
        span = pd.DataFrame({"start": [waiting[start].min()], "end": [waiting[end].max()], "what": ["labels are still to come"]})
        kind = x.shorthand[-1]
        layers.append(alt.Chart(span).mark_rect(color=WAITING, opacity=0.15).encode(alt.X(f"start:{kind}"), alt.X2("end"), tooltip="what"))
    band = alt.Chart(rows).mark_area(color=ESTIMATED, opacity=0.2)
    layers.append(band.encode(x, alt.Y("estimated_lower_boundary:Q"), alt.Y2("estimated_upper_boundary")))
    layers.append(thresholds(rows, "realized_"))
    layers.append(alt.Chart(series).mark_line().encode(x, y, color))
    numbers = [alt.Tooltip("value", format=".3~f"), alt.Tooltip("labelled_share", format=".0%")]
    tooltip = ["chunk_key", "series", "verdict", "row_count", *numbers]
    is_judged = series["verdict"] != "not_judged"
    layers.append(alt.Chart(series[is_judged]).mark_point(size=30, filled=True, opacity=1).encode(x, y, color, tooltip=tooltip))
    layers.append(alt.Chart(series[~is_judged]).mark_point(size=30, fill="white").encode(x, y, color, tooltip=tooltip))
    start_of_analysis = rows[(rows["chunk_position"] == 0)].assign(text="analysis")
    layers.append(alt.Chart(start_of_analysis).mark_rule(color=WAITING).encode(x))
    layers.append(
        alt.Chart(start_of_analysis).mark_text(align="left", baseline="top", dx=4, color=WAITING).encode(x, y=alt.value(2), text="text")
    )
    alerts = alt.Chart(series[series["is_worse"]]).mark_point(
        shape="triangle-down", color=ALERT, filled=True, size=90, yOffset=-12, opacity=1
    )
    layers.append(alerts.encode(x, y, tooltip=tooltip))
    return alt.layer(*layers).properties(height=320)


def heat_map(rows: pd.DataFrame) -> alt.Chart:
    """Columns by chunks, each cell in the color of the value divided by its threshold; the column that drifted most is on top."""
    has_dates = time_of(rows).endswith("T")
    x = alt.X("chunk_start_date:T", title=None) if has_dates else alt.X("chunk_position:O", title="chunk")
    columns = list(rows.groupby("column_name")["times_threshold"].max().sort_values(ascending=False).index)
    chart = alt.Chart(rows).mark_rect(stroke="white", strokeWidth=0.5)
    chart = chart.encode(
        x,
        alt.Y("column_name:N", title=None, sort=columns),
        alt.Color("times_threshold:Q", title="times threshold", scale=SIZES),
        tooltip=["column_name", "chunk_key", alt.Tooltip("times_threshold", format=".2f")],
    )
    return (chart.encode(alt.X2("chunk_end_date")) if has_dates else chart).properties(height=alt.Step(22))


def column_over_time(rows: pd.DataFrame) -> alt.LayerChart:
    """The drift of a column by the method that alerts most, with thresholds and alerts."""
    largest = rows.groupby("metric_name")["times_threshold"].max().idxmax()
    rows = rows[rows["metric_name"] == largest]
    x, y = alt.X(time_of(rows), title=None), alt.Y("metric_value:Q", title=largest)
    tooltip = ["chunk_key", alt.Tooltip("metric_value", format=".4~f"), "verdict", alt.Tooltip("times_threshold", format=".2f")]
    line = alt.Chart(rows).mark_line(color=ESTIMATED).encode(x, y)
    color = alt.condition("datum.is_worse", alt.value(ALERT), alt.value(ESTIMATED))
    points = alt.Chart(rows).mark_point(size=45, filled=True, opacity=1).encode(x, y, color=color, tooltip=tooltip)
    return alt.layer(thresholds(rows), line, points).properties(height=220)


def histogram(rows: pd.DataFrame) -> alt.Chart:
    """One chunk beside the whole reference, in the same bins or categories."""
    side = rows["chunk_key"].where(rows["chunk_key"] != ":all", "reference")
    sides = ["reference", *side[side != "reference"].unique()]
    return (
        alt.Chart(rows.assign(side=side))
        .mark_bar()
        .encode(
            alt.X("bin_label:N", title=None, sort=alt.SortField("bin_position"), axis=alt.Axis(labelAngle=-60, labelOverlap=False)),
            alt.Y("share:Q", axis=alt.Axis(format="%")),
            alt.Color("side:N", title=None, scale=alt.Scale(domain=sides, range=[WAITING, ESTIMATED]), legend=alt.Legend(orient="top")),
            xOffset=alt.XOffset("side:N", sort=sides, scale=alt.Scale(paddingOuter=0.1)),
            tooltip=["side", "bin_label", alt.Tooltip("share", format=".1%")],
        )
        .properties(height=440)
    )


def shares_over_time(rows: pd.DataFrame) -> alt.Chart:
    """The shares of the categories, stacked; those that no color is left for together."""
    in_order = rows.groupby("bin_label")["share"].max().loc[lambda largest: largest > 0].index
    in_order = rows[rows["bin_label"].isin(in_order)].sort_values("bin_position")["bin_label"].drop_duplicates().tolist()
    named = in_order[: len(CATEGORIES) - 1] if len(in_order) > len(CATEGORIES) else in_order
    keys = ["chunk_key", "chunk_position", "chunk_start_date"]
    rows = rows.assign(label=rows["bin_label"].where(rows["bin_label"].isin(named), "all others"))
    rows = rows.groupby([*keys, "label"], as_index=False, dropna=False)["share"].sum().query("share > 0 or label != 'all others'")
    labels = [*named, "all others"] if "all others" in set(rows["label"]) else named
    return (
        alt.Chart(rows)
        .mark_area(interpolate="step")
        .encode(
            alt.X(time_of(rows), title=None),
            alt.Y("share:Q", stack=True, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
            alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(domain=labels, range=CATEGORIES[: len(labels)]),
                legend=alt.Legend(orient="bottom", columns=3),
            ),
            tooltip=["chunk_key", "label", alt.Tooltip("share", format=".1%")],
        )
        .properties(height=220)
    )


def quantile_band(rows: pd.DataFrame) -> alt.LayerChart:
    """The middle of the values and the band that holds 80 % of them, over time."""
    keys = ["chunk_key", "chunk_position", "chunk_start_date"]
    wide = rows.assign(name="q" + (rows["quantile"] * 100).round().astype(int).astype(str)).set_index([*keys, "name"])["quantile_value"]
    wide = wide.unstack().reset_index()
    chart = alt.Chart(wide).encode(alt.X(time_of(wide), title=None))
    band = chart.mark_area(color=ESTIMATED, opacity=0.2).encode(alt.Y("q10:Q", title="10, 50 and 90 % of the values"), alt.Y2("q90"))
    return (band + chart.mark_line(color=ESTIMATED).encode(alt.Y("q50:Q"))).properties(height=220)
