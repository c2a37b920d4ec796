"""Prints what the last build says: its status line, the incidents that stand behind it, and what labels and estimates say week by week."""

from pathlib import Path

import duckdb

DATABASE = Path(__file__).resolve().parent / "loans.duckdb"

INCIDENTS = """
    select severity, status, headline, what_changed, suggestion
    from monitor_incidents
    where is_told_apart = ? and (is_told_apart or segment_column = ':all')
    order by status desc, severity_rank, opened_chunk_index
"""

WEEKS = """
    select
        strftime(performance.chunk_start_date, '%Y-%m-%d') as week,
        round(performance.realized_value, 2) as realized,
        round(performance.estimated_value, 2) as estimated,
        performance.labelled_row_count as labels,
        performance.unlabelled_row_count as to_come,
        metrics.verdict,
        case metrics.not_judged_reason when ':none' then '' else metrics.not_judged_reason end as why_not
    from monitor_performance as performance
    inner join monitor_metrics as metrics using (monitor_name, segment_column, segment_value, period, chunk_index, metric_name)
    where segment_column = ':all' and period = 'analysis' and metric_name = 'accuracy' and metrics.metric_family = 'realized_performance'
    order by chunk_index
"""


def print_incidents(connection: duckdb.DuckDBPyConnection, title: str, is_told_apart: bool) -> None:
    incidents = connection.execute(INCIDENTS, [is_told_apart]).fetchall()
    print(f"\n{title}: {len(incidents) or 'none'}")
    for severity, status, *sentences in incidents:
        first, *others = (sentence for sentence in sentences if sentence != ":none")
        print(f"  {severity}, {status}: {first}")
        for sentence in others:
            print(f"      {sentence}")


def main() -> None:
    with duckdb.connect(str(DATABASE), read_only=True) as connection:
        connection.execute("set search_path = 'main_ml_monitor'")
        for (summary,) in connection.execute("select summary from monitor_status").fetchall():
            print(summary)
        print_incidents(connection, "Incidents (monitor_incidents)", True)
        print_incidents(connection, "Incidents that are part of another one", False)
        print("\nAccuracy by week (monitor_performance, monitor_metrics)")
        connection.sql(WEEKS).show(max_rows=60, max_width=200)
    print(f"The database file: {DATABASE}. `dbt docs generate` describes its tables.")


if __name__ == "__main__":
    main()
