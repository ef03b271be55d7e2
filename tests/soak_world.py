"""A day comes in; what three sources publish on it goes out, and all that must be known of them in the end.

Statements appear, are edited in place, are told by a second paper, and vanish. Beside them a fourth source leads to
the hostile catalogue, and one of the three answers with it on some days.

    with SoakWorld() as world:
        world.day = 7
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hostile_content import CONTENT, FEEDS
from hostile_web import TRANSPORT, serving
from web_shapes import Reply, article, reply_json, rss

START = date(2024, 1, 1)
#: each source has companies of its own; their ids are their names in small letters
COMPANIES = {
    "office": ("LinkedIn", "TikTok", "Reddit", "Pinterest", "Discord", "Slack", "Zoom", "Dropbox"),
    "council": ("Spotify", "Airbnb", "Duolingo", "Quora", "Mastodon", "Grammarly"),
    "moody": ("Figma", "Notion", "Canva", "OpenAI", "Vimeo", "Strava"),
}
REGIONS = {
    "the United Kingdom": "GB", "Brazil": "BR", "Canada": "CA", "Australia": "AU", "Japan": "JP", "Norway": "NO",
    "India": "IN", "Switzerland": "CH",
}  # fmt: skip
#: source: days between two statements; the last of the three is hostile by itself now and then
PACE = {"office": 3, "council": 5, "moody": 6}
#: items of a list; days after which an edited statement is edited, and one that vanishes is gone
HELD, EDITED, GONE = 25, 20, 14
#: company, region, action, date
Act = tuple[str, str, str, str]
HOSTILE = tuple(case.name for case in (*TRANSPORT, *CONTENT))


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: who says when that which company paused where, and what becomes of it."""

    source: str
    number: int
    company: str
    region: str

    @property
    def day(self) -> int:
        return self.number * PACE[self.source]

    @property
    def date(self) -> date:
        return START + timedelta(days=self.day)

    @property
    def edited(self) -> int | None:
        """The day on which it tells that the company goes on."""
        return self.day + EDITED if self.number % 4 == 1 else None

    @property
    def gone(self) -> int | None:
        """The day from which its page is not there any more."""
        return self.day + GONE if self.number % 4 == 2 else None

    @property
    def told(self) -> bool:
        """Whether a paper tells of it too, the day after."""
        return self.number % 3 == 0

    def acts(self) -> Iterator[tuple[Act, int]]:
        """Each act that it tells of, with the day from which it does."""
        who = self.company.lower(), REGIONS[self.region]
        yield (*who, "paused", f"{self.date}"), self.day
        if self.edited is not None:
            yield (*who, "resumed", f"{START + timedelta(days=self.edited)}"), self.edited

    def text(self, day: int) -> list[str]:
        """What it says on a day."""
        long = f"{self.date.day} {self.date:%B %Y}"
        said = [
            f"On {long} {self.company} has paused the training of its AI models on the personal data of users in"
            f" {self.region}.",
            "The office will go on to watch how the company handles the data of its users, and will publish what it"
            f" finds. This is statement {self.number} of the {self.source}.",
        ]
        if self.edited is not None and day >= self.edited:
            then = START + timedelta(days=self.edited)
            said.insert(
                0,
                f"Update: on {then.day} {then:%B %Y} {self.company} has resumed the training of its AI models on the"
                f" personal data of users in {self.region}.",
            )
        return said


