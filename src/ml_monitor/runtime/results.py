"""What a model still has to compute, and the table that it returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.tables import is_spark, rows_where, selected, tuples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ml_monitor.runtime.kinds import Dbt, Row, Session, Table


def pending_versions(dbt: Dbt, session: Session, result_name: str) -> list[Row]:
    """What should be there of a result and is not yet: tuples (monitor, period, chunk index, metric, version) of monitor_versions."""
    columns = ("monitor_name", "period", "chunk_index", "metric_name", "result_version")
    versions = rows_where(dbt.ref("monitor_versions"), result_name=result_name)
    wanted = sorted(tuples(versions, *columns))
    # On Spark a table that is to be built anew is gone before its model runs, and dbt knows only its own incremental tables.
    is_kept = session.catalog.tableExists(str(dbt.this)) if is_spark(versions) else dbt.is_incremental
    if not is_kept:
        return wanted
    kept = set(tuples(selected(session.table(str(dbt.this)), "result_version").distinct(), "result_version"))
    return [row for row in wanted if row[-1:] not in kept]


def time_of_run() -> datetime:
    """The time for `computed_at`: UTC, without a zone."""
    from datetime import datetime, timezone

    return datetime.now(timezone.utc).replace(tzinfo=None)


def result_table(session: Session, columns: Mapping[str, str], rows: Sequence[Row]) -> Table:
    """The result as dbt takes it, from tuples in the order of `columns`.

    `columns` maps names to "string", "int64", "float64" or "timestamp". On DuckDB the result is an Arrow table,
    or where there is no row a relation: to write an Arrow table pandas is imported, which takes longer than all else then.
    """
    if hasattr(session, "create_dataframe"):
        import snowflake.snowpark.types as snowpark

        timestamp = snowpark.TimestampType(snowpark.TimestampTimeZone.NTZ)
        kinds = {"string": snowpark.StringType(), "int64": snowpark.LongType(), "float64": snowpark.DoubleType(), "timestamp": timestamp}
        fields = [snowpark.StructField(name, kinds[kind]) for name, kind in columns.items()]
        return session.create_dataframe(rows, snowpark.StructType(fields))

    if hasattr(session, "createDataFrame"):
        types = {"string": "string", "int64": "bigint", "float64": "double", "timestamp": "timestamp_ntz"}
        return session.createDataFrame(rows, ", ".join(f"{name} {types[kind]}" for name, kind in columns.items()))

    if not rows:
        types = {"string": "varchar", "int64": "bigint", "float64": "double", "timestamp": "timestamp"}
        return session.sql(f"select {', '.join(f'cast(null as {types[kind]}) as {name}' for name, kind in columns.items())} where false")

    import pyarrow as pa

    schema = pa.schema([(name, pa.timestamp("us") if kind == "timestamp" else kind) for name, kind in columns.items()])
    return pa.table([pa.array(values, field.type) for values, field in zip(zip(*rows), schema)], schema=schema)
