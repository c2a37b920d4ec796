"""Distributions of the drawn columns: the counts of every chunk in the same bins, and quantiles from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import duckdb

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# Of a column with more categories the most frequent ones of the reference are drawn; the rest is one bar.
DRAWN_CATEGORIES = 30

COUNTS = f"""
    with
        merged as (
            select
                monitor_name,
                column_name,
                feature_type,
                chunk_position,
                if(is_rest, 'rest', bin_type) as bin_type,
                if(is_rest, {DRAWN_CATEGORIES}, bin_position) as bin_position,
                if(is_rest, 'other categories', bin_label) as bin_label,
                lower_edge,
                upper_edge,
                sum(row_count)::bigint as row_count,
                bool_or(is_gone) as is_gone
            from (
                select *, bin_type = 'category' and bin_position >= {DRAWN_CATEGORIES} as is_rest
                from monitor_plot_distributions
                semi join (select monitor_name, column_name from chosen_columns where is_drawn) using (monitor_name, column_name)
            )
            group by all
        )

    select
        monitor_name,
        column_name,
        feature_type,
        chunk_position,
        list(bin_type order by bin_position, bin_type, bin_label) as types,
        list(bin_label order by bin_position, bin_type, bin_label) as labels,
        list(lower_edge order by bin_position, bin_type, bin_label) as lower,
        list(upper_edge order by bin_position, bin_type, bin_label) as upper,
        list(row_count order by bin_position, bin_type, bin_label) as counts,
        list(is_gone order by bin_position, bin_type, bin_label) as gone
    from merged
    group by all
    order by monitor_name, column_name, chunk_position nulls first
"""


def read_distributions(tables: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """One row per drawn column: its bins, and the counts of the reference and of each chunk in them."""
    result = tables.execute(COUNTS)
    names = [column[0] for column in result.description or ()]
    chunks: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for values in result.fetchall():
        row = dict(zip(names, values))
        chunks[row["monitor_name"], row["column_name"]].append(row)
    return [_distribution(monitor_name, column_name, rows) for (monitor_name, column_name), rows in chunks.items()]


def _distribution(monitor_name: str, column_name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    whole, counted = rows[0], [row for row in rows if row["chunk_position"] is not None]
    is_continuous = whole["feature_type"] == "continuous"
    return {
        "monitor_name": monitor_name,
        "column_name": column_name,
        "bins": {
            "type": whole["types"],
            "label": whole["labels"],
            "lower": [_rounded(edge) for edge in whole["lower"]],
            "upper": [_rounded(edge) for edge in whole["upper"]],
        },
        "reference": whole["counts"],
        "counts": [row["counts"] for row in counted],
        "gone": {
            str(place): [bin for bin, is_gone in enumerate(row["gone"]) if is_gone] for place, row in enumerate(counted) if any(row["gone"])
        },
        "quantiles": _by_name([quantiles(row) for row in counted] if is_continuous else []),
    }


def _by_name(chunks: list[list[float | None]]) -> dict[str, list[float | None]]:
    return {f"q{int(100 * share)}": [_rounded(chunk[place]) for chunk in chunks] for place, share in enumerate(QUANTILES)}


def quantiles(row: dict[str, Sequence[Any]]) -> list[float | None]:
    """The quantiles of a continuous column in a chunk, each interpolated within its bin.

    Values below or above the reference's range count at its edge, since no bin says how far out they are.
    """
    bins = [one for one in zip(row["lower"], row["upper"], row["counts"], row["types"]) if one[2] and one[3] != "missing"]
    total = sum(count for _, _, count, _ in bins)
    found: list[float | None] = []
    passed = 0
    for lower, upper, count, _ in bins:
        while len(found) < len(QUANTILES) and passed + count >= QUANTILES[len(found)] * total:
            if lower is None or upper is None:
                found.append(upper if lower is None else lower)
            else:
                found.append(lower + (upper - lower) * (QUANTILES[len(found)] * total - passed) / count)
        passed += count
    return found or [None] * len(QUANTILES)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
