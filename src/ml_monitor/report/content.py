"""What the report says, read from the marts once: the page embeds it, `report.json` is it, and pictures are drawn from it.

docs/howto/report.md documents the keys. Everything is an aggregate; no table with rows of the user is read.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from ml_monitor import __version__
from ml_monitor.report.distributions import read_distributions

Row = dict[str, Any]

FORMAT = 1
# Of a monitor with many columns the worst are drawn; of the others the report has the numbers.
DRAWN_COLUMNS = 30
TABLES = (
    "monitor_status",
    "monitor_config",
    "monitor_columns",
    "monitor_chunks",
    "monitor_thresholds",
    "monitor_incidents",
    "monitor_incident_log",
    "monitor_column_changes",
    "monitor_feature_ranking",
    "monitor_weak_segments",
    "monitor_fairness",
    "monitor_plot_performance",
    "monitor_plot_drift",
    "monitor_plot_distributions",
)
# Of each metric of groups that is judged the newest chunk, the reference group first.
FAIRNESS = """
    select
        monitor_name, segment_column, segment_value, metric_name, source, chunk_key, metric_value, lower_boundary, upper_boundary,
        row_count,
        vs_reference_ratio, vs_reference_difference, is_reference_group, verdict
    from monitor_fairness
    where period = 'analysis'
        and (monitor_name, segment_column, metric_name) in (
            select (monitor_name, segment_column, metric_name) from monitor_fairness where verdict <> ':none'
        )
    qualify rank() over (partition by monitor_name, segment_column, metric_name, source order by chunk_index desc) = 1
    order by monitor_name, segment_column, metric_name, source desc, is_reference_group desc, segment_value
