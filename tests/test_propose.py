"""Sites with a feed, a list, a sitemap or nothing: what is proposed for them is accepted, and finds their news."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from home import Home
from web_shapes import Reply, article, page, rss

from tracker import propose
from tracker.declarations import load_feeds
from tracker.model import Regulator

ITEMS = [f"/news/2026/1{n}/office-tells-of-{n}" for n in range(6)]
FEED = rss(
    "Office",
    [(path, f"Office tells of its work {n}", "Text.", f"2026-1{n % 3}-0{n + 1}") for n, path in enumerate(ITEMS)],
)
ROWS = "".join(f'<li><a href="{path}">The office tells of its work, part {n}</a></li>' for n, path in enumerate(ITEMS))
MENU = '<nav><a href="/">Home</a> <a href="/about">About us</a> <a href="/news/">News</a></nav>'
MAP = "".join(f"<url><loc>HERE{path}</loc><lastmod>2026-11-01</lastmod></url>" for path in ITEMS)


class Site:
    """A site of our own: `pages` by path; HERE in a page stands for its address."""

    def __init__(self) -> None:
        site = self
        self.pages: dict[str, Reply] = {path: article("Office", "2026-11-02", "The office tells.") for path in ITEMS}
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                reply = site.pages.get(self.path, Reply("none", "text/plain", 404))
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.type)
                self.end_headers()
                self.wfile.write(reply.body.replace("HERE", site.url).encode())

            def log_message(self, *_: object) -> None:
                """Nothing on the screen."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def site(home: Home) -> Iterator[Site]:
    one = Site()
    feeds = home.root / "feeds.yaml"
    host = one.url.removeprefix("http://")
    feeds.write_text(feeds.read_text("utf-8").replace("\n  allow: [", f"\n  allow: [{host}, ", 1), "utf-8")
    yield one
    one.server.shutdown()
    one.server.server_close()


def accepted(home: Home, entry: str) -> None:
    """The entry is added to feeds.yaml, and `tracker check` finds its news."""
    feeds = home.root / "feeds.yaml"
    feeds.write_text(feeds.read_text("utf-8") + "\n" + entry, "utf-8")
    name = entry.split("id: ")[1].split("\n")[0]
    checked = home.run("check", name)
    assert checked.exit_code == 0, checked.output
    assert "6 links on its first page" in checked.stdout


@pytest.mark.parametrize(
    ("pages", "start", "words"),
    [
        (
            {
                "/": page("Office", MENU, '<link rel="alternate" type="application/rss+xml" href="/wp/x.xml">'),
                "/wp/x.xml": FEED,
            },
            "/",
            ["/wp/x.xml", "format: feed", "links: 3", "gap: 87"],
        ),
        ({"/x.xml": FEED}, "/x.xml", ["/x.xml", "format: feed"]),
        ({"/": page("Office", MENU), "/rss.xml": FEED}, "/", ["/rss.xml", "format: feed"]),
        (
            {"/news/": page("Office", f"{MENU}<ul>{ROWS}</ul>")},
            "/news/",
            ["/news/", "format: listing", 'a[href*="/news/2026/', "gap: 90"],
        ),
        (
            {
                "/": page("Office", MENU),
                "/robots.txt": Reply("User-agent: *\nDisallow: /feed\nSitemap: HERE/maps/1.xml\n", "text/plain"),
                "/maps/1.xml": Reply(f"<urlset>{MAP}</urlset>", "text/xml"),
            },
            "/",
            ["/maps/1.xml", "format: sitemap"],
        ),
    ],
    ids=["named feed", "feed itself", "usual address", "list", "sitemap"],
)
def test_what_is_proposed_is_accepted(
    home: Home, site: Site, pages: dict[str, Reply], start: str, words: list[str]
) -> None:
    site.pages |= pages
    done = home.run("init-source", site.url + start)
    assert done.exit_code == 0, done.output
    for word in words:
        assert word in done.stdout
    assert "Open: kind, region, licence" in done.stdout
    if "/robots.txt" in pages:
        assert "/feed/" not in site.asked, "robots.txt is obeyed"
    accepted(home, done.stdout)


def test_a_regulator_is_known_by_its_host(home: Home, site: Site) -> None:
    site.pages["/"] = Reply(f"<html lang=fr-FR><ul>{ROWS}</ul></html>")
    office = {"OFFICE": Regulator("OFFICE", "The Office", "FR", url="http://127.0.0.1/")}
    found = propose.propose(f"{site.url}/", load_feeds(home.root / "feeds.yaml"), office, home.now)
    assert all(
        x in found.yaml for x in ("name: The Office", "kind: regulator", "region: FR", "regulator: OFFICE", "lang: fr")
    )


def test_where_nothing_is_found_it_says_what_was_tried(home: Home, site: Site) -> None:
    site.pages["/"] = page("Office", MENU)
    done = home.run("init-source", f"{site.url}/")
    assert done.exit_code == 2
    assert "no feed, list or sitemap was found" in done.output
    assert f"{site.url}/: no list of 4 links or more in one folder, with 3 words or more each" in done.output
    assert "/sitemap.xml: status 404" in done.output
    assert len(site.asked) <= 20
    assert home.run("init-source", "office.example").exit_code == 2
