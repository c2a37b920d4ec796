"""What all models of trees ask of their features."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sized

    from ml_monitor.runtime.kinds import Floats, Floats32


def within_float32(matrix: Floats) -> Floats32:
    """The matrix as 32-bit floats, which is what XGBoost computes with, every value brought into their range; NaN stays."""
    import numpy as np

    limit = np.finfo("float32").max
    return np.clip(matrix, -limit, limit).astype("float32")


def feature_types(continuous: Sized, categorical: Sized) -> list[str]:
    """The types of the columns of a matrix in XGBoost's words, continuous features first."""
    return ["q"] * len(continuous) + ["c"] * len(categorical)
