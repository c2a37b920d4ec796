"""One step with NannyML, as a user would write it: runs inside NannyML's own environment and is measured as a whole process.

`python nannyml_runner.py JOB.json`; what the job holds is written by `rivals.nannyml_job`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nannyml as nml
import pandas as pd


def calculator(job: dict):
    """The calculator or estimator of the step, set up but not fitted."""
    chunks = {name: job[name] for name in ("chunk_size", "chunk_period") if name in job}
    common = {"timestamp_column_name": job["timestamp"], **chunks}
    features = job["continuous_columns"] + job["categorical_columns"]
    if job["kind"] == "univariate":
        return nml.UnivariateDriftCalculator(
            column_names=features, continuous_methods=job["continuous_methods"], categorical_methods=job["categorical_methods"], **common
        )
    if job["kind"] == "pca":
        return nml.DataReconstructionDriftCalculator(column_names=features, **common)
    performance = {**{name: job[name] for name in ("problem_type", "y_true", "y_pred", "metrics")}, **common}
    if job["kind"] == "cbpe":
        return nml.CBPE(**performance, y_pred_proba=job["y_pred_proba"])
    if job["kind"] == "realized":
        return nml.PerformanceCalculator(**performance)
    performance.pop("problem_type")
    return nml.DLE(feature_column_names=features, **performance)


def long_table(result: pd.DataFrame) -> pd.DataFrame:
    """The values of a result, whose columns have two or three levels, one per row: period, chunk_index, column_name, metric_name, value."""
    chunk = {names[-1]: result[names] for names in result.columns if names[0] == "chunk"}
    values = []
    for names in result.columns:
        if names[0] != "chunk" and names[-1] == "value":
            column, metric = names[:2] if len(names) == 3 else (":table", names[0])
            values.append(
                pd.DataFrame(
                    {
                        "period": chunk["period"],
                        "chunk_index": chunk["chunk_index"] if "chunk_index" in chunk else chunk["index"],
                        "column_name": column,
                        "metric_name": metric,
                        "value": result[names],
                    }
                )
            )
    return pd.concat(values)


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text())
    reference, analysis = (pd.read_parquet(job[period], columns=job["read"]) for period in ("reference", "analysis"))
    chosen = calculator(job)
    chosen.fit(reference)
    result = chosen.estimate(analysis) if job["kind"] in ("dle", "cbpe") else chosen.calculate(analysis)
    long_table(result.to_df()).to_csv(job["result"], index=False)


if __name__ == "__main__":
    main()
