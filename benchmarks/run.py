"""The benchmark: `python benchmarks/run.py`, or `make benchmark`. docs/measured/benchmarks.md says how to run it in pieces."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from fnmatch import fnmatch
from pathlib import Path

from plots import write_plots
from report import write_report
from results import Results, failures, last_line
from settings import CACHE, FULL, QUICK, ROOT, Context
from steps import STEPS, Step


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="everything at small sizes, to see that it works")
    parser.add_argument("--huge", action="store_true", help="also the steps at the largest size")
    parser.add_argument("--only", metavar="STEP,...", help="only these steps; * stands for anything. The page in docs/ is not written")
    parser.add_argument(
        "--report", action="store_true", help="run nothing (or with --only, those steps) and write the page from the results"
    )
    parser.add_argument("--list", action="store_true", help="print the names of the steps")
    parser.add_argument("--repeat", type=int, help="how often each thing is measured, instead of once to three times by size")
    parser.add_argument("--work", type=Path, help="folder that keeps data and results; default: a temporary one, results in the cache")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder that keeps the rivals' environments (default: benchmarks/.cache)")
    return parser.parse_args()


def chosen_steps(options: argparse.Namespace) -> list[Step]:
    if options.only:
        patterns = [pattern.strip() for pattern in options.only.split(",")]
        for pattern in patterns:
            if not any(fnmatch(step.name, pattern) for step in STEPS):
                raise SystemExit(f"no step is called {pattern}; the steps are: {', '.join(step.name for step in STEPS)}")
        return [step for step in STEPS if any(fnmatch(step.name, pattern) for pattern in patterns)]
    if options.report:
        return []
    return [step for step in STEPS if options.huge or options.quick or not step.is_huge]


def run_step(step: Step, context: Context) -> dict:
    """The outcome of a step: its result, or `failed` with the reason. One that fails does not stop the others."""
    started = time.perf_counter()
    try:
        outcome: dict = {"result": step.run(context)}
    except Exception:
        outcome = {"failed": traceback.format_exc()}
    return {**outcome, "seconds": time.perf_counter() - started}


def main() -> int:
    options = arguments()
    if options.list:
        print("\n".join(step.name + (" (with --huge)" if step.is_huge else "") for step in STEPS))
        return 0
    scale = QUICK if options.quick else FULL
    steps = chosen_steps(options)
    kept = (options.work or options.cache).resolve()
    results = Results.load(kept / ("results-quick.json" if options.quick else "results.json"))
    failed = False
    with tempfile.TemporaryDirectory(prefix="ml_monitor_benchmark_") as temporary:
        work = options.work.resolve() if options.work else Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        context = Context(work, options.cache.resolve(), scale, options.repeat)
        for step in steps:
            print(f"{step.name} ...", flush=True)
            outcome = run_step(step, context)
            results.store(step.name, outcome)
            reasons = failures(outcome)
            failed = failed or bool(reasons)
            print(f"{step.name}: {outcome['seconds']:.0f} s" + "".join(f"; failed: {last_line(reason)}" for reason in reasons), flush=True)
    if options.report or not options.only:
        docs = kept / "quick-report" if options.quick else ROOT / "docs"
        write_plots(results, docs / "images")
        page = docs / "measured" / "benchmarks.md"
        write_report(results, scale, page)
        print(f"written: {page}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
