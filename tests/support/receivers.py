"""Receivers of messages on this machine: an HTTP server and a mail server that are slow, say no, or hold their answer."""

from __future__ import annotations

import json
import socket
from collections import deque
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import sleep

from aiosmtpd.controller import Controller


@dataclass
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Web:
    """A server that notes each request, and then answers with the next of `answers`, or with 200.

    An answer is a status, or a status and the seconds before it; None breaks the connection off. While `is_free` is not set, it
    answers nothing.
    """

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    answers: deque = field(default_factory=deque)
    is_free: Event = field(default_factory=Event)
    came: Event = field(default_factory=Event)
    # The body of its answers: what Slack says when it took a message.
    says: bytes = b"ok"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook-with-token-s3cr3t"

    def events(self) -> list[str]:
        """The events of incidents that were told, in order, of requests in Alertmanager's form."""
        return [alert["annotations"]["event"] for request in self.requests for alert in request.json["alerts"]]


@contextmanager
def web_server():
    web = Web()
    web.is_free.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            web.requests.append(Request(self.path, dict(self.headers), body))
            answer = web.answers.popleft() if web.answers else 200
            web.came.set()
            web.is_free.wait(60)
            status, delay = answer if isinstance(answer, tuple) else (answer, 0)
            sleep(delay)
            if status is None:
                self.connection.close()
                return
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(web.says)))
                self.end_headers()
                self.wfile.write(web.says)
            except OSError:
                pass  # the client has gone

        do_GET = do_POST  # noqa: N815

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web.port = server.server_port
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield web
    finally:
        web.is_free.set()
        server.shutdown()
        server.server_close()


class Mails:
    """A mail server that notes each mail, and then answers with the next of `answers`, or says that it took it.

    An answer is a line of SMTP, or a number of seconds to wait before it says so.
    """

    def __init__(self) -> None:
        self.mails = []
        self.answers = deque()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        import asyncio

        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        answer = self.answers.popleft() if self.answers else "250 taken"
        if isinstance(answer, str):
            return answer
        await asyncio.sleep(answer)
        return "250 taken"


@contextmanager
def mail_server():
    mails = Mails()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        mails.port = free.getsockname()[1]
    controller = Controller(mails, hostname="127.0.0.1", port=mails.port)
    controller.start()
    try:
        yield mails
    finally:
        controller.stop(no_assert=True)
