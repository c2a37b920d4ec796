"""Single charts as PNG, SVG or PDF, for mails and slides: the charts of the page, drawn by vl-convert without a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import vl_convert

from ml_monitor.errors import UserError
from ml_monitor.report import charts, datasets, words
from ml_monitor.report.page import VEGA_LITE

Row = dict[str, Any]

FORMATS = ("png", "svg", "pdf")
# So many of the columns that are ranked first are drawn below each other.
RANKED = 5
GROUND = "Green: usual, between thresholds. Orange: an incident. Gray: labels are not complete."
SAMPLING_BAND = "Bands: sampling error."
PREDICTION_BAND = "Band of the estimate: nine of ten realized values should lie in it."


class _Picture:
    """The parts of one picture: charts below each other and the data of each."""

    def __init__(self, title: str, *subtitle: str) -> None:
        self.title = title
        self.subtitle = [line for line in subtitle if line]
        self.charts: list[Row] = []
        self.datasets: Row = {}
        self.look = charts.Look(charts.LIGHT)

    def add(self, kind: str, look: charts.Look, data: Row, tokens: Mapping[str, str], signals: Mapping[str, Any] | None = None) -> None:
        """Adds a chart; its data sets get names of their own."""
        chart = charts.finished(charts.CHARTS[kind](look), look).to_dict()
        names = {name: f"{name}_{len(self.charts)}" for name in data}
        self.datasets.update({names[name]: rows for name, rows in data.items()})
        chart = _filled(chart, {**tokens})
        _rename_data(chart, names)
        for parameter in chart.get("params", []):
            parameter["value"] = (signals or {}).get(parameter["name"], parameter["value"])
        self.charts.append(chart)

    def spec(self) -> Row:
        """The Vega-Lite of the picture."""
        title = {"text": self.title, **({"subtitle": self.subtitle} if self.subtitle else {})}
        first = self.charts[0]
        shared = {name: first[name] for name in ("$schema", "config", "background")}
        if len(self.charts) == 1:
            return {**first, "title": title, "datasets": self.datasets}
        parts = [{name: value for name, value in chart.items() if name not in shared} for chart in self.charts]
        # Each has a legend of its own, and only the last one shows it.
        apart = {"scale": dict.fromkeys(("color", "shape", "size"), "independent")}
        return {**shared, "title": title, "vconcat": parts, "spacing": 24, "resolve": apart, "datasets": self.datasets}


def draw(
    content: Row,
    chart: str,
    file_format: str,
    monitor_name: str | None = None,
    column_name: str | None = None,
    chunk_key: str | None = None,
    metric: str | None = None,
) -> bytes:
    """Draws one chart.

    Args:
        content: what `ml_monitor.report.content.read_content` gives.
        chart: a name of `DRAWN`.
        file_format: one of `FORMATS`.
        monitor_name: the monitor; may be left out if there is only one.
        column_name: the column; needed for `distribution` and `over_time`, and for one column of `drift`.
        chunk_key: the chunk of `distribution`; None for the latest one that is complete.
        metric: the metric, as in `monitor_metrics`; None for the first one.

    Raises:
        UserError: there is no such monitor, column, chunk or metric.
    """
    monitor = _chosen_monitor(content, monitor_name)
    look = charts.Look(charts.LIGHT, by_time=monitor["by_time"])
    picture = DRAWN[chart](monitor, look, column_name, chunk_key, metric)
    spec = picture.spec()
    if file_format == "svg":
        return str(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)).encode()
    if file_format == "pdf":
        return bytes(vl_convert.vegalite_to_pdf(spec, vl_version=VEGA_LITE))
    return bytes(vl_convert.vegalite_to_png(spec, scale=2, vl_version=VEGA_LITE))


def _performance(families: tuple[str, ...], heading: str) -> Callable[..., _Picture]:
    def make(monitor: Row, look: charts.Look, column_name: str | None, chunk_key: str | None, metric: str | None) -> _Picture:
        series = [one for one in monitor["series"] if one["family"] in families and _is_metric(one, metric)]
        name = metric or (series[0]["metric"] if series else None)
        series = [one for one in series if one["metric"] == name]
        _need(series, f"{monitor['monitor_name']} has no {heading}" + (f" by {metric}" if metric else ""), _metrics(monitor, families))
        kinds = {datasets.KINDS[family] for family in families}
        shaded = {"business" if "business" in families else "performance", *families}
        # Each custom metric has incidents of its own.
        incidents = [one for one in monitor["incidents"] if one["kind"] in shaded and one["column_name"] in (":table", name)]
        band = PREDICTION_BAND if any(one["family"] == "estimated_performance" for one in series) else SAMPLING_BAND
        picture = _Picture(f"{monitor['monitor_name']}: {heading}", monitor["headline"], GROUND, band)
        picture.add(
            "series", replace(look, compares=len(kinds) > 1), datasets.series_data(monitor, series, incidents), _tokens(monitor, series[0])
        )
        return picture

    return make


def _multivariate(monitor: Row, look: charts.Look, column_name: str | None, chunk_key: str | None, metric: str | None) -> _Picture:
    wanted = metric or "reconstruction_error"
    series = [one for one in monitor["series"] if one["family"] == "multivariate_drift" and one["metric"] == wanted]
    _need(series, f"{monitor['monitor_name']} has no {wanted}", _metrics(monitor, ("multivariate_drift",)))
    incidents = [one for one in monitor["incidents"] if one["kind"] == "multivariate"]
    picture = _Picture(f"{monitor['monitor_name']}: drift of all columns together", f"{GROUND} {SAMPLING_BAND}")
    picture.add("series", look, datasets.series_data(monitor, series[:1], incidents), _tokens(monitor, series[0]))
    return picture


def _drift(monitor: Row, look: charts.Look, column_name: str | None, chunk_key: str | None, metric: str | None) -> _Picture:
    if column_name is not None:
        _chosen_column(monitor, column_name)
    families = ("univariate_drift", "data_quality", "summary_statistics") if metric else ("univariate_drift",)
    series = [one for one in monitor["series"] if one["family"] in families and one["column"] != ":table" and _is_metric(one, metric)]
    if column_name is None:
        ranked = [row["column_name"] for row in monitor["ranking"] if row["ranking_method"] == "alert_count"] or [
            column["column_name"] for column in datasets.drawn(monitor)
        ]
        methods = {row["column_name"]: row["drift_method"] for row in monitor["ranking"]}
        found = {(one["column"], one["metric"]): one for one in reversed(series)}
        series = [found[name, metric or methods.get(name, "")] for name in ranked if (name, metric or methods.get(name, "")) in found][
            :RANKED
        ]
    else:
        series = [one for one in series if one["column"] == column_name]
    _need(
        series,
        f"{monitor['monitor_name']} has no drift" + (f" of {column_name}" if column_name else "") + (f" by {metric}" if metric else ""),
        [],
    )
    picture = _Picture(
        f"{monitor['monitor_name']}: drift of "
        + (f"the {len(series)} columns that are ranked first" if column_name is None else column_name),
        f"{GROUND} {SAMPLING_BAND}",
    )
    for one in series:
        incidents = [
            incident for incident in monitor["incidents"] if incident["kind"] == "input" and incident["column_name"] == one["column"]
        ]
        few = replace(
            look, height=240 if len(series) == 1 else 110, from_zero=one["family"] != "summary_statistics", has_legend=one is series[-1]
        )
        picture.add("series", few, datasets.series_data(monitor, [one], incidents), _tokens(monitor, one))
    return picture


def _distribution(monitor: Row, look: charts.Look, column_name: str | None, chunk_key: str | None, metric: str | None) -> _Picture:
    column = _chosen_column(monitor, column_name)
    place = _chosen_place(monitor, column, chunk_key)
    data = datasets.distribution_data(monitor, column, place)
    picture = _Picture(f"{column['column_name']} in {monitor['chunks']['chunk'][place]} and in the reference", _what_changed(column))
    if column["feature_type"] == "continuous":
        picture.add("distribution", look, data, {charts.TITLE: column["column_name"]}, datasets.distribution_words(column))
    else:
        picture.add("categories", look, data, {charts.TITLE: f"share of {column['column_name']}"})
    return picture


def _over_time(monitor: Row, look: charts.Look, column_name: str | None, chunk_key: str | None, metric: str | None) -> _Picture:
    column = _chosen_column(monitor, column_name)
    picture = _Picture(f"{column['column_name']} over time", _what_changed(column))
    time = words.time_title(monitor)
    if column["feature_type"] == "continuous":
        tokens = {charts.TITLE: f"median, middle half and middle 90 % of {column['column_name']}", charts.TIME: time}
        picture.add("quantiles", look, datasets.quantiles_data(monitor, column), tokens)
    else:
        tokens = {charts.TITLE: f"shares of {column['column_name']}", charts.TIME: time}
        picture.add("shares", look, datasets.shares_data(monitor, column), tokens, datasets.shares_words(column))
    return picture


def _of_monitor(kind: str, heading: str, data: Callable[[Row], Row]) -> Callable[..., _Picture]:
    def make(monitor: Row, look: charts.Look, column_name: str | None, chunk_key: str | None, metric: str | None) -> _Picture:
        picture = _Picture(f"{monitor['monitor_name']}: {heading}")
        picture.add(kind, replace(look, height=140), data(monitor), {charts.TITLE: heading, charts.TIME: words.time_title(monitor)})
        return picture

    return make


DRAWN: dict[str, Callable[..., _Picture]] = {
    "performance": _performance(("realized_performance", "estimated_performance"), "estimated and realized performance"),
    "estimated_performance": _performance(("estimated_performance",), "estimated performance"),
    "realized_performance": _performance(("realized_performance",), "realized performance"),
    "business": _performance(("business", "estimated_business"), "metrics of your own"),
    "reconstruction_error": _multivariate,
    "drift": _drift,
    "distribution": _distribution,
    "over_time": _over_time,
    "heatmap": _of_monitor("heatmap", "columns by chunks, each the worst number by its threshold", datasets.heatmap_data),
    "rows": _of_monitor("rows", "rows per chunk", datasets.rows_data),
    "incidents": _of_monitor("timeline", "incidents", datasets.timeline_data),
}


def _tokens(monitor: Row, series: Row) -> dict[str, str]:
    return {charts.TITLE: words.series_title(series), charts.TIME: words.time_title(monitor)}


def _what_changed(column: Row) -> str:
    return str(column["change"]["what_changed"]) if column["change"] else ""


def _is_metric(series: Row, metric: str | None) -> bool:
    return metric is None or series["metric"] == metric


def _metrics(monitor: Row, families: tuple[str, ...]) -> list[str]:
    return sorted({series["metric"] for series in monitor["series"] if series["family"] in families})


def _chosen_monitor(content: Row, name: str | None) -> Row:
    monitors: dict[str, Row] = {monitor["monitor_name"]: monitor for monitor in content["monitors"]}
    if name is None and len(monitors) == 1:
        return next(iter(monitors.values()))
    if name not in monitors:
        raise UserError(
            ("Name a monitor with --monitor." if name is None else f"There is no monitor {name!r}.") + _there_are(list(monitors))
        )
    return monitors[name]


def _chosen_column(monitor: Row, name: str | None) -> Row:
    columns: dict[str, Row] = {column["column_name"]: column for column in monitor["columns"] if column["distribution"]}
    if name not in columns:
        problem = "Name a column with --column." if name is None else f"{monitor['monitor_name']} draws no column {name!r}."
        raise UserError(problem + _there_are(list(columns)))
    return columns[name]


def _chosen_place(monitor: Row, column: Row, key: str | None) -> int:
    chunks = monitor["chunks"]
    if key is None:
        kinds = column["distribution"]["bins"]["type"]
        values = [sum(count for count, kind in zip(counts, kinds) if kind != "missing") for counts in column["distribution"]["counts"]]
        complete = [place for place, is_complete in enumerate(chunks["is_complete"]) if is_complete and values[place]]
        return complete[-1] if complete else len(chunks["chunk"]) - 1
    places = {chunk: place for place, chunk in enumerate(chunks["chunk"])}
    if key not in places:
        raise UserError(f"{monitor['monitor_name']} has no chunk {key!r}." + _there_are(list(places)[-5:]))
    return places[key]


def _need(found: list[Row], problem: str, others: list[str]) -> None:
    if not found:
        raise UserError(f"{problem}." + _there_are(others))


def _there_are(names: list[str]) -> str:
    return f" There is: {', '.join(names)}." if names else ""


def _filled(value: Any, tokens: Mapping[str, str]) -> Any:
    """The chart with its tokens replaced; the page does the same."""
    if isinstance(value, dict):
        return {key: _filled(inner, tokens) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, tokens) for inner in value]
    return tokens.get(value, value) if isinstance(value, str) else value


def _rename_data(chart: Row, names: Mapping[str, str]) -> None:
    data = chart.get("data")
    if isinstance(data, dict) and data.get("name") in names:
        data["name"] = names[data["name"]]
    for layer in chart.get("layer", []):
        _rename_data(layer, names)
