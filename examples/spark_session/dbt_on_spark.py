"""dbt on open-source Spark, in one process with the Spark session, Python models included.

    python dbt_on_spark.py build --select package:ml_monitor
    spark-submit --master yarn dbt_on_spark.py build --select package:ml_monitor

The arguments are dbt's own; the profile has `method: session`. dbt-spark runs the SQL models in the session of this process. Python models
it hands to Databricks only, so this file gives it a helper that runs them here too, each as a notebook on Databricks would: what they do to
rows is done by Spark's workers.
"""

from __future__ import annotations

import os
import sys

from dbt.adapters.base import PythonJobHelper
from dbt.adapters.spark.impl import SparkAdapter
from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession


class NotebookInThisProcess(PythonJobHelper):
    """Runs the compiled text of a Python model with `spark`, the session, as a global name."""

    def __init__(self, parsed_model: dict, credentials) -> None:
        self.path = parsed_model["original_file_path"]

    def submit(self, compiled_code: str) -> None:
        # As "__main__", so that Spark sends the model's functions to its workers by value: they have no such module to import.
        exec(compile(compiled_code, self.path, "exec"), {"__name__": "__main__", "spark": SparkSession.builder.getOrCreate()})


def run_python_models_here() -> None:
    """From now on dbt-spark runs Python models in this process."""
    SparkAdapter.python_submission_helpers = property(lambda adapter: {"session": NotebookInThisProcess})
    SparkAdapter.default_python_submission_method = property(lambda adapter: "session")


def main(arguments: list[str]) -> int:
    # Local workers run in the Python of this process, unless told otherwise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # The session comes first: dbt-spark takes the one that is there. Its settings are those of spark-submit or spark-defaults.conf.
    SparkSession.builder.appName("dbt").enableHiveSupport().getOrCreate()
    run_python_models_here()
    return 0 if dbtRunner().invoke(arguments).success else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
