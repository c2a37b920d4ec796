"""The data, made by seed: a reference without drift and an analysis with some, in time order, as a DuckDB file and as Parquet files.

A block is ten continuous and five categorical columns of quite different shapes; wider tables are made of several blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

# normal, drifting, lognormal, heavy ties, integers, bimodal, zero-inflated and three more; 2 % null
EXPRESSIONS = [
    "{z0}",
    "{z1} + {drift} * i / n",
    "exp({z2})",
    "round({z3})",
    "floor(100 * {u3})",
    "{z0} + case when {u0} < 0.5 then 4 else -4 end",
    "case when {u1} < 0.6 then 0 else abs({z2}) end",
    "{z1} * 3 + {z2}",
    "{z3}",
    "{u2}",
]
CATEGORIES = [3, 10, 50, 200, 1000]
NULLS, CATEGORICAL, NOISE = 200, 500, 800  # the first streams of hashes of each kind; those of the variables begin at 0
BLOCK = len(EXPRESSIONS) + len(CATEGORIES)


def continuous_columns(columns: int) -> list[str]:
    """The names of the continuous ones among so many columns: two of three, as in a block."""
    return [f"c{index}" for index in range(columns - columns // 3)]


def categorical_columns(columns: int) -> list[str]:
    return [f"k{index}" for index in range(columns // 3)]


def hash_sql(seed: int, stream: int) -> str:
    """A 64-bit hash of each row. Streams lie far apart on the axis that is hashed: DuckDB's hash of several arguments mixes them badly."""
    return f"hash(i + {(1000 * seed + stream) * 1_000_000_007})"


def uniform_sql(seed: int, stream: int) -> str:
    """A pseudo-random number from 0 to 1 for each row."""
    return f"({hash_sql(seed, stream)} / 18446744073709551616.0)"


def normal_sql(first: str, second: str) -> str:
    """A standard normal variable from two uniform ones (Box and Muller, 1958)."""
    return f"sqrt(-2 * ln({first} + 1e-300)) * cos(2 * pi() * {second})"


def rows_sql(count: int, seed: int, drift: float, columns: int = BLOCK, first_day: str = "2024-01-01") -> str:
    """A select of `count` rows in time order, over a year, that depends on nothing but its arguments."""
    blocks = -(-len(continuous_columns(columns)) // len(EXPRESSIONS))
    basis = []  # four uniform and four normal variables per block
    for block in range(blocks):
        uniform = [uniform_sql(seed, 8 * block + k) for k in range(8)]
        normal = [normal_sql(uniform[k], uniform[k + 4]) for k in range(4)]
        basis += [f"{text} as u{k}_{block}" for k, text in enumerate(uniform[:4])]
        basis += [f"{text} as z{k}_{block}" for k, text in enumerate(normal)]
    selected = []
    for k, name in enumerate(continuous_columns(columns)):
        block, index = divmod(k, len(EXPRESSIONS))
        variables = {f"{kind}{j}": f"{kind}{j}_{block}" for kind in "uz" for j in range(4)}
        value = EXPRESSIONS[index].format(drift=drift, **variables)
        selected.append(f"case when {hash_sql(seed, NULLS + k)} % 50 = 0 then null else {value} end as {name}")
    for k, name in enumerate(categorical_columns(columns)):
        selected.append(f"'v' || ({hash_sql(seed, CATEGORICAL + k)} % {CATEGORIES[k % len(CATEGORIES)]}) as {name}")
    prediction = "coalesce(c0, 0) * 2 + coalesce(c3, 0)"
    probability = "1 / (1 + exp(-(coalesce(c0, 0) + coalesce(c3, 0) / 2)))"
    noise = normal_sql(uniform_sql(seed, NOISE), uniform_sql(seed, NOISE + 1))  # in no column
    timestamp = f"timestamp '{first_day}' + to_seconds(cast(i * 31536000.0 / n as bigint))"
    return f"""
        select
            * exclude (noise, chance),
            {prediction} as y_pred,
            {prediction} + noise * (1 + abs(coalesce(c1, 0))) as y_true,
            {probability} as probability,
            cast({probability} >= 0.5 as integer) as predicted_class,
            cast(chance < {probability} as integer) as class
        from (
            select i as row_id, {timestamp} as ts, {", ".join(selected)}, {noise} as noise, {uniform_sql(seed, NOISE + 2)} as chance
            from (select i, {count} as n, {", ".join(basis)} from range({count}) as r(i))
        )
    """


@dataclass(frozen=True)
class Dataset:
    """Where one size of the data is kept: the tables raw.reference_rows and raw.analysis_rows, and maybe a Parquet file of each."""

    folder: Path
    reference_rows: int
    analysis_rows: int
    columns: int = BLOCK

    @property
    def database(self) -> Path:
        return self.folder / "data.duckdb"

    def parquet(self, period: str) -> Path:
        return self.folder / f"{period}.parquet"

    @property
    def continuous(self) -> list[str]:
        return continuous_columns(self.columns)

    @property
    def categorical(self) -> list[str]:
        return categorical_columns(self.columns)


def make(work: Path, reference_rows: int, analysis_rows: int, columns: int = BLOCK, parquet: bool = False) -> Dataset:
    """The data of this size, made where it is not there yet."""
    dataset = Dataset(work / "data" / f"{reference_rows}_{analysis_rows}_{columns}", reference_rows, analysis_rows, columns)
    dataset.folder.mkdir(parents=True, exist_ok=True)
    if not dataset.database.exists():
        unfinished = dataset.folder / "unfinished.duckdb"
        unfinished.unlink(missing_ok=True)
        with duckdb.connect(str(unfinished)) as connection:
            connection.execute("create schema raw")
            connection.execute(f"create table raw.reference_rows as {rows_sql(reference_rows, 1, 0, columns, '2023-01-01')}")
            connection.execute(f"create table raw.analysis_rows as {rows_sql(analysis_rows, 2, 1, columns)}")
        unfinished.rename(dataset.database)
    if parquet:
        with duckdb.connect(str(dataset.database), read_only=True) as connection:
            for period in ("reference", "analysis"):
                if not dataset.parquet(period).exists():
                    unfinished = dataset.folder / "unfinished.parquet"
                    connection.execute(f"copy raw.{period}_rows to '{unfinished}' (format parquet)")
                    unfinished.rename(dataset.parquet(period))
    return dataset


def growing_copy(dataset: Dataset, folder: Path, first_rows: int) -> Path:
    """A database of its own whose analysis so far has only the first rows; `append_rows` adds others."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "growing.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"attach '{dataset.database}' as source (read_only)")
        connection.execute("create schema raw")
        connection.execute("create table raw.reference_rows as select * from source.raw.reference_rows")
        connection.execute(f"create table raw.analysis_rows as select * from source.raw.analysis_rows where row_id < {first_rows}")
    return database


def append_rows(dataset: Dataset, database: Path, first: int, end: int) -> None:
    """Adds the rows from `first` until before `end` to what `growing_copy` made."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"attach '{dataset.database}' as source (read_only)")
        connection.execute(
            f"insert into raw.analysis_rows select * from source.raw.analysis_rows where row_id >= {first} and row_id < {end}"
        )
