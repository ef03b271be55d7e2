"""A server of this machine that plays the Wayback Machine: its index, its captures and Save Page Now, with their traps.

    with Machine() as machine, patch("tracker.wayback._Session", machine.session()):
        machine.keep("https://office.example/a", "20240614093000", "<p>Text.</p>")

`machine.requests` is the log. What the real one does was read from records of it; pages are our own.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import threading
import time
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote_plus, unquote_plus, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from tracker import wayback

SITE = "https://web.archive.org"
ACCESS, SECRET = "an-access-key", "a-secret"


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture of the imitation: what its index says of it and what it plays back."""

    url: str
    stamp: str
    body: bytes
    status: int = 200
    kind: str = "text/html"
    digest: str = ""
    length: str = ""
    #: what happens when it is played back: "", "elsewhere" (another capture), "lost", "empty", "torn"
    played: str = ""

    @property
    def line(self) -> str:
        digest = self.digest or b32encode(hashlib.sha1(self.body).digest()).decode()
        length = self.length or str(len(self.body))
        return f"{surt(self.url)} {self.stamp} {self.url} {self.kind} {self.status} {digest} {length}"


@dataclass(slots=True)
class Job:
    """A capture that was asked for: how often it says that it is at work, then what it says."""

    url: str
    pending: int
    outcome: dict[str, Any]


