"""Lists and pages that strangers may write to harm their reader, each with what must come of it."""

from __future__ import annotations

import json

from hostile_web import HTML, Case, answer

from tracker.model import Format

#: seconds that one list or page may take in these tests
CONTENT_LIMIT = 1.0
N = 4_500_000
XML, PLAIN, MARKDOWN = "Content-Type: application/xml", "Content-Type: text/plain", "Content-Type: text/markdown"
LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a0 "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
TOO_MUCH = "longer than 1 s|nested too deeply|tags, 300000 at most"


def feed(items: bytes, before: bytes = b"") -> bytes:
    return before + b'<rss version="2.0"><channel><title>x</title>' + items + b"</channel></rss>"


def item(link: bytes, title: bytes = b"t", date: bytes = b"") -> bytes:
    return b"<item><link>%s</link><title>%s</title><pubDate>%s</pubDate></item>" % (link, title, date)


def sitemap(urls: bytes, before: bytes = b"") -> bytes:
    return before + b"<urlset>" + urls + b"</urlset>"


def listed(reads: Format, name: str, body: bytes, ends: str) -> Case:
    return Case(f"{reads}-{name}", answer(body, XML), ends, reads)


def page(name: str, body: bytes, ends: str, kind: str = HTML, *, rules: bool = False) -> Case:
    return Case(f"page-{name}", answer(body, kind), ends, "page", rules)


STRANGE_LINKS = b"".join(
    item(link)
    for link in (
        b"javascript:alert(1)",
        b"data:text/html,x",
        b"file:///etc/passwd",
        b"ftp://a.org/x",
        b"http://[",
        b"mailto:a@b",
        b"vbscript:x",
        b"about:blank",
        b"blob:https://a.org/1",
        b"JaVaScRiPt:alert(1)",
        b"&#106;avascript:alert(1)",
        b"http:///x",
        b"//",
        b"https://",
        b"x\0y",
        b"\xf0\x9f\x92\xa9",
        b"http://a.org:x/",
    )
)