"""
STATES = ("broken", "watch", "cannot_judge", "ok")


def read_content(
    tables: duckdb.DuckDBPyConnection,
    project_name: str,
    target_name: str,
    engine: str,
    monitor_name: str | None = None,
    made_at: datetime.datetime | None = None,
) -> Row:
    """Reads everything that the report says.

    Args:
        tables: a connection with `TABLES` as relations.
        project_name: the dbt project.
        target_name: the target of profiles.yml.
        engine: the adapter, e.g. `duckdb`.
        monitor_name: the only monitor to read; None for all.
        made_at: the time to tell as that of the report, in UTC; None for now.
    """
    only = (monitor_name,) if monitor_name is not None else ()
    tables.execute(
        "create or replace temp table drawn_monitors as select monitor_name from monitor_status" + " where monitor_name = ?" * len(only),
        only,
    )
    # The view is computed once.
    tables.execute(
        "create or replace temp table drift_numbers as "
        "from monitor_plot_drift semi join drawn_monitors using (monitor_name) where segment_column = ':all'"
    )
    _choose_columns(tables)
    parts = {
        "configuration": _by_monitor(_rows(tables, "select * from monitor_config order by monitor_name")),
        "columns": _by_monitor(_columns(tables)),
        "chunks": _by_monitor(_rows(tables, CHUNKS)),
        "series": _by_monitor(_series(tables)),
        "incidents": _by_monitor(_rows(tables, INCIDENTS)),
        "events": _by_monitor(_rows(tables, EVENTS)),
        "thresholds": _by_monitor(_rows(tables, "select * from monitor_thresholds where segment_column = ':all' order by all")),
        "ranking": _by_monitor(_rows(tables, RANKING)),
        "weak_segments": _by_monitor(
            _rows(tables, "select * exclude (model_version) from monitor_weak_segments order by monitor_name, rank")
        ),
        "fairness": _by_monitor(_rows(tables, FAIRNESS)),
        "changes": _by_monitor(
            _rows(tables, "select * from monitor_column_changes where segment_column = ':all' order by monitor_name, column_name")
        ),
        "distributions": _by_monitor(read_distributions(tables)),
    }
    statuses = _rows(tables, "select * from monitor_status inner join drawn_monitors using (monitor_name)")
    statuses.sort(key=lambda status: (STATES.index(status["state"]), _severity_rank(status), status["monitor_name"]))
    return {
        "format": FORMAT,
        "ml_monitor": __version__,
        "made_at": _plain(made_at or datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)),
        "project": project_name,
        "target": target_name,
        "engine": engine,
        "monitors": [
            _monitor(status, {name: found.get(status["monitor_name"], []) for name, found in parts.items()}) for status in statuses
        ],
    }


def _monitor(status: Row, parts: dict[str, list[Row]]) -> Row:
    chunks = parts["chunks"][0]["chunks"] if parts["chunks"] else {name: [] for name in CHUNK_COLUMNS}
    by_column: dict[str, dict[str, Row]] = defaultdict(dict)
    for kind in ("changes", "distributions"):
        for row in parts[kind]:
            by_column[row["column_name"]][kind] = row
    for column in parts["columns"]:
        column["distribution"] = by_column[column["column_name"]].get("distributions")
        column["change"] = by_column[column["column_name"]].get("changes")
    return {
        **status,
        "configuration": parts["configuration"][0] if parts["configuration"] else {},
        "by_time": _is_in_order_of_time(chunks),
        "chunks": chunks,
        **{
            name: parts[name] for name in ("series", "columns", "incidents", "events", "ranking", "weak_segments", "fairness", "thresholds")
        },
    }


def _is_in_order_of_time(chunks: Row) -> bool:
    """Whether time can be the axis of all chunks: each has one, and the analysis does not go back behind the reference."""
    starts = chunks["start"]
    return bool(starts) and None not in starts and starts == sorted(starts)


CHUNK_COLUMNS = {
    "n": "chunk_position",
    "period": "period",
    "chunk": "chunk_key",
    "start": "epoch_ms(chunk_start_date)",
    "end": "epoch_ms(chunk_end_date)",
    "rows": "row_count",
    "labelled": "labelled_row_count",
    "is_complete": "is_chunk_complete",
}
# As `chunk_position` of the plot views: the first chunk of the analysis is 0, the last of the reference -1.
PLACED = """
    select
        *,
        (chunk_index - if(period = 'reference', count(*) over (partition by monitor_name, period), 0))::integer as chunk_position
    from monitor_chunks
    inner join drawn_monitors using (monitor_name)
"""
LISTS = ", ".join(f"'{name}': list({expression} order by chunk_position)" for name, expression in CHUNK_COLUMNS.items())
CHUNKS = f"""
    select monitor_name, {{{LISTS}}} as chunks
    from ({PLACED})
    group by monitor_name
"""
# What is folded into another incident is told there.
EVENTS = """
    select *
    from monitor_incident_log anti join (from monitor_incidents where is_folded) using (incident_id)
    order by seen_at desc, severity_rank, incident_id, event
"""
INCIDENTS = f"""
    select
        incidents.*,
        -- The last chunk that it covers: that of its last alert, or the latest one while it is open.
        opened_chunk_index as n,
        case when status = 'open' then latest.n else last_alert_chunk_index end as n_end,
        epoch_ms(opened_chunk_date) as start,
        epoch_ms(ended.chunk_end_date) as "end"
    from monitor_incidents as incidents
    inner join (select monitor_name, max(chunk_position) as n from ({PLACED}) group by monitor_name) as latest using (monitor_name)
    left join ({PLACED}) as ended
        on incidents.monitor_name = ended.monitor_name
        and ended.chunk_position = case when status = 'open' then latest.n else last_alert_chunk_index end
    where not is_folded
    order by is_muted, status desc, severity_rank, times_threshold desc, incident_id
"""
RANKING = """
    select * exclude (model_version)
    from monitor_feature_ranking
    where rank <= 200 and segment_column = ':all'
    order by monitor_name, ranking_method, metric_family, metric_name, rank
