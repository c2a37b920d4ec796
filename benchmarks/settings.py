"""What every part of the benchmark shares: paths, columns, methods, sizes and the context of one run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = HERE / ".cache"  # the rivals' environments, kept between runs

CHUNKS = 100  # chunks of the analysis, where a step does not say otherwise
MEMORY_LIMIT = "1GB"  # DuckDB's memory limit, where a step does not say otherwise
THREADS = 2  # DuckDB's threads, where a step does not say otherwise

CONTINUOUS_METHODS = ["jensen_shannon", "hellinger", "kolmogorov_smirnov", "wasserstein"]
CATEGORICAL_METHODS = ["jensen_shannon", "hellinger", "chi2", "l_infinity"]


@dataclass(frozen=True)
class Scale:
    """How many rows, columns, chunks and monitors the steps use, and how often each is run."""

    reference: int
    medium: int
    large: int
    huge: int
    many_chunks: int
    repetitions: dict[str, int]  # by size; "growth" for the curves, "overhead" for dbt's own time
    growth_rows: tuple[int, ...]
    growth_columns: tuple[int, ...]
    growth_chunks: tuple[int, ...]
    growth_monitors: tuple[int, ...]
    growth_reference: int  # reference rows of the curves of columns and monitors
    growth_analysis: int  # and their analysis rows

    def rows(self, size: str) -> int:
        return {"medium": self.medium, "large": self.large, "huge": self.huge}[size]


FULL = Scale(
    reference=500_000,
    medium=1_000_000,
    large=10_000_000,
    huge=50_000_000,
    many_chunks=4_000,
    repetitions={"medium": 3, "large": 1, "huge": 1, "growth": 1, "overhead": 3},
    growth_rows=(100_000, 1_000_000, 10_000_000),
    growth_columns=(15, 60, 200),
    growth_chunks=(10, 100, 1_000, 2_000),
    growth_monitors=(1, 5, 20),
    growth_reference=50_000,
    growth_analysis=100_000,
)

QUICK = Scale(
    reference=20_000,
    medium=50_000,
    large=100_000,
    huge=150_000,
    many_chunks=400,
    repetitions={"medium": 1, "large": 1, "huge": 1, "growth": 1, "overhead": 1},
    growth_rows=(20_000, 100_000),
    growth_columns=(15, 30),
    growth_chunks=(10, 200),
    growth_monitors=(1, 3),
    growth_reference=5_000,
    growth_analysis=10_000,
)


@dataclass(frozen=True)
class Context:
    """One run of the benchmark: where it works, at which sizes, and how often each thing is measured."""

    work: Path
    cache: Path
    scale: Scale
    repeat: int | None = None  # overrides the scale's repetitions

    def repetitions(self, size: str) -> int:
        return self.repeat or self.scale.repetitions[size]
