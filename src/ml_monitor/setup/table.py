"""A table as `ml-monitor init` sees it: its columns with their types and a few statistics, and questions to its rows.

Everything is asked for by SQL. No row is read, only counts and the names of few categories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from ml_monitor.sql_text import identifier as quoted

Kind = Literal["number", "text", "boolean", "time", "other"]

BATCH = 25  # columns of one query: the time of planning one grows faster than its columns
FEW = 50  # A column with at most so many values has its values listed.
PERIODS = ("year", "quarter", "month", "week", "day", "hour")
NUMBERS = frozenset(
    [
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
        "FLOAT",
        "DOUBLE",
        "DECIMAL",
    ]
)


@dataclass(frozen=True)
class Column:
    """What is known of one column.

    Attributes:
        value_count: rows with a value; NaN and infinity are none.
        distinct_count: exact up to `FEW` values, else estimated.
        lowest: the smallest value of a number, else None.
        is_whole: a number without fractions.
        time_share: of a text, the share of values that read as a date or time.
        values: all values as texts if there are few, the most frequent first.
    """

    name: str
    type: str
    kind: Kind
    row_count: int
    value_count: int
    distinct_count: int
    lowest: float | None = None
    highest: float | None = None
    is_whole: bool = False
    time_share: float = 0.0
    values: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every row has a value."""
        return self.value_count == self.row_count

    def is_within(self, low: float, high: float) -> bool:
        """Whether it is a number whose values lie all between two limits."""
        return self.lowest is not None and self.highest is not None and low <= self.lowest and self.highest <= high


def kind_of(type_name: str) -> Kind:
    """The kind of a DuckDB type."""
    name = type_name.upper()
    if name.endswith("]"):
        return "other"
    if name.startswith(("TIMESTAMP", "DATE")):
        return "time"
    if name.startswith(("VARCHAR", "ENUM", "UUID")):
        return "text"
    if name == "BOOLEAN":
        return "boolean"
    return "number" if name.split("(")[0] in NUMBERS else "other"


def comparable(column: Column) -> str:
    """SQL by which values of a class are equal whatever their types: 1, 1.0 and true are the same."""
    name = quoted(column.name)
    if column.kind == "boolean":
        return f"cast(cast(cast({name} as integer) as double) as varchar)"
    return f"cast(cast({name} as double) as varchar)" if column.kind == "number" else f"cast({name} as varchar)"


