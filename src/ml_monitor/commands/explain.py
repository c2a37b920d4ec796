"""`ml-monitor explain`: one incident, so that somebody can act on it."""

from __future__ import annotations

import click
import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ml_monitor.commands.status import subject
from ml_monitor.findings import STYLES, Record, as_json, plain, shown_date, shown_number, usual_range, weakest
from ml_monitor.incident import Incident, read_incident
from ml_monitor.incident_sql import LIMIT
from ml_monitor.project import Project, project_options
from ml_monitor.terminal import print_hanging

# So many alerts are listed; the others are in monitor_alerts.
LISTED_ALERTS = 12
EXIT_CODES = """\b
Exit codes:
  0  the incident was told
  2  there is no such incident, or the call, the project or the warehouse is not as it should be
"""


@click.command(name="explain", epilog=EXIT_CODES)
@project_options
@click.argument("incident")
@click.option("--json", "is_json", is_flag=True, help="Print JSON for programs.")
@click.option("--sql", "is_sql", is_flag=True, help="Print nothing but the SQL of the rows behind the incident.")
def command(project: Project, incident: str, is_json: bool, is_sql: bool) -> None:
    """Tell one incident with its numbers and the SQL of the rows behind it.

    INCIDENT is an id as `ml-monitor status` shows it, or the beginning of one. It may also be MONITOR/COLUMN, such as loans/income,
    MONITOR/KIND, such as loans/performance, or MONITOR, which means its worst incident. That of a segment is
    loans/performance/region=west.
    """
    found = read_incident(project, incident)
    if is_json:
        click.echo(as_json(found.for_programs()))
    elif is_sql:
        click.echo(f"{found.sql};")
    else:
        show(Console(highlight=False), found)


