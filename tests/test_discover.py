"""Lists of every format come in; links, dates and errors go out as they must."""

from __future__ import annotations

import json
import time

import pytest

from tracker import address, discover
from tracker.discover import DiscoverError
from tracker.model import Find, Format, Kind, Link, Source

BASE = "https://example.org/list"


def source(format: Format = Format.FEED, **fields: object) -> Source:
    values = {"id": "s", "name": "S", "kind": Kind.REGULATOR, "url": BASE, "format": format, **fields}
    return Source(**values)  # type: ignore[arg-type]


def rss(items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


def entry(link: str = "/a", title: str = "A", date: str = "", text: str = "") -> str:
    return (
        f"<item><title><![CDATA[{title}]]></title><link>{link}</link><pubDate>{date}</pubDate>"
        f"<description><![CDATA[{text}]]></description></item>"
    )


def test_a_feed_with_relative_links_and_years_of_two_digits() -> None:
    body = rss(
        entry("/en/2026-004/", "On <b>X</b> &amp; Grok", "Thu, 11 Jun 26 00:00:00 -0400", "<p>One <i>two</i></p>")
    )
    (link,) = discover.discover(source(), body, BASE)
    assert link == Link("s", "https://example.org/en/2026-004/", "On X & Grok", "One two", "2026-06-11")


def test_a_feed_may_start_with_a_blank_line_and_keeps_the_publishers_day() -> None:
    (link,) = discover.discover(source(), b"\n\n" + rss(entry(date="Sat, 21 Sep 2024 00:30:00 +0530")), BASE)
    assert link.published == "2024-09-21"


def test_tracking_goes_and_the_same_address_comes_once() -> None:
    one = "https://example.org/n?id=7&amp;at_medium=RSS&amp;utm_source=x"
    links = discover.discover(source(), rss(entry(one) + entry("https://example.org/n?id=7#top")), BASE)
    assert [link.url for link in links] == ["https://example.org/n?id=7"]


def test_an_address_without_tracking_is_kept_letter_by_letter() -> None:
    assert address.canonical("https://example.org/a?b=%20c&d&e=+", source()) == "https://example.org/a?b=%20c&d&e=+"


def test_other_hosts_and_http_become_the_sources_own() -> None:
    known = source(aliases=("cy.example.org",))
    assert address.canonical("http://cy.Example.org/a#b", known) == "https://example.org/a"
    assert address.canonical("http://elsewhere.org/a", known) == "http://elsewhere.org/a"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!doctype html><html><body>moved</body></html>", "an HTML page"),
        (b"", "an empty answer"),
        (b'{"error": 1}', "error"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>cut', "broken"),
    ],
)
def test_what_is_no_feed_is_an_error_and_never_an_empty_list(body: bytes, words: str) -> None:
    with pytest.raises(DiscoverError, match=words):
        discover.discover(source(), body, BASE)


def test_a_character_that_does_not_exist_is_an_error_of_the_feed() -> None:
    body = rss("<item><title>a&#x110000;</title><link>/a</link></item>").replace(b"</channel>", b"")
    with pytest.raises(DiscoverError, match="cannot be read"):
        discover.discover(source(), body, BASE)


def test_one_bad_link_does_not_spoil_a_list() -> None:
    links = discover.discover(source(), rss(entry("http://[") + entry("mailto:a@b.org") + entry("/a")), BASE)
    assert [link.url for link in links] == ["https://example.org/a"]


def test_an_empty_feed_is_an_empty_list() -> None:
    assert discover.discover(source(), rss(""), BASE) == ()


def test_dates_more_than_a_day_ahead_count_as_none() -> None:
    links = tuple(
        Link("s", f"https://example.org/{day}", published=day) for day in ("2026-11-23", "2026-11-24", "2026")
    )
    sober = discover.plausible(links, "2026-11-22T05:00:00Z")
    assert [link.published for link in sober] == ["2026-11-23", None, "2026"]


def test_keep_and_drop_narrow_the_links() -> None:
    rules = source(keep=("/news/",), drop=("/news/old",))
    links = discover.discover(rules, rss(entry("/news/a") + entry("/news/old-b") + entry("/promo/c")), BASE)
    assert [link.url for link in links] == ["https://example.org/news/a"]


