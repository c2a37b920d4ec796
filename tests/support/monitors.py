"""The settings of monitors: each file of tests says once what its monitors share."""

from __future__ import annotations

from collections.abc import Callable

SHARED = {
    "problem_type": "regression",
    "reference": "reference_rows",
    "analysis": "analysis_rows",
    "row_id": "id",
    "reconstruction_error": False,
    "data_quality": False,
}


def monitor_with(*positions: str, **defaults) -> Callable[..., dict]:
    """A function that makes a monitor's settings from `SHARED`, these defaults and what it is called with; the last word counts.

    `positions` are the keys that it takes without their name, such as "analysis". A setting of None is left out.
    """

    def monitor(*values, **settings) -> dict:
        given = {**SHARED, **defaults, **dict(zip(positions, values)), **settings}
        return {key: value for key, value in given.items() if value is not None}

    return monitor
