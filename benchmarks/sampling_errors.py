"""How well the sampling errors of univariate drift fit: their mean over many pairs of samples against how much the statistics really vary.

Each pair is a reference and a chunk drawn anew, with and without drift. The statistics and their errors come from the package's
macros, run by dbt on DuckDB. Prints the table of docs/reference/statistics.md: `python benchmarks/sampling_errors.py [pairs]`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from consumer import Consumer
from registry import CATEGORICAL_METHODS, CONTINUOUS_METHODS, SHARE_METHODS

REFERENCE_ROWS = 10_000
CHUNK_ROWS = [250, 1000, 5000]
CATEGORIES = np.array([0.3, 0.22, 0.16, 0.12, 0.08, 0.06, 0.04, 0.02])
# How far the chunk is moved: a normal column by so many standard deviations, the odds of the categories by factors along their order.
DRIFTS = {"none": 0.0, "some": 0.3, "much": 1.0}

DISTINCT = "sum(case when reference_count + chunk_count > 0 then 1 else 0 end) over (partition by series) as category_count"
SHARES = f"""
select
    *,
    reference_count / reference_total as reference_share,
    chunk_count / chunk_total as chunk_share
from (
    select
        *,
        cast(sum(reference_count) over (partition by series) as double) as reference_total,
        cast(sum(chunk_count) over (partition by series) as double) as chunk_total,
        {DISTINCT}
    from {{{{ ref('counts') }}}}
)
"""
MODELS = {
    "shares": SHARES,
    "evaluated_shares": f"select * from ({{{{ ml_monitor.share_distances(ref('shares'), {SHARE_METHODS}) }}}}) as distances",
    "evaluated_ecdfs": """
with
    segments as ({{ ml_monitor.compared_ecdfs(ref('base_positions'), ref('chunk_positions')) }}),

    totals as (
        select chunks.series, bases.row_count as reference_total, chunks.row_count as chunk_total, 0 as leaves_out
        from (
            select series, base_key, cast(sum(row_count) as double) as row_count from {{ ref('chunk_positions') }} group by series, base_key
        ) as chunks
        inner join (
            select base_key, cast(sum(row_count) as double) as row_count from {{ ref('base_positions') }} group by base_key
        ) as bases on chunks.base_key = bases.base_key
    )

select * from ({{ ml_monitor.ecdf_distances("segments", "totals") }}) as distances
""",
}


def pair_of_categories(random: np.random.Generator, rows: int, drift: float) -> tuple[np.ndarray, np.ndarray]:
    """Counts per category of one reference and one chunk."""
    odds = CATEGORIES * np.exp(drift * np.linspace(-1, 1, len(CATEGORIES)))
    return random.multinomial(REFERENCE_ROWS, CATEGORIES), random.multinomial(rows, odds / odds.sum())


def counted(series: int, reference: np.ndarray, chunk: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"series": series, "reference_count": reference, "chunk_count": chunk})


def positions(key: str, series: int, values: np.ndarray, edges: np.ndarray) -> pd.DataFrame:
    """The values in 1,000 narrow bins between the edges, those outside at the ends, as the package counts a large reference."""
    index = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 1)
    position, row_count = np.unique(index, return_counts=True)
    table = pd.DataFrame({"base_key": series, "position": position.astype(float), "row_count": row_count})
    return table if key == "base_key" else table.assign(series=series)


def simulated(pairs: int, chunk_rows: list[int], seed: int = 1) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The tables that the models read, and what each series is."""
    random = np.random.default_rng(seed)
    counts, bases, chunks, cases = [], [], [], []
    for feature_type in ("categorical", "continuous"):
        for rows in chunk_rows:
            for drift_name, drift in DRIFTS.items():
                for _ in range(pairs):
                    series = len(cases) + 1
                    cases.append([series, feature_type, rows, drift_name, 1.0])
                    if feature_type == "categorical":
                        counts.append(counted(series, *pair_of_categories(random, rows, drift)))
                        continue
                    reference, chunk = random.normal(size=REFERENCE_ROWS), random.normal(drift, size=rows)
                    edges = np.histogram_bin_edges(reference, "doane")
                    inside = [np.histogram(values, edges)[0] for values in (reference, chunk)]
                    outside = [(chunk < edges[0]).sum(), (chunk > edges[-1]).sum()]
                    counts.append(counted(series, np.append(inside[0], [0, 0]), np.append(inside[1], outside)))
                    narrow = np.linspace(edges[0], edges[-1], 1001)
                    cases[-1][-1] = narrow[1] - narrow[0]
                    bases.append(positions("base_key", series, reference, narrow))
                    chunks.append(positions("series", series, chunk, narrow))
    tables = {"counts": pd.concat(counts), "base_positions": pd.concat(bases), "chunk_positions": pd.concat(chunks)}
    return tables, pd.DataFrame(cases, columns=["series", "feature_type", "chunk_rows", "drift", "width"])


def evaluated(tables: dict[str, pd.DataFrame], folder: Path) -> pd.DataFrame:
    """Every statistic and its error, one row per series, from the package's macros."""
    consumer = Consumer(folder, {**tables, **MODELS})
    consumer.build("--select", "package:consumer")
    with duckdb.connect(str(consumer.database)) as connection:
        return connection.execute("select * from evaluated_shares left join evaluated_ecdfs using (series)").df()


def ratios(pairs: int, chunk_rows: list[int], folder: Path) -> pd.DataFrame:
    """Per method, chunk size and drift: mean sampling error, standard deviation of the statistic over the pairs, and their ratio."""
    tables, cases = simulated(pairs, chunk_rows)
    values = cases.merge(evaluated(tables, folder), on="series")
    for column in ("wasserstein", "wasserstein_error"):
        values[column] *= values["width"]
    rows = []
    for (feature_type, size, drift), group in values.groupby(["feature_type", "chunk_rows", "drift"], sort=False):
        for method in CATEGORICAL_METHODS if feature_type == "categorical" else CONTINUOUS_METHODS:
            error, deviation = group[f"{method}_error"].mean(), group[method].std()
            rows.append((method, feature_type, size, drift, group[method].mean(), error, deviation, error / deviation))
    columns = ["method", "feature_type", "chunk_rows", "drift", "mean_value", "mean_error", "deviation", "ratio"]
    return pd.DataFrame(rows, columns=columns)


def table(found: pd.DataFrame) -> str:
    """The ratios as a table of Markdown: a row per method and type of column, a column per drift and chunk size."""
    wide = found.pivot(index=["method", "feature_type"], columns=["drift", "chunk_rows"], values="ratio")
    wide = wide[[(drift, size) for drift in DRIFTS for size in sorted(found["chunk_rows"].unique())]]
    head = ["statistic", "column", *(f"{drift}, {size:,}" for drift, size in wide.columns)]
    lines = [head, ["---"] * len(head)]
    lines += [
        [f"`{method}`", feature_type, *(f"{ratio:.2f}" for ratio in row)]
        for (method, feature_type), row in zip(wide.index, wide.to_numpy())
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(table(ratios(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, CHUNK_ROWS, Path(temporary))))
