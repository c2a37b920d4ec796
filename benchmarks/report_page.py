"""How big the report is, how long it takes to make, and how soon a browser shows it; writes docs/measured/report.md.

`python benchmarks/report_page.py` needs Chromium. The tables are made up with the contracts of the package:
numbers are random, so that they compress no better than real ones.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import duckdb
from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY / "src"), str(REPOSITORY / "tests" / "support")]

import report_tables  # noqa: E402
from made_project import contracts  # noqa: E402

from ml_monitor.project import Project  # noqa: E402
from ml_monitor.report.content import TABLES, read_content  # noqa: E402
from ml_monitor.report.page import page  # noqa: E402
from ml_monitor.warehouse import open_tables  # noqa: E402

PAGE = REPOSITORY / "docs" / "measured" / "report.md"
MARK = "<!-- benchmarks/report_page.py writes from here -->"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = [(1, 20, 100), (20, 200, 100)]
GOALS = {"diamonds": (2, 8), (1, 20, 100): (3, None), (20, 200, 100): (15, 60)}
# What a person waits for: the first paint of the front, the way to a monitor, and tasks that keep the page from scrolling.
WATCH = """
    window.longest = 0;
    const keep = (list) => list.getEntries().forEach((entry) => { window.longest = Math.max(window.longest, entry.duration); });
    new PerformanceObserver(keep).observe({type: "longtask", buffered: true});
"""


def made_up(monitors, columns, chunks):
    """A connection with so many monitors, columns each and chunks each."""
    tables = duckdb.connect()
    reference = chunks // 3
    rows = report_tables.story(
        "monitor 0", reference_chunks=reference, analysis_chunks=chunks - reference, more_columns=columns - 2, bin_count=15
    )
    report_tables.make_tables(rows, tables)
    for table in TABLES:
        names = contracts()[table]
        monitor = "'monitor ' || (number + 1)" if "monitor_name" in names else None
        if monitor and monitors > 1:
            tables.execute(
                f"insert into {table} select rows.* replace ({monitor} as monitor_name) from {table} as rows, range({monitors - 1}) as copies(number)"  # noqa: E501
            )
    tables.execute("select setseed(0.5)")
    tables.execute(
        "update monitor_plot_drift set metric_value = metric_value + 0.02 * random(), lower_boundary = metric_value - 0.02 * random()"
    )
    tables.execute("update monitor_plot_drift set upper_boundary = metric_value + 0.02 * random()")
    tables.execute("update monitor_plot_drift set times_threshold = metric_value / upper_threshold")
    tables.execute("update monitor_plot_distributions set row_count = row_count * 20 * random()")
    return tables


def from_example(name):
    """The tables of an example that was built, or None."""
    folder = REPOSITORY / "examples" / name
    return open_tables(Project(folder), TABLES) if (folder / f"{name}.duckdb").is_file() else None


def measure(tables, folder, chromium):
    """Sizes and times of one report."""
    start, begun = time.perf_counter(), time.process_time()
    content = read_content(tables, "made_up", "dev", "duckdb")
    text = page(content)
    made, computed = time.perf_counter() - start, time.process_time() - begun
    path = folder / "report.html"
    path.write_text(text)
    return {
        "size": len(text.encode()) / 1e6,
        "made": made,
        "computed": computed,
        **seen(path, content["monitors"][0]["monitor_name"], chromium),
    }


def seen(path, monitor, chromium):
    """What a person waits for in a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        tab = browser.new_page(viewport={"width": 1300, "height": 900})
        tab.add_init_script(WATCH)
        tab.goto(path.as_uri())
        tab.wait_for_timeout(500)
        paint = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        start = time.perf_counter()
        tab.evaluate(f"location.hash = {urlencode({'monitor': monitor})!r}")
        tab.wait_for_selector("#view:not([hidden]) [data-drawn]")
        opened = time.perf_counter() - start
        tab.evaluate("window.longest = 0")
        height = tab.evaluate("document.documentElement.scrollHeight")
        for _ in range(0, height, 300):
            tab.mouse.wheel(0, 300)
            tab.wait_for_timeout(60)
        result = {"paint": paint / 1000, "monitor": opened, "longest": tab.evaluate("window.longest") / 1000}
        browser.close()
    return result


def line(name, found, goal):
    """One row of the table."""
    size, seconds = goal
    return (
        f"| {name} | {found['size']:.2f} MB (goal {size}) | {found['made']:.1f} s"
        + (f" (goal {seconds})" if seconds else "")
        + f" | {found['computed']:.1f} s | {found['paint']:.2f} s | {found['monitor']:.2f} s | {1000 * found['longest']:.0f} ms |"
    )


def main():
    """Measures and writes the page."""
    chromium, load = shutil.which("chromium"), os.getloadavg()[0]
    lines = [
        "| report | size | made in | CPU time | first paint | a monitor opened | longest task while scrolling |",
        "|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        example = from_example("diamonds")
        if example is not None:
            lines.append(
                line("`examples/diamonds`: 2 monitors, 11 columns, 44 chunks", measure(example, Path(folder), chromium), GOALS["diamonds"])
            )
            example.close()
        for size in SIZES:
            with made_up(*size) as tables:
                lines.append(line("{} monitors, {} columns, {} chunks".format(*size), measure(tables, Path(folder), chromium), GOALS[size]))
    lines += [
        "",
        f"The load of the machine was {load:.1f} before the run and {os.getloadavg()[0]:.1f} after it, on {os.cpu_count()} cores."
        " With more than one process per core, times say less.",
    ]
    before = PAGE.read_text().split(MARK)[0]
    PAGE.write_text(before + MARK + "\n" + "\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
