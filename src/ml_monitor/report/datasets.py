"""The data of a chart, cut out of the content; `page/data.js` and its neighbors have the same few lines for the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from ml_monitor.findings import incident_subject
from ml_monitor.report import charts

Row = dict[str, Any]

SLOTS = 6
KINDS = {
    "realized_performance": "realized",
    "estimated_performance": "estimated",
    "business": "realized",
    "estimated_business": "estimated",
}
OTHER, NEW, MISSING = SLOTS, SLOTS + 1, SLOTS + 2


def series_data(monitor: Row, chosen: Iterable[Row], incidents: Iterable[Row]) -> Row:
    """The numbers of series, their usual ranges, and the incidents to shade: the numbers are of all rows, and so are these."""
    chosen = list(chosen)
    return {
        "series": [point for series in chosen for point in _points(monitor, series)],
        "ranges": _ranges(monitor, chosen),
        "incidents": [incident for incident in incidents if incident["segment_column"] == ":all"],
        "analysis": _beginning_of_analysis(monitor),
    }


def _points(monitor: Row, series: Row) -> list[Row]:
    name = KINDS.get(series["family"], "value")
    reasons = {n: reason for reason, numbers in series["not_judged"].items() for n in numbers}

    def point(chunk: Row, value: float | None, low: float | None, high: float | None) -> Row:
        n = chunk["n"]
        return {
            **chunk,
            "series": name,
            "value": value,
            "low": low,
            "high": high,
            "mark": "alert"
            if n in series["alerts"]
            else "better than usual"
            if n in series["better"]
            else "not judged"
            if n in reasons
            else "ok",
            "are_labels_missing": name == "realized" and reasons.get(n) in ("labels_incomplete", "no_value"),
        }

    chunks = _chunks(monitor)
    empty = [None] * len(chunks)
    return [point(*values) for values in zip(chunks, series["value"] or empty, series["low"] or empty, series["high"] or empty)]


def _chunks(monitor: Row) -> list[Row]:
    chunks = monitor["chunks"]
    names = ("chunk", "start", "end", "rows")
    return [{"n": n, "n_end": n + 1, **{name: chunks[name][place] for name in names}} for place, n in enumerate(chunks["n"])]


def _ranges(monitor: Row, chosen: list[Row]) -> list[Row]:
    """The usual ranges, each once: that of an estimate is mostly that of what it estimates."""
    ranges: list[Row] = []
    for series in chosen:
        found = _range(monitor, series)
        if found not in ranges:
            ranges.append(found)
    return ranges


def _range(monitor: Row, series: Row) -> Row:
    """The usual range over all chunks. It ends where the metric does."""
    has_range = series["lower"] is not None or series["upper"] is not None
    return {
        **_span(monitor),
        "lower": series["lower"],
        "upper": series["upper"],
        "floor": (series["lower_limit"] if series["lower"] is None else series["lower"]) if has_range else None,
        "ceiling": (series["upper_limit"] if series["upper"] is None else series["upper"]) if has_range else None,
    }


def _span(monitor: Row) -> Row:
    chunks = monitor["chunks"]
    return {"start": chunks["start"][0], "end": chunks["end"][-1], "n": chunks["n"][0], "n_end": chunks["n"][-1] + 1}


def _beginning_of_analysis(monitor: Row) -> list[Row]:
    return [{"n": chunk["n"], "start": chunk["start"]} for chunk in _chunks(monitor) if chunk["n"] == 0]


def rows_data(monitor: Row) -> Row:
    """The chunks."""
    return {"chunks": [monitor["chunks"]], "analysis": _beginning_of_analysis(monitor)}


def heatmap_data(monitor: Row) -> Row:
    """A row per drawn column and chunk with its worst number, the columns, and the ends of all chunks."""
    return {
        "columns": [{"column_name": column["column_name"]} for column in drawn(monitor)],
        "span": [_span(monitor)],
        "cells": [
            _cell(monitor, chunk, column, times)
            for column in drawn(monitor)
            for chunk, times in zip(_chunks(monitor), column["times"])
            if times is not None or chunk["n"] in column["not_judged"]
        ],
    }


def _cell(monitor: Row, chunk: Row, column: Row, times: float | None) -> Row:
    is_judged = chunk["n"] not in column["not_judged"]
    step = bisect_left(charts.HEAT_ENDS, times) if is_judged and times is not None else -1
    return {
        **chunk,
        "middle": (chunk["start"] + chunk["end"]) / 2 if monitor["by_time"] else chunk["n"] + 0.5,
        "column_name": column["column_name"],
        "times": times,
        "step": charts.HEAT[step],
        "is_judged": is_judged,
        "is_alert": is_judged and times is not None and times >= 1,
    }


def timeline_data(monitor: Row) -> Row:
    """The incidents, each with its name, and the chunks."""
    return {
        "chunks": [monitor["chunks"]],
        "incidents": [{**incident, "what": f"{incident_name(incident)} ({incident['severity']})"} for incident in monitor["incidents"]],
        "analysis": _beginning_of_analysis(monitor),
    }


def distribution_data(monitor: Row, column: Row, place: int) -> Row:
    """One chunk of a column and the reference, in the same bins."""
    found = column["distribution"]
    bins = found["bins"]
    gone = [bins["label"][bin] for bin in found["gone"].get(str(place), [])]
    return {"bins": [{**bins, "reference": found["reference"], "chunk": found["counts"][place], "gone": gone}]}


def distribution_words(column: Row) -> Row:
    """The ends of the reference's range."""
    bins = column["distribution"]["bins"]
    edges = [edge for edge in (*bins["lower"], *bins["upper"]) if edge is not None]
    return {"lowest": min(edges, default=0), "highest": max(edges, default=0)}