"""
# Every number that is drawn, estimated and realized performance among them, in the same columns.
NUMBERS = """
    select
        monitor_name, metric_family, metric_name, drift_type, column_name, chunk_position, metric_value, lower_boundary, upper_boundary,
        p_value, usual_value, lower_threshold, upper_threshold, verdict, not_judged_reason, is_worse, false as is_main_metric
    from drift_numbers
    union all by name
    select
        monitor_name, metric_family, metric_name, ':none' as drift_type, ':table' as column_name, chunk_position,
        realized_value as metric_value, realized_lower_threshold as lower_threshold, realized_upper_threshold as upper_threshold,
        realized_verdict as verdict, realized_not_judged_reason as not_judged_reason, is_realized_worse as is_worse, is_main_metric
    from monitor_plot_performance
    where segment_column = ':all'
    union all by name
    select
        monitor_name, case metric_family when 'business' then 'estimated_business' else 'estimated_performance' end as metric_family,
        metric_name,
        ':none' as drift_type, ':table' as column_name, chunk_position, estimated_value as metric_value,
        estimated_lower_boundary as lower_boundary, estimated_upper_boundary as upper_boundary,
        estimated_lower_threshold as lower_threshold, estimated_upper_threshold as upper_threshold, estimated_verdict as verdict,
        estimated_not_judged_reason as not_judged_reason, is_estimated_worse as is_worse, is_main_metric
    from monitor_plot_performance
    -- Not every custom metric has an estimate.
    where segment_column = ':all' and (metric_family <> 'business' or estimated_value is not null or estimated_verdict <> 'not_judged')
"""
SERIES = f"""
    with
        placed as ({PLACED}),

        numbers as (
            select numbers.*, chunk_place
            from ({NUMBERS}) as numbers
            inner join (
                select *, row_number() over (partition by monitor_name order by chunk_position) - 1 as chunk_place
                from placed
            ) using (monitor_name, chunk_position)
            left join chosen_columns using (monitor_name, column_name)
            where column_name = ':table' or coalesce(is_drawn, false)
        )

    select
        monitor_name,
        metric_family as family,
        metric_name as metric,
        column_name as "column",
        drift_type,
        bool_or(is_main_metric) as is_main,
        list(metric_value order by chunk_place) as value,
        list(lower_boundary order by chunk_place) as low,
        list(upper_boundary order by chunk_place) as high,
        list(p_value order by chunk_place) as p_value,
        list(chunk_place order by chunk_place) as places,
        list(chunk_position order by chunk_place) filter (verdict = 'alert' and is_worse) as alerts,
        list(chunk_position order by chunk_place) filter (verdict = 'alert' and not is_worse) as better,
        list((not_judged_reason, chunk_position) order by chunk_place) filter (verdict = 'not_judged') as not_judged,
        max(usual_value) as usual,
        -- A series is judged by one pair of thresholds.
        max(numbers.lower_threshold) as lower,
        max(numbers.upper_threshold) as upper,
        max(thresholds.lower_limit) as lower_limit,
        max(thresholds.upper_limit) as upper_limit,
        max(thresholds.p_value_threshold) as p_value_threshold
    from numbers
    left join (select * from monitor_thresholds where segment_column = ':all') as thresholds
        using (monitor_name, metric_family, metric_name, column_name, drift_type)
    group by all
    having count(metric_value) > 0
    order by monitor_name, is_main desc, metric_family, metric_name, column_name, drift_type