@dataclass
class Machine:
    """The server; use it as a context manager."""

    requests: list[tuple[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    captures: list[Kept] = field(default_factory=list)
    #: lines that stand in the index as they are, by the key of their address
    odd: dict[str, list[str]] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    #: answers to the next requests whose path starts so: (path, status, headers)
    next: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    #: lines in one answer of the index at most, and captures that a page gets when it is saved
    page: int = 3
    pending: int = 1
    #: what Save Page Now makes of an address; by default it is captured
    outcomes: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: dict[str, dict[str, Any]] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    saved_at: str = "20261122070000"

    def __enter__(self) -> Machine:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def session(self, pace: bool = False) -> type[wayback._Session]:
        return pinned(self.base, pace)

    def keep(self, url: str, stamp: str, body: str, **more: Any) -> None:
        self.captures.append(Kept(url, stamp, body.encode(), **more))

    def asked(self, start: str) -> list[str]:
        """The paths of the requests that start so."""
        return [path for _, path in self.requests if path.startswith(start)]

    # ---- the index

    def index(self, query: dict[str, str]) -> tuple[int, dict[str, str], str]:
        key = surt(query["url"])
        if urlsplit(query["url"]).hostname in self.blocked:
            trouble = (
                "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception."
                "AdministrativeAccessControlException: Blocked Site Error"
            )
            return 403, {"X-Archive-Wayback-Runtime-Error": trouble}, trouble + "\n"
        lines = sorted([x.line for x in self.captures if surt(x.url) == key] + self.odd.get(key, []), key=_stamp)
        if since := query.get("from"):
            lines = [line for line in lines if _stamp(line) >= since]
        if query.get("filter") == "statuscode:200":
            lines = [line for line in lines if line.split(" ")[4:5] in (["200"], [])]
        if query.get("collapse") == "digest":
            lines = [next(group) for _, group in itertools.groupby(lines, lambda line: line.split(" ")[5:6])]
        if resume := query.get("resumeKey"):
            after = unquote_plus(resume).rpartition(" ")[2]  # the key comes encoded once, as it was given
            lines = [line for line in lines if _stamp(line) >= after]
        shown = lines[: self.page]
        text = "".join(f"{line}\n" for line in (*shown, *shown[-1:]))  # the real one repeats lines
        if len(lines) > self.page:
            text += "\n" + quote_plus(f"{key} {_stamp(lines[self.page])}") + "\n"
        return 200, {}, text

    # ---- captures

    def play(self, stamp: str, url: str) -> tuple[int, dict[str, str], bytes]:
        found = next((x for x in self.captures if x.stamp == stamp and surt(x.url) == surt(url)), None)
        if found is None or found.played == "lost":
            trouble = "ResourceNotInArchiveException: the resource was not found"
            return 404, {"X-Archive-Wayback-Runtime-Error": trouble}, b"<html>not in archive</html>"
        if found.played == "elsewhere":
            return 302, {"Location": f"{SITE}/web/20200101000000id_/{url}"}, b""
        day = datetime.strptime(stamp, "%Y%m%d%H%M%S")
        headers = {
            "Memento-Datetime": day.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            "Link": f'<{found.url}>; rel="original", <{SITE}/web/timemap/link/{found.url}>; rel="timemap"',
            "Content-Type": found.kind,
            "x-archive-orig-content-length": str(len(found.body)),
            "x-archive-orig-content-encoding": "gzip",
            "x-archive-orig-server": "cloudflare-nginx",
            "x-archive-src": "crawl/part.warc.gz",
        }
        if found.status == 429:
            headers["x-archive-orig-retry-after"] = "6"
        return found.status, headers, b"" if found.played == "empty" else found.body

    # ---- Save Page Now

    def save(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        url = asked["url"]
        if refusal := self.refusals.get(url):
            return 200, refusal
        recent = next((job for job in self.jobs.values() if job.url == url and "if_not_archived_within" in asked), None)
        name = f"spn2-{len(self.jobs):04}"
        success = {"status": "success", "original_url": url, "timestamp": self.saved_at, "duration_sec": 6.2}
        outcome = self.outcomes.get(url, success | {"resources": [url]})
        self.jobs[name] = Job(url, 0 if recent else self.pending, outcome)
        said: dict[str, Any] = {"url": url, "job_id": name}
        if recent:
            said["message"] = "The same snapshot had been made 3 hours ago."
        return 200, said

    def status(self, name: str) -> tuple[int, dict[str, Any]]:
        job = self.jobs.get(name)
        if job is None:
            return 404, {"status": "error", "status_ext": "error:not-found", "message": f"No such job {name}"}
        if job.pending:
            job.pending -= 1
            return 200, {"status": "pending", "job_id": name, "resources": []}
        return 200, {"job_id": name, **job.outcome}


def surt(url: str) -> str:
    """The key under which the index files an address; scheme, `www.`, port, case and a last stroke do not count."""
    parts = urlsplit(url)
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").lower())
    path = (parts.path.rstrip("/") or "/").lower()
    return f"{','.join(reversed(host.split('.')))}){path}" + (f"?{parts.query.lower()}" if parts.query else "")


def _stamp(line: str) -> str:
    return line.split(" ")[1] if " " in line else "99999999999999"


class _Elsewhere(HTTPAdapter):
    """Sends what is meant for the Wayback Machine to a server of this machine; the answers bear the real address."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(self, request: PreparedRequest, **given: Any) -> Response:  # type: ignore[override]
        meant = request.url or ""
        request.url = self._base + meant.removeprefix(SITE)
        try:
            answer = super().send(request, **given)
        finally:
            request.url = meant
        answer.url = meant
        return answer


def pinned(base: str, pace: bool = False) -> type[wayback._Session]:
    """The session of tracker.wayback with another base address; without its pace, unless that is what is tested."""

    class Session(wayback._Session):  # type: ignore[misc]
        def __init__(self, **given: Any) -> None:
            limits = {} if pace else {"search_calls_per_second": 0, "memento_calls_per_second": 0}
            super().__init__(**{**given, "backoff": 0.01, **limits})
            self.trust_env = False
            self.mount(f"{SITE}/", _Elsewhere(base))

    return Session


def _handler(machine: Machine) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer({name: values[0] for name, values in parse_qs(sent).items()})

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

        def _answer(self, sent: dict[str, str]) -> None:
            machine.requests.append((self.command, self.path))
            machine.times.append(time.monotonic())
            machine.agents.add(self.headers.get("User-Agent", ""))
            queued = next((x for x in machine.next if self.path.startswith(x[0])), None)
            if queued:
                machine.next.remove(queued)
                return self._send(queued[1], queued[2], b"<html>queued</html>")
            path, _, query = self.path.partition("?")
            if path == "/cdx/search/cdx":
                asked = {name: values[0] for name, values in parse_qs(query).items()}
                status, headers, text = machine.index(asked)
                return self._send(status, {"Content-Type": "text/plain;charset=UTF-8", **headers}, text.encode())
            if found := re.fullmatch(r"/web/(\d{14})id_/(.+)", self.path):
                status, headers, body = machine.play(found[1], found[2])
                torn = any(x.played == "torn" and x.stamp == found[1] for x in machine.captures)
                return self._send(status, headers, body, missing=7 if torn else 0)
            if path.startswith("/save"):
                if self.headers.get("Authorization") != f"LOW {ACCESS}:{SECRET}":
                    message = {"message": "You need to be logged in to use Save Page Now."}
                    return self._json(401, message)
                name = path.removeprefix("/save/status/")
                return self._json(*(machine.status(name) if name != path else machine.save(sent)))
            return self._send(404, {}, b"")

        def _json(self, status: int, said: dict[str, Any]) -> None:
            self._send(status, {"Content-Type": "application/json"}, json.dumps(said).encode())

        def _send(self, status: int, headers: dict[str, str], body: bytes, missing: int = 0) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + missing))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = bool(missing)

    return Handler
