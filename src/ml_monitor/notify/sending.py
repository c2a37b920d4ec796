"""One run of the notifier: claims what is new, sends it, and writes what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ml_monitor.errors import UserError
from ml_monitor.notify.delivery import deliver
from ml_monitor.notify.ledger import AFTER_SECONDS, BEFORE_SECONDS, Ledger, claims, new_run, outcomes, utc_now
from ml_monitor.notify.messages import Message, grouped
from ml_monitor.notify.news import Channel, read_channels, whats_new
from ml_monitor.notify.outcome import Outcome, Verdict
from ml_monitor.notify.receivers import Receiver, find_receivers
from ml_monitor.project import Project

STATES = {Verdict.TAKEN: "sent", Verdict.LATER: "failed", Verdict.REFUSED: "failed", Verdict.IN_DOUBT: "in_doubt"}
# How long to wait for what another notifier is sending, and how often to look.
HELD_SECONDS = 600.0
LOOK_SECONDS = 10.0


@dataclass(frozen=True)
class Delivery:
    """A message and what became of it.

    Attributes:
        message: the message.
        state: `sent`, `failed` or `in_doubt`.
        answer: why, in words without a secret.
    """

    message: Message
    state: str
    answer: str


def send_news(project: Project, ledger: Ledger, tell: Callable[[Delivery], None]) -> tuple[list[Delivery], datetime | None]:
    """Sends what is new to all channels.

    Args:
        project: the project.
        ledger: where it is remembered.
        tell: is called with each message after its outcome is written.

    Returns:
        What became of the messages; and, where another notifier still holds some of the news, until when (UTC).

    Raises:
        UserError: no monitor has a channel; an address or a template is wrong, and nothing was sent; or an outcome could not be written.
    """
    deliveries: list[Delivery] = []
    begun = time.monotonic()
    while True:
        with ledger.read() as connection:
            channels = read_channels(connection)
            news = whats_new(connection, utc_now(), ledger.is_alone)
        if not channels and not news.events:
            raise UserError("No monitor names a channel. Add `alerts: {channels: [team]}` to its settings, and run `dbt build`.")
        receivers = find_receivers(channels, project.environment, project.folder)
        # What failed in this run is left to the next one.
        tried = {event.notification_id for delivery in deliveries for event in delivery.message.events}
        news.events = [event for event in news.events if event.notification_id not in tried]
        messages = grouped(news)
        sent, has_lost = _send(messages, _with_former(messages, receivers, project), ledger, tell)
        deliveries += sent
        is_done = news.held_until is None and not has_lost
        if is_done or time.monotonic() - begun > HELD_SECONDS:
            return deliveries, news.held_until
        # Another notifier is sending, or was killed: then its claims are free at that time.
        left = (news.held_until - utc_now()).total_seconds() if news.held_until else 0.0
        time.sleep(min(LOOK_SECONDS, max(left, 1.0)))


def _with_former(messages: list[Message], receivers: dict[Channel, Receiver], project: Project) -> dict[Channel, Receiver]:
    """The receivers, with those of channels that no monitor names any more, and that have an incident to be closed and an address."""
    for channel in {message.events[0].channel for message in messages} - set(receivers):
        try:
            receivers |= find_receivers([channel], project.environment, project.folder)
        except UserError:
            continue
    return receivers


def _send(
    messages: list[Message], receivers: Mapping[Channel, Receiver], ledger: Ledger, tell: Callable[[Delivery], None]
) -> tuple[list[Delivery], bool]:
    """What became of the messages, and whether another notifier was faster with some of it."""
    run, deliveries = new_run(), []
    messages = [message for message in messages if message.events[0].channel in receivers]
    # What is wrong with a template comes out before anything is claimed.
    for message in messages:
        receivers[message.events[0].channel].prepared(message)
    if not messages:
        return [], False
    seconds = ledger.seconds_per_message * (len(messages) + 1)
    last_start = time.time() + seconds - ledger.seconds_per_message
    rows = [row for message in messages for row in claims(message.events, message.message_id, run, seconds)]
    held = ledger.add(rows, BEFORE_SECONDS)
    ids = {row["notification_id"] for row in rows if row["record_id"] in held}
    for claimed in messages:
        # What another notifier has claimed in the meantime, it sends.
        message = replace(claimed, events=[event for event in claimed.events if event.notification_id in ids])
        if not message.events:
            continue
        channel = message.events[0].channel
        if time.time() > last_start and not ledger.is_alone:
            outcome = Outcome(Verdict.LATER, "not called: the claim has run out")
        else:
            outcome = deliver(receivers[channel].prepared(message), channel.repeats_in_doubt)
        delivery = Delivery(message, STATES[outcome.verdict], outcome.answer)
        ledger.add(outcomes(message.events, message.message_id, run, delivery.state, delivery.answer), AFTER_SECONDS)
        deliveries.append(delivery)
        tell(delivery)
    return deliveries, len(ids) < len(rows)
