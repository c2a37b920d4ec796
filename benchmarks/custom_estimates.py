"""How often a realized custom metric lies within the 90 % band of its estimate before labels: docs/measured/custom-metrics.md.

The metric is what loans earn: 7 % of the amount if the loan is paid back, and the amount lost if it is not. The band is the estimate plus
and minus 1.645 sampling errors. Worlds are made up, each by several seeds; sets have rows that others made, and amounts from a column of
theirs or made up. `python benchmarks/custom_estimates.py` prints the tables, in ten minutes; `--quick` those of two seeds without sets.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from consumer import TELLING, Consumer  # noqa: E402

from classification_sets import car_loan, late_flights, overconfident  # noqa: E402

WIDTH = 1.6448536269514722  # of a normal variable, 90 % lie within so many deviations of its mean
METRIC = {
    "earned": {
        "sql": "sum(amount * (case when y_true = 1 then -1 else 0.07 end))",
        "needs_labels": True,
        "estimate": {"if_positive": "-amount", "if_negative": "0.07 * amount"},
    }
}
Rows = tuple[pd.DataFrame, pd.DataFrame]


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def rows(
    seed: int, count: int, risk: Callable, score: Callable, mean: float = -1.0, spread: float = 0.6, moves: float = 0.0
) -> pd.DataFrame:
    """Rows whose label has the chance logistic(risk(x, z)), of which the model says logistic(score(x, z)); z makes the amount."""
    random = np.random.default_rng(seed)
    x = random.normal(mean, 1, count) + np.linspace(0, moves, count)
    z = random.normal(size=count)
    chance = logistic(score(x, z))
    return pd.DataFrame(
        {
            "row_id": np.arange(count),
            "timestamp": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count), unit="min"),
            "amount": np.exp(8 + spread * z),
            "chance": chance,
            "y_pred": (chance > 0.5).astype(int),
            "y_true": (random.uniform(size=count) < logistic(risk(x, z))).astype(int),
        }
    )


def world(
    risk: Callable = lambda x, z: x,
    score: Callable = lambda x, z: x,
    later: Callable | None = None,
    counts: tuple[int, int] = (10_000, 20_000),
    moves: float = 0.0,
    amounts: float = 1.0,
    **settings: float,
) -> Callable[[int], Rows]:
    """A world by seed: `later` is the risk of the analysis, in which the input moves by `moves` and amounts grow to `amounts` times."""

    def made(seed: int) -> Rows:
        reference = rows(2 * seed, counts[0], risk, score, **settings)
        analysis = rows(2 * seed + 1, counts[1], later or risk, score, moves=moves, **settings)
        return reference, analysis.assign(amount=analysis["amount"] * np.linspace(1, amounts, counts[1]))

    return made


# Each with the size of its chunks.
WORLDS: dict[str, tuple[int, Callable[[int], Rows]]] = {
    "nothing drifts": (500, world()),
    "probabilities too near to 0 and 1": (500, world(score=lambda x, z: 2.5 * x)),
    "the input moves by one deviation": (500, world(moves=1.0)),
    "few large amounts (a log-normal deviation of 1.5)": (500, world(spread=1.5)),
    "3 % positive labels": (500, world(mean=-4.0)),
    "large amounts are riskier, as the model knows": (500, world(risk=lambda x, z: x + 0.8 * z, score=lambda x, z: x + 0.8 * z)),
    "amounts double": (500, world(amounts=2.0)),
    "chunks of 100 rows": (100, world(counts=(2_000, 4_000))),
    "a reference of 1,000 rows": (500, world(counts=(1_000, 20_000))),
}
UNSEEN: dict[str, tuple[int, Callable[[int], Rows]]] = {
    "large amounts are riskier, which the model does not know": (500, world(risk=lambda x, z: x + 0.8 * z)),
    "all loans become riskier, and the inputs do not say so": (500, world(later=lambda x, z: x + 0.5)),
}


def sets(cache: Path) -> dict[str, tuple[int, Callable[[int], Rows]]]:
    """Scored and labelled rows of others."""
    found = {}
    for data, column, words in [
        (car_loan(cache), None, "`car_loan`, NannyML's scores, made-up amounts"),
        (late_flights(cache), "distance", "`late_flights`, the amount is the distance"),
        (overconfident(cache), None, "`overconfident`, made-up amounts"),
    ]:
        made = []
        for period, table in enumerate([data.reference, data.analysis]):
            drawn = np.exp(8 + 0.6 * np.random.default_rng(period).normal(size=len(table)))
            amount = drawn if column is None else table[column].to_numpy(dtype=float)
            columns = {"row_id": np.arange(len(table)), "timestamp": table["timestamp"].to_numpy(), "amount": amount}
            scores = {
                "chance": table[data.y_pred_proba].to_numpy(),
                "y_pred": table["y_pred"].to_numpy(),
                "y_true": table["y_true"].to_numpy(),
            }
            made.append(pd.DataFrame({**columns, **scores}).sort_values("timestamp", ignore_index=True))
        found[words] = (1000, lambda seed, made=tuple(made): made)
    return found


def compared(folder: Path, chosen: dict[str, tuple[int, Callable[[int], Rows]]], seeds: range) -> pd.DataFrame:
    """The full chunks of the analyses: world, seed, estimated and realized amounts and the sampling error of the estimate."""
    monitors, tables, named = {}, {}, {}
    for number, (name, (size, made)) in enumerate(chosen.items()):
        for seed in seeds:
            monitor = f"w{number}_{seed}"
            named[monitor] = (name, seed)
            for period, table in zip(("reference", "analysis"), made(seed)):
                tables[f"{monitor}_{period}"] = table
            monitors[monitor] = {
                "problem_type": "classification_binary",
                "reference": f"{monitor}_reference",
                "analysis": f"{monitor}_analysis",
                "row_id": "row_id",
                "timestamp": "timestamp",
                "chunk_size": size,
                "incomplete": "drop",
                "y_true": "y_true",
                "y_pred": "y_pred",
                "y_pred_proba": "chance",
                "metrics": ["accuracy"],
                "reconstruction_error": False,
                "data_quality": False,
                "custom_metrics": METRIC,
            }
    consumer = Consumer(folder, tables, monitors, leaves_out=TELLING)
    consumer.build()
    found = consumer.query("""
        select monitor_name, chunk_index, max(metric_value) filter (metric_family = 'business') as realized,
            max(metric_value) filter (metric_family = 'estimated_business') as estimated,
            max(sampling_error) filter (metric_family = 'estimated_business') as error
        from monitor_metrics where period = 'analysis' and metric_name = 'earned'
        group by all
    """)
    names = found["monitor_name"].map(named)
    return found.assign(world=names.str[0], seed=names.str[1])


def table_of(found: pd.DataFrame, names: list[str]) -> str:
    """Per world the share of chunks within the band, that of its worst seed, and how far the estimate is off in sampling errors."""
    found = found.assign(distance=(found["realized"] - found["estimated"]) / found["error"])
    found["is_within"] = found["distance"].abs() <= WIDTH
    lines = [
        "| rows | chunks | within the 90 % band | worst seed | mean of (realized - estimated) / sampling error |",
        "|---|---:|---:|---:|---:|",
    ]
    shares = []
    for name in names:
        own = found[found["world"] == name]
        shares.append(own["is_within"].mean())
        worst = own.groupby("seed")["is_within"].mean().min()
        lines.append(f"| {name} | {len(own):,} | {shares[-1]:.1%} | {worst:.1%} | {own['distance'].mean():+.2f} |")
    if len(names) > 1:
        lines.append(f"| mean of the rows above | | {np.mean(shares):.1%} | | |")
        lines.append(f"| worst of the rows above | | {min(shares):.1%} | | |")
    return "\n".join(lines)


def halves(found: pd.DataFrame, names: list[str]) -> str:
    """The table of sets, of the first and the second half of the chunks of each: others change in the course of time."""
    is_late = found["chunk_index"] >= found.groupby("world")["chunk_index"].transform("max") / 2
    parts = {name: [f"{name}, {half} half" for half in ("first", "second")] for name in names}
    worlds = [parts[name][late] for name, late in zip(found["world"], is_late)]
    return table_of(found.assign(world=worlds), [part for of_set in parts.values() for part in of_set])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two seeds, and no sets")
    arguments = parser.parse_args()
    seeds = range(2 if arguments.quick else 8)
    with tempfile.TemporaryDirectory() as folder:
        found = compared(Path(folder) / "worlds", {**WORLDS, **UNSEEN}, seeds)
        print(table_of(found, list(WORLDS)), table_of(found, list(UNSEEN)), sep="\n\n")
        if not arguments.quick:
            cache = ROOT / "benchmarks" / ".cache" / "archives"
            chosen = sets(cache)
            print("", halves(compared(Path(folder) / "sets", chosen, range(1)), list(chosen)), sep="\n")


if __name__ == "__main__":
    main()
