"""Lists of every format come in; links, dates and errors go out as they must."""

from __future__ import annotations

import json
import random
import time

import pytest

from tracker import address, discover
from tracker.discover import DiscoverError
from tracker.model import Becomes, Find, Format, Kind, Link, Source

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


def test_a_sitemap_in_an_unknown_encoding_is_an_error_of_the_sitemap() -> None:
    for name in ("bogus", "utf-7", "gb2312"):
        body = f'<?xml version="1.0" encoding="{name}"?><urlset/>'.encode()
        with pytest.raises(DiscoverError, match="no sitemap"):
            discover.discover(source(Format.SITEMAP), body, BASE)


def broken(number: int) -> bytes:
    """A feed, sitemap or JSON list that something happened to, the same for each number."""
    chance = random.Random(number)
    bodies = [
        rss(
            "".join(
                entry(f"/{n}", f"Title {n}", "Thu, 11 Jun 26 00:00:00 -0400", "<p>One &amp; two</p>") for n in range(9)
            )
        ),
        b"<urlset><url><loc>https://example.org/a</loc><lastmod>2026-01-01</lastmod></url></urlset>",
        b'{"results": [{"url": "/a", "title": "A"}], "paging": {"pages": 2}}',
        LISTING.encode(),
    ]
    body = bytearray(chance.choice(bodies))
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(body) + 1)
        match chance.randrange(6):
            case 0:
                del body[at : at + chance.randint(1, 60)]
            case 1:
                body[at:at] = chance.randbytes(chance.randint(1, 9))
            case 2:
                body[at:at] = chance.choice(
                    [b"&nbsp;", b"&#x110000;", b"<![CDATA[", b"]]>", b"<item>", b"</rss>", b"\0"]
                )
            case 3:
                body[at:at] = body[: chance.randint(1, 200)]
            case 4:
                body[:0] = chance.choice(
                    [b"\xef\xbb\xbf", b"\n\n", b'<?xml version="1.0" encoding="utf-16"?>', b"<!DOCTYPE x>"]
                )
            case _:
                del body[at:]
    return bytes(body)


@pytest.mark.parametrize("number", range(100))
def test_a_broken_list_is_read_or_told_as_broken_in_every_format(number: int) -> None:
    body = broken(number)
    for form in Format:
        rules = source(form, find=CARDS if form is Format.LISTING else FOUND, link_in="summary", max_pages=3)
        try:
            links = discover.discover(rules, body, BASE)
            discover.following(rules, discover.openings(rules, BASE)[0], body, BASE)
        except DiscoverError:
            continue
        assert all(link.url.startswith("http") for link in links)


def test_the_true_address_is_where_the_source_says() -> None:
    anchor = '<a href="/true">Title</a>'
    body = rss(entry("/overview", anchor, text=anchor) + entry("/plain", "No link"))
    for place in ("title", "summary"):
        urls = [x.url for x in discover.discover(source(link_in=place), body, BASE)]
        assert urls == ["https://example.org/true", "https://example.org/plain"]
    wrapped = rss(entry("https://example.org/click?u=1&amp;url=https%3A%2F%2Fb.org%2Fx%3Fy%3D1&amp;c=2"))
    assert [x.url for x in discover.discover(source(link_param="url"), wrapped, BASE)] == ["https://b.org/x?y=1"]


def test_a_commit_becomes_the_text_that_it_changed() -> None:
    becomes = Becomes(
        r"^Record new changes of (?P<service>Meta AI|X) (?P<terms>.+)$", "https://b.org/{service}/{terms}.md"
    )
    titles = (
        "Record new changes of Meta AI Terms &amp; more",
        "Apply technical upgrade on X Terms",
        "Record new changes of X Y",
    )
    body = rss("".join(entry(f"/commit/{n}", title) for n, title in enumerate(titles)))
    links = discover.discover(source(becomes=becomes), body, BASE)
    assert [(x.url, x.title) for x in links] == [
        ("https://b.org/Meta%20AI/Terms%20%26%20more.md", "Meta AI Terms & more"),
        ("https://b.org/X/Y.md", "X Y"),
    ]


