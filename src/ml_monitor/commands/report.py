"""`ml-monitor report`: everything that was found, as one page to look at, to send and to keep."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path
from typing import Any

import click

from ml_monitor.errors import UserError
from ml_monitor.findings import known_monitors
from ml_monitor.project import Project, project_options
from ml_monitor.warehouse import open_tables

CHARTS = (
    "performance",
    "estimated_performance",
    "realized_performance",
    "business",
    "reconstruction_error",
    "drift",
    "distribution",
    "over_time",
    "heatmap",
    "rows",
    "incidents",
)
EXAMPLES = """\b
Examples:
  ml-monitor report --open
  ml-monitor report --output public/index.html
  ml-monitor report --format json
  ml-monitor report --chart performance --monitor loan_default --output performance.png
  ml-monitor report --chart distribution --column income --output income.pdf
"""
FORMATS = ("html", "json", "png", "svg", "pdf")


@click.command(name="report", epilog=EXAMPLES)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.  [default: report.html, or report.FORMAT]"
)
@click.option(
    "--format", "file_format", type=click.Choice(FORMATS), default=None, help="What to write; the ending of --output says it too."
)
@click.option("--open", "is_opened", is_flag=True, help="Open the file when it is written.")
@click.option("--monitor", "monitor_name", help="Only this monitor.")
@click.option("--chart", type=click.Choice(CHARTS), help="The chart to draw as png, svg or pdf.")
@click.option("--metric", help="The metric of the chart; the monitor's first one by default.")
@click.option("--column", "column_name", help="The column of the chart.")
@click.option("--chunk", "chunk_key", help="The chunk of a distribution; the latest complete one by default.")
@project_options
def command(
    output: Path | None,
    file_format: str | None,
    is_opened: bool,
    monitor_name: str | None,
    chart: str | None,
    metric: str | None,
    column_name: str | None,
    chunk_key: str | None,
    project: Project,
) -> None:
    """Write one HTML page with everything that was found.

    The page needs nothing else: open it, mail it, keep it. Beside it lies the same content as JSON.
    It holds aggregates only, never a row of your data.
    """
    file_format = file_format or _ending(output) or ("png" if chart else "html")
    is_picture = file_format not in ("html", "json")
    if is_picture and chart is None:
        raise UserError(f"A {file_format} is of one chart. Name it with --chart: {', '.join(CHARTS)}.")
    if chart is not None and not is_picture:
        raise UserError(f"--chart draws png, svg or pdf, not {file_format}. Leave it out, or give another --format.")
    path = output or Path(f"{chart or 'report'}.{file_format}")
    content = _content(project, monitor_name)
    if is_picture:
        from ml_monitor.report.pictures import draw

        _write(path, draw(content, str(chart), file_format, monitor_name, column_name, chunk_key, metric))
    else:
        data = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        _write(path.with_suffix(".json"), data.encode())
        if file_format == "html":
            from ml_monitor.report.page import page

            _write(path, page(content).encode())
    click.echo(f"{path} ({_size(path)})" + ("" if is_picture else f": {_inventory(content)}"))
    if is_opened:
        webbrowser.open(path.absolute().as_uri())


def _content(project: Project, monitor_name: str | None) -> dict[str, Any]:
    try:
        import altair  # noqa: F401
        import vl_convert  # noqa: F401
    except ImportError as error:
        raise UserError(f"The report needs the package {error.name}. Install it with `pip install 'ml_monitor[report]'`.") from error
    from ml_monitor.report.content import TABLES, read_content

    # Of the status all monitors are read, to know their names.
    only = {name: {"monitor_name": [monitor_name]} for name in TABLES if name != "monitor_status"} if monitor_name is not None else None
    with open_tables(project, TABLES, only=only) as tables:
        if monitor_name is not None:
            known_monitors([monitor_name], [str(name) for (name,) in tables.execute("select monitor_name from monitor_status").fetchall()])
        return read_content(tables, str(project.settings.get("name")), project.target_label, project.engine, monitor_name)


def _ending(output: Path | None) -> str | None:
    if output is None or not output.suffix:
        return None
    ending = output.suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise UserError(
            f"{output} ends in .{ending}. Name a file that ends in {', '.join(f'.{name}' for name in FORMATS)}, or give --format."
        )
    return ending


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}.") from error


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def _inventory(content: dict[str, Any]) -> str:
    monitors = content["monitors"]
    open_count = sum(incident["status"] == "open" and not incident["is_muted"] for monitor in monitors for incident in monitor["incidents"])
    new_count = sum(bool(incident["is_new"]) for monitor in monitors for incident in monitor["incidents"] if incident["status"] == "open")
    counts = (
        (len(monitors), "monitor"),
        (sum(len(monitor["columns"]) for monitor in monitors), "column"),
        (sum(len(monitor["chunks"]["n"]) for monitor in monitors), "chunk"),
        (open_count, "open incident"),
    )
    words = ", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts)
    return f"{words}, {new_count} of them new" if open_count else words
