"""What the Python models do before they compute anything, and how they read what no engine of the tests gives."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

MODELS = sorted((Path(__file__).resolve().parent.parent.parent / "python_models").glob("*.py"))

NOTHING_PENDING = """
import importlib.util, sys
import duckdb

class Dbt:
    is_incremental = False
    def ref(self, name):
        columns = "monitor_name result_name period chunk_index metric_name result_version max_fit_rows".split()
        return connection.sql("select " + ", ".join(f"'' as {column}" for column in columns) + " where false")

connection = duckdb.connect()
spec = importlib.util.spec_from_file_location("model", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
result = module.model(Dbt(), connection)
import pyarrow  # as dbt does to write the result
connection.register("result", result)
connection.execute("create table written as select * from result")
assert result.columns == list(module.COLUMNS) and not connection.sql("from written").fetchall()
print([name for name in ("pandas", "scipy", "sklearn", "xgboost") if name in sys.modules])
"""


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_with_nothing_to_compute_imports_no_heavy_library(path):
    run = subprocess.run([sys.executable, "-c", NOTHING_PENDING, str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "[]"


def test_arrays_of_snowflake_are_read_with_their_nulls_and_odd_texts():
    spec = importlib.util.spec_from_file_location("model", MODELS[0])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    frame = pd.DataFrame(
        {
            "CHUNK_INDEX": [3, 4],
            "CONTINUOUS_VALUES": ["[\n  1.500000000000000e+00,\n  undefined\n]", "[\n  1152921504606846977,\n  null\n]"],
            "CATEGORICAL_VALUES": [r'["undefined", undefined, "a \"undefined\", \\", ""]', '["[", ",", "☃", undefined]'],
        }
    )
    batch = module.snowpark_batch(frame)
    assert batch.to_pydict() == {
        "chunk_index": [3, 4],
        "continuous_values": [[1.5, None], [2.0**60, None]],
        "categorical_values": [["undefined", None, 'a "undefined", \\', ""], ["[", ",", "☃", None]],
    }
