"""dbt on fakesnow, which knows no stored procedures: Python models run in this process, in Snowpark's local testing mode.

    python run_dbt_with_snowpark.py build

What dbt-snowflake would send as a stored procedure is run as it is, with a session whose tables are read from fakesnow when they are first
asked for; what it writes is written to fakesnow.
"""

from __future__ import annotations

import json
import re
import sys

import run_on_snowpark
import snowflake.snowpark.types as sf
from dbt.adapters.snowflake.impl import SnowflakeAdapter
from dbt.cli.main import dbtRunner
from snowflake.connector.constants import FIELD_ID_TO_NAME
from snowflake.snowpark import Session

TYPES = {
    "FIXED": sf.LongType(),
    "REAL": sf.DoubleType(),
    "TEXT": sf.StringType(),
    "BOOLEAN": sf.BooleanType(),
    "ARRAY": sf.ArrayType(),
    "VARIANT": sf.ArrayType(),  # what fakesnow says of an array
    "TIMESTAMP_NTZ": run_on_snowpark.NTZ,
}
COLUMN_TYPES = {sf.LongType: "bigint", sf.DoubleType: "double", sf.StringType: "varchar", sf.TimestampType: "timestamp_ntz"}


def load(session: Session, cursor, name: str) -> None:
    cursor.execute(f"select * from {name}")
    types = [TYPES[FIELD_ID_TO_NAME[column.type_code]] for column in cursor.description]
    rows = [
        [json.loads(value) if isinstance(kind, sf.ArrayType) else value for kind, value in zip(types, row)] for row in cursor.fetchall()
    ]
    schema = sf.StructType([sf.StructField(column.name, kind) for column, kind in zip(cursor.description, types)])
    session.create_dataframe(rows, schema).write.mode("overwrite").save_as_table(name)


def write(session: Session, cursor, name: str) -> None:
    result = session.table(name)
    columns = ", ".join(f"{field.name} {COLUMN_TYPES[type(field.datatype)]}" for field in result.schema)
    cursor.execute(f"create or replace table {name} ({columns})")
    for row in result.collect():
        cursor.execute(f"insert into {name} values ({', '.join(['%s'] * len(row))})", tuple(row))


def submit(adapter: SnowflakeAdapter, parsed_model: dict, compiled_code: str):
    cursor = adapter.connections.get_thread_connection().handle.cursor()
    session = Session.builder.config("local_testing", True).create()
    loaded, table = set(), session.table

    def loaded_table(name: str):
        if name not in loaded:
            load(session, cursor, name)
            loaded.add(name)
        return table(name)

    session.table = loaded_table
    module = {"__name__": "model"}
    exec(compile(compiled_code, parsed_model["original_file_path"], "exec"), module)
    module["main"](session)
    session.table = table
    write(session, cursor, re.search(r"save_as_table\('(.+?)'", compiled_code)[1])
    return adapter.execute("select 1")


if __name__ == "__main__":
    SnowflakeAdapter.submit_python_job = submit
    sys.exit(0 if dbtRunner().invoke(sys.argv[1:]).success else 1)
