"""What the Python models do before they compute anything, and how they read what no engine of the tests gives."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
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


def test_columns_of_snowflake_are_read_with_their_nulls_and_odd_texts():
    spec = importlib.util.spec_from_file_location("model", MODELS[0])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    frame = pd.DataFrame(
        {
            "CHUNK_INDEX": [3, 4],
            "NUMBER_1": [1.5, float("nan")],
            "NUMBER_2": [None, None],
            "TEXT_1": [None, 'a "undefined", \\'],
            "TEXT_2": [float("nan"), "☃"],
        }
    )
    batch = module.snowpark_batch(frame)
    assert batch.select(["chunk_index", "number_1", "text_1", "text_2"]).to_pydict() == {
        "chunk_index": [3, 4],
        "number_1": [1.5, None],
        "text_1": [None, 'a "undefined", \\'],
        "text_2": [None, "☃"],
    }
    columns = {"number_1": ("continuous", 1), "number_2": ("continuous", 2), "text_1": ("categorical", 1), "text_2": ("categorical", 2)}
    features = {name: {"feature_type": kind, "column_index": index, "categories": ["b", "☃"]} for name, (kind, index) in columns.items()}
    numbers = module.continuous_matrix(batch, [features["number_2"], features["number_1"]])
    np.testing.assert_array_equal(numbers, [[np.nan, 1.5], [np.nan, np.nan]])
    codes = module.category_codes(batch, [features["text_1"], features["text_2"]])
    np.testing.assert_array_equal(codes, [[-2, -2], [-1, 1]])
