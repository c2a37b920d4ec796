"""What the domain classifier costs per chunk, by the rows of each side: CPU time (it has one thread) and the most memory its process holds.

`python benchmarks/domain_classifier.py` prints a table in Markdown. The model's own functions work on Arrow tables of as many rows of the
reference and of one chunk, 10 continuous and 5 categorical columns; what dbt and the reading of the rows cost is not in it.
"""

from __future__ import annotations

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from hashlib import md5
from multiprocessing import get_context

from ml_monitor.runtime.domain_classifier import classifier_of_chunks

CONTINUOUS, CATEGORICAL = 10, 5
ROWS, REPEATS = (1_000, 10_000, 50_000), 3


def rows(count: int, seed: int, chunk: int | None, shift: float):
    import numpy as np
    import pyarrow as pa

    random = np.random.default_rng(seed)
    numbers = random.normal(shift, 1, (count, CONTINUOUS))
    texts = np.char.add("category ", random.integers(0, 20, (count, CATEGORICAL)).astype(str))
    return pa.table(
        {
            "draw": [md5(f"{seed} {number}".encode()).hexdigest() for number in range(count)],
            "chunk_index": pa.array([chunk] * count, pa.int64()),
            **{f"number_{index}": values for index, values in enumerate(numbers.T, 1)},
            **{f"text_{index}": values for index, values in enumerate(texts.T, 1)},
        }
    )


def cost(count: int) -> tuple[float, float, float]:
    """CPU seconds per chunk, the least of some, and the most memory of this process before and after, in MiB."""
    import xgboost  # noqa: F401

    reference, chunk = rows(count, 1, None, 0.0), rows(count, 2, 0, 0.1)
    columns = [
        [{"feature_type": kind, "column_index": index} for index in range(1, count + 1)]
        for kind, count in (("continuous", CONTINUOUS), ("categorical", CATEGORICAL))
    ]

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    before, seconds = peak(), []
    for _ in range(REPEATS):
        started = time.process_time()
        classifier_of_chunks(reference, "analysis", *columns, count, 5)(chunk)
        seconds.append(time.process_time() - started)
    return min(seconds), before, peak()


def main() -> None:
    print("| rows of each side | CPU seconds per chunk | process before, MiB | at most, MiB |\n|---:|---:|---:|---:|")
    for count in map(int, sys.argv[1:] or ROWS):
        # A process each: the most memory it held is kept until it ends.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            seconds, before, after = process.submit(cost, count).result()
        print(f"| {count:,} | {seconds:.2f} | {before:.0f} | {after:.0f} |")


if __name__ == "__main__":
    main()
