"""A name of a reader comes in; a property of it that must hold for all bytes goes out.

Whole examples are bent rather than bytes made up: what is nearly right reaches deepest.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from retold import MIRROR, REWRITE

from tracker import discover, read
from tracker.archive import Archive, ArchiveError, records
from tracker.declarations import load_feeds, load_history, load_words
from tracker.extract import Extractor
from tracker.model import (
    DeclarationError,
    Document,
    Find,
    Format,
    InputError,
    Kind,
    Page,
    PageRules,
    Snapshot,
    Source,
)

ROOT = Path(__file__).parent.parent.parent
NOW = "2026-11-22T08:00:00Z"
#: pieces that readers of such things trip over
# fmt: off
TOKENS = [
    b"",
    b"\0",
    b"<",
    b">",
    b"&",
    b'"',
    b"'",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"&#0;",
    b"&#xd800;",
    b"&#x110000;",
    b"&nope;",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\r\n",
    b"\r",
    b"\x1a",
    b"\x85",
    b"\xe2\x80\xa8",
    b"<html>",
    b"</html>",
    b"<script>",
    b"<svg>",
    b"<table>",
    b"<template>",
    b"<p>",
    b"<time datetime='x'>",
    b"http://[",
    b"//",
    b"\\ud800",
    b"javascript:",
    b"9" * 30,
    b"-1",
    b"1e999",
    b"NaN",
    b"null",
    b"true",
    b"{",
    b"}",
    b"[",
    b"]",
    b": ",
    b"- ",
    b"? ",
    b"&a ",
    b"*a",
    b"<<: ",
    b"!!python/object:os.system ",
    b"!!binary ",
    b"|",
    b"%YAML 1.1\n---\n",
    b"\t",
    b"charset=utf-7",
    b"2024-02-30",
    b"31 February 2024",
    b"0000-00-00",
    b"99999-01-01",
    b"12/13/14",
    b"\xc2\xa0",
    b"\xe2\x80\x8f",
    b"a\xcc\x81" * 20,
    b"WARC/1.1\r\n",
    b"Content-Length: 99999999\r\n",
    b"\x1f\x8b\x08",
    b"--",
    b"\n\n",
    b". ",
    b"? ",
    b"Meta paused ",
    b" AI training ",
    b" in the UK",
    b" would ",
]
# fmt: on
SOURCE = Source(id="x", name="X", kind=Kind.REGULATOR, url="https://a.org/list", format=Format.FEED)

Property = Callable[[bytes], None]


@st.composite
def bent(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed with up to eight pieces cut out, doubled, moved or replaced."""
    body = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, len(body)))
        size = draw(st.sampled_from([0, 1, 2, 5, 20, 100, 1000]))
        match draw(st.integers(0, 4)):
            case 0:
                body = body[:at] + draw(st.sampled_from(TOKENS)) + body[at + size :]
            case 1:
                body = body[:at] + draw(st.binary(max_size=6)) + body[at + size :]
            case 2:
                body = body[: at + size] + body[at : at + size] * draw(st.sampled_from([1, 3, 50])) + body[at + size :]
            case 3:
                other = draw(st.sampled_from(seeds))
                start = draw(st.integers(0, len(other)))
                body = body[:at] + other[start : start + 10 * size] + body[at:]
            case _:
                body = body[:at]
    return body


@cache
def played() -> list[bytes]:
    """Lists and pages as the sources of the tests send them."""
    return [
        b'<rss version="2.0"><channel><title>x</title><item><link>https://a.org/1</link><title>Meta &amp; AI</title>'
        b"<description>&lt;p&gt;text</description><pubDate>Fri, 20 Sep 2024 10:00:00"
        b" GMT</pubDate></item></channel></rss>",
        b'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><title'
        b' type="html">x</title>'
        b'<link href="/1"/><updated>2024-09-20T10:00:00Z</updated><summary>y</summary></entry></feed>',
        b"<urlset"
        b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.org/1</loc><lastmod>2024-09-20</lastmod>'
        b"</url></urlset>",
        b"<sitemapindex><sitemap><loc>https://a.org/s.xml</loc></sitemap></sitemapindex>",
        b"<html><body><ul><li><a href=/1>One</a><time datetime=2024-09-20>20 September"
        b" 2024</time></li></ul></body></html>",
        json.dumps({"items": [{"url": "/1", "title": "x", "date": "20 Sep 2024"}], "pages": 3}).encode(),
        b"<script>window.state = {items: [{url: '/1', title: 'x', date: '2024-09-20'}]}</script>",
    ]


@cache
def pages() -> list[bytes]:
    article = (
        '<!doctype html><html lang="en"><head><title>Statement on LinkedIn | ICO</title><meta charset="utf-8">'
        '<meta property="article:published_time" content="2024-09-20T10:00:00Z"><script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Statement", "datePublished": "2024-09-20", "@graph":'
        ' [{"@type": "WebPage"}]}'
        "</script></head><body><nav><a href=/>Home</a></nav><main><h1>Statement on"
        " LinkedIn</h1><time>20 September 2024</time>"
        "<p>{}</p><h2>Update, 23 September 2025</h2><table><tr><td>a<td>b</table><p>LinkedIn will begin"
        " again.</p></main></body></html>"
    )
    texts = [MIRROR, REWRITE]
    return [
        article.replace("{}", REWRITE.replace("\n\n", "</p><p>")).encode(),
        *(text.encode() for text in texts),
        ("---\ntitle: A title\npublished: 2024-09-20\n---\n\n# A title\n\n" + MIRROR).encode(),
        json.dumps({"text": REWRITE, "title": "x", "published": "2024-09-20", "kind": "news", "lang": "en"}).encode(),
    ]


