"""A server of this machine whose pages change from day to day, as tests say; it keeps the day of each request."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page answers on a day; `place` is where it sends us."""

    body: str = ""
    status: int = 200
    place: str | None = None


#: day of the year: what a page answers then
Play = Callable[[int], Answer]


class MovingWeb:
    """Pages by path. With an ETag for those in `tagged`. Use it as a context manager; the test sets `day`."""

    def __init__(self, pages: dict[str, Play], tagged: tuple[str, ...] = ()) -> None:
        self.pages, self.tagged, self.day = pages, tagged, 0
        #: path: days on which it was asked for, and of those the ones that were answered by 304
        self.asked: defaultdict[str, list[int]] = defaultdict(list)
        self.unchanged: defaultdict[str, list[int]] = defaultdict(list)

    def __enter__(self) -> MovingWeb:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"


def _handler(web: MovingWeb) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

        def do_GET(self) -> None:
            play = web.pages.get(self.path)
            answer = play(web.day) if play else Answer(status=404)
            if play:
                web.asked[self.path].append(web.day)
            body = answer.body.encode()
            tag = f'"{sha256(body).hexdigest()[:16]}"' if self.path in web.tagged and answer.status == 200 else None
            known = bool(tag) and self.headers.get("If-None-Match") == tag
            if known:
                web.unchanged[self.path].append(web.day)
            self.send_response(304 if known else answer.status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", "0" if known else str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            if answer.place:
                self.send_header("Location", answer.place)
            self.end_headers()
            self.wfile.write(b"" if known else body)

    return Handler