FEEDS = (
    listed(Format.FEED, "billion-laughs", feed(item(b"https://a.org/1", b"&a11;"), LAUGHS), "~1 links"),
    listed(
        Format.FEED,
        "entity-of-50-kB-50000-times",
        feed(item(b"https://a.org/1", b"&a;" * 50_000), b'<!DOCTYPE l [<!ENTITY a "%s">]>' % (b"x" * 50_000)),
        "~1 links",
    ),
    listed(
        Format.FEED, "external-entity", feed(item(b"https://a.org/1", b"[&x;]"), OUTSIDE), r"~1 links \S+ \[(?!root)"
    ),
    listed(
        Format.FEED,
        "external-dtd",
        feed(item(b"https://a.org/1"), b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "~1 links",
    ),
    listed(
        Format.FEED,
        "strange-links",
        feed(STRANGE_LINKS + item(b"https://a.org/1")),
        r"~\d links(?!.*(javascript|data:|passwd|ftp:))",
    ),
    listed(Format.FEED, "deep", feed(b"<a>" * 250_000), "~0 links|" + TOO_MUCH),
    listed(Format.FEED, "deeper", feed(b"<a>" * 1_500_000), TOO_MUCH),
    listed(
        Format.FEED,
        "many-slow-dates",
        feed(b"".join(item(b"https://a.org/%d" % n, b"t", b"x y %d z 2024" % n) for n in range(30_000))),
        TOO_MUCH,
    ),
    listed(
        Format.FEED,
        "one-long-date",
        feed(item(b"https://a.org/1", b"t", b"1 January 2024 " * 300_000)),
        "~1 links|" + TOO_MUCH,
    ),
    listed(Format.FEED, "one-long-title", feed(item(b"https://a.org/1", b"x" * N)), r"~1 links \S+ x{5000} "),
    listed(Format.FEED, "title-of-tags", feed(item(b"https://a.org/1", b"&lt;a " * 700_000)), "~1 links|" + TOO_MUCH),
    listed(Format.FEED, "nul", feed(item(b"https://a.org/1", b"a\0b")), "~|XML is broken"),
    listed(Format.FEED, "lone-surrogate", feed(item(b"https://a.org/1", b"&#xd800;")), "cannot be read"),
    listed(Format.FEED, "character-that-is-none", feed(item(b"https://a.org/1", b"&#x110000;")), "cannot be read"),
    listed(
        Format.FEED,
        "false-charset",
        b'<?xml version="1.0" encoding="utf-7"?>' + feed(item(b"https://a.org/1")),
        "~|broken",
    ),
    listed(Format.FEED, "utf-16-that-is-none", b"\xff\xfe" + feed(item(b"https://a.org/1")), "~1 links"),
    listed(Format.FEED, "open-cdata", feed(b"<![CDATA[" * 400_000), "~0 links|broken|tags"),
    listed(
        Format.FEED,
        "stylesheet-with-script",
        b'<?xml-stylesheet href="javascript:alert(1)"?>' + feed(item(b"https://a.org/1")),
        "~1 links",
    ),
    listed(Format.FEED, "html-instead", b"<!doctype html><html><body>login</body></html>", "neither RSS nor Atom"),
    listed(Format.FEED, "a-name-of-a-file", b"/etc/passwd", "neither RSS nor Atom"),
    listed(Format.FEED, "nothing", b"", "neither RSS nor Atom"),
    listed(
        Format.FEED,
        "attributes",
        b'<rss version="2.0" ' + b"".join(b"a%d='1' " % n for n in range(200_000)) + b"><channel/></rss>",
        "~0 links|" + TOO_MUCH,
    ),
)
LISTS = (
    listed(Format.SITEMAP, "billion-laughs", sitemap(b"&a11;", LAUGHS), "no sitemap"),
    listed(
        Format.SITEMAP,
        "entity",
        sitemap(b"<url><loc>https://a.org/&a;</loc></url>", b'<!DOCTYPE l [<!ENTITY a "x">]>'),
        "no sitemap",
    ),
    listed(
        Format.SITEMAP, "external-entity", sitemap(b"<url><loc>https://a.org/&x;</loc></url>", OUTSIDE), "no sitemap"
    ),
    listed(Format.SITEMAP, "deep", sitemap(b"<a>" * 600_000 + b"</a>" * 600_000), TOO_MUCH),
    listed(
        Format.SITEMAP,
        "xinclude",
        sitemap(b'<url><loc><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/></loc></url>'),
        "~0 links",
    ),
    listed(Format.SITEMAP, "bad-utf-8", sitemap(b"<url><loc>https://a.org/\xff</loc></url>"), "no sitemap"),
    listed(
        Format.SITEMAP,
        "unknown-encoding",
        b'<?xml version="1.0" encoding="x-none"?>' + sitemap(b""),
        "no sitemap|fails on it",
    ),
    listed(Format.LISTING, "deep", b"<html>" + b"<div>" * 250_000 + b"<li><a href=/x>y</a>", "~|" + TOO_MUCH),
    listed(Format.LISTING, "items-in-items", b"<html>" + b"<ul><li><a href=/x>y</a>" * 60_000, "~1 links|" + TOO_MUCH),
    listed(Format.LISTING, "attributes", b"<html><li " + b"a " * 2_000_000 + b"><a href=/x>", "~|" + TOO_MUCH),
    listed(
        Format.LISTING,
        "strange-links",
        b"<html><li><a href='javascript:alert(1)'>x</a><li><a href=' data:x'>y</a><li><a href='//'>z</a>",
        "~1 links",
    ),
    listed(
        Format.LISTING, "base-elsewhere", b"<html><base href='file:///etc/'><li><a href='passwd'>x</a>", "~(?!.*file:)"
    ),
    listed(Format.JSON, "deep", b"[" * N, "no JSON|nested"),
    listed(Format.JSON, "large-number", b'{"items": %s}' % (b"9" * 100_000), "no JSON|without a list"),
    listed(Format.JSON, "not-a-number", b'{"items": NaN}', "without a list"),
    listed(Format.JSON, "lone-surrogate", b'{"items": [{"url": "https://a.org/\\ud800"}]}', "~1 links"),
    listed(
        Format.JSON, "keys-twice", b'{"items": [{"url": "javascript:x"}], "items": [{"url": "data:x"}]}', "~0 links"
    ),
    listed(Format.JSON, "numbers-for-text", b'{"items": [{"url": 1}]}', "~0 links"),
    listed(Format.JSON, "a-link-of-4-MB", json.dumps({"items": [{"url": "https://a.org/" + "x" * N}]}).encode(), "~"),
)
PAGES = (
    page("deep", b"<html><body>" + b"<div>" * 250_000 + b"text", "~|" + TOO_MUCH),
    page(
        "deep-by-rules",
        b"<html><body>" + b"<div>" * 5_000 + b"text" + b"</div>" * 5_000,
        "nested too deeply",
        rules=True,
    ),
    page("a-million-tags", b"<html><body>" + b"<b><i>" * 500_000, "1000002 tags"),
    page("open-tags", b"<html><body>" + b"<p>" + b"<" * 250_000, "~"),
    page("one-line-of-4-MB", b"<html><body><p>" + b"a " * (N // 2), "~|" + TOO_MUCH),
    page("many-dates", b"<html><body>" + b"<p>12 June 2024 " * 200_000, "~|" + TOO_MUCH),
    page("many-metas", b"<html><head>" + b"<meta name=a content=b>" * 200_000, "~|" + TOO_MUCH),
    page("many-scripts", b"<html>" + b'<script type="application/ld+json">{"a":1}</script>' * 80_000, "~|" + TOO_MUCH),
    page(
        "deep-json-ld",
        b'<html><script type="application/ld+json">' + b"[" * 1_000_000 + b"</script><p>x",
        "~|" + TOO_MUCH,
    ),
    page(
        "wide-json-ld",
        b'<html><script type="application/ld+json">[' + b"[1]," * 900_000 + b"1]</script><p>x",
        "~|" + TOO_MUCH,
    ),
    page("nul", b"<html><body><p>Meta paused its plan in Britain for now.</p>" + b" " * 300 + b"\0" * 1_000_000, "~"),
    page("nul-first", b"\0" * 500, "~no text"),
    page("pdf", b"%PDF-1.7 " + b"x" * 1000, "~no text"),
    page("picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 1000, "~no text", "Content-Type: image/png"),
    page(
        "false-charset",
        b"<html><body><p>Meta paused \xe9\xff its plan.</p>",
        "~",
        "Content-Type: text/html; charset=utf-16",
    ),
    page(
        "unknown-charset",
        b"<html><body><p>Meta paused its plan for now.</p>",
        "~",
        "Content-Type: text/html; charset=x-nothing",
    ),
    page(
        "charset-that-unpacks", b"<html><body><p>Meta paused its plan.</p>", "~", "Content-Type: text/html; charset=zip"
    ),
    page("charset-rot13", b"<html><body><p>Meta paused its plan.</p>", "~", "Content-Type: text/html; charset=rot13"),
    page(
        "charset-of-python",
        b"<html><body><p>Meta paused its plan.</p>",
        "~",
        "Content-Type: text/html; charset=unicode_escape",
    ),
    page(
        "utf-7",
        b"<html><body><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>",
        "~",
        "Content-Type: text/html; charset=utf-7",
    ),
    page("entities", b"<html><body><p>" + b"&amp;" * 800_000, "~|" + TOO_MUCH),
    page(
        "frames",
        b"<html><body>" + b"<iframe src=file:///etc/passwd></iframe>" * 1000 + b"<p>Meta paused its plan.</p>",
        "~(?!.*root:)",
    ),
    page(
        "xml-with-an-entity",
        b'<?xml version="1.0"?>' + OUTSIDE + b"<html><body><p>Meta paused &x; its plan.</p></body></html>",
        "~(?!.*root:)",
        "Content-Type: application/xhtml+xml",
    ),
    page("plain-lines", b"a\n\n" * 1_400_000, "~|" + TOO_MUCH, PLAIN),
    page("markdown-brackets", b"[" * 1_000_000, "~|" + TOO_MUCH, MARKDOWN),
    page("markdown-emphasis", b"*a " * 500_000, "~|" + TOO_MUCH, MARKDOWN),
    page("markdown-quotes", b">" * 500_000, "~|" + TOO_MUCH, MARKDOWN),
    page("markdown-lists", b"- " * 500_000, "~|" + TOO_MUCH, MARKDOWN),
    page("deep-json", b"[" * 1_000_000, "~no text", "Content-Type: application/json"),
)
CONTENT = (*FEEDS, *LISTS, *PAGES)
