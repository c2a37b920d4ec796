"""One comparison of two sets of rows with Evidently: runs inside Evidently's own environment and is measured as a whole process.

`python evidently_runner.py JOB.json`; what the job holds is written by `rivals.evidently_job`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.metrics import ValueDrift


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text())
    methods = {"continuous_columns": job["continuous_methods"], "categorical_columns": job["categorical_methods"]}
    definition = DataDefinition(numerical_columns=job["continuous_columns"], categorical_columns=job["categorical_columns"])
    reference, analysis = (
        Dataset.from_pandas(pd.read_parquet(job[period], columns=job["read"]), data_definition=definition)
        for period in ("reference", "analysis")
    )
    metrics = [ValueDrift(column=column, method=method) for kind, names in methods.items() for column in job[kind] for method in names]
    results = Report(metrics).run(analysis, reference).dict()["metrics"]
    values = [{**metric["config"], "value": float(metric["value"])} for metric in results]
    Path(job["result"]).write_text(json.dumps(values, default=str))


if __name__ == "__main__":
    main()
