"""What incidents say of the examples and of the data sets in tests/golden: a table in docs/measured/verdicts.md.

The monitors of the examples are theirs; those of the golden sets have default settings. Where it is known what happens in a data set, the
table says whether an incident tells of it in time and names it first. `python benchmarks/verdict_sets.py` writes the table; with
`--print` it prints it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

import pandas as pd  # noqa: E402
from consumer import Consumer  # noqa: E402
from copied_examples import example  # noqa: E402
from nannyml_runs import golden, input_tables  # noqa: E402

from verdict_quality import PAGE, mark, told_columns  # noqa: E402

BEGIN, END = "<!-- benchmarks/verdict_sets.py writes from here -->\n", "<!-- benchmarks/verdict_sets.py to here -->\n"
CARDS = ["highstreet_card", "prepaid_card", "upmarket_card"]
LOAN_COLUMNS = ["car_value", "debt_to_income_ratio", "loan_length", "driver_tenure"]
LOAN_CATEGORIES = ["salary_range", "repaid_loan_on_prev_car", "size_of_downpayment"]
PRICE_COLUMNS, PRICE_CATEGORIES = ["car_age", "km_driven", "price_new", "accident_count", "door_count"], ["fuel", "transmission"]


@dataclass(frozen=True)
class Known:
    """What happens in a data set: the columns that it changes (none: only what the inputs say of the label) and its first whole chunk."""

    text: str
    columns: tuple[str, ...]
    first_whole_chunk: int | str  # its index, or the day on which it begins


SECOND_HALF = 5  # of ten chunks
LAST_THIRD = 15  # of 22 chunks; it begins within the chunk before
KNOWN = {
    "diamonds_price": [Known("a shipment of other diamonds", ("color", "depth", "carat"), LAST_THIRD)],
    "diamonds_corrupted": [Known("color and depth are recorded wrongly", ("color", "depth"), LAST_THIRD)],
    "loan_default": [
        Known("a category is respelled", ("employment",), "2025-09-01"),
        Known("income per month in place of a year", ("income",), "2025-10-06"),
        Known("inputs say nothing of the label in 6 % of the rows", (), "2025-08-04"),
    ],
    "diamonds": [Known("color and depth are recorded wrongly", ("color", "depth"), LAST_THIRD)],
    "car_price": [Known("other cars in the second half", (*PRICE_COLUMNS, *PRICE_CATEGORIES), SECOND_HALF)],
    "car_loan": [
        Known("four inputs differ in the second half", ("car_value", "loan_length", "salary_range", "repaid_loan_on_prev_car"), SECOND_HALF)
    ],
    "multiclass_notie": [Known("the model is worse in the second half", (), SECOND_HALF)],
}


def golden_tables() -> dict[str, pd.DataFrame]:
    """Reference and analysis of each golden set, the labels with them."""
    tables = {name: rows for folder in ("diamonds", "car_price", "edge_small") for name, rows in input_tables(folder).items()}
    for period in ("reference", "analysis"):
        loans = golden("car_loan", f"input_{period}")
        tables[f"car_loan_{period}"] = loans.assign(timestamp=pd.to_datetime(loans["timestamp"]))
        tables[f"multiclass_notie_{period}"] = golden("multiclass_notie", f"scores_{period}")
    return tables


def golden_monitor(folder: str, **settings) -> dict:
    shared = {"problem_type": "regression", "row_id": "row_position", "y_true": "y_true", "y_pred": "y_pred"}
    return {"reference": f"{folder}_reference", "analysis": f"{folder}_analysis", **shared, **settings}


def golden_monitors() -> dict[str, dict]:
    """Default settings but for what every monitor has to say of its data; chunks are those of the golden runs."""
    edge = {
        "chunk_size": 200,
        "timestamp": "ts",
        "continuous_columns": ["c_normal", "c_skew", "c_int", "c_const", "c_unif", "c_hole"],
        "categorical_columns": ["k_str", "k_two", "k_bool", "k_high", "k_one"],
    }
    return {
        "diamonds": golden_monitor(
            "diamonds",
            chunk_size=250,
            y_true="price",
            continuous_columns=["carat", "depth", "table", "x", "y", "z"],
            categorical_columns=["cut", "color", "clarity"],
        ),
        "car_price": golden_monitor(
            "car_price", chunk_size=6000, timestamp="timestamp", continuous_columns=PRICE_COLUMNS, categorical_columns=PRICE_CATEGORIES
        ),
        "car_loan": golden_monitor(
            "car_loan",
            problem_type="classification_binary",
            row_id="id",
            timestamp="timestamp",
            chunk_size=5000,
            y_true="repaid",
            y_pred_proba="y_pred_proba",
            continuous_columns=LOAN_COLUMNS,
            categorical_columns=LOAN_CATEGORIES,
        ),
        "multiclass_notie": golden_monitor(
            "multiclass_notie",
            problem_type="classification_multiclass",
            row_id="id",
            timestamp="timestamp",
            chunk_size=6000,
            y_pred_proba={name: f"y_pred_proba_{name}" for name in CARDS},
            reconstruction_error=False,
        ),
        "edge_small": golden_monitor("edge_small", **edge),
        "edge_small weekly": golden_monitor(
            "edge_small", **{**{key: value for key, value in edge.items() if key != "chunk_size"}, "chunk_period": "week"}
        ),
    }


def results(consumer: Consumer, name: str) -> dict[str, pd.DataFrame]:
    """Alerts, incidents and chunks of the analysis, from one build."""
    begin = time.monotonic()
    outcome = consumer.dbt("run", "--select", "+monitor_incidents", "--quiet")
    if not outcome.success:
        raise RuntimeError(outcome.output[-4000:])
    print(f"{name}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    queries = {
        "chunks": "select * from monitor_chunks where period = 'analysis'",
        "alerts": "select monitor_name, metric_family, is_alert from monitor_metrics where period = 'analysis' and is_alert",
        "incidents": "select * from monitor_incidents",
    }
    return {table: consumer.query(query).assign(data_set=name) for table, query in queries.items()}


def measured(folder: Path) -> dict[str, pd.DataFrame]:
    consumers = {name: example(name, folder / name) for name in ("diamonds", "flights", "loans")}
    consumers = {f"examples/{name}": consumer for name, consumer in consumers.items()}
    consumers["tests/golden"] = Consumer(folder / "golden", golden_tables(), golden_monitors())
    found = [results(consumer, name) for name, consumer in consumers.items()]
    return {table: pd.concat([part[table] for part in found], ignore_index=True) for table in found[0]}


def summary(incidents: pd.DataFrame) -> str:
    """The incidents by severity and kind, each with the chunk in which the first one opens."""
    told = incidents.sort_values(["severity_rank", "opened_chunk_index"]).groupby(["severity_rank", "severity", "kind"])
    parts = [f"{len(own)} {severity} `{kind}` from chunk {own['opened_chunk_index'].min()}" for (_, severity, kind), own in told]
    return "<br>".join(parts) or "none"


def table_of_monitors(found: dict[str, pd.DataFrame]) -> str:
    """How many alerts and incidents each monitor has; incidents that are part of another one are not told apart."""
    lines = ["| data set | monitor | chunks | alerts | incidents | told apart | of these |", "|" + "---|" * 7]
    for (data_set, name), chunks in found["chunks"].groupby(["data_set", "monitor_name"], sort=False):
        alerts = found["alerts"]["monitor_name"].eq(name)
        own = found["incidents"][found["incidents"]["monitor_name"] == name]
        told = own[own["is_told_apart"]]
        cells = [data_set, f"`{name}`", len(chunks), alerts.sum(), len(own), len(told), summary(told)]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def first_whole_chunk(known: Known, chunks: pd.DataFrame) -> int:
    """The index of the first chunk all of whose rows came after the change."""
    if isinstance(known.first_whole_chunk, int):
        return known.first_whole_chunk
    return int(chunks.loc[chunks["chunk_start_date"] >= known.first_whole_chunk, "chunk_index"].min())


def table_of_known(found: dict[str, pd.DataFrame]) -> str:
    """Whether what is known to happen is told in time, and first."""
    lines = ["| monitor | what happens | begins in chunk | first incident of it | in time | named first |", "|" + "---|" * 6]
    for name, changes in KNOWN.items():
        chunks, incidents = (found[table][found[table]["monitor_name"] == name] for table in ("chunks", "incidents"))
        named = told_columns(incidents[incidents["status"] == "open"])[: len(changes)]
        for known in changes:
            whole = first_whole_chunk(known, chunks)
            tells = incidents["kind"].eq("input") & incidents["column_name"].isin(known.columns)
            if not known.columns:
                tells = incidents["kind"].eq("performance")
            opened = incidents.loc[tells & (incidents["opened_chunk_index"] >= whole - 1), "opened_chunk_index"].min()
            cells = [
                f"`{name}`",
                known.text,
                str(whole),
                "never" if pd.isna(opened) else f"chunk {opened:.0f}",
                mark(opened <= whole),
                mark(bool(set(named) & set(known.columns or [":table"]))),
            ]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--print", action="store_true", help="print the tables and leave the page as it is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ml_monitor_sets_") as folder:
        found = measured(Path(folder))
    text = table_of_monitors(found) + "\n" + table_of_known(found)
    if options.print:
        print(text)
        return
    before, rest = PAGE.read_text().split(BEGIN)
    PAGE.write_text(before + BEGIN + text + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    main()