def statements(source: str, until: int) -> Iterator[Statement]:
    """The statements of a source up to a day; no company pauses twice in one region within half a year."""
    companies, regions = COMPANIES[source], tuple(REGIONS)
    for number in range(until // PACE[source] + 1):
        region = regions[(number // len(companies)) % len(regions)]
        yield Statement(source, number, companies[number % len(companies)], region)


class SoakWorld:
    """The servers of the sources, each on a port of its own."""

    def __init__(self) -> None:
        self.day = 0
        self.urls: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self._open = ExitStack()

    def __enter__(self) -> SoakWorld:
        self.hostile = self._open.enter_context(serving({case.name: case.does for case in (*TRANSPORT, *CONTENT)}))
        for name in (*PACE, "paper", "wild"):
            server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, name))
            server.daemon_threads = True
            self.urls[name] = f"http://127.0.0.1:{server.server_port}"
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            self._open.callback(server.server_close)
            self._open.callback(server.shutdown)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def feeds(self) -> str:
        """The text of feeds.yaml."""
        hosts = ", ".join(url.removeprefix("http://") for url in (*self.urls.values(), self.hostile))
        rows = [f"crawler: {{name: soak, contact: somebody@example.org, allow: [{hosts}]}}", "sources:"]
        find = "find: {item: results, link: url, title: title, date: shown, stamp: stamp}, "
        for name in (*PACE, "paper", "wild"):
            kind, form = ("news", "feed") if name in ("paper", "wild") else ("ngo", "json")
            rows.append(
                f"  - {{id: {name}, name: {name.title()}, kind: {kind}, url: '{self.urls[name]}/list', format: {form},"
                f" {find if form == 'json' else ''}poll: 12, delay: 0, expect: {{gap: 60}}}}"
            )
        return "\n".join(rows) + "\n"

    def answer(self, name: str, path: str) -> Reply | str:
        """What a source answers today: a reply, or where it leads."""
        if path == "/list":
            if name == "moody" and self.day % 4 == 3:
                return f"{self.hostile}/{FEEDS[self.day % len(FEEDS)].name}"
            return self._list(name)
        number = int(path.rpartition("/")[2]) if path.rpartition("/")[2].isdecimal() else -1
        if name == "wild" and number >= 0:
            return f"{self.hostile}/{HOSTILE[number % len(HOSTILE)]}"
        source, _, _ = path.strip("/").partition("/") if name == "paper" else (name, "", "")
        one = next((x for x in statements(source, self.day) if x.number == number), None) if source in PACE else None
        if one is None or (one.gone is not None and self.day >= one.gone and name != "paper"):
            return Reply("<html><title>Not found</title></html>", status=404)
        self.asked[path] += 1
        if number % 7 == 5 and self.asked[path] == 1 and name != "paper":
            return Reply("later", status=500)
        if name == "paper":
            day = one.date + timedelta(days=1)
            text = f"{one.company} has paused AI training on the data of users in {one.region}, it was announced"
            return article(f"{one.company} pauses AI training", f"{day}", f"{text} on {one.date.day} {one.date:%B %Y}.")
        return article(f"{one.company} pauses AI training in {one.region}", f"{one.date}", *one.text(self.day))

    def _list(self, name: str) -> Reply:
        if name == "wild":
            days = range(max(0, self.day - 16) // 4 * 4, self.day + 1, 4)
            return rss("Wild", [(f"{self.urls['wild']}/{day // 4}", f"Platform pauses AI training on user data {day}",
                                 "", f"{START + timedelta(days=day)}") for day in days])  # fmt: skip
        if name == "paper":
            told = [x for source in PACE for x in statements(source, self.day - 1) if x.told]
            told = sorted(told, key=lambda x: x.day)[-HELD:]
            rows = [(f"{self.urls['paper']}/{x.source}/{x.number}", f"{x.company} pauses AI training", "",
                     f"{x.date + timedelta(days=1)}") for x in told]  # fmt: skip
            return rss("Paper", [*rows, (f"{self.urls['paper']}/weather", "Weather", "", f"{START}")])
        found = []
        for x in list(statements(name, self.day))[-HELD:]:
            if x.gone is None or self.day < x.gone:
                stamp = x.edited if x.edited is not None and self.day >= x.edited else x.day
                title = f"{x.company} pauses AI training in {x.region}"
                found.append({"url": f"/{x.number}", "title": title, "shown": f"{x.date}",
                              "stamp": f"{START + timedelta(days=stamp)}"})  # fmt: skip
        return reply_json({"results": found})


def _handler(world: SoakWorld, name: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            reply = Reply("none", status=404) if self.path == "/robots.txt" else world.answer(name, self.path)
            leads = reply if isinstance(reply, str) else ""
            body = b"" if isinstance(reply, str) else reply.body.encode()
            self.send_response(302 if isinstance(reply, str) else reply.status)
            self.send_header("Content-Type", "text/html" if isinstance(reply, str) else reply.type)
            self.send_header("Content-Length", str(len(body)))
            if leads:
                self.send_header("Location", leads)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

        def handle(self) -> None:
            with suppress(ConnectionError):  # the one who asked was killed
                super().handle()

    return Handler