def show(console: Console, found: Incident) -> None:
    """Prints what a person reads."""
    row = found.row
    title = Text.assemble(
        (plain(row["monitor_name"]), "bold"), ": ", (plain(subject(row)), "bold"), "  ", (row["severity"], STYLES[row["severity"]])
    )
    title.append(f", {row['status']}", style="bold" if row["status"] == "open" else "green")
    print_hanging(console, title, 0, 2)
    _line(console, "", row["headline"])
    _line(console, "What changed", row["what_changed"])
    _line(console, "Likely causes", row["likely_causes"])
    if found.weak_segments:
        name = "Weakest" if found.weak_segments[0]["rank"] == 1 else "Newly weak"
        _line(console, name, weakest(found.weak_segments))
        _line(console, f"{name} in SQL", found.weak_segments[0]["condition_sql"])
    _line(console, "What to do", row["suggestion"])
    _line(console, "Owner", row["owner"])
    _line(console, "Chunks", _chunks(row))
    _line(console, "Worst number", _worst(row))
    if found.whole:
        _line(console, "Part of", f"{found.whole['incident_id'][:8]}, {found.whole['headline']}")
    for part in found.parts:
        _line(console, "Has part", f"{part['incident_id'][:8]}, {part['headline']}")
    _line(console, "Id", row["incident_id"])
    if found.changes:
        _show_changes(console, found.changes)
    if found.groups:
        _show_groups(console, found.groups)
    if found.alerts:
        _show_alerts(console, found.alerts)
    _heading(console, "What was said of it")
    for event in found.log:
        _line(console, f"{event['seen_at']:%Y-%m-%d %H:%M} UTC", f"{event['event']}, {event['severity']}")
    _show_mute(console, found)
    _heading(console, "The rows behind it")
    _line(console, "", f"At most {LIMIT} rows, {found.first_rows} first. Times are those of the monitor's time zone, {found.time_zone}.")
    # Not wrapped, so that it can be copied.
    console.print(Text("\n".join(map(plain, found.sql.splitlines())) + ";"), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _line(console: Console, name: str, text: str | None) -> None:
    if text:
        print_hanging(console, Text.assemble((f"{name}: " if name else "", "bold"), plain(text)), 2, 2)


def _chunks(row: Record) -> str:
    opened = shown_date(row["opened_chunk_date"], row["opened_chunk_key"])
    last = shown_date(row["last_alert_chunk_date"], row["last_alert_chunk_key"])
    closed = f", closed by {shown_date(row['closed_chunk_date'], row['closed_chunk_key'])}" if row["closed_chunk_key"] else ""
    return f"from {opened} to {last}{closed}; {row['alert_chunk_count']} of {row['judged_chunk_count']} judged chunks alert"


def _worst(row: Record) -> str:
    usual, times = usual_range(row["usual_low"], row["usual_high"]), shown_number(row["times_threshold"])
    return f"{row['worst_metric']} {shown_number(row['worst_value'])} (usual {usual}), {times} times its threshold"


def _show_changes(console: Console, changes: Record) -> None:
    """The numbers of the column, in the reference and in the chunks of the incident."""
    table = Table("", "reference", "now", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    shares = {"missing": "missing_share", "new": "unseen_share", "below the reference": "below_share", "above the reference": "above_share"}
    numbers = {"lowest": "lowest", "median": "median", "mean": "mean", "highest": "highest", "standard deviation": "standard_deviation"}
    for names, form in ((shares, lambda share: f"{shown_number(100 * share)} %"), (numbers, shown_number)):
        for name, column in names.items():
            then, now = changes[f"{column}_then"], changes[f"{column}_now"]
            if then is not None and now is not None and (then, now) != (0, 0):
                table.add_row(f"  {name}", form(then), form(now))
    table.add_row("  rows", shown_number(changes["row_count_then"]), shown_number(changes["row_count_now"]))
    _heading(console, "Then and now")
    console.print(table)
    for name, column in {
        "Gone": "categories_gone",
        "New": "categories_new",
        "Shifted most": "largest_shifts",
        "Evidence": "evidence",
    }.items():
        _line(console, name, changes[column])


def _show_groups(console: Console, groups: list[Record]) -> None:
    """The metric of each group with its interval, beside the reference group, which comes first."""
    first = groups[0]
    table = Table(
        "  group", "rows", first["metric_name"], "95 % interval", "times the reference", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for group in groups:
        ratio = group["vs_reference_ratio"]
        table.add_row(
            Text(f"  {plain(str(group['segment_value']))}"),
            shown_number(group["row_count"]),
            shown_number(group["metric_value"]),
            f"{shown_number(group['lower_boundary'])} to {shown_number(group['upper_boundary'])}",
            "reference group" if group["is_reference_group"] else "not compared" if ratio is None else shown_number(ratio),
        )
    estimated = ", estimated before labels come" if first["source"] == "estimated" else ""
    _heading(console, f"Groups in the chunk {first['chunk_key']}{estimated}")
    console.print(table)


def _show_alerts(console: Console, alerts: list[Record]) -> None:
    table = Table("  chunk", "number", "value", "usual", "times", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for alert in alerts[:LISTED_ALERTS]:
        is_p_value = alert["lower_threshold"] is None and alert["upper_threshold"] is None and alert["p_value"] is not None
        table.add_row(
            Text(f"  {shown_date(alert['chunk_start_date'], alert['chunk_key'])}"),
            Text(plain(alert["metric_name"])),
            f"p {shown_number(alert['p_value'])}" if is_p_value else shown_number(alert["metric_value"]),
            usual_range(alert["lower_threshold"], alert["upper_threshold"]),
            shown_number(alert["times_threshold"]),
        )
    _heading(console, "Alerts, the latest first; times is how many times the threshold")
    console.print(table)
    if len(alerts) > LISTED_ALERTS:
        console.print(Text(f"  and {len(alerts) - LISTED_ALERTS} more in monitor_alerts", style="dim"))


def _show_mute(console: Console, found: Incident) -> None:
    if found.row["is_muted"]:
        _heading(console, "It is muted")
        _line(console, "", found.row["muted_by"])
        return
    _heading(console, "To mute it until it is closed, write into dbt_project.yml")
    console.print(
        Text(yaml.safe_dump({"vars": {"ml_monitor_mutes": [found.mute]}}, sort_keys=False, allow_unicode=True).rstrip()), soft_wrap=True
    )
    if found.also_muted:
        listed = ", ".join(f"{other['incident_id'][:8]} ({subject(other)})" for other in found.also_muted)
        _line(console, "", f"A mute names no segment, so that it mutes too: {listed}.")
