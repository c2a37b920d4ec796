"""Who gets messages: a service of apprise, a webhook with a template, or stdout. Addresses come from the environment alone."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Protocol

import jinja2
import requests
from jinja2.sandbox import SandboxedEnvironment

from ml_monitor import __version__
from ml_monitor.errors import UserError
from ml_monitor.notify.messages import Message, harmless, mentionless
from ml_monitor.notify.news import Channel
from ml_monitor.notify.outcome import Outcome, Verdict, of_http_error, of_status
from ml_monitor.notify.watching import watched_calls

PREFIX = "ML_MONITOR_CHANNEL_"
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
TEMPLATES = {"pagerduty": Path(__file__).parent / "templates" / "pagerduty.json.j2"}
# In place of a secret where what would be sent is only shown.
HIDDEN = "(from the environment)"


class Receiver(Protocol):
    """One place that messages go to."""

    def prepared(self, message: Message) -> Callable[[], Outcome]:
        """One call that hands over a message. What is wrong with the message comes out here, before anything is sent."""


def variable(channel: str) -> str:
    """The variable of the environment that holds the address of a channel."""
    return PREFIX + channel.upper()


def find_receivers(channels: Sequence[Channel], environment: Mapping[str, str], folder: Path) -> dict[Channel, Receiver]:
    """The receivers of channels.

    Args:
        channels: the channels.
        environment: holds the addresses.
        folder: the folder of the project, where templates are.

    Raises:
        UserError: addresses are missing or not understood, or templates are; all of them in one message that has the names, not the values.
    """
    missing = sorted({variable(channel.channel) for channel in channels if not environment.get(variable(channel.channel), "").strip()})
    problems = [f"The environment has no {', '.join(missing)}: the address of each channel is there."] if missing else []
    receivers: dict[Channel, Receiver] = {}
    for channel in channels:
        if variable(channel.channel) not in missing:
            try:
                receivers[channel] = _receiver(channel, environment, folder)
            except UserError as error:
                problems.append(error.message)
    if problems:
        raise UserError("Nothing was sent.\n" + "\n".join(f"  {line}" for line in dict.fromkeys(problems)))
    return receivers


def _receiver(channel: Channel, environment: Mapping[str, str], folder: Path) -> Receiver:
    name = variable(channel.channel)
    address = environment[name].strip()
    if address == "stdout":
        return Stdout()
    is_web = address.lower().startswith(("http://", "https://"))
    if channel.template is None:
        service = _service(address)
        if service is not None:
            return Service(service)
    if not is_web:
        what = "which no service of apprise has the form of" if channel.template is None else "and a template needs http:// or https://"
        raise UserError(f"{name} is set, {what}. Allowed: an address of apprise, a URL of http:// or https://, or the word stdout.")
    secret, authorization = (environment.get(f"{name}_{key}", "").strip() or None for key in ("SECRET", "AUTHORIZATION"))
    return Webhook(address, find_template(channel.template, folder), secret, authorization)


class Stdout:
    """Standard output: a message is one line of JSON."""

    def prepared(self, message: Message) -> Callable[[], Outcome]:
        """Prints the content."""
        line = json.dumps(message.content, ensure_ascii=False)

        def call() -> Outcome:
            try:
                print(line, flush=True)
            except OSError:
                return Outcome(Verdict.REFUSED, "stdout is closed")
            return Outcome(Verdict.TAKEN, "printed")

        return call


class Webhook:
    """A URL that takes a POST: by default what Alertmanager sends, else what a template makes."""

    def __init__(self, url: str, template: jinja2.Template | None, secret: str | None, authorization: str | None) -> None:
        """Remembers the place."""
        self._url = url
        self._template = template
        self._secret = secret
        self._authorization = authorization

    def prepared(self, message: Message) -> Callable[[], Outcome]:
        """Posts the payload, with the same Idempotency-Key whenever the same events are sent."""
        body = payload(message, self._template, self._secret).encode()
        headers = {
            "Content-Type": "application/json" if _is_json(body) else "text/plain; charset=utf-8",
            "Idempotency-Key": message.message_id,
            "User-Agent": f"ml_monitor/{__version__}",
        }
        if self._authorization:
            headers["Authorization"] = self._authorization
        # Without a word on it, requests would put a login of ~/.netrc in place of that header.
        auth = _as_it_is if self._authorization else None

        def call() -> Outcome:
            seconds = (CONNECT_SECONDS, ANSWER_SECONDS)
            try:
                with requests.post(
                    self._url, data=body, headers=headers, timeout=seconds, allow_redirects=False, stream=True, auth=auth
                ) as answer:
                    return of_status(answer)
            except requests.RequestException as error:
                return of_http_error(error)

        return call


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class Service:
    """A service of apprise."""

    def __init__(self, service: Any) -> None:
        """Remembers the service."""
        self._service = service

    def prepared(self, message: Message) -> Callable[[], Outcome]:
        """Hands the message to apprise and watches what its calls come back with."""
        import apprise

        service = self._service
        wanted = service.notify_format
        title, body = mentionless(message.subject), message.chat_text
        if wanted == apprise.NotifyFormat.MARKDOWN:
            title, body = harmless(message.subject), message.markdown
        elif wanted == apprise.NotifyFormat.HTML:
            # A service without titles puts them into the body.
            title, body = message.subject if service.title_maxlen > 0 else escape(message.subject), message.html
        kind = {"critical": apprise.NotifyType.FAILURE, "high": apprise.NotifyType.FAILURE}.get(
            message.severity, apprise.NotifyType.WARNING
        )

        def call() -> Outcome:
            sender = apprise.Apprise(asset=service.asset)
            sender.add(service)
            with watched_calls() as seen:
                is_sent = sender.notify(
                    body=body,
                    title=title,
                    body_format=wanted,
                    notify_type=apprise.NotifyType.SUCCESS if message.is_closing else kind,
                )
            return _judged(service, bool(is_sent), seen)

        return call


def _service(address: str) -> Any:
    """The service of apprise for an address; None if there is none."""
    try:
        import apprise
    except ImportError as error:
        raise UserError('Sending needs apprise: pip install "ml_monitor[notify]".') from error
    # Its lines may hold parts of addresses.
    logging.getLogger("apprise").propagate = False
    # No pictures from elsewhere, and no redirect that turns a message into a page that is read.
    asset = apprise.AppriseAsset(
        app_id="ml_monitor", app_desc="ml_monitor", app_url="", image_url_mask="", image_url_logo="", http_redirects=False, async_mode=False
    )
    service = apprise.Apprise.instantiate(address, asset=asset)
    if service is None:
        return None
    service.socket_connect_timeout = min(service.socket_connect_timeout, CONNECT_SECONDS) if _uses(service, "requests") else ANSWER_SECONDS
    service.socket_read_timeout = ANSWER_SECONDS
    # One call, whatever the address says: calls are repeated here, where it is known whether the last one can have arrived.
    service.retry, service.optional = 0, False
    service.overflow_mode = apprise.OverflowMode.TRUNCATE
    return service


def _uses(service: Any, library: str) -> bool:
    return hasattr(sys.modules[type(service).__module__], library)


def _judged(service: Any, is_sent: bool, seen: Sequence[Outcome]) -> Outcome:
    """What apprise's yes or no means, with the calls that were seen."""
    if is_sent:
        return seen[-1] if seen and seen[-1].verdict is Verdict.TAKEN else Outcome(Verdict.TAKEN, "taken")
    if not seen:
        # A service of HTTP or mail that made no call has sent nothing; of any other nothing is known.
        if _uses(service, "smtplib"):
            return Outcome(Verdict.LATER, "no connection, or no login")
        if _uses(service, "requests"):
            return Outcome(Verdict.REFUSED, "apprise made no call")
        return Outcome(Verdict.IN_DOUBT, "apprise says no")
    if len(service) > 1 and len({outcome.verdict for outcome in seen}) > 1:
        return Outcome(Verdict.IN_DOUBT, f"some of {len(service)} addressees did not take it ({seen[-1].answer})")
    if seen[-1].verdict is Verdict.TAKEN:
        return Outcome(Verdict.REFUSED, f"{seen[-1].answer}, and an error in the answer")
    return seen[-1]


