"""The report as one HTML file that needs nothing else: texts by Jinja2, charts by Vega from data that the file holds compressed."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

import jinja2
import vl_convert
from markupsafe import Markup

from ml_monitor.report import charts, datasets, words
from ml_monitor.report.metric_titles import TITLES

Row = dict[str, Any]

VEGA_LITE = "6.4"
SCRIPTS = ("unpack", "elements", "drawing", "data", "parts", "monitor", "column", "routes")
SEVERITIES = ("critical", "high", "medium", "low")
# Colors are variables of the page's style sheet, so that a chart that is drawn once is right in light, in dark and on paper.
VARIABLES = {name: f"var(--{name})" for name in charts.LIGHT}


def page(content: Row) -> str:
    """The HTML of a report.

    Args:
        content: what `ml_monitor.report.content.read_content` gives.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ml_monitor.report", "page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["day"] = lambda time: (time or "")[:10]
    script, vega = _script(), _vega()
    incidents = [{**incident, "monitor": monitor["monitor_name"]} for monitor in content["monitors"] for incident in monitor["incidents"]]
    open_incidents = [incident for incident in incidents if incident["status"] == "open" and not incident["is_muted"]]
    events = sorted(
        ({**event, "monitor": monitor["monitor_name"]} for monitor in content["monitors"] for event in monitor["events"]),
        key=lambda event: str(event["seen_at"]),
        reverse=True,
    )
    return environment.get_template("page.html").render(
        content=content,
        light=charts.LIGHT,
        dark=charts.DARK,
        css=Markup(_file("page.css")),
        script=Markup(script),
        # Nothing is loaded from anywhere, and only these two scripts run, whatever a name in the data holds.
        policy=f"default-src 'none'; script-src {_hash(script)} {_hash(vega)}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'",
        vega=_packed(vega),
        parts=_packed(
            json.dumps(
                {
                    "templates": _templates(tuple({monitor["by_time"] for monitor in content["monitors"]})),
                    "words": TITLES,
                    "heat": {"ends": charts.HEAT_ENDS, "names": charts.HEAT},
                }
            )
        ),
        monitors=[(monitor, _packed(_json(monitor))) for monitor in content["monitors"]],
        incidents=sorted(open_incidents, key=lambda incident: (incident["severity_rank"], -(incident["times_threshold"] or 0))),
        new=[incident for incident in open_incidents if incident["is_new"]],
        events=events[:12],
        incident_name=datasets.incident_name,
        metric_words=words.metric_words,
        sparkline=_sparkline,
        severities=SEVERITIES,
    )


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _script() -> str:
    """The page's own scripts as one, which leaves no name behind."""
    return '(() => {\n"use strict";\n' + "\n".join(_file(f"{name}.js") for name in SCRIPTS) + "})();\n"


def _file(name: str) -> str:
    return (files("ml_monitor.report") / "page" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _vega() -> str:
    """Vega's scripts as vl-convert brings them."""
    source: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    return source


@lru_cache(maxsize=4)
def _templates(by_times: tuple[bool, ...]) -> Row:
    """Every chart as Vega, by its kind, its axis of chunks and whether its values begin at zero."""
    return {
        f"{kind} {'time' if by_time else 'number'}{' zero' if from_zero else ''}": _template(kind, by_time, from_zero)
        for kind in charts.CHARTS
        for by_time in sorted(by_times)
        for from_zero in ((False, True) if kind == "series" else (False,))
    }


def _template(kind: str, by_time: bool, from_zero: bool) -> Row:
    look = charts.Look(VARIABLES, "container", 200, has_legend=False, by_time=by_time, from_zero=from_zero)
    vega: Row = vl_convert.vegalite_to_vega(charts.finished(charts.CHARTS[kind](look), look).to_dict(), vl_version=VEGA_LITE)
    if kind == "heatmap":
        _keep_scales(vega, "cells", ("x", "y"))
    return vega


def _keep_scales(vega: Row, rows: str, scales: tuple[str, ...]) -> None:
    """Takes a data set, and what is derived of it, out of the domains of scales.

    The page adds its rows bit by bit. With them in the domains, Vega would compute all that was drawn before anew.
    """
    derived = {rows}
    for source in vega["data"]:
        if source.get("source") in derived:
            derived.add(source["name"])
    for scale in vega["scales"]:
        if scale["name"] in scales:
            scale["domain"]["fields"] = [field for field in scale["domain"]["fields"] if field["data"] not in derived]


def _sparkline(monitor: Row) -> Row | None:
    """The main metric of a monitor as points of a line in a box of 200 by 40: realized and estimated, and the usual range."""
    found = {series["family"]: series for series in monitor["series"] if series["is_main"]}
    if not found:
        return None
    ends: list[float] = [
        number
        for number in chain.from_iterable((*series["value"], series["lower"], series["upper"]) for series in found.values())
        if number is not None
    ]
    low, high = float(min(ends)), float(max(ends))
    step = 200 / max(1, len(monitor["chunks"]["n"]) - 1)

    def y(value: float) -> float:
        return round(37 - 34 * (value - low) / ((high - low) or 1), 1)

    def points(series: Row) -> str:
        return " ".join(
            f"{'M' if place == 0 or series['value'][place - 1] is None else 'L'}{round(place * step, 1)},{y(value)}"
            for place, value in enumerate(series["value"])
            if value is not None
        )

    any_series = next(iter(found.values()))
    return {
        "metric": words.metric_words(any_series["metric"]),
        "lines": {family.removesuffix("_performance"): points(series) for family, series in found.items()},
        "top": y(high if any_series["upper"] is None else any_series["upper"]),
        "bottom": y(low if any_series["lower"] is None else any_series["lower"]),
    }
