"""The data of a chart, cut out of the content; `page/data.js` and its neighbors have the same few lines for the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]

SLOTS = 6
OTHER, NEW, MISSING = SLOTS, SLOTS + 1, SLOTS + 2


def series_data(monitor: Row, chosen: Iterable[Row], incidents: Iterable[Row]) -> Row:
    """Series with the columns of their chunks, and the incidents to shade."""
    return {"series": [_with_chunks(monitor, series) for series in chosen], "incidents": list(incidents)}


def _with_chunks(monitor: Row, series: Row) -> Row:
    names = {"realized_performance": "realized", "estimated_performance": "estimated"}
    has_range = series["lower"] is not None or series["upper"] is not None
    return {
        **monitor["chunks"],
        **series,
        "series": names.get(series["family"], "value"),
        # The usual range ends where the metric does.
        "floor": (series["lower_limit"] if series["lower"] is None else series["lower"]) if has_range else None,
        "ceiling": (series["upper_limit"] if series["upper"] is None else series["upper"]) if has_range else None,
    }


def rows_data(monitor: Row) -> Row:
    """The chunks."""
    return {"chunks": [monitor["chunks"]]}


def heatmap_data(monitor: Row) -> Row:
    """The drawn columns with their worst number per chunk."""
    return {
        "columns": [
            {**monitor["chunks"], "column_name": column["column_name"], "times": column["times"], "not_judged": column["not_judged"]}
            for column in drawn(monitor)
        ]
    }


def timeline_data(monitor: Row) -> Row:
    """The incidents, each with its name, and the chunks."""
    return {
        "chunks": [monitor["chunks"]],
        "incidents": [{**incident, "what": f"{incident_name(incident)} ({incident['severity']})"} for incident in monitor["incidents"]],
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
    return {"quantiles": [{**monitor["chunks"], **column["distribution"]["quantiles"]}]}


def shares_data(monitor: Row, column: Row) -> Row:
    """The counts of a categorical column by chunk."""
    chunks = monitor["chunks"]
    slots = _slots(column)
    return {
        "chunks_of_column": [
            {**{name: chunks[name][place] for name in ("n", "period", "chunk", "start", "end")}, "slot": slots, "count": counts}
            for place, counts in enumerate(column["distribution"]["counts"])
        ]
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
    name = incident["column_name"] if incident["kind"] == "input" else str(incident["kind"]).replace("_", " ")
    segment = "" if incident["segment_column"] == ":all" else f" ({incident['segment_column']} = {incident['segment_value']})"
    return f"{name}{segment}"
