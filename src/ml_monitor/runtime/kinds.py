"""Names of types. Only type checkers import this module, so it may import what takes long."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

# A DuckDB relation or a DataFrame of Spark or Snowpark: they have no type in common (decision 0008).
Table: TypeAlias = Any
# A DuckDB connection, or a session of Spark or Snowpark.
Session: TypeAlias = Any
# A pyarrow.RecordBatch, pyarrow.Table or pyarrow.StringArray; pyarrow brings no types.
RecordBatch: TypeAlias = Any
ArrowTable: TypeAlias = Any
Texts: TypeAlias = Any
# An xgboost.Booster, whose types do not cover what is called here.
Booster: TypeAlias = Any

Row: TypeAlias = tuple[Any, ...]
# Number of rows, mean, sum of squared deviations from it.
Moments: TypeAlias = tuple[int, float, float]
# A row of monitor_columns: column_name, feature_type ("continuous" or "categorical"), column_index, and what a model adds to it.
Feature: TypeAlias = dict[str, Any]

Floats: TypeAlias = npt.NDArray[np.float64]
Floats32: TypeAlias = npt.NDArray[np.float32]
Integers: TypeAlias = npt.NDArray[np.int64]
Booleans: TypeAlias = npt.NDArray[np.bool_]


class Dbt(Protocol):
    """What dbt hands to a model as `dbt`."""

    this: Any
    is_incremental: bool

    def ref(self, name: str) -> Table:
        """The table of a model; `name` has to be a literal, since dbt finds it in the text of the file."""
