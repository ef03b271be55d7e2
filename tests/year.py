"""Seven sources of our own and a calendar of what happens to them; a day comes in, what they answer on it goes out.

    with World() as world:
        for day in range(365):
            world.day = day
            ...

What they publish, and when they fail, follows from the day alone, so that a test knows what must be found.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from web_shapes import Reply, article, atom, page, reply_json, rss

from tracker.model import Expect, Find, Format, Kind, Source

START = date(2026, 1, 1)
#: items that a list holds, and those of the search
HELD, SEARCHED = 30, 50
#: source: days between two items
PACE = {"daily": 1, "weekly": 7, "listing": 3, "search": 5, "map": 4, "noisy": 2, "shy": 3}
#: source, first day, last day, what happens, the state that the source has on these days
CALENDAR = (
    ("daily", 60, 66, "down", "broken"),  # a week of status 500
    ("daily", 200, 206, "closed", "broken"),  # nobody answers
    ("weekly", 120, 181, "nothing new", "silent"),
    ("listing", 90, 97, "new html", "broken"),  # a person then changes feeds.yaml
    ("search", 300, 301, "maintenance", "broken"),
    ("map", 150, 364, "moved", ""),  # its old address leads to the new one
    ("noisy", 40, 40, "html", "broken"),
    ("noisy", 41, 41, "cut", "broken"),
    ("noisy", 42, 42, "noise", "broken"),
    ("noisy", 43, 43, "empty", "broken"),
    ("shy", 250, 252, "refuses", "blocked"),
    ("shy", 260, 260, "429", "blocked"),
    ("shy", 270, 270, "challenge", "blocked"),
)
#: of the search: number of an item, and the days on which it is edited in place
EDITS = {3: (40, 220), 10: (61,), 40: (330,)}
#: days after its last item on which "weekly" counts as silent
PATIENCE = 14
DELAY = {"weekly": PATIENCE}


def source(name: str, world: World) -> Source:
    """The declaration of a source as it stands on the day of the world."""
    form = {"listing": Format.LISTING, "search": Format.JSON, "map": Format.SITEMAP}.get(name, Format.FEED)
    path = {"listing": "/news", "search": "/api?page={page}", "map": "/sitemap.xml"}.get(name, "/feed")
    find = None
    if name == "listing":
        find = Find("li.card" if world.day < 98 else "div.row", "a", date="time")
    if name == "search":
        find = Find("results", "url", "title", date="shown", stamp="stamp", pages="pages")
    kind = Kind.NEWS if name == "daily" else Kind.REGULATOR
    gap = PATIENCE if name == "weekly" else 40
    return Source(
        name, name.title(), kind, world.urls[name] + path, form, poll=24, find=find, max_pages=5, expect=Expect(1, gap)
    )


class World:
    """The servers of the sources, each on a port of its own; `asked` counts (day, source, path)."""

    def __init__(self) -> None:
        self.day = 0
        self.asked: Counter[tuple[int, str, str]] = Counter()
        self.urls: dict[str, str] = {}
        self._servers = []

    def __enter__(self) -> World:
        for name in (*PACE, "elsewhere"):
            server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, name))
            server.daemon_threads = True
            self.urls[name] = f"http://127.0.0.1:{server.server_port}"
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            self._servers.append(server)
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def today(self) -> date:
        return START + timedelta(days=self.day)

    def trouble(self, name: str) -> str:
        """What happens to a source today."""
        return next((what for who, first, last, what, _ in CALENDAR if who == name and first <= self.day <= last), "")

    def expected(self, name: str) -> str:
        """The state that a source must have after today's run, where something happens to it; else empty."""
        for who, first, last, _what, state in CALENDAR:
            if who == name and first + DELAY.get(name, 0) <= self.day <= last:
                return state
        return ""

    def published(self, name: str, until: int | None = None) -> list[int]:
        """The days on which a source has published something, up to today."""
        days = range(0, (self.day if until is None else until) + 1, PACE[name])
        return [day for day in days if name != "weekly" or not 120 <= day <= 181]

    def on_topic(self, name: str, day: int) -> bool:
        return name != "daily" or day % 6 == 0

    def text(self, name: str, day: int) -> str:
        """What an item says today: edits stand above what it said before."""
        number = day // PACE[name]
        edits = [one for one in EDITS.get(number, ()) if one <= self.day] if name == "search" else []
        return " ".join([*(f"Edited on day {one}." for one in reversed(edits)), f"Statement {number} of {name}."])

    def answer(self, name: str, path: str) -> Reply:
        what = self.trouble(name)
        if path == "/robots.txt":
            return Reply("none", status=404)
        if what in ("down", "maintenance"):
            return Reply("trouble", status=500) if what == "down" else page("Back soon", "<p>Back soon</p>")
        if what == "refuses" or what == "challenge":
            title = "Just a moment..." if what == "challenge" else "Forbidden"
            return Reply(f"<title>{title}</title>", status=200 if what == "challenge" else 403)
        if what == "429":
            return Reply("slowly", status=429)
        owner = "map" if name == "elsewhere" else name
        if path.startswith("/item/"):
            day = int(path.removeprefix("/item/"))
            title = "Platform pauses AI training on user data" if self.on_topic(owner, day) else "Weather"
            return article(f"{title} {day}", f"{START + timedelta(days=day)}", self.text(owner, day))
        return self.listed(owner, path, what)

    def listed(self, name: str, path: str, what: str) -> Reply:
        """The list of a source, the newest first, with the troubles that it may have."""
        root = self.urls["elsewhere" if name == "map" and what == "moved" else name]
        rows = []
        for day in reversed(self.published(name)[-(SEARCHED if name == "search" else HELD) :]):
            title = "Platform pauses AI training on user data" if self.on_topic(name, day) else "Weather"
            rows.append((f"{root}/item/{day}", f"{title} {day}", "A teaser.", f"{START + timedelta(days=day)}"))
        match name:
            case "listing":
                old = "".join(
                    f'<li class="card"><a href="{x}">{y}</a><time datetime="{d}">x</time></li>' for x, y, _, d in rows
                )
                new = old.replace('<li class="card">', '<div class="row">').replace("</li>", "</div>")
                return page("News", f"<main>{old if self.day < 90 else new}</main>")
            case "search":
                return self._search(rows, int(path.partition("page=")[2]))
            case "map":
                entries = "".join(f"<url><loc>{x}</loc><lastmod>{d}</lastmod></url>" for x, _, _, d in rows)
                return Reply(f"<urlset>{entries}</urlset>", "text/xml")
        body = (atom if name == "shy" else lambda all_: rss(name, all_))(rows)
        noise = random.Random(self.day).randbytes(400).decode("latin-1")
        bad = {
            "html": page("Parked", "<p>For sale</p>"),
            "cut": Reply(body.body[:150]),
            "noise": Reply(noise),
            "empty": rss(name, []),
        }
        return bad.get(what, body)

    def _search(self, rows: list[tuple[str, str, str, str]], number: int) -> Reply:
        results = []
        for url, title, _, day in rows:
            item = int(url.rpartition("/")[2])
            edits = [one for one in EDITS.get(item // PACE["search"], ()) if one <= self.day]
            stamp = f"{START + timedelta(days=max([item, *edits]))}T09:00:00Z"
            results.append({"url": url, "title": title, "shown": day, "stamp": stamp})
        pages = max(1, -(-len(results) // 25))
        return reply_json({"results": results[(number - 1) * 25 : number * 25], "pages": pages})


def _handler(world: World, name: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            what = world.trouble(name)
            if what == "closed":
                self.close_connection = True
                return
            world.asked[world.day, name, self.path] += 1
            moved = what == "moved" and self.path != "/robots.txt"
            reply = Reply("", status=301) if moved else world.answer(name, self.path)
            body = reply.body.encode("utf-8", "replace")
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(body)))
            if moved:
                self.send_header("Location", world.urls["elsewhere"] + self.path)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    return Handler
