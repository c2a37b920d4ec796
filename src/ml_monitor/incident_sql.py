"""The SQL that shows the rows behind an incident in the user's own table, in the words of the user's engine."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from ml_monitor.findings import Record

# So many new categories are named.
NAMED_CATEGORIES = 20
LIMIT = 100
# A smaller rise of a share says little of why a column drifted.
RISEN = 0.01


def rows_query(
    engine: str,
    incident: Record,
    config: Record,
    chunks: Record,
    changes: Record | None,
    categories: Sequence[Record],
    bins: Record | None,
    alerted: Collection[str],
    chunk_rows: str,
    segment: Record | None = None,
) -> str:
    """A query of the rows behind an incident, in the order that `first_rows` tells.

    Args:
        engine: the type of the dbt target, such as `duckdb`.
        incident: a row of monitor_incidents.
        config: the monitor's row of monitor_config.
        chunks: `first_date`, `last_date`, `first_index` and `last_index` of its alerting chunks.
        changes: its row of monitor_column_changes, if there is one.
        categories: its rows of monitor_changed_categories.
        bins: the row of monitor_fitted_bins of its column, if there is one.
        alerted: the metrics that have alerted.
        chunk_rows: the relation of monitor_analysis_rows.
        segment: the row of monitor_segments of the incident's segment, if it is of one.

    Returns:
        One statement.
    """
    query = exp.select(*_columns(incident, config)).from_(exp.to_table(config["analysis_relation"], dialect=_dialect(engine)))
    for condition in (
        _when(config, chunks, chunk_rows, engine),
        _segment(incident, config, segment, chunk_rows, engine),
        _which(incident, config, changes, categories, bins, alerted),
    ):
        if condition is not None:
            query = query.where(condition)
    return query.order_by(exp.Ordered(this=_order(incident, config), desc=True)).limit(LIMIT).sql(dialect=_dialect(engine), pretty=True)


def first_rows(incident: Record, config: Record) -> str:
    """Which rows come first, in words."""
    return "the largest errors" if _has_errors(incident, config) else "the latest"


def _has_errors(incident: Record, config: Record) -> bool:
    return bool(incident["kind"] == "performance" and config["problem_type"] == "regression")


def _order(incident: Record, config: Record) -> exp.Condition:
    if _has_errors(incident, config):
        return exp.Abs(this=_column(config["y_true_column"]) - _column(config["y_pred_column"]))
    return _column(config["timestamp_column"] or config["row_id_column"])


def _dialect(engine: str) -> str | None:
    return engine if engine in Dialect.classes else None


def _column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))


def _columns(incident: Record, config: Record) -> list[exp.Expression]:
    """Which row and when, the column or the likely causes, prediction and label. All columns if nothing points to one."""
    causes = [incident["column_name"]] if incident["kind"] == "input" else (incident["likely_causes"] or "").split(", ")
    if not any(causes):
        return [exp.Star()]
    names = [config["row_id_column"], config["timestamp_column"], *causes, config["y_pred_column"], config["y_true_column"]]
    return [_column(name) for name in dict.fromkeys(filter(None, names))]


def _when(config: Record, chunks: Record, chunk_rows: str, engine: str) -> exp.Condition:
    """The chunks: a range of time; without a timestamp the ids of their rows."""
    if config["timestamp_column"]:
        column = _column(config["timestamp_column"])
        end, is_included = chunks["last_date"], True
        if end.microsecond == 999_999:
            end, is_included = end + timedelta(microseconds=1), False
        before = exp.LTE if is_included else exp.LT
        zone = config["time_zone"]
        return exp.and_(
            exp.GTE(this=column, expression=_time(chunks["first_date"], zone)), before(this=column.copy(), expression=_time(end, zone))
        )
    of_chunks = exp.column("chunk_index").between(int(chunks["first_index"]), int(chunks["last_index"]))
    return _ids(config, chunk_rows, engine, of_chunks)


def _time(time: datetime, zone: str) -> exp.Condition:
    """A time as every engine reads it for a column of any type. The setting `time_zone` is for instants: they get their offset."""
    text = f"{time:%Y-%m-%d}" if time == datetime(time.year, time.month, time.day) else str(time)
    if zone != "UTC":
        text = str(time.replace(tzinfo=ZoneInfo(zone)))
    return exp.Literal.string(text)


def _number(number: float) -> exp.Condition:
    return exp.Literal.number(repr(int(number) if number.is_integer() else number))


def _segment(incident: Record, config: Record, segment: Record | None, chunk_rows: str, engine: str) -> exp.Condition | None:
    """The segment: a value of its column; of a crossing, an expression or what is rare, the ids of its rows."""
    value = incident["segment_value"]
    if incident["segment_column"] == ":all":
        return None
    if segment is None or (segment["segment_type"] == "column" and value != ":other"):
        column = _column(incident["segment_column"])
        return column.is_(exp.null()) if value == ":null" else column.eq(exp.Literal.string(value))
    index = int(segment["segment_index"])
    return _ids(config, chunk_rows, engine, exp.column(f"segment_{index // 1000}").eq(index))


def _ids(config: Record, chunk_rows: str, engine: str, condition: exp.Condition) -> exp.Condition:
    """The condition that the package's table of rows meets a condition."""
    ids = (
        exp.select("row_id")
        .from_(exp.to_table(chunk_rows, dialect=_dialect(engine)))
        .where(exp.column("monitor_name").eq(exp.Literal.string(config["monitor_name"])))
        .where(condition)
    )
    return exp.cast(_column(config["row_id_column"]), "text").isin(query=ids)


def _which(
    incident: Record,
    config: Record,
    changes: Record | None,
    categories: Sequence[Record],
    bins: Record | None,
    alerted: Collection[str],
) -> exp.Condition | None:
    """What tells the rows from others: labels for performance; of a column what is missing, new, out of range or more frequent."""
    if incident["kind"] == "performance":
        return exp.and_(*(exp.not_(_column(config[name]).is_(exp.null())) for name in ("y_true_column", "y_pred_column")))
    if incident["kind"] != "input":
        return None
    column = _column(incident["column_name"])
    conditions: list[exp.Condition] = []
    if _has_risen(changes, "missing_share", "missing_values" in alerted):
        conditions.append(column.is_(exp.null()))
    # A closed incident has no changes: of its rows only the share is known that were missing, new or out of range.
    is_unknown = changes is None and (incident["affected_share"] or 0) >= RISEN
    for side, beyond in (("below", "lowest"), ("above", "highest")):
        if bins and (is_unknown or _has_risen(changes, f"{side}_share", "values_out_of_range" in alerted)):
            end = _number(bins[beyond])
            conditions.append(column < end if side == "below" else column > end)
    new = (
        [category for category in categories if category["is_new"]]
        if _has_risen(changes, "unseen_share", "unseen_values" in alerted)
        else []
    )
    risen = [] if new or conditions else [category for category in categories if category["share_now"] > category["share_then"]][:1]
    if named := [exp.Literal.string(category["category"]) for category in [*new[:NAMED_CATEGORIES], *risen]]:
        conditions.append(column.isin(*named))
    return exp.or_(*conditions) if conditions else None


def _has_risen(changes: Record | None, share: str, has_alerted: bool) -> bool:
    """Whether a share of rows has risen by so much that it tells the rows of the incident from others."""
    if changes is None or changes[f"{share}_now"] is None:
        return False
    rise: float = changes[f"{share}_now"] - (changes[f"{share}_then"] or 0)
    return rise >= RISEN or (has_alerted and rise > 0)