def find_template(name: str | None, folder: Path) -> jinja2.Template | None:
    """The template of a name or a path in the project; None for Alertmanager's payload, which needs none.

    Raises:
        UserError: it cannot be read, or is no template.
    """
    if name in (None, "alertmanager"):
        return None
    path = TEMPLATES.get(str(name)) or Path(folder, str(name))
    environment = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
    try:
        return environment.from_string(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"The template {path} cannot be read ({type(error).__name__}). Allowed: alertmanager, pagerduty, or a path in {folder}."
        ) from error
    except jinja2.TemplateSyntaxError as error:
        raise UserError(f"The template {path}, line {error.lineno}: {error.message}") from error


def payload(message: Message, template: jinja2.Template | None, secret: str | None) -> str:
    """What a webhook gets.

    Raises:
        UserError: the template cannot be rendered, or looks like JSON and is none.
    """
    if template is None:
        return json.dumps(message.alertmanager)
    context = {"message": message.content, "alertmanager": message.alertmanager, "secret": secret}
    try:
        body = template.render(context).strip()
    except Exception as error:  # whatever the user's template does
        # Its text may hold what the template was given.
        place = f" ({error.message})" if isinstance(error, jinja2.UndefinedError) else ""
        raise UserError(f"The template of the channel {message.channel} cannot be rendered: {type(error).__name__}{place}.") from error
    if body[:1] in ("{", "[") and not _is_json(body.encode()):
        raise UserError(f"The template of the channel {message.channel} makes no valid JSON. Write values as {{{{ ... | tojson }}}}.")
    return body


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
