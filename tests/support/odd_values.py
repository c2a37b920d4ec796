"""Rows of the package's tables with values that get lost on the way through texts, and whether they arrive."""

from __future__ import annotations

from datetime import datetime

import duckdb

TEXTS = [
    "it's",
    'say "so"',
    "back\\slash",
    "two\nlines\tand a tab",
    "naïve ☃",
    "",
    "null",
    "true",
    "007",
    "1.0",
    "[red]x[/red]",
    "ml_monitor>{",
]
REALS = [0.1 + 0.2, 1e-300, -1.7976931348623157e308, -0.0, float("inf"), float("-inf"), 1 / 3, 123456789.123456789]
WHOLES = [2**53 + 1, -(2**63), 2**63 - 1, 0]
TIMES = [
    datetime(2025, 9, 29),
    datetime(1969, 12, 31, 23, 59, 59, 999_999),
    datetime(2024, 2, 29, 12, 34, 56, 789_012),
    datetime(9999, 12, 31, 23, 59, 59),
]


def odd_rows() -> list[dict]:
    """Rows of monitor_performance: every odd value once, and a row of nulls."""
    rows = []
    for place, text in enumerate(TEXTS):
        rows.append(
            {
                "monitor_name": text,
                "period": "analysis" if place % 2 else "reference",
                "chunk_index": place,
                "chunk_start_index": WHOLES[place % len(WHOLES)],
                "chunk_start_date": TIMES[place % len(TIMES)],
                "realized_value": REALS[place % len(REALS)],
                "is_realized_alert": place % 3 == 0,
                "is_realized_inside_band": None,
            }
        )
    return [*rows, {"chunk_index": len(TEXTS)}]


def rows_of(connection: duckdb.DuckDBPyConnection) -> list[dict]:
    """What arrived of these rows."""
    result = connection.execute("select * from monitor_performance order by chunk_index")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


def assert_equal(found: list[dict], expected: list[dict]) -> None:
    """Every value and its type are the same; repr() tells -0.0 from 0.0."""
    assert len(found) == len(expected)
    differing = [
        (name, value, other.get(name))
        for one, other in zip(found, expected)
        for name, value in one.items()
        if repr(value) != repr(other.get(name))
    ]
    assert not differing, differing
