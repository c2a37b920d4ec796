"""Prints what the monitors found, from the tables that a BI tool would read."""

from pathlib import Path

import duckdb

DATABASE = Path(__file__).resolve().parent / "diamonds.duckdb"

CHUNKS = """
    select
        performance.chunk_index as chunk,
        strftime(performance.chunk_start_date, '%Y-%m-%d') as "from",
        round(performance.estimated_value) as estimated,
        round(performance.realized_value) as realized,
        round(performance.realized_upper_threshold) as threshold,
        case when performance.is_estimated_alert then 'ALERT' else '' end as estimated_alert,
        case when performance.is_realized_alert then 'ALERT' else '' end as realized_alert,
        round(reconstruction.metric_value, 3) as reconstruction_error,
        round(reconstruction.upper_threshold, 3) as its_threshold,
        case when reconstruction.is_alert then 'ALERT' else '' end as its_alert
    from monitor_performance as performance
    inner join monitor_metrics as reconstruction using (monitor_name, period, chunk_index)
    where monitor_name = ? and period = 'analysis' and performance.metric_name = 'rmse'
        and reconstruction.metric_name = 'reconstruction_error'
    order by chunk
"""

RANKING = """
    select rank, column_name as feature, drift_method, number_of_alerts as alerts, round(mean_times_threshold, 1) as times_threshold
    from monitor_feature_ranking
    where monitor_name = ? and ranking_method = 'alert_count' and rank <= 5
    order by rank
"""

INCIDENTS = """
    select monitor_name, severity, status, headline, what_changed, suggestion
    from monitor_incidents
    where is_told_apart
    order by monitor_name desc, status desc, severity_rank, opened_chunk_index
"""

STATUS = """
    select monitor_name, status, severity, last_chunk_key, alerts_in_last_chunk, worst_column,
        round(estimated_performance) as estimated_rmse, round(realized_performance) as realized_rmse
    from monitor_status
    order by monitor_name desc
"""


def print_table(title: str, relation: duckdb.DuckDBPyRelation) -> None:
    rows = [relation.columns] + [
        ["" if value is None else f"{value:g}" if isinstance(value, float) else str(value) for value in row] for row in relation.fetchall()
    ]
    widths = [max(len(row[index]) for row in rows) for index in range(len(relation.columns))]
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(text.rjust(width) for text, width in zip(row, widths)))


def print_incidents(connection: duckdb.DuckDBPyConnection) -> None:
    """The incidents that a person has to know of; what takes part in another one is left to the table."""
    print("\nIncidents (monitor_incidents): what, since when, how bad, why and what to do")
    for monitor, severity, status, *sentences in connection.sql(INCIDENTS).fetchall():
        first, *others = (sentence for sentence in sentences if sentence != ":none")
        print(f"  {monitor}, {severity}, {status}: {first}")
        for sentence in others:
            print(f"      {sentence}")


def main() -> None:
    with duckdb.connect(str(DATABASE), read_only=True) as connection:
        connection.execute("set search_path = 'main_ml_monitor'")
        print_incidents(connection)
        for monitor, story in (
            ("diamonds_price", "a shipment selected for color, depth and size: the mix of the inputs drifts"),
            ("diamonds_corrupted", "color and depth recorded wrongly: what an input says about the price changes"),
        ):
            print_table(
                f"{monitor} - {story}\nRMSE in US dollars and PCA reconstruction error, chunk by chunk",
                connection.sql(CHUNKS, params=[monitor]),
            )
            print_table(f"{monitor}: features by drift alerts", connection.sql(RANKING, params=[monitor]))
        print_table("One line per monitor (monitor_status)", connection.sql(STATUS))
    print(f"""
The database file: {DATABASE}
Tables for BI, in its schema main_ml_monitor: monitor_status (tiles), monitor_incidents, monitor_performance (estimated against realized),
monitor_alerts, monitor_feature_ranking, monitor_distributions; every number with its threshold and alert is in monitor_metrics.
Ten dashboard queries: examples/diamonds/analyses/dashboard_queries.""")


if __name__ == "__main__":
    main()
