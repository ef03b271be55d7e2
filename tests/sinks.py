"""Servers of this machine to which notices are sent: a mailbox that speaks SMTP, and a webhook.

    with Sinks() as sinks:
        ... sinks.mail ... sinks.hook ... sinks.taken

A step of either can be made to fail, or to call what a test wants: there a run is killed.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

#: the steps of taking a message, in their order; before `taken` it is not kept, from then on it is
SMTP_STEPS = ("EHLO", "MAIL", "RCPT", "DATA", "taken")
HTTP_STEPS = ("POST", "taken")
#: instead of an answer of the mailbox: the connection ends
CUT = "cut"


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that arrived."""

    title: str
    body: str
    headers: dict[str, str]


class Sinks:
    """Both servers; use it as a context manager."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        #: hears each step of each server ("SMTP DATA"), and says whether it is to go on
        self.heard: Callable[[str], bool] = lambda _: True
        #: what the webhook answers, and what the mailbox does at a step
        self.status = 200
        self.refuses: dict[str, str] = {}
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _hook(self))
        self._smtp = Controller(_Mailbox(self), hostname="127.0.0.1", port=free_port())

    def __enter__(self) -> Sinks:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        self._smtp.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._smtp.stop()
        self._http.shutdown()
        self._http.server_close()

    @property
    def mail(self) -> str:
        return f"mailto://127.0.0.1:{self._smtp.port}?from=tracker@example.org&to=desk@example.org&mode=insecure"

    @property
    def hook(self) -> str:
        return f"json://127.0.0.1:{self._http.server_port}/news"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class _Mailbox:
    def __init__(self, sinks: Sinks) -> None:
        self._sinks = sinks

    def _step(self, server: SMTP, name: str, well: str) -> str:
        if self._sinks.refuses.get(name) == CUT:
            assert server.transport is not None
            server.transport.abort()
        return self._sinks.refuses.get(name, well) if self._sinks.heard(f"SMTP {name}") else "451 no"

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self._step(server, "EHLO", "")
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._step(server, "MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._step(server, "RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._step(server, "DATA", "250 OK")
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            part = mail.get_body(("plain",))
            assert part is not None, "a mail without plain text"
            text = part.get_content().replace("\r\n", "\n")
            self._sinks.taken.append(Taken(mail["Subject"], text, {k: str(v) for k, v in mail.items()}))
            self._step(server, "taken", "")
        return answer


def _hook(sinks: Sinks) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if sinks.heard("HTTP POST") and sinks.status < 300:
                sinks.taken.append(Taken(said["title"], said["message"], dict(self.headers.items())))
                sinks.heard("HTTP taken")
            self.send_response(sinks.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

        def handle(self) -> None:
            with suppress(OSError):  # the other side was killed
                super().handle()

    return Handler
