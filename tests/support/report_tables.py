"""Hand-made tables for the report: with the columns of the package's contracts, and rows that tell a small story."""

from __future__ import annotations

import datetime

import duckdb
import pyarrow as pa
from made_project import contracts, quoted

from ml_monitor.report.content import TABLES

BEGIN = datetime.datetime(2025, 1, 6)
WEEK = datetime.timedelta(days=7)


def make_tables(rows, connection=None):
    """A connection with every table that the report reads; `rows` has lists of rows by table, columns that they lack are null."""
    connection = connection or duckdb.connect()
    for table in TABLES:
        columns = contracts()[table]
        connection.execute(f"create table {table} ({', '.join(f'{quoted(name)} {kind}' for name, kind in columns.items())})")
        given = rows.get(table, [])
        assert {name for row in given for name in row} <= set(columns), table
        if given:
            data = pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in given])  # noqa: F841 (DuckDB finds it by its name)
            connection.execute(f"insert into {table} select * from data")
    return connection


# What a metric of one's own has in the place of what a performance metric has.
CUSTOM = {"metric_family": "business", "metric_name": "profit", "is_main_metric": False}


def story(
    monitor="loans",
    continuous="income",
    categorical="job",
    category="self-employed",
    reference_chunks=4,
    analysis_chunks=6,
    has_times=True,
    has_labels=True,
    has_alerts=True,
    is_null=False,
    more_columns=0,
    bin_count=4,
    has_custom_metric=False,
):
    """Rows of every table for one monitor.

    From the third analysis chunk on, two columns and the performance are worse, and the last two chunks have no labels.
    """
    chunks = [("reference", index, index - reference_chunks) for index in range(reference_chunks)]
    chunks += [("analysis", index, index) for index in range(analysis_chunks)]
    shared = {"monitor_name": monitor, "model_version": "v1", "segment_column": ":all", "segment_value": ":all"}
    columns = [
        (continuous, "continuous"),
        (categorical, "categorical"),
        *((f"more_{number:03}", "continuous") for number in range(more_columns)),
    ]

    def chunk(period, index, position):
        start = BEGIN + (position + reference_chunks) * WEEK
        return {
            "period": period,
            "chunk_index": index,
            "chunk_key": f"{period} {index}",
            "chunk_start_date": start if has_times else None,
            "chunk_end_date": start + WEEK - datetime.timedelta(microseconds=1) if has_times else None,
        }

    def is_bad(position):
        return has_alerts and position >= 2

    def verdict(position, value, is_labelled=True):
        if value is None or not is_labelled:
            return {"verdict": "not_judged", "not_judged_reason": "no_value" if value is None else "labels_incomplete", "is_worse": False}
        return {"verdict": "alert" if is_bad(position) else "ok", "not_judged_reason": ":none", "is_worse": is_bad(position)}

    def labelled(position):
        return has_labels and position < analysis_chunks - 2

    performance, drift, distributions = [], [], []
    for period, index, position in chunks:
        realized = None if is_null or not labelled(position) else 0.4123456 if is_bad(position) else 0.8
        estimated = None if is_null else 0.79 + 0.001 * index
        performance.append(
            {
                **shared,
                **chunk(period, index, position),
                "metric_name": "accuracy",
                "is_main_metric": True,
                "metric_family": "realized_performance",
                "chunk_position": position,
                "row_count": 100,
                "estimated_value": estimated,
                "estimated_lower_boundary": None if is_null else 0.7,
                "estimated_upper_boundary": None if is_null else 0.9,
                "estimated_lower_threshold": 0.75,
                "estimated_upper_threshold": 0.85,
                "estimated_verdict": "not_judged" if is_null else "ok",
                "estimated_not_judged_reason": "no_value" if is_null else ":none",
                "is_estimated_worse": False,
                "realized_value": realized,
                "realized_lower_threshold": 0.75,
                "realized_upper_threshold": 0.85,
                **{
                    f"realized_{name}" if name != "is_worse" else "is_realized_worse": value
                    for name, value in verdict(position, realized).items()
                },
            }
        )
        numbers = [("multivariate_drift", "reconstruction_error", ":table", 1.0)]
        numbers += [
            ("univariate_drift", "jensen_shannon", name, 0.7 if is_bad(position) and name in (continuous, categorical) else 0.05)
            for name, _ in columns
        ]
        numbers += [("data_quality", "missing_values", name, 0.0) for name, _ in columns]
        for family, metric, name, value in numbers:
            judged = verdict(
                position if name in (continuous, categorical) and family == "univariate_drift" else -1, None if is_null else value
            )
            drift.append(
                {
                    **shared,
                    **chunk(period, index, position),
                    "metric_id": f"{monitor}{period}{index}{metric}{name}",
                    "metric_family": family,
                    "metric_name": metric,
                    "column_name": name,
                    "drift_type": "baseline",
                    "column_role": "feature",
                    "chunk_position": position,
                    "metric_value": None if is_null else value,
                    "upper_threshold": 0.1,
                    "times_threshold": None if is_null else value / 0.1,
                    **judged,
                    "incident_id": ":none",
                }
            )
    for name, feature_type in columns:
        for period, index, position in [("reference", -1, None), *chunks]:
            bad = position is not None and is_bad(position)
            if feature_type == "continuous":
                bins = [
                    ("below", -1, None, 0.0, "below", 60 if bad else 0),
                    *(
                        ("bin", place, 10.0 * place, 10.0 * place + 10, f"{10 * place} to {10 * place + 10}", 10)
                        for place in range(bin_count)
                    ),
                    ("above", bin_count, 10.0 * bin_count, None, "above", 0),
                ]
            else:
                bins = [
                    ("category", 0, None, None, "employed", 60),
                    ("category", 1, None, None, category, 0 if bad else 40),
                    ("unseen", 2, None, None, f"new {category}", 40 if bad else 0),
                    ("missing", 23, None, None, "missing", 0),
                ]
            distributions += [
                {
                    "monitor_name": monitor,
                    "column_name": name,
                    "feature_type": feature_type,
                    **(chunk(period, index, position) if position is not None else {"period": period, "chunk_index": -1}),
                    "chunk_position": position,
                    "bin_type": bin_type,
                    "bin_position": place,
                    "bin_label": label,
                    "lower_edge": lower,
                    "upper_edge": upper,
                    "row_count": count,
                    "is_gone": bin_type == "category" and bad and label == category,
                }
                for bin_type, place, lower, upper, label, count in bins
            ]

    first = chunk("analysis", 2, 2)
    incident = {
        **shared,
        "status": "open",
        "likely_causes": f"{continuous}, {categorical}",
        "suggestion": "Find out at the source.",
        "part_of_incident_id": ":none",
        "is_told_apart": True,
        "is_folded": False,
        "is_muted": False,
        "muted_by": ":none",
        "owner": ":none",
        "what_changed": ":none",
        "opened_chunk_index": 2,
        "opened_chunk_key": first["chunk_key"],
        "opened_chunk_date": first["chunk_start_date"],
        "last_alert_chunk_index": analysis_chunks - 1,
        "last_alert_chunk_key": f"analysis {analysis_chunks - 1}",
        "judged_chunk_count": analysis_chunks - 2,
        "alert_chunk_count": analysis_chunks - 2,
        "alert_count": analysis_chunks - 2,
        "times_threshold": 7.0,
        "labelled_chunk_count": 2,
        "contradicted_chunk_count": 2,
        "first_seen_at": BEGIN,
        "is_new": True,
    }
    incidents = (
        [
            {
                **incident,
                "incident_id": f"{monitor} p",
                "kind": "performance",
                "column_name": ":table",
                "severity": "critical",
                "severity_rank": 1,
                "headline": "accuracy is 0.412 (usual 0.75 to 0.85).",
            },
            {
                **incident,
                "incident_id": f"{monitor} i",
                "kind": "input",
                "column_name": continuous,
                "severity": "high",
                "severity_rank": 2,
                "part_of_incident_id": f"{monitor} p",
                "is_told_apart": False,
                "headline": f"{continuous}: 60 % of the values are outside the range of the reference.",
                "what_changed": "60 % of values lie below everything the reference had (lowest 0): a change of unit?",
            },
            {
                **incident,
                "incident_id": f"{monitor} c",
                "kind": "input",
                "column_name": categorical,
                "severity": "low",
                "severity_rank": 4,
                "is_new": False,
                "headline": f"{categorical}: jensen_shannon is 0.7.",
                "what_changed": f"'{category}' gone (40 %): a rename?",
            },
        ]
        if has_alerts
        else []
    )
    main = {
        name: performance[max(-3, -len(performance)) if name == "realized" else -1][f"{name}_value"] for name in ("realized", "estimated")
    }
    return {
        "monitor_status": [
            {
                "monitor_name": monitor,
                "model_version": "v1",
                "state": "cannot_judge" if is_null else "broken" if has_alerts else "ok",
                "since": first["chunk_start_date"] if has_alerts else None,
                "since_chunk_key": first["chunk_key"] if has_alerts else None,
                "headline": incidents[0]["headline"] if incidents else "nothing is worse than usual.",
                "suggestion": "Find out at the source." if has_alerts else ":none",
                "likely_causes": f"{continuous}, {categorical}" if has_alerts else ":none",
                "incident_id": f"{monitor} p" if has_alerts else ":none",
                "severity": "critical" if has_alerts else ":none",
                "open_critical_incidents": int(has_alerts),
                "open_high_incidents": int(has_alerts),
                "open_medium_incidents": 0,
                "open_low_incidents": int(has_alerts),
                "open_muted_incidents": 0,
                "last_judged_chunk_key": f"analysis {analysis_chunks - 1}",
                "is_estimate_trusted": None if is_null else not has_alerts,
                "owner": ":none",
                "performance_metric": None if is_null else "accuracy",
                "realized_performance": main["realized"],
                "estimated_performance": main["estimated"],
                "limitations": ":none",
            }
        ],
        "monitor_config": [
            {
                "monitor_name": monitor,
                "model_version": "v1",
                "problem_type": "classification_binary",
                "chunk_period": "week" if has_times else None,
                "main_metric": "accuracy",
            }
        ],
        "monitor_columns": [
            {"monitor_name": monitor, "column_name": name, "column_role": "feature", "feature_type": feature_type}
            for name, feature_type in columns
        ],
        "monitor_chunks": [
            {
                "monitor_name": monitor,
                **chunk(*one),
                "row_count": 100,
                "labelled_row_count": 100 if labelled(one[2]) else 0,
                "is_chunk_complete": True,
            }
            for one in chunks
        ],
        "monitor_thresholds": [
            {
                **{name: value for name, value in shared.items() if name != "model_version"},
                "metric_family": family,
                "metric_name": metric,
                "column_name": name,
                "drift_type": drift_type,
                "threshold_type": "standard_deviation",
                "threshold_offset_from": "mean",
                "threshold_upper_parameter": 3.0,
                "reference_chunk_count": reference_chunks,
                "reference_offset": 0.05,
                "lower_limit": 0.0,
                "upper_limit": 1.0,
                "upper_threshold": 0.1,
                "warning": ":none",
            }
            for family, metric, name, drift_type in [
                ("realized_performance", "accuracy", ":table", ":none"),
                ("estimated_performance", "accuracy", ":table", ":none"),
                ("multivariate_drift", "reconstruction_error", ":table", "baseline"),
                *(("univariate_drift", "jensen_shannon", name, "baseline") for name, _ in columns),
            ]
        ],
        "monitor_incidents": incidents,
        "monitor_incident_log": [
            {
                "event_id": one["incident_id"],
                **{
                    name: one[name]
                    for name in (
                        "incident_id",
                        "monitor_name",
                        "segment_column",
                        "segment_value",
                        "kind",
                        "column_name",
                        "severity",
                        "severity_rank",
                        "headline",
                    )
                },
                "event": "opened",
                "seen_at": BEGIN,
                "run_id": "run",
            }
            for one in incidents
        ],
        "monitor_column_changes": [
            {
                **shared,
                "incident_id": f"{monitor} i",
                "column_name": continuous,
                "feature_type": "continuous",
                "opened_chunk_key": first["chunk_key"],
                "mean_then": 20.0,
                "mean_now": 1.7,
                "what_changed": incidents[1]["what_changed"],
                "evidence": "the mean went from 20 to 1.7",
                "hint": "unit",
            }
        ]
        if has_alerts
        else [],
        "monitor_feature_ranking": [
            {
                **shared,
                "ranking_method": "alert_count",
                "metric_family": "univariate_drift",
                "metric_name": ":none",
                "column_name": name,
                "drift_method": "jensen_shannon",
                "number_of_alerts": 4 if has_alerts else 0,
                "mean_times_threshold": 7.0,
                "has_drifted": has_alerts,
                "rank": rank,
            }
            for rank, (name, _) in enumerate(columns[:2], start=1)
        ],
        "monitor_weak_segments": [
            {
                "monitor_name": monitor,
                "model_version": "v1",
                "rank": 1,
                "segment": f"{continuous} in [10, 20)",
                "condition_sql": f'"{continuous}" >= 10 and "{continuous}" < 20',
                "column_name": continuous,
                "other_column_name": ":none",
                "loss_source": "realized",
                "loss_name": "absolute_error",
                "row_count": 1234,
                "support": 0.031,
                "lift": 1.8,
                "lift_lower": 1.5,
                "lift_upper": 2.2,
                "reference_lift": 1.01,
                "history": "became_weak",
                "first_chunk_key": first["chunk_key"],
                "last_chunk_key": first["chunk_key"],
                "searched_row_count": 40000,
            }
        ]
        if has_alerts
        else [],
        "monitor_fairness": [
            {
                "monitor_name": monitor,
                "period": "analysis",
                "chunk_index": place,
                "chunk_key": first["chunk_key"],
                "segment_column": "gender",
                "segment_value": group,
                "metric_name": "selection_rate",
                "source": "realized",
                "metric_value": 0.5 if group == "m" else 0.3 + place / 100,
                "lower_boundary": 0.2,
                "upper_boundary": 0.6,
                "row_count": 400,
                "vs_reference_ratio": 1.0 if group == "m" else 0.6,
                "vs_reference_difference": 0.0 if group == "m" else -0.2,
                "is_reference_group": group == "m",
                "verdict": ":none" if group == "m" else "alert",
            }
            for place in (0, 1)
            for group in ("f", "m")
        ]
        if has_alerts
        else [],
        "monitor_plot_performance": performance + ([{**row, **CUSTOM} for row in performance] if has_custom_metric else []),
        "monitor_plot_drift": drift,
        "monitor_plot_distributions": distributions,
    }


def together(*stories):
    """The rows of several monitors."""
    return {table: [row for one in stories for row in one[table]] for table in TABLES}
