"""What the calls of apprise came back with: its services say only yes or no, and a time-out must not be taken for a no."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from ml_monitor.notify.outcome import Outcome, Verdict, of_http_error, of_smtp_error, of_status


@contextmanager
def watched_calls() -> Iterator[list[Outcome]]:
    """Notes the outcome of each mail that is handed over, and of each request, while it lasts.

    Yields:
        The outcomes so far. Requests that read are among them only if there are no others: some services look something up before they
        send, and some send by GET.
    """
    seen: list[Outcome] = []
    has_written = False
    send, sendmail = requests.Session.send, smtplib.SMTP.sendmail
    nested = 0

    def noted_send(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        nonlocal nested, has_written
        # Redirects are followed by calls of `send` within `send`.
        is_writing = request.method not in ("GET", "HEAD")
        is_noted = nested == 0 and (is_writing or not has_written)
        if nested == 0 and is_writing and not has_written:
            seen.clear()
            has_written = True
        nested += 1
        try:
            response = send(session, request, **options)
        except requests.RequestException as error:
            if is_noted:
                seen.append(of_http_error(error))
            raise
        finally:
            nested -= 1
        if is_noted:
            seen.append(of_status(response))
        return response

    def noted_sendmail(client: smtplib.SMTP, *arguments: Any, **options: Any) -> Any:
        try:
            refused = sendmail(client, *arguments, **options)
        except (OSError, smtplib.SMTPException) as error:
            seen.append(of_smtp_error(error))
            raise
        seen.append(Outcome(Verdict.IN_DOUBT, "some recipients were refused") if refused else Outcome(Verdict.TAKEN, "SMTP 250"))
        return refused

    requests.Session.send, smtplib.SMTP.sendmail = noted_send, noted_sendmail  # type: ignore[assignment, method-assign]
    try:
        yield seen
    finally:
        requests.Session.send, smtplib.SMTP.sendmail = send, sendmail  # type: ignore[method-assign]