def test_an_address_may_bear_the_date() -> None:
    dated = r"/20\d\d/(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    body = rss(entry("/press/2025/260131_a") + entry("/press/2025/269931_b") + entry("/c", date="2026-02-01"))
    assert [x.published for x in discover.discover(source(dated=dated), body, BASE)] == [
        "2026-01-31",
        None,
        "2026-02-01",
    ]
    assert discover.iso_prefix("03-04-2026", "en") is None
    assert discover.iso_prefix("03-04-2026", "en", "DMY") == "2026-04-03"
    assert discover.iso_prefix("4. mars 2026", "no") == "2026-03-04"


def test_of_a_list_of_years_the_newest_items_are_taken() -> None:
    body = rss("".join(entry(f"/{n}", date=f"2026-01-{n:02}") for n in range(1, 20)))
    assert [x.url[-2:] for x in discover.discover(source(newest=2), body, BASE)] == ["19", "18"]


def test_a_script_holds_an_object() -> None:
    body = b"\xef\xbb\xbf// made on Monday\nvar List = {data: [{'url': '../a', title: \"A\", meta: '05-06-2026',},]};"
    find = Find("data", "url", "title", "meta", "DMY")
    (link,) = discover.discover(source(Format.SCRIPT, find=find), body, "https://example.org/js/x/list.js")
    assert (link.url, link.published) == ("https://example.org/js/a", "2026-06-05")
    with pytest.raises(DiscoverError, match="no script"):
        discover.discover(source(Format.SCRIPT, find=find), b"<html>", BASE)


def test_an_item_without_a_page_is_passed_over_and_bad_escapes_are_read() -> None:
    body = rb'{"results": [{"url": null, "title": "Ask"}, {"url": "/a", "title": "it\'s\d"}], "paging": {"pages": 1}}'
    (link,) = discover.discover(source(Format.JSON, find=FOUND), body, BASE)
    assert link.title == r"it\'s\d"


def test_the_pages_of_a_sitemap_may_be_counted_in_its_address() -> None:
    rules = source(Format.SITEMAP, max_pages=3, url="https://example.org/map?from={start:100}")
    (ask,) = discover.openings(rules, rules.url)
    full, empty = b"<urlset><url><loc>/a</loc></url></urlset>", b"<urlset/>"
    assert ask.url.endswith("from=0")
    (second,) = discover.following(rules, ask, full, BASE)
    assert second.url.endswith("from=100")
    assert discover.following(rules, second, empty, BASE) == ()
    (third,) = discover.following(rules, second, full, BASE)
    assert discover.following(rules, third, full, BASE) == ()


def test_what_is_kept_of_the_list_alone_has_its_whole_text_and_moves_with_it() -> None:
    rules = source(list_only=True)
    (one,) = discover.discover(rules, rss(entry(text="<p>" + "a" * 9_000 + "</p>")), BASE)
    (two,) = discover.discover(rules, rss(entry(text="<p>b</p>")), BASE)
    assert one.summary == "<p>" + "a" * 9_000 + "</p>"
    assert one.stamp != two.stamp


def test_a_list_whose_selectors_match_nothing_is_broken() -> None:
    with pytest.raises(DiscoverError, match=r"find.item \(.gone\) matches nothing"):
        discover.discover(source(Format.LISTING, find=Find(".gone", "a")), LISTING.encode(), BASE)
    with pytest.raises(DiscoverError, match=r"find\.link"):
        discover.discover(source(Format.LISTING, find=Find(".card", "b a")), LISTING.encode(), BASE)
    with pytest.raises(DiscoverError, match="not one link"):
        discover.discover(source(), rss("<item><title>A</title></item>"), BASE)
