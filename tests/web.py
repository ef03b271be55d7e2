"""Servers of this machine that play the sources of feeds.yaml, with pages of our own; declarations for them go out.

    with Web(down=("register",)) as web:
        path.write_text(web.declare(Path("feeds.yaml").read_text()))

It plays a dozen sources that show most of what may happen; with `every` it plays all. `web.requests` is the log,
`web.edit()` lets the ICO edit its LinkedIn statement in place.
"""

from __future__ import annotations

import re
import selectors
import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from web_others import OTHERS, plain
from web_pages import SITES
from web_regulators import REGULATORS, ftc_more
from web_shapes import Reply, Site

ODD = REGULATORS | OTHERS
FEEDS = Path(__file__).parent.parent / "feeds.yaml"

#: name of the site: hosts in feeds.yaml that it plays
HOSTS = {
    "ico": ("ico.org.uk",),
    "ftc": ("www.ftc.gov",),
    "dpc": ("www.dataprotection.ie",),
    "edpb": ("www.edpb.europa.eu",),
    "noyb": ("noyb.eu",),
    "thn": ("feeds.feedburner.com",),
    "techcrunch": ("techcrunch.com",),
    "bbc": ("feeds.bbci.co.uk",),
    "guardian": ("www.theguardian.com",),
    "register": ("www.theregister.com",),
}
#: the sources that are played in most tests
FEW = {
    "ico-news", "ftc-press", "dpc-news", "dpc-press", "edpb-news", "noyb", "thn", "techcrunch", "bbc-tech",
    "guardian-ai", "register",
}  # fmt: skip
ROBOTS = {
    "ico": "User-agent: *\nCrawl-delay: 0.01\nDisallow: /private/\n",
    "ftc": "User-agent: *\nDisallow: /search/\n",
}
#: they send an ETag and answer If-None-Match; the others know nothing of it
TAGGED = ("ftc", "bbc", "thn")
#: they send 403, also for robots.txt, to an agent that does not say who it is
GUARDED = ("ftc", "edpb")


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as a site got it, and the status of its answer."""

    site: str
    method: str
    path: str
    status: int
    agent: str


class Web:
    """The sites, each on a port of its own; `down` names those whose port is closed. Use it as a context manager."""

    def __init__(self, down: tuple[str, ...] = (), *, every: bool = False, latency: float = 0.0) -> None:
        self.requests: list[Seen] = []
        self.edited = False
        #: what a guarded site wants to find in the name of an agent
        self.guard = "(+"
        #: the path of a page that answers 500
        self.broken = ""
        self._answering = threading.local()
        #: GDPRhub sends HTML for its feed; what GDELT answers instead of articles
        self.garbage = False
        self.gdelt: Reply | None = None
        self.robots = dict(ROBOTS)
        #: what a site answers to all but robots.txt in place of its own pages
        self.instead: dict[str, Reply] = {}
        self.latency = latency
        self._every = every
        self._hosts = dict(HOSTS)
        self._sites: dict[str, Site] = dict(SITES)
        if every:
            hosts = sorted(set(re.findall(r"https://([\w.-]+)/", FEEDS.read_text("utf-8"))) | set(ODD))
            known = {host for hosts in HOSTS.values() for host in hosts} | {"github.com"}
            self._hosts |= {host: (host,) for host in hosts if host not in known}
            self._sites |= {host: ODD.get(host) or plain(host) for host in self._hosts if host not in HOSTS}
        self._down = down
        self._servers: dict[str, ThreadingHTTPServer] = {}
        self._urls: dict[str, str] = {}

    def __enter__(self) -> Web:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        for site in self._hosts:
            server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, site))
            server.daemon_threads = True
            server.timeout = 0  # a connection that is gone again must not hold up the others
            self._urls[site] = f"http://127.0.0.1:{server.server_port}"
            self._servers[site] = server
        for site in self._down:  # only now, so that no other site gets its port
            self._servers.pop(site).server_close()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        """One thread waits for all ports; each request has one of its own."""
        with selectors.DefaultSelector() as ports:
            for server in self._servers.values():
                ports.register(server, selectors.EVENT_READ)
            while not self._stopped.is_set():
                for key, _ in ports.select(0.05):
                    assert isinstance(key.fileobj, ThreadingHTTPServer)
                    key.fileobj.handle_request()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        for server in self._servers.values():
            server.server_close()
        self._servers = {}

    @property
    def accept(self) -> str:
        """The Accept header of the request that is being answered."""
        return str(self._answering.accept)

    def answers_to(self, accept: str) -> None:
        self._answering.accept = accept

    def url(self, site: str, path: str = "") -> str:
        return self._urls[site] + path

    def declare(self, feeds: str) -> str:
        """The text of feeds.yaml with our addresses for the real ones, and no waits."""
        if not self._every:
            head, *entries = feeds.split("\n  - id: ")
            kept = [entry for entry in entries if entry.split("\n")[0] in FEW]
            feeds = "\n  - id: ".join([head, *kept])
        for site, hosts in self._hosts.items():
            for host in hosts:
                feeds = feeds.replace(f"https://{host}/", self.url(site, "/"))
        hosts = ", ".join(url.removeprefix("http://") for url in self._urls.values())
        feeds = feeds.replace("\ncrawler:\n", f"\ncrawler:\n  allow: [{hosts}]\n", 1)
        feeds = re.sub(r"^(\s+delay: )[\d.]+", r"\g<1>0", feeds, flags=re.M).replace("links: 200", "links: 50")
        return re.sub(r"links: (10|20|30)\b", "links: 5", feeds) if self._every else feeds

    def edit(self) -> None:
        """The ICO puts an updated statement above the one on LinkedIn, under the old address and the old date."""
        self.edited = True

    def reply(self, site: str, path: str, query: dict[str, list[str]], sent: bytes) -> Reply:
        if path == "/robots.txt":
            return Reply(self.robots[site], "text/plain") if site in self.robots else Reply("none", status=404)
        if site in self.instead:
            return self.instead[site]
        if path == self.broken:
            return Reply("broken", status=500)
        answer = self._sites[site](self, path, query, sent)
        if answer is None and site == "ftc":
            answer = ftc_more(self, path, query, sent)
        return answer or Reply("<html><title>Not found</title></html>", status=404)


def _handler(web: Web, site: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # it costs 40 ms a request, because head and body are written apart

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

        def _answer(self, sent: bytes) -> None:
            if web.latency:
                time.sleep(web.latency)
            parts = urlsplit(self.path)
            web.answers_to(self.headers.get("Accept", ""))
            agent = self.headers.get("User-Agent", "")
            if site in GUARDED and web.guard not in agent:
                reply = Reply("<html><title>Access Denied</title></html>", status=403)
            else:
                reply = web.reply(site, parts.path, parse_qs(parts.query), sent)
            body = reply.body.encode()
            tag = f'"{sha256(body).hexdigest()[:16]}"' if site in TAGGED and reply.status == 200 else None
            status = 304 if tag and self.headers.get("If-None-Match") == tag else reply.status
            body = b"" if status == 304 else body
            web.requests.append(Seen(site, self.command, self.path, status, agent))
            self.send_response(status)
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

    return Handler