def quantiles_data(monitor: Row, column: Row) -> Row:
    """The quantiles of a continuous column by chunk."""
    return {"quantiles": [{**monitor["chunks"], **column["distribution"]["quantiles"]}], "analysis": _beginning_of_analysis(monitor)}


def shares_data(monitor: Row, column: Row) -> Row:
    """The counts of a categorical column by chunk."""
    chunks = monitor["chunks"]
    slots = _slots(column)
    return {
        "chunks_of_column": [
            {**{name: chunks[name][place] for name in ("n", "period", "chunk", "start", "end")}, "slot": slots, "count": counts}
            for place, counts in enumerate(column["distribution"]["counts"])
        ],
        "analysis": _beginning_of_analysis(monitor),
    }


def shares_words(column: Row) -> Row:
    """The names of the slots, and which of them there are."""
    bins = column["distribution"]["bins"]
    labels = [label for label, kind in zip(bins["label"], bins["type"]) if kind == "category"]
    named = [*labels, *[""] * SLOTS][:SLOTS]
    counts = column["distribution"]["counts"]
    used = sorted({slot for bin, slot in enumerate(_slots(column)) if any(chunk[bin] for chunk in counts)})
    other = labels[SLOTS] if len(labels) == SLOTS + 1 else "other categories"
    return {"labels": [*named, other, "new categories", "missing"], "used": used}


def _slots(column: Row) -> list[int]:
    kinds = {"unseen": NEW, "missing": MISSING}
    return [kinds.get(kind, min(place, OTHER)) for place, kind in enumerate(column["distribution"]["bins"]["type"])]


def drawn(monitor: Row) -> list[Row]:
    """The columns that are drawn, the worst first."""
    return [column for column in monitor["columns"] if column["is_drawn"]]


def incident_name(incident: Row) -> str:
    """What an incident is about, in a word or two."""
    name = incident_subject(incident)
    segment = "" if incident["segment_column"] == ":all" else f" ({incident['segment_column']} = {incident['segment_value']})"
    return f"{name}{segment}"
