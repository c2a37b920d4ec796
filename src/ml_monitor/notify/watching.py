"""What the calls of apprise came back with: its services say only yes or no, and a time-out must not be taken for a no."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import requests

from ml_monitor.notify.outcome import Outcome, Verdict, of_http_error, of_smtp_error, of_status


class Watch(threading.local):
    """What the calls of one thread came back with. A call that was given up goes on in a thread of its own, and is not taken for another's.

    Attributes:
        seen: the outcomes; None while nobody watches.
        nested: redirects are followed by calls of `send` within `send`.
        has_written: whether a request was more than reading.
    """

    seen: list[Outcome] | None = None
    nested = 0
    has_written = False


WATCH = Watch()


@contextmanager
def watched_calls() -> Iterator[list[Outcome]]:
    """Notes the outcome of each mail that this thread hands over, and of each request, while it lasts.

    Yields:
        The outcomes so far. Requests that read are among them only if there are no others: some services look something up before they
        send, and some send by GET.
    """
    _put_between()
    WATCH.seen, WATCH.nested, WATCH.has_written = [], 0, False
    try:
        yield WATCH.seen
    finally:
        WATCH.seen = None


@cache
def _put_between() -> None:
    """Puts the watch between apprise and the two libraries that it sends with, once and for all."""
    send, sendmail = requests.Session.send, smtplib.SMTP.sendmail

    def noted_send(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        is_writing = request.method not in ("GET", "HEAD")
        is_noted = WATCH.seen is not None and WATCH.nested == 0 and (is_writing or not WATCH.has_written)
        if is_noted and is_writing and not WATCH.has_written:
            _note(None)
            WATCH.has_written = True
        WATCH.nested += 1
        try:
            response = send(session, request, **options)
        except requests.RequestException as error:
            if is_noted:
                _note(of_http_error(error))
            raise
        finally:
            WATCH.nested -= 1
        if is_noted:
            _note(of_status(response))
        return response

    def noted_sendmail(client: smtplib.SMTP, *arguments: Any, **options: Any) -> Any:
        try:
            refused = sendmail(client, *arguments, **options)
        except (OSError, smtplib.SMTPException) as error:
            _note(of_smtp_error(error))
            raise
        _note(Outcome(Verdict.IN_DOUBT, "some recipients were refused") if refused else Outcome(Verdict.TAKEN, "SMTP 250"))
        return refused

    requests.Session.send, smtplib.SMTP.sendmail = noted_send, noted_sendmail  # type: ignore[assignment, method-assign]


def _note(outcome: Outcome | None) -> None:
    """Adds an outcome to those that were seen; None forgets what was seen."""
    if WATCH.seen is not None:
        WATCH.seen[:] = [*WATCH.seen, outcome] if outcome else []
