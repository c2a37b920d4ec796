"""A dashboard of ml_monitor's tables in Streamlit: what is wrong, since when, and the plots behind it.

`streamlit run app.py` reads the DuckDB file of examples/loans, or the one that ML_MONITOR_DUCKDB names. Each plot is one query of
the folder `queries`.
"""

from __future__ import annotations

import os
from pathlib import Path

import charts
import duckdb
import pandas as pd
import streamlit as st

HERE = Path(__file__).resolve().parent
DATABASE = Path(os.environ.get("ML_MONITOR_DUCKDB", HERE.parent / "loans" / "loans.duckdb"))


@st.cache_data(ttl=60, show_spinner=False)
def query(name: str, **parameters: str) -> pd.DataFrame:
    """The result of a query of the folder. On another engine than DuckDB, this function is what you change."""
    with duckdb.connect(str(DATABASE), read_only=True) as connection:
        tables = "select table_schema from information_schema.tables where table_name = 'monitor_status'"
        connection.execute(f"set search_path = '{connection.execute(tables).fetchone()[0]}'")
        return connection.execute((HERE / "queries" / f"{name}.sql").read_text(), parameters).df().replace(":none", None)


def front(status: pd.DataFrame) -> str:
    """Every monitor and every open incident; gives the monitor to look at."""
    st.title("Models")
    st.dataframe(status, hide_index=True)
    st.subheader("Open incidents")
    incidents = query("open_incidents")
    if incidents.empty:
        st.success("No incident is open.")
    else:
        st.dataframe(incidents.drop(columns="incident_id"), hide_index=True)
    return st.selectbox("Monitor", status["monitor_name"])


def page_of_monitor(monitor: str) -> str | None:
    """Performance and the heat map of a monitor; gives the column to look at."""
    performance = query("performance", monitor=monitor)
    if not performance.empty:
        st.subheader("Performance")
        st.altair_chart(charts.performance(performance), width="stretch")
    heat_map = query("heat_map", monitor=monitor)
    if heat_map.empty:
        return None
    st.subheader("Columns")
    st.altair_chart(charts.heat_map(heat_map), width="stretch")
    worst_first = heat_map[heat_map["column_name"] != ":table"].groupby("column_name")["times_threshold"].max().sort_values(ascending=False)
    return st.selectbox("Column, the one that drifted most first", worst_first.index)


def page_of_column(monitor: str, column: str) -> None:
    """A column over time, and one of its chunks beside the reference."""
    shares = query("shares_over_time", monitor=monitor, column=column)
    left, right = st.columns(2)
    with left:
        st.altair_chart(charts.column_over_time(query("column_over_time", monitor=monitor, column=column)), width="stretch")
        band = query("quantile_band", monitor=monitor, column=column)
        st.altair_chart(charts.shares_over_time(shares) if band.empty else charts.quantile_band(band), width="stretch")
    with right:
        chunks = shares.loc[shares["chunk_position"] >= 0, "chunk_key"].drop_duplicates()
        if chunks.empty:
            return
        chunk = st.select_slider("Chunk", chunks, value=chunks.iloc[-1])
        st.altair_chart(charts.histogram(query("histogram", monitor=monitor, column=column, chunk=chunk)), width="stretch")


st.set_page_config(page_title="Models", layout="wide")
if not DATABASE.exists():
    st.error(f"There is no file {DATABASE}. Run `dbt build` in examples/loans first, or set ML_MONITOR_DUCKDB.")
    st.stop()
monitors = query("status")
if monitors.empty:
    st.info("No monitor is configured yet.")
    st.stop()
chosen = front(monitors)
column_name = page_of_monitor(chosen)
if column_name:
    st.subheader(column_name)
    page_of_column(chosen, column_name)