"""


def _series(tables: duckdb.DuckDBPyConnection) -> list[Row]:
    rows = _rows(tables, SERIES)
    counts = dict(tables.execute("select monitor_name, count(*) from monitor_chunks group by 1").fetchall())
    for row in rows:
        places = row.pop("places")
        for name in ("value", "low", "high", "p_value"):
            row[name] = _placed(row[name], places, counts[row["monitor_name"]])
        reasons: dict[str, list[int]] = defaultdict(list)
        for reason, position in row["not_judged"] or []:
            reasons[reason].append(position)
        row.update(not_judged=dict(reasons), alerts=row["alerts"] or [], better=row["better"] or [])
    return rows


def _placed(values: Sequence[float | None], places: Sequence[int], count: int) -> list[float | None]:
    """One value per chunk; an empty list where no chunk has one."""
    if all(value is None for value in values):
        return []
    found = dict(zip(places, values))
    return [found.get(place) for place in range(count)]


def _choose_columns(tables: duckdb.DuckDBPyConnection) -> None:
    """The columns of a monitor by severity: open incidents first, then how far beyond the threshold any number of the analysis was."""
    tables.execute(
        f"""
        create or replace temp table chosen_columns as
        with
            numbers as (
                select
                    monitor_name, column_name,
                    max(times_threshold) filter (verdict <> 'not_judged') as worst_times,
                    arg_max(metric_name, times_threshold) filter (verdict <> 'not_judged') as worst_metric,
                    arg_max(metric_value, times_threshold) filter (verdict <> 'not_judged') as worst_value,
                    count(*) filter (verdict = 'alert') as alert_count,
                    count(*) filter (verdict = 'not_judged') as not_judged_count
                from drift_numbers
                where
                    period = 'analysis'
                    and metric_family in ('univariate_drift', 'data_quality')
                    and column_name <> ':table'
                group by all
            ),

            incidents as (
                select monitor_name, column_name, min(severity_rank) as severity_rank
                from monitor_incidents
                where status = 'open' and not is_muted
                group by all
            ),

            ranked as (
                select
                    watched.monitor_name, watched.column_name, watched.column_role, watched.feature_type,
                    worst_times, worst_metric, worst_value,
                    coalesce(alert_count, 0) as alert_count, severity_rank,
                    row_number() over (
                        partition by watched.monitor_name
                        order by coalesce(severity_rank, 9), coalesce(worst_times, 0) desc, watched.column_name
                    ) as place
                from monitor_columns as watched
                inner join drawn_monitors using (monitor_name)
                left join numbers using (monitor_name, column_name)
                left join incidents using (monitor_name, column_name)
            )

        select *, place <= {DRAWN_COLUMNS} as is_drawn from ranked
        """
    )


def _columns(tables: duckdb.DuckDBPyConnection) -> list[Row]:
    """The columns, each drawn one with its worst number per chunk: the row of the heat map."""
    rows = _rows(
        tables,
        f"""
        with
            worst as (
                select
                    monitor_name, column_name, chunk_position, max(times_threshold) filter (verdict <> 'not_judged') as times,
                    count(*) filter (verdict <> 'not_judged') = 0 as is_not_judged
                from drift_numbers
                where metric_family in ('univariate_drift', 'data_quality')
                group by all
            )

        select chosen.*, list(times order by chunk_position) filter (is_drawn) as times,
            list(chunk_position order by chunk_position) filter (is_drawn and coalesce(is_not_judged, false)) as not_judged
        from chosen_columns as chosen
        left join ({PLACED}) as placed using (monitor_name)
        left join worst using (monitor_name, column_name, chunk_position)
        group by all
        order by monitor_name, place
        """,
    )
    for row in rows:
        row.update(times=row["times"] or [], not_judged=row["not_judged"] or [])
    return rows


def _rows(tables: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    result = tables.execute(query)
    names = [column[0] for column in result.description or ()]
    return [{name: _plain(value) for name, value in zip(names, values)} for values in result.fetchall()]


def _by_monitor(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["monitor_name"]].append(row)
    for name in found:
        for row in found[name]:
            row.pop("monitor_name")
    return found


def _plain(value: Any) -> Any:
    """A value as JSON has it: times in ISO, numbers with five significant digits, null for what is no finite number."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return float(f"{value:.5g}") if math.isfinite(value) else None
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return value


def _severity_rank(status: Row) -> int:
    order = ("critical", "high", "medium", "low")
    return order.index(status["severity"]) if status["severity"] in order else len(order)
