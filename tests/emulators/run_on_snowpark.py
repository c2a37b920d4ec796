"""Runs the Python models in Snowpark's local testing mode, as dbt-snowflake would in a stored procedure.

    python run_on_snowpark.py <folder>

The folder holds `read`, a Parquet file for each table that the models read and, where an earlier run left one, for each table of theirs,
and gets `written`, what each model returned. Runs in an environment of its own (emulated.py), without the package's tests. The mode knows
no md5, and lets its user say what a function that it does not know gives.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import snowflake.snowpark.types as sf
from snowflake.snowpark import Session, functions
from snowflake.snowpark.mock import ColumnEmulator, ColumnType, patch

PYTHON_MODELS = Path(__file__).resolve().parent.parent.parent / "python_models"
ORDER = [
    "monitor_fitted_pca",
    "monitor_reconstruction_error",
    "monitor_fitted_calibration",
    "monitor_domain_classifier",
    "monitor_fitted_loss_models",
    "monitor_estimated_losses",
]
NTZ = sf.TimestampType(sf.TimestampTimeZone.NTZ)


@patch(functions.md5)
def md5(column: ColumnEmulator) -> ColumnEmulator:
    hashes = [None if text is None else hashlib.md5(text.encode()).hexdigest() for text in column]
    result = ColumnEmulator(data=hashes, index=column.index)
    result.sf_type = ColumnType(sf.StringType(32), True)
    return result


def snowflake_type(kind: pa.DataType) -> sf.DataType:
    if pa.types.is_list(kind):
        return sf.ArrayType()
    for is_kind, named in (
        (pa.types.is_boolean, sf.BooleanType()),
        (pa.types.is_integer, sf.LongType()),
        (pa.types.is_floating, sf.DoubleType()),
        (pa.types.is_timestamp, NTZ),
    ):
        if is_kind(kind):
            return named
    assert pa.types.is_string(kind), kind
    return sf.StringType()


class Dbt:
    """What a Python model sees as `dbt`."""

    def __init__(self, session: Session, name: str, is_incremental: bool) -> None:
        self.ref, self.this, self.is_incremental = session.table, name, is_incremental


def load(session: Session, path: Path) -> None:
    """Makes a table of a file, its columns named in capitals, as Snowflake does."""
    table = pq.read_table(path)
    schema = sf.StructType([sf.StructField(field.name, snowflake_type(field.type)) for field in table.schema])
    rows = list(zip(*(column.to_pylist() for column in table.columns)))
    session.create_dataframe(rows, schema).write.mode("overwrite").save_as_table(path.stem)


def run(session: Session, name: str, is_incremental: bool) -> pa.Table:
    """What a model returned, after it was written as dbt-snowflake does, or added to what an earlier run left."""
    spec = importlib.util.spec_from_file_location(name, PYTHON_MODELS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    result = module.model(Dbt(session, name, is_incremental), session)
    result.write.mode("append" if is_incremental else "overwrite").save_as_table(name)
    assert [column.lower() for column in result.columns] == list(module.COLUMNS)
    columns = list(zip(*result.collect())) or [[]] * len(module.COLUMNS)
    types = [pa.timestamp("us") if kind == "timestamp" else kind for kind in module.COLUMNS.values()]
    return pa.table([pa.array(values, kind) for values, kind in zip(columns, types)], names=list(module.COLUMNS))


def main(folder: Path) -> None:
    session = Session.builder.config("local_testing", True).create()
    paths = sorted((folder / "read").glob("*.parquet"))
    for path in paths:
        load(session, path)
    (folder / "written").mkdir(exist_ok=True)
    for name in ORDER:
        pq.write_table(run(session, name, name in [path.stem for path in paths]), folder / "written" / f"{name}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
