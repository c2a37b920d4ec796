"""Ours and a rival over the same rows, alternately, with a bare scan beside them; and whether both found the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb

import data
import ours
import rivals
from kinds import KINDS, Kind
from model_groups import seconds_of
from scan import bare_scan
from settings import CHUNKS, Context

RESULT_TABLES = {"realized": "main_ml_monitor_internal.monitor_realized_regression_performance"}  # where it is not monitor_metrics


def alternately(repetitions: int, *runs: Callable[[], dict]) -> list[list[dict]]:
    """Runs each function so many times, in turns, each round in the opposite order; a list of results per function.

    A function that failed is not run again.
    """
    results: list[list[dict]] = [[] for _ in runs]
    for repetition in range(repetitions):
        order = range(len(runs)) if repetition % 2 == 0 else reversed(range(len(runs)))
        for index in order:
            if not any("failed" in result for result in results[index]):
                results[index].append(runs[index]())
    return results


def summary(results: list[dict]) -> dict:
    """The medians of several measurements of one thing; the models are those of the run with the median wall time."""
    for result in results:
        if "failed" in result:
            return result
    middle = sorted(results, key=lambda result: result["wall"])[(len(results) - 1) // 2]
    numbers = [key for key, value in middle.items() if isinstance(value, float)]
    return {**middle, **{key: median(result[key] for result in results) for key in numbers}, "repetitions": len(results)}


def ratios(first: list[dict], second: list[dict]) -> dict[str, float]:
    """Medians of the pairwise ratios of two measured things; nothing where one failed.

    A rival's work is its whole process; ours is also compared without what is not the step's.
    """
    if any("failed" in result for result in first + second):
        return {}
    pairs = list(zip(first, second))
    found = {key: median(one[key] / other[key] for one, other in pairs) for key in ("wall", "cpu", "peak_mib")}
    for key in ("work", "work_and_rows"):
        if key in pairs[0][0]:
            found[key] = median(one[key] / other.get(key, other["wall"]) for one, other in pairs)
    return found


def fresh_run(project: ours.Project, kind: Kind) -> dict:
    """A first run on an empty warehouse, with the seconds of the models that do this kind of work as `work`."""
    project.forget()
    result = ours.run(project, kind.run)
    if "failed" not in result:
        result["work"] = seconds_of(result["models"], kind.models)
        result["work_and_rows"] = result["work"] + result["groups"]["row copy and chunks"]
    return result


def against_nannyml(context: Context, kind_name: str, size: str) -> dict:
    """One kind of work at one size: ours, NannyML and the bare scan."""
    kind, rows = KINDS[kind_name], context.scale.rows(size)
    dataset = data.make(context.work, context.scale.reference, rows, parquet=True)
    project = ours.monitored_project(context.work / "project", dataset.database, {"bench": kind.monitor(dataset, rows // CHUNKS)})
    job = rivals.nannyml_job(kind, dataset, rows // CHUNKS, context.work / "nannyml.csv")
    our_runs, their_runs = alternately(context.repetitions(size), lambda: fresh_run(project, kind), lambda: rivals.nannyml(context, job))
    result = {
        "title": kind.title,
        "rows": rows,
        "ours": summary(our_runs),
        "nannyml": summary(their_runs),
        "ratios": ratios(our_runs, their_runs),
        "scan": bare_scan(dataset, kind.columns(dataset), context.work),
    }
    if result["ratios"]:
        try:
            result["agreement"] = agreement(project.database, Path(job["result"]), kind_name)
        except (duckdb.Error, KeyError) as error:  # the measurements above stand without it
            result["agreement"] = {"failed": f"agreement: {error}"}
    return result


def agreement(warehouse: Path, theirs: Path, kind_name: str) -> dict:
    """Per metric, how many values both have and how far ours are from NannyML's at most; for an estimate also how good both are.

    As `metrics`; where no value of ours is one of theirs, `failed`.
    """
    found = f"""
        select ours.metric_name, count(*) as value_count,
            max(abs(ours.metric_value - theirs.value) / nullif(abs(theirs.value), 0)) as largest_difference
        from {RESULT_TABLES.get(kind_name, "main_ml_monitor.monitor_metrics")} as ours
        inner join read_csv('{theirs}') as theirs using (period, chunk_index, metric_name, column_name)
        where ours.metric_family = '{KINDS[kind_name].family}'
        group by ours.metric_name order by ours.metric_name
    """
    errors = f"""
        select ours.metric_name,
            avg(abs(ours.estimated_value / ours.realized_value - 1)) as our_mean_error,
            avg(abs(theirs.value / ours.realized_value - 1)) as their_mean_error
        from main_ml_monitor.monitor_performance as ours
        inner join read_csv('{theirs}') as theirs using (period, chunk_index, metric_name)
        where ours.period = 'analysis'
        group by ours.metric_name
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        metrics = rows_of(connection, found)
        if KINDS[kind_name].family == "estimated_performance":
            of_metric = {row["metric_name"]: row for row in rows_of(connection, errors)}
            metrics = [{**row, **of_metric[row["metric_name"]]} for row in metrics]
    return {"metrics": metrics} if metrics else {"failed": "no value of ours has one of NannyML's beside it"}


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


def against_evidently(context: Context) -> dict:
    """One comparison of all analysis rows with the reference: Evidently cuts no chunks."""
    kind, rows = KINDS["univariate"], context.scale.medium
    dataset = data.make(context.work, context.scale.reference, rows, parquet=True)
    project = ours.monitored_project(context.work / "project", dataset.database, {"bench": kind.monitor(dataset, rows)})
    job = rivals.evidently_job(dataset, context.work / "evidently.json")
    our_runs, their_runs = alternately(
        context.repetitions("medium"), lambda: fresh_run(project, kind), lambda: rivals.evidently(context, job)
    )
    return {
        "title": "univariate drift, four methods each, one chunk",
        "rows": rows,
        "ours": summary(our_runs),
        "evidently": summary(their_runs),
        "ratios": ratios(our_runs, their_runs),
        "scan": bare_scan(dataset, kind.columns(dataset), context.work),
    }
