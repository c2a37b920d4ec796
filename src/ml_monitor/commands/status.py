"""`ml-monitor status`: for whoever is on call, which model needs them."""

from __future__ import annotations

import click
from rich.console import Console
from rich.text import Text

from ml_monitor.findings import (
    SEVERITIES,
    STATES,
    STYLES,
    Record,
    as_json,
    incident_subject,
    known_monitors,
    plain,
    records,
    shown_date,
    shown_number,
    weakest,
)
from ml_monitor.project import Project, project_options
from ml_monitor.terminal import print_hanging
from ml_monitor.warehouse import open_tables

TABLES = ["monitor_status", "monitor_incidents", "monitor_weak_segments"]
STATE_ORDER = list(STATES)
# So many incidents of a monitor are listed, unless the monitor was asked for by name.
LISTED_INCIDENTS = 12
EXIT_CODES = """\b
Exit codes:
  0  all was told
  1  --fail-on found something
  2  the call, the project or the warehouse is not as it should be
"""


@click.command(name="status", epilog=EXIT_CODES)
@project_options
@click.option("--monitor", "monitors", multiple=True, metavar="NAME", help="Only this monitor. May be given several times.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="End with exit code 1 if an incident of this severity or a worse one is open and not muted, or if a monitor cannot be judged.",
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON for programs.")
@click.pass_context
def command(context: click.Context, project: Project, monitors: tuple[str, ...], fail_on: str | None, is_json: bool) -> None:
    """Say which model needs you, since when, how bad it is, why and what to do.

    Reads the tables that `dbt build` left and computes nothing. The worst monitors come first, each with its open incidents.
    """
    found = read_status(project, monitors)
    if is_json:
        click.echo(as_json({"target": project.target_label, "monitors": found}))
    else:
        show(Console(highlight=False), found, project.target_label, listed=None if monitors else LISTED_INCIDENTS)
    if fail_on and has_failed(found, fail_on):
        context.exit(1)


def read_status(project: Project, monitors: tuple[str, ...]) -> list[Record]:
    """The monitors, the worst first: rows of `monitor_status`, each with its open `incidents` and its `weak_segments`."""
    with open_tables(project, TABLES, only={"monitor_incidents": {"status": ["open"]}}) as connection:
        found = records(connection, "select * from monitor_status order by monitor_name")
        incidents = records(
            connection,
            """
            select * from monitor_incidents
            order by is_muted, severity_rank, not is_told_apart, times_threshold desc, opened_chunk_index, column_name, incident_id
            """,
        )
        weak_segments = records(connection, "select * from monitor_weak_segments order by rank")
    known_monitors(monitors, [monitor["monitor_name"] for monitor in found])
    found = [monitor for monitor in found if not monitors or monitor["monitor_name"] in monitors]
    for monitor in found:
        for name, rows in (("incidents", incidents), ("weak_segments", weak_segments)):
            monitor[name] = [row for row in rows if row["monitor_name"] == monitor["monitor_name"]]
    return sorted(
        found, key=lambda monitor: (STATE_ORDER.index(monitor["state"]), *(-monitor[f"open_{name}_incidents"] for name in SEVERITIES))
    )


def has_failed(found: list[Record], fail_on: str) -> bool:
    """Whether an open incident that is not muted is as severe, or nothing was judged that could have opened one."""
    severities = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    is_open = any(monitor[f"open_{severity}_incidents"] for monitor in found for severity in severities)
    return is_open or not found or any(monitor["state"] == "cannot_judge" for monitor in found)


def show(console: Console, found: list[Record], target: str, listed: int | None = None) -> None:
    """Prints what a person reads, of each monitor so many incidents."""
    for monitor in found:
        _show_monitor(console, monitor, listed)
    if not found:
        console.print("There are no monitors: `vars.ml_monitors` of dbt_project.yml is empty.")
        return
    counts = {state: sum(monitor["state"] == state for monitor in found) for state in STATES}
    told = ", ".join(f"{count} {word.lower()}" for (state, word), count in zip(STATES.items(), counts.values()) if count)
    built = max((monitor["computed_at"] for monitor in found if monitor.get("computed_at")), default=None)
    when = f" Built {built:%Y-%m-%d %H:%M} UTC" if built else " Built"
    console.print(Text(f"{len(found)} monitor{'s' if len(found) > 1 else ''}: {told}.{when} in the target {plain(target)}.", style="dim"))
    if any(depth for monitor in found for _, depth in with_parts(_told(monitor["incidents"]))):
        console.print(Text("An indented incident is part of the one above it.", style="dim"))
    shown = next((monitor["incidents"][0] for monitor in found if monitor["incidents"]), None)
    if shown:
        console.print(Text(f"For the numbers and the rows behind an incident: ml-monitor explain {shown['incident_id'][:8]}", style="dim"))


def _show_monitor(console: Console, monitor: Record, listed: int | None) -> None:
    title = Text.assemble((plain(monitor["monitor_name"]), "bold"), "  ", (STATES[monitor["state"]], STYLES[monitor["state"]]))
    if monitor["since_chunk_key"]:
        title.append(f" since {shown_date(monitor['since'], monitor['since_chunk_key'])}")
    if monitor["owner"]:
        title.append(f"  owner: {plain(monitor['owner'])}", style="dim")
    if monitor["state"] == "ok":
        title.append(f"  {plain(monitor['headline'])}")
    print_hanging(console, title, 0, 2)
    if monitor["state"] != "ok":
        print_hanging(console, Text(plain(monitor["headline"])), 2)
        _show_line(console, "Likely causes", monitor["likely_causes"])
        _show_line(console, "What to do", monitor["suggestion"])
        _show_line(console, "Performance", _performance(monitor))
    if monitor["weak_segments"]:
        _show_line(console, "Weakest segment", weakest(monitor["weak_segments"]))
    _show_line(console, "Not computed", monitor["limitations"])
    segments = segments_of(monitor["incidents"])
    incidents = with_parts(_told(monitor["incidents"]))
    for incident, depth in incidents[:listed]:
        _show_incident(console, incident, 2 + 2 * depth, is_told=incident["incident_id"] == monitor["incident_id"])
        of_incident = segments.get(incident["incident_id"], [])
        # Up to three values of one entry are named by the headline.
        if of_incident and (len(of_incident) > 3 or " only in " not in incident["headline"]):
            _show_segments(console, of_incident, 12 + 2 * depth)
    if left := len(incidents) - len(incidents[:listed]):
        print_hanging(
            console, Text(f"and {left} more open incidents: ml-monitor status --monitor '{plain(monitor['monitor_name'])}'", style="dim"), 2
        )
    console.print()


def segments_of(incidents: list[Record]) -> dict[str, list[Record]]:
    """By the id of an incident those of segments that are folded into it, or into one that is."""
    by_id = {incident["incident_id"]: incident for incident in incidents}
    found: dict[str, list[Record]] = {}
    for incident in incidents:
        whole = incident
        while whole["is_folded"]:
            whole = by_id[whole["part_of_incident_id"]]
        if whole is not incident:
            found.setdefault(whole["incident_id"], []).append(incident)
    return found


def _told(incidents: list[Record]) -> list[Record]:
    """Those that have a line: all that are not folded into another one."""
    return [incident for incident in incidents if not incident["is_folded"]]


def with_parts(incidents: list[Record]) -> list[tuple[Record, int]]:
    """The incidents with those that take part in one behind it; the number says how deep."""
    ids = {incident["incident_id"] for incident in incidents}
    parents = [incident for incident in incidents if incident["part_of_incident_id"] not in ids]
    parts = [incident for incident in incidents if incident["part_of_incident_id"] in ids]
    return [
        (incident, depth)
        for parent in parents
        for depth, group in enumerate(([parent], [part for part in parts if part["part_of_incident_id"] == parent["incident_id"]]))
        for incident in group
    ]


def _show_line(console: Console, name: str, text: str | None) -> None:
    if text:
        print_hanging(console, Text.assemble((f"{name}: ", "bold"), plain(text)), 2, 2)


def _performance(monitor: Record) -> str | None:
    """The first metric as it is known from labels and as it is estimated."""
    parts = []
    if monitor["realized_performance"] is not None:
        labels = shown_date(monitor["last_labelled_chunk_start_date"], monitor["last_labelled_chunk_key"])
        parts.append(f"{shown_number(monitor['realized_performance'])} by labels up to {labels}")
    if monitor["estimated_performance"] is not None:
        judged = shown_date(monitor["last_judged_chunk_start_date"], monitor["last_judged_chunk_key"])
        doubt = " (do not trust it: labels contradict it)" if monitor["is_estimate_trusted"] is False else ""
        parts.append(f"estimated at {shown_number(monitor['estimated_performance'])} for {judged}{doubt}")
    return f"{monitor['performance_metric']} is {', '.join(parts)}" if parts else None


def _show_incident(console: Console, incident: Record, indent: int, is_told: bool) -> None:
    severity = incident["severity"]
    title = Text.assemble(
        (f"{severity:<8}", STYLES[severity]), "  ", (incident["incident_id"][:8], "dim"), "  ", (plain(subject(incident)), "bold")
    )
    title.append(f" since {shown_date(incident['opened_chunk_date'], incident['opened_chunk_key'])}")
    notes = [
        "new" if incident["is_new"] else "",
        f"muted: {plain(incident['muted_by'])}" if incident["is_muted"] else "",
    ]
    if any(notes):
        title.append(f" ({', '.join(filter(None, notes))})", style="dim")
    print_hanging(console, title, indent, 10)
    # What changed in the causes of worse performance is told with the incidents of these columns.
    changed = incident["what_changed"] if incident["kind"] == "input" else None
    if not is_told or changed:
        print_hanging(console, Text(plain(changed or incident["headline"])), indent + 10)


def _show_segments(console: Console, segments: list[Record], indent: int) -> None:
    """In which segments an incident is too, in one line: the worst three by name."""
    named = [f"{incident['segment_column']} {incident['segment_value']}" for incident in segments[:3]]
    rest = f" and {len(segments) - 3} more" if len(segments) > 3 else ""
    print_hanging(console, Text(f"of its segments: {plain(', '.join(named))}{rest}", style="dim"), indent)


def subject(incident: Record) -> str:
    """What an incident is of: the column, the custom metric, or the kind of numbers; with its segment, if it is of one."""
    name = incident_subject(incident)
    is_whole = incident["segment_column"] == ":all"
    return name if is_whole else f"{name}, {incident['segment_column']} = {incident['segment_value']}"
