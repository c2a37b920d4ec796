"""Prints what the monitors found, from the tables that a BI tool would read."""

from pathlib import Path

import duckdb

DATABASE = Path(__file__).resolve().parent / "flights.duckdb"

WEEKS = """
    select
        chunk_key as week,
        round(estimated_value, 3) as estimated,
        round(realized_value, 3) as realized,
        round(realized_lower_threshold, 3) as lower,
        round(realized_upper_threshold, 3) as upper,
        case when is_estimated_alert then 'ALERT' else '' end as estimated_alert,
        case when is_realized_alert then 'ALERT' else '' end as realized_alert,
        labelled_row_count as labels,
        unlabelled_row_count as missing
    from monitor_performance
    where monitor_name = ? and metric_name = ? and period = 'analysis'
    order by chunk_index
"""

RANKING = """
    select rank, column_name as feature, drift_method, number_of_alerts as alerts, round(mean_times_threshold, 1) as times_threshold
    from monitor_feature_ranking
    where monitor_name = ? and ranking_method = 'alert_count' and rank <= 5
    order by rank
"""

STATUS = """
    select monitor_name, status, severity, last_chunk_key, alerts_in_last_chunk, worst_column, performance_metric,
        round(estimated_performance, 3) as estimated, round(realized_performance, 3) as realized
    from monitor_status
    order by monitor_name
"""


def main() -> None:
    with duckdb.connect(str(DATABASE), read_only=True) as connection:
        connection.execute("set search_path = 'main_ml_monitor'")

        def show(title: str, query: str, *parameters: str) -> None:
            print(f"\n{title}")
            connection.sql(query, params=list(parameters)).show(max_rows=60, max_width=200)

        show("arrival_delay: mean error of the predicted delay in minutes, week by week", WEEKS, "arrival_delay", "mae")
        show("late_arrival: share of the late arrivals that were predicted, week by week", WEEKS, "late_arrival", "recall")
        show("arrival_delay: features by drift alerts", RANKING, "arrival_delay")
        show("One line per monitor (monitor_status)", STATUS)
    print(f"The database file: {DATABASE}. `dbt docs generate` describes its tables.")


if __name__ == "__main__":
    main()