@cache
def sentences() -> list[bytes]:
    lines = (ROOT / "tests" / "documents.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"].encode() for line in lines]


@cache
def sheets() -> list[bytes]:
    feeds = (ROOT / "feeds.yaml").read_bytes()
    head, *entries = feeds.split(b"\n  - id: ")
    history = (ROOT / "data" / "history.yaml").read_bytes()
    short = [head + b"".join(b"\n  - id: " + entry for entry in entries[n : n + 2]) for n in range(0, 12, 2)]
    return [*short, *(b"- company" + part for part in history.split(b"\n- company")[1:6])]


@cache
def warcs() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        for number, body in enumerate((b"<html>one</html>", b"<html>two</html>", b"<html>one</html>")):
            headers = (("content-type", "text/html"), ("etag", '"1"'))
            page = Page("https://a.org/1", "https://a.org/1", 200, headers, body, f"2026-11-22T08:00:0{number}Z")
            archive.write(page, "x", "A title", "2026-11-22")
        packed = (Path(folder) / "2026-11-22.warc.gz").read_bytes()
    plain = b"".join(member for member in _members(packed))
    return [packed, plain]


def _members(packed: bytes) -> list[bytes]:
    with tempfile.TemporaryFile() as file:
        file.write(packed)
        return [member.content or b"" for member in records.members(file)]


def can_be_written(text: str) -> None:
    text.encode("utf-8")
    assert "\0" not in text


def of_discover(body: bytes) -> None:
    for form in Format:
        find = Find(item="li" if form is Format.LISTING else "items", link="a" if form is Format.LISTING else "url")
        source = Source("x", "X", Kind.NEWS, "https://a.org/list", form, find=find)
        try:
            links = discover.discover(source, body, source.url)
            asks = discover.following(source, discover.openings(source, source.url)[0], body, source.url)
        except discover.DiscoverError:
            continue
        for link in links:
            assert re.match(r"https?://[^/]", link.url)
            assert link.published is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", link.published)
            for text in (link.url, link.title, link.summary, link.stamp or ""):
                can_be_written(text)
        assert all(isinstance(ask.url, str) for ask in asks)


def of_read(body: bytes) -> None:
    for kind in ("text/html", "text/plain", "text/markdown", "application/json", "text/html; charset=x"):
        for rules in (None, PageRules(body="main, p", title="h1", date="time", remove=("nav",))):
            snapshot = Snapshot("https://a.org/1", "x", "0" * 64, NOW, "f", 0, kind, "", None)
            source = Source("x", "X", Kind.NEWS, "https://a.org/list", Format.FEED, page=rules)
            if rules and not kind.startswith("text/html"):
                continue
            document = read.read(snapshot, body, source)
            if document is not None:
                assert document.text.strip()
                for text in (document.text, document.title, document.publisher, document.lang):
                    can_be_written(text)
                assert document.published is None or document.published <= "2026-11-23"


@cache
def extractor() -> Extractor:
    return Extractor(load_words())


def of_extract(body: bytes) -> None:
    text = body.decode("utf-8", "replace").replace("\0", " ")
    for lang in ("en", "de"):
        sections = read.sections.split(text, "2024-09-20", "2026-11-23", lang)
        document = Document("https://a.org/1", "", "A title", text, "2024-09-20", "X", Kind.NEWS, lang, "x", sections)
        reading = extractor()(document)
        for report in reading.reports:
            assert report.quote == text[report.start : report.end]
        for rejection in reading.rejections:
            assert rejection.quote == text[rejection.start : rejection.end]


def of_yaml(body: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.yaml"
        path.write_bytes(body)
        for load in (load_feeds, load_history):
            try:
                load(path)  # type: ignore[operator]
            except DeclarationError as error:
                assert str(error).startswith("sheet.yaml")  # noqa: PT017
                can_be_written(str(error))


def of_warc(body: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2026-11-22.warc.gz"
        path.write_bytes(body)
        archive = Archive(Path(folder))
        for snapshot in archive.snapshots():
            try:
                archive.read(snapshot)
            except ArchiveError:
                continue
        archive.damage()
        try:
            for page in records.pages(path):
                assert isinstance(page.body, bytes)
        except InputError:
            pass
        headers = (("content-type", "text/html"),)
        page = Page("https://a.org/9", "https://a.org/9", 200, headers, b"<html>nine</html>", "2026-11-22T09:00:00Z")
        written = Archive(Path(folder)).write(page, "x", "t", None)
        assert Archive(Path(folder)).read(written) == page.body, "what comes behind damage can be read"


#: name: examples, property
TARGETS: dict[str, tuple[Callable[[], list[bytes]], Property]] = {
    "discover": (played, of_discover),
    "read": (pages, of_read),
    "extract": (sentences, of_extract),
    "yaml": (sheets, of_yaml),
    "warc": (warcs, of_warc),
}
