"""`ml-monitor notify`: tells channels what is new of incidents, each event once."""

from __future__ import annotations

import click

from ml_monitor.duckdb_file import DuckDBFile
from ml_monitor.findings import as_json, plain
from ml_monitor.notify.ledger import open_ledger, utc_now
from ml_monitor.notify.messages import Message, grouped
from ml_monitor.notify.news import COLUMNS, whats_new
from ml_monitor.notify.receivers import HIDDEN, find_template, payload, variable
from ml_monitor.notify.sending import Delivery, send_news
from ml_monitor.project import Project, project_options
from ml_monitor.warehouse import open_tables

SAID = {"sent": "sent", "failed": "NOT SENT, the next run tries again", "in_doubt": "IN DOUBT, it may have arrived and is not sent again"}


@click.command(name="notify")
@project_options
@click.option("--dry-run", is_flag=True, help="Print what would be sent as JSON. Sends and writes nothing, and needs no addresses.")
@click.pass_context
def command(context: click.Context, project: Project, dry_run: bool) -> None:
    """Send what is new to the channels of the monitors.

    Run it after `dbt build`. It tells which incidents opened, got worse, closed or are still open after `repeat_after`: one message per
    monitor and channel, each event once. The setting `alerts` of a monitor names its channels. Their addresses are in the environment:

    \b
      export ML_MONITOR_CHANNEL_TEAM='slack://...'         any address of apprise
      export ML_MONITOR_CHANNEL_ONCALL='https://...'       a webhook
      export ML_MONITOR_CHANNEL_LOG=stdout                 JSON, a line per message

    \b
    Exit codes:
      0  all was sent, or nothing is new
      1  a message was not sent, or nobody knows whether it was
      2  something is wrong with the call, the project, the addresses or the warehouse
    """  # noqa: D301
    if dry_run:
        click.echo(as_json({"target": project.target_label, "messages": would_send(project)}))
        return
    with open_ledger(project) as ledger:
        # stdout is for channels that print there.
        deliveries, held_until = send_news(project, ledger, lambda delivery: click.echo(said(delivery), err=True))
    if held_until:
        click.echo(
            f"Another notifier was sending and may have been killed. Run this again after {held_until:%Y-%m-%d %H:%M:%S} UTC.", err=True
        )
    elif not deliveries:
        click.echo("Nothing is new.", err=True)
    if held_until or any(delivery.state != "sent" for delivery in deliveries):
        context.exit(1)


def would_send(project: Project) -> list[dict[str, object]]:
    """The messages as data, each with the variable that has its address and, if it has a template, what that makes of it."""
    with open_tables(project, list(COLUMNS), columns=COLUMNS) as connection:
        # On a DuckDB file, a claim without an outcome is that of a notifier which is dead, or about to write one.
        news = whats_new(connection, utc_now(), others_are_dead=DuckDBFile.of_project(project) is not None)
    return [_shown(message, project) for message in grouped(news)]


def _shown(message: Message, project: Project) -> dict[str, object]:
    """A message as data, with what its template makes of it."""
    template = message.events[0].channel.template
    made = {"payload": payload(message, find_template(template, project.folder), HIDDEN)} if template else {}
    return {**message.content, **made, "address_in": variable(message.channel)}


def said(delivery: Delivery) -> str:
    """One line of what became of a message."""
    message = delivery.message
    return f"{plain(message.channel)}: {plain(message.monitor_name)}: {message.counted}: {SAID[delivery.state]} ({delivery.answer})"
