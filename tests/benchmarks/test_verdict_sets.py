"""The measure of verdicts on examples and golden sets: it counts on incidents that are known what the page says it counts."""

import sys

import pandas as pd
from consumer import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from nannyml_runs import GOLDEN

from verdict_sets import BEGIN, END, KNOWN, PAGE, golden_monitors, golden_tables, table_of_known, table_of_monitors

WEEKS = pd.date_range("2025-05-05", periods=32, freq="W-MON")


def found(*incidents: dict) -> dict[str, pd.DataFrame]:
    """Chunks, alerts and incidents of every monitor whose story is known; only that of loans has incidents."""
    chunks = [
        {"data_set": "a", "monitor_name": name, "chunk_index": i, "chunk_start_date": day} for name in KNOWN for i, day in enumerate(WEEKS)
    ]
    usual = {"monitor_name": "loan_default", "status": "open", "severity": "high", "severity_rank": 2, "is_told_apart": True}
    usual |= {"times_threshold": 3.0, "likely_causes": ":none"}
    return {
        "chunks": pd.DataFrame(chunks),
        "alerts": pd.DataFrame({"monitor_name": ["loan_default"] * 7, "is_alert": True}),
        "incidents": pd.DataFrame([{**usual, **incident} for incident in incidents]),
    }


def test_changes_that_are_known_are_in_time_and_named():
    september, october = 17, 22  # the weeks of 1 September and 6 October
    told = found(
        {"kind": "input", "column_name": "employment", "opened_chunk_index": september + 1, "is_told_apart": False},
        {"kind": "input", "column_name": "income", "opened_chunk_index": october - 1, "is_told_apart": False},
        {"kind": "performance", "column_name": ":table", "opened_chunk_index": september, "likely_causes": "income, employment"},
    )
    lines = table_of_known(told)
    assert f"| `loan_default` | a category is respelled | {september} | chunk {september + 1} | no | yes |" in lines
    assert f"| `loan_default` | income per month in place of a year | {october} | chunk {october - 1} | yes | yes |" in lines
    assert "| inputs say nothing of the label in 6 % of the rows | 13 | chunk 17 | no | no |" in lines
    assert "| `car_price` | other cars in the second half | 5 | never | no | no |" in lines


def test_alerts_and_incidents_are_counted_by_monitor():
    told = found(
        {"kind": "input", "column_name": "income", "opened_chunk_index": 5},
        {"kind": "input", "column_name": "age", "opened_chunk_index": 4},
        {"kind": "input", "column_name": "housing", "opened_chunk_index": 3, "is_told_apart": False},
    )
    assert "| a | `loan_default` | 32 | 7 | 3 | 2 | 2 high `input` from chunk 4 |" in table_of_monitors(told)
    assert "| a | `car_loan` | 32 | 0 | 0 | 0 | none |" in table_of_monitors(told)


def test_every_golden_set_has_a_monitor_whose_columns_it_has():
    tables, monitors = golden_tables(), golden_monitors()
    assert {f"{folder.name}_reference" for folder in GOLDEN.iterdir() if folder.is_dir()} == {own["reference"] for own in monitors.values()}
    for monitor in monitors.values():
        columns = {*monitor.get("continuous_columns", []), *monitor.get("categorical_columns", []), monitor["y_true"], monitor["row_id"]}
        assert columns <= set(tables[monitor["reference"]]) & set(tables[monitor["analysis"]])


def test_the_page_has_a_place_for_the_tables():
    page = PAGE.read_text()
    assert page.count(BEGIN) == page.count(END) == 1
    assert page.index(BEGIN) < page.index(END)
