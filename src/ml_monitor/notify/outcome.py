"""What became of one call of a receiver: taken, refused, or nobody knows. It is told by answers and errors, in words without a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Protocol

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

# The receiver, or what stands in front of it, says that it did not take the message, and that it may later.
LATER = frozenset({408, 425, 429, 500, 503, 507, 521, 522, 523})
# A gateway heard nothing from the receiver behind it, which may have taken the message.
GATEWAY_LOST = frozenset({502, 504, 520, 524})


class Verdict(Enum):
    """What is known of a message after a call."""

    TAKEN = "taken"
    LATER = "certainly not taken; another call may do better"
    REFUSED = "certainly not taken; another call will not do better"
    IN_DOUBT = "nobody knows"


@dataclass(frozen=True)
class Outcome:
    """A verdict and the reason in words that hold no secret.

    Attributes:
        verdict: what is known.
        answer: such as `HTTP 200`.
        retry_after: so many seconds the receiver asks to be left alone.
    """

    verdict: Verdict
    answer: str
    retry_after: float = 0.0


class Answer(Protocol):
    """What is read of an answer of HTTP."""

    status_code: int

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""


def of_status(answer: Answer) -> Outcome:
    """The outcome that an answer of HTTP tells."""
    status = answer.status_code
    if 200 <= status < 300:
        return Outcome(Verdict.TAKEN, f"HTTP {status}")
    if status in GATEWAY_LOST:
        return Outcome(Verdict.IN_DOUBT, f"HTTP {status}: a gateway got no answer")
    seconds = answer.headers.get("Retry-After") or ""
    return Outcome(Verdict.LATER if status in LATER else Verdict.REFUSED, f"HTTP {status}", float(seconds) if seconds.isdecimal() else 0.0)


def of_http_error(error: requests.RequestException) -> Outcome:
    """The outcome that an error of a call of HTTP tells. What failed before the connection stood cannot have arrived."""
    if isinstance(error, requests.Timeout) and not isinstance(error, requests.ConnectTimeout):
        return Outcome(Verdict.IN_DOUBT, "no answer in time")
    if isinstance(error, requests.exceptions.SSLError):
        return Outcome(Verdict.REFUSED, "no secure connection")
    if isinstance(error, requests.ConnectionError):
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        if isinstance(error, requests.ConnectTimeout) or isinstance(reason, (NewConnectionError, ConnectTimeoutError)):
            return Outcome(Verdict.LATER, "no connection")
        return Outcome(Verdict.IN_DOUBT, "the connection broke off")
    if isinstance(error, ValueError):  # of the address, such as requests.exceptions.InvalidURL
        return Outcome(Verdict.REFUSED, "not a valid address")
    return Outcome(Verdict.IN_DOUBT, type(error).__name__)


def of_smtp_error(error: Exception) -> Outcome:
    """The outcome that an error while a mail is handed over tells. A server that answers with an error has not taken the mail."""
    codes = []
    if isinstance(error, SMTPResponseException):
        codes = [error.smtp_code]
    elif isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    if codes and min(codes) >= 400:
        return Outcome(Verdict.LATER if min(codes) < 500 else Verdict.REFUSED, f"SMTP {min(codes)}")
    if isinstance(error, SMTPNotSupportedError):
        return Outcome(Verdict.REFUSED, "the mail server lacks a feature")
    # smtplib tells of a time-out as of a lost connection.
    is_late = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    return Outcome(Verdict.IN_DOUBT, "no answer in time" if is_late else "the connection broke off")
