"""What the Python models do before they compute anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