class Table:
    """A relation of a DuckDB connection, or a sample of one that is elsewhere: counts of rows are those of the whole."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, relation: str, row_count: int | None = None) -> None:
        """Looks at all columns.

        Args:
            connection: where the relation is.
            relation: its name as SQL writes it.
            row_count: the rows of the whole, if the relation is a sample.
        """
        self.connection = connection
        self.relation = relation
        (self.sample_count,) = self.row(f"select count(*) from {relation}")
        self.row_count: int = self.sample_count if row_count is None else row_count
        described = self.rows(f"describe select * from {relation}")
        self.columns = {column.name: column for column in self._columns([(name, type_name) for name, type_name, *_ in described])}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The result of a query."""
        return self.connection.execute(sql).fetchall()

    def row(self, sql: str) -> tuple[Any, ...]:
        """The only row of a result."""
        return self.rows(sql)[0]

    def _columns(self, described: Sequence[tuple[str, str]]) -> Iterable[Column]:
        for begin in range(0, len(described), BATCH):
            yield from self._some_columns(described[begin : begin + BATCH])

    def _some_columns(self, described: Sequence[tuple[str, str]]) -> Iterable[Column]:
        aggregates = [text for name, type_name in described for text in _aggregates(quoted(name), kind_of(type_name))]
        row = self.row(f"select {', '.join(aggregates)} from {self.relation}")
        for position, (name, type_name) in enumerate(described):
            value_count, distinct_count, lowest, highest, whole_count, time_count = row[6 * position : 6 * position + 6]
            values = self._values(name) if 0 < distinct_count <= 1.3 * FEW and kind_of(type_name) in ("number", "text", "boolean") else ()
            yield Column(
                name=name,
                type=type_name,
                kind=kind_of(type_name),
                row_count=self.sample_count,
                value_count=value_count,
                distinct_count=len(values) if 0 < len(values) <= FEW else distinct_count,
                lowest=lowest,
                highest=highest,
                is_whole=value_count > 0 and whole_count == value_count,
                time_share=time_count / value_count if value_count else 0.0,
                values=values if len(values) <= FEW else (),
            )

    def _values(self, name: str) -> tuple[str, ...]:
        column = quoted(name)
        sql = (
            f"select cast({column} as varchar) from {self.relation} where {column} is not null "
            f"group by {column} order by count(*) desc, 1 limit {FEW + 1}"
        )
        return tuple(value for (value,) in self.rows(sql))

    def repeated_count(self, name: str) -> int:
        """The number of rows beyond the first with the same value."""
        (repeated,) = self.row(f"select count({quoted(name)}) - count(distinct {quoted(name)}) from {self.relation}")
        return int(repeated)

    def agreement(self, one: Column, other: Column) -> float:
        """Cohen's kappa of two columns of classes: 0 is chance, 1 is equality."""
        (kappa,) = self.row(
            f"""
            with pairs as (
                select {comparable(one)} as a, {comparable(other)} as b from {self.relation}
                where {quoted(one.name)} is not null and {quoted(other.name)} is not null
            ),
            of_a as (select a as class, count(*) / (select count(*) from pairs) as share from pairs group by a),
            of_b as (select b as class, count(*) / (select count(*) from pairs) as share from pairs group by b),
            shares as (
                select
                    (select avg(cast(a = b as integer)) from pairs) as equal_share,
                    coalesce((select sum(of_a.share * of_b.share) from of_a join of_b on of_a.class = of_b.class), 0) as share_by_chance
            )
            select (equal_share - share_by_chance) / nullif(1 - share_by_chance, 0) from shares
            """
        )
        return float(kappa or 0)

    def explained(self, prediction: Column, labels: Sequence[Column]) -> dict[str, float]:
        """By label, how much of its variance the prediction explains; below 0 if the two do not even have the same scale."""
        shares: dict[str, float] = {}
        for begin in range(0, len(labels), BATCH):
            shares |= self._explained(prediction, labels[begin : begin + BATCH])
        return shares

    def _explained(self, prediction: Column, labels: Sequence[Column]) -> dict[str, float]:
        predicted = f"cast({quoted(prediction.name)} as double)"
        parts = []
        for label in labels:
            actual = f"cast({quoted(label.name)} as double)"
            is_pair = f"filter (where isfinite({actual}) and isfinite({predicted}))"
            parts.append(f"1 - avg(pow({actual} - {predicted}, 2)) {is_pair} / nullif(var_pop({actual}) {is_pair}, 0)")
        try:
            shares = self.row(f"select {', '.join(parts)} from {self.relation}")
        except duckdb.OutOfRangeException:
            return {}
        return {label.name: float(share) if share is not None else 0.0 for label, share in zip(labels, shares)}

    def mean_by_class(self, probability: Column, label: Column) -> dict[str, float]:
        """The mean of a probability by the value of a label."""
        sql = (
            f"select cast({quoted(label.name)} as varchar), avg({quoted(probability.name)}) from {self.relation} "
            f"where {quoted(label.name)} is not null and {quoted(probability.name)} is not null group by 1"
        )
        return {value: float(mean) for value, mean in self.rows(sql)}

    def sum_error(self, names: Sequence[str]) -> float:
        """The largest distance of the sum of probabilities from 1."""
        (error,) = self.row(f"select max(abs({' + '.join(quoted(name) for name in names)} - 1)) from {self.relation}")
        return float(error) if error is not None else 0.0

    def periods(self, time: str, label: str | None, period: str, condition: str = "true") -> list[tuple[Any, int, int]]:
        """The calendar periods that have rows: start, number of rows, number of labels."""
        labels = f"count({quoted(label)})" if label else "count(*)"
        column = quoted(time)
        found = self.rows(
            f"select date_trunc('{period}', {column}) as start, count(*), {labels} from {self.relation} "
            f"where isfinite({column}) and {condition} group by 1 order by 1"
        )
        return [(start, self._scaled(rows), self._scaled(labeled)) for start, rows, labeled in found]

    def count(self, condition: str) -> int:
        """The number of rows for which a condition is true."""
        (count,) = self.row(f"select count(*) from {self.relation} where {condition}")
        return self._scaled(count)

    def _scaled(self, count: int) -> int:
        return count if self.sample_count in (0, self.row_count) else round(count * self.row_count / self.sample_count)

    def value_at(self, name: str, share: float) -> str | None:
        """The value below which that share of the rows lies, as SQL writes it."""
        column = quoted(name)
        (value,) = self.row(f"select cast(quantile_disc({column}, {share}) as varchar) from {self.relation}")
        return None if value is None else str(value)


def _aggregates(column: str, kind: Kind) -> list[str]:
    """Six numbers of a column: values, distinct values, lowest, highest, whole numbers, texts that read as a time."""
    nothing = "cast(null as double)"
    if kind == "number":
        number = f"cast({column} as double)"
        is_value = f"filter (where isfinite({number}))"
        return [
            f"count({column}) {is_value}",
            f"approx_count_distinct({column}) {is_value}",
            f"min({number}) {is_value}",
            f"max({number}) {is_value}",
            f"count({column}) filter (where isfinite({number}) and {number} = floor({number}))",
            "0",
        ]
    distinct = f"approx_count_distinct({column})" if kind != "other" else "0"
    # A number alone is no time; `2024-01-05` and `2024-01-05T10:00:00Z` are.
    times = f"count(try_cast({column} as timestamp)) filter (where cast({column} as varchar) like '%_-__-%')" if kind == "text" else "0"
    return [f"count({column})", distinct, nothing, nothing, "0", times]
