"""Rows that are drawn by the md5 of their row_id: the same in every run and on every engine, whatever the order of the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.tables import is_dataframe, is_spark, number_of_rows, tuples

if TYPE_CHECKING:
    from ml_monitor.runtime.kinds import ArrowTable, Table


def with_draws(rows: Table) -> Table:
    """The rows with one more column `draw`, the md5 of their row_id: 32 digits, 0 to f."""
    if not is_dataframe(rows):
        return rows.project("*, md5(row_id) as draw")
    if is_spark(rows):
        from pyspark.sql.functions import md5 as md5_on_spark

        return rows.withColumn("draw", md5_on_spark(rows["row_id"]))
    from snowflake.snowpark.functions import md5 as md5_on_snowpark

    return rows.withColumn("draw", md5_on_snowpark(rows["row_id"]))


def drawn_before(rows: Table, draw: str) -> Table:
    """The rows of with_draws() whose draw sorts before the given one."""
    return rows.filter(rows["draw"] < draw if is_dataframe(rows) else f"draw < '{draw}'")


def draw_bound(row_count: int, limit: int) -> str | None:
    """A text that the md5 of the row_id of at least `limit` out of `row_count` rows is below, and of few more: md5 spreads evenly.

    None where that is all rows.
    """
    share = (limit + 10 * limit**0.5 + 10) / row_count
    return None if share >= 1 else f"{int(share * 16**8):08x}"


def drawn_rows(rows: Table, limit: int) -> tuple[Table, int]:
    """At most `limit` rows of a table, those whose row_id has the smallest md5, and how many there were."""
    row_count = number_of_rows(rows)
    if row_count > limit:
        rows = with_draws(rows)
        # Its first digits leave little more than `limit` of them to be sorted.
        bound = draw_bound(row_count, limit)
        draws = tuples(drawn_before(rows, bound), "draw") if bound else []
        if len(draws) <= limit:
            draws = tuples(rows, "draw")
        rows = drawn_before(rows, sorted(draws)[limit][0])
    return rows, row_count


def first_rows(table: ArrowTable, limit: int) -> ArrowTable:
    """Of an Arrow table with the column `draw` at most `limit` rows, those with the smallest, in the order of it.

    The order knows nothing of the rows: it serves as the shuffle of a cross-validation.
    """
    draws = table.column("draw").to_pylist()
    return table.take(sorted(range(len(draws)), key=draws.__getitem__)[:limit])