def test_a_sitemap_gives_stamps_and_the_titles_of_news() -> None:
    body = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="urn:n">
        <url><loc>https://example.org/a</loc><lastmod>2026-03-19T10:00:00Z</lastmod></url>
        <url><loc>https://example.org/b</loc><n:news><n:publication_date>2026-02-23</n:publication_date>
        <n:title>B</n:title></n:news></url></urlset>"""
    assert discover.discover(source(Format.SITEMAP), body, BASE) == (
        Link("s", "https://example.org/a", stamp="2026-03-19T10:00:00Z"),
        Link("s", "https://example.org/b", "B", published="2026-02-23"),
    )


def test_a_sitemap_index_leads_to_its_parts_and_no_further() -> None:
    index = b"<sitemapindex><sitemap><loc>/1.xml</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    rules = source(Format.SITEMAP, max_pages=5)
    (first,) = discover.openings(rules, BASE)
    parts = discover.following(rules, first, index, BASE)
    assert [ask.url for ask in parts] == ["https://example.org/1.xml", "https://example.org/2.xml"]
    assert discover.discover(rules, index, BASE) == ()
    assert discover.following(rules, parts[0], index, BASE) == ()


def test_entities_of_a_hostile_sitemap_do_not_grow() -> None:
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE x [<!ENTITY e0 "{"a" * 1000}">{layers}]><urlset><url><loc>&e9;</loc></url></urlset>'
    with pytest.raises(DiscoverError):
        discover.discover(source(Format.SITEMAP), body.encode(), BASE)


LISTING = """<html><div class=rows><div class=row>
  <div class=card><h3><a href="/one">One</a></h3><p class=date>14th June 2024</p></div>
  <div class=card><h2><a href="two?utm_medium=x">Two</a></h2><time datetime="2025-04-30T00:00:00Z">Wed</time></div>
  <div class=card>no link</div></div></div><nav class=pager><a href="?page=1" rel="next">Next</a></nav></html>"""
CARDS = Find(item=".card", link="h2 a, h3 a", date="time, p.date", pages='nav.pager a[rel~="next"]')


def test_a_listing_with_two_cards_in_a_row_gives_both() -> None:
    links = discover.discover(source(Format.LISTING, find=CARDS), LISTING.encode(), "https://example.org/en/list")
    assert [(x.url, x.title, x.published) for x in links] == [
        ("https://example.org/one", "One", "2024-06-14"),
        ("https://example.org/en/two", "Two", "2025-04-30"),
    ]


def test_a_listing_is_walked_by_its_pager_as_far_as_allowed() -> None:
    rules = source(Format.LISTING, find=CARDS, max_pages=2)
    (first,) = discover.openings(rules, BASE)
    (second,) = discover.following(rules, first, LISTING.encode(), BASE)
    assert (second.url, second.page) == ("https://example.org/list?page=1", 2)
    assert discover.following(rules, second, LISTING.encode(), BASE) == ()


FOUND = Find(item="results", link="url", title="title", date="meta", stamp="made", pages="paging.pages")
POST = ({"page": "{page}", "order": "newest"}, {"page": "{page}", "order": "oldest"})


def test_a_json_search_is_asked_in_every_order_and_a_hole_does_not_end_it() -> None:
    rules = source(Format.JSON, find=FOUND, post=POST, max_pages=9)
    asks = discover.openings(rules, BASE)
    assert [ask.post for ask in asks] == [{"page": 1, "order": "newest"}, {"page": 1, "order": "oldest"}]
    hole = json.dumps({"results": [], "paging": {"pages": 3}}).encode()
    (second,) = discover.following(rules, asks[1], hole, BASE)
    (third,) = discover.following(rules, second, hole, BASE)
    assert third.post == {"page": 3, "order": "oldest"}
    assert discover.following(rules, third, hole, BASE) == ()


def test_a_json_item_becomes_a_link() -> None:
    row = {"url": "/a", "title": "A", "meta": "28 May 2026, Statement", "made": "2026-05-29T10:00:00Z"}
    (link,) = discover.discover(source(Format.JSON, find=FOUND), json.dumps({"results": [row]}).encode(), BASE)
    assert link == Link("s", "https://example.org/a", "A", "", "2026-05-28", "2026-05-29T10:00:00Z")


def test_the_next_page_of_another_address_is_that_of_the_other_address() -> None:
    rules = source(Format.JSON, find=FOUND, max_pages=9, url="https://example.org/one?page={page}")
    (ask,) = discover.openings(rules, "https://example.org/other?page={page}")
    body = json.dumps({"results": [], "paging": {"pages": 3}}).encode()
    for number in (1, 2, 3):
        assert ask.url == f"https://example.org/other?page={number}"
        ask = next(iter(discover.following(rules, ask, body, BASE)), ask)


def test_what_no_file_can_hold_goes_and_what_is_no_address_too() -> None:
    row = {"url": "/\ud800", "title": "A\0 \ud83d" + "b" * 99_999, "meta": "\ud800", "made": "\ud800"}
    rows = [
        row,
        *({"url": url} for url in ("http:///a", "http://[", "http://ex\u2100.org", "javascript:a", "mailto:a@b")),
    ]
    (link,) = discover.discover(source(Format.JSON, find=FOUND), json.dumps({"results": rows}).encode(), BASE)
    assert link.title.startswith("A ?bbb")
    assert len(link.title) == 5_000
    assert repr(link).isprintable()
    "".join(filter(None, (link.url, link.title, link.stamp))).encode()


def test_a_feed_of_thousands_is_read_in_a_moment() -> None:
    body = rss("".join(entry(f"/{n}", date="Thu, 11 Jun 2026 00:00:00 -0400") for n in range(3_000)))
    start = time.process_time()
    links = discover.discover(source(), body, BASE)
    assert time.process_time() - start < 8
    assert {link.published for link in links} == {"2026-06-11"}
    assert len(links) == 3_000


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"results": {}}', b'{"results": [{"title": "no url"}]}', b"\xff"])
def test_json_of_another_shape_is_an_error(body: bytes) -> None:
    with pytest.raises(DiscoverError):
        discover.discover(source(Format.JSON, find=FOUND), body, BASE)


@pytest.mark.parametrize(
    ("written", "lang", "expected"),
    [
        ("28 May 2026", "en", "2026-05-28"),
        ("March 30, 2026", "en", "2026-03-30"),
        ("23rd September 2025", "en", "2025-09-23"),
        ("June 2024", "en", "2024-06"),
        ("2024", "en", "2024"),
        ("2024-06", "en", "2024-06"),
        ("2026-01-06 13:55:27 +01:00", "en", "2026-01-06"),
        ("2026-02-30T10:00:00Z", "en", None),
        ("17 septembre 2026", "fr", "2026-09-17"),
        ("Januar 2026", "de", "2026-01"),
        ("Tue, 11 Jun 2024 10:00:00 BST", "en", "2024-06-11"),
        ("Fri, 14 Jun 2024 23:30:00 -0400", "en", "2024-06-14"),
        ("Sun, 31 Feb 2024 10:00:00 GMT", "en", None),
        ("2024-06-14T23:30:00-04:00", "en", "2024-06-14"),
        ("03/04/2026", "en", None),
        ("yesterday", "en", None),
        ("14 June", "en", None),
        ("Statement", "en", None),
        ("", "en", None),
    ],
)
def test_a_date_is_as_precise_as_written_and_never_invented(written: str, lang: str, expected: str | None) -> None:
    assert discover.iso_prefix(written, lang) == expected


@pytest.mark.parametrize(
    ("title", "passes"),
    [
        ("LinkedIn trains AI on user data", True),
        ("Training of AI: what users can do", True),
        ("Users and AI", True),
        ("Users and aid", False),
        ("Restrained users say little", False),
        ("AI chips are dear", False),
    ],
)
def test_the_gate_wants_a_word_of_each_group(title: str, passes: bool) -> None:
    assert discover.gate(Link("s", "u", title), (("train", "ai "), ("user", "personal data"))) is passes


def test_one_item_under_two_paths_has_one_name() -> None:
    rules = source(same="/en/(?:[^/]+/)*([^/]+)/?$")
    names = {discover.item(rules, f"https://example.org/en/{path}") for path in ("latest/x", "press/x/", "x")}
    assert len(names) == 1
    assert discover.item(source(), "http://example.org/a?b=1") == discover.item(source(), "https://example.org/a?b=1")
