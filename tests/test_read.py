"""Reading: pages of our own, built like those of the sources, become documents with title, date, language, sections."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise

import pytest

from tracker import address, read
from tracker.model import Document, Format, Kind, PageRules, Snapshot, Source
from tracker.read import dates, ends, sections

OFFICE = Source(
    id="office",
    name="Data Office",
    kind=Kind.REGULATOR,
    url="https://office.example/api/search",
    format=Format.JSON,
    region="GB",
    regulator="ICO",
    licence="Open Government Licence v3.0",
    aliases=("cy.office.example",),
    page=PageRules(
        body="main .prose",
        title="main h1",
        date='main li:-soup-contains("Date")',
        remove=('p:-soup-contains("under review")',),
    ),
)
NEWS = Source("paper", "The Paper", Kind.NEWS, "https://paper.example/feed", Format.FEED)

STATEMENT = """<!doctype html><html lang="en"><head><title>Our view of Examplebook | Data Office</title>
<meta property="og:title" content="Our view of Examplebook | Data Office"><script>var x = "never read";</script></head>
<body><nav><a href="/">Home</a></nav><main id="main-content"><h1>Our view of <em>Examplebook</em></h1>
<ul><li><span>Type</span> Statement</li><li><span>Date</span> 20 September 2024</li></ul>
<div class="prose"><p>This page is under review after a new Act.</p>
<h2>Updated statement Tuesday 23 September 2025</h2>
<p>Examplebook has told us that it will go on with its plans.<br>We keep watch.</p>
<h2>Previous statement - 20 September 2024</h2>
<p>We are glad that <a href="/x">Examplebook</a> has stopped the use of people&rsquo;s posts.</p>
<ul><li>One point</li><li>Another point</li></ul></div></main><footer>All rights reserved</footer></body></html>"""

BODY = "".join(
    f"<p>Paragraph {n} of the story tells at some length what the company said to the watchdog about its plans, and "
    "what the watchdog answered when a reporter called it in the afternoon.</p>"
    for n in range(6)
)


def shot(body: bytes, url: str = "https://office.example/a", kind: str = "text/html", **more: str | None) -> Snapshot:
    sha = hashlib.sha256(body).hexdigest()
    fetched = more.pop("fetched", None) or "2025-09-24T08:00:00Z"
    return Snapshot(
        url, "x", sha, fetched, "2025-09-24.warc.gz", 7, kind, more.get("title") or "", more.get("published")
    )


def document(text: str | bytes, source: Source = read.IMPORTED, **more: str) -> Document:
    body = text if isinstance(text, bytes) else text.encode()
    found = read.read(shot(body, **more), body, source)
    assert found is not None
    return found


def news(head: str, **more: str) -> Document:
    return document(
        f"<html><head>{head}</head><body><article><h1>A headline</h1>{BODY}</article></body></html>", NEWS, **more
    )


def test_an_official_page_is_read_at_the_places_its_source_declares() -> None:
    found = document(STATEMENT, OFFICE, url="http://cy.office.example/a/?utm_source=mail#top")
    assert found.text == (
        "Updated statement Tuesday 23 September 2025\n\n"
        "Examplebook has told us that it will go on with its plans.\n\nWe keep watch.\n\n"
        "Previous statement - 20 September 2024\n\n"
        "We are glad that Examplebook has stopped the use of people\u2019s posts.\n\nOne point\n\nAnother point"
    )
    assert found.title == "Our view of Examplebook"
    assert found.published == "2024-09-20"
    assert found.id == "https://office.example/a/"
    assert (found.publisher, found.kind, found.regulator, found.region) == ("Data Office", Kind.REGULATOR, "ICO", "GB")
    assert (found.lang, found.licence, found.offset) == ("en", OFFICE.licence, 7)


def test_a_statement_edited_in_place_is_two_sections_with_dates_of_their_own() -> None:
    found = document(STATEMENT, OFFICE)
    new, old = found.sections
    assert (new.date, new.heading) == ("2025-09-23", "Updated statement Tuesday 23 September 2025")
    assert (old.date, old.heading) == ("2024-09-20", "Previous statement - 20 September 2024")
    assert "go on with its plans" in found.text[new.start : new.end]
    assert "has stopped the use" in found.text[old.start : old.end]
    assert (new.start, new.end, old.end) == (0, old.start, len(found.text))


def test_a_page_that_its_rules_do_not_fit_is_read_all_the_same() -> None:
    found = document(f"<html><body><article><h1>Moved</h1>{BODY}</article></body></html>", OFFICE)
    assert found.title == "Moved"
    assert found.text.startswith("Paragraph 0 of the story")
    assert found.text.count("\n\n") == 5


def test_rules_that_find_nothing_are_told() -> None:
    assert document(STATEMENT, OFFICE).missed == ()
    assert document(STATEMENT.replace("<li>", "<p>"), OFFICE).missed == ("date",)
    assert document(f"<html><body><main><p>{BODY}</main></body></html>", OFFICE).missed == ("body", "title", "date")
    assert news("").missed == ()


@pytest.mark.parametrize("graph", ["5", '"a"', "null", '{"headline": "x"}', "[" * 100_000])
def test_linked_data_of_any_shape_spoils_no_page(graph: str) -> None:
    found = news(f'<script type="application/ld+json">{{"@graph": {graph}}}</script>')
    assert found.title == "A headline"


def test_half_a_character_spoils_no_title() -> None:
    assert news(linked(headline="A \ud83d headline")).title == "A ? headline"


def test_a_day_that_does_not_exist_is_none() -> None:
    for day in ("2024-99-99", "2024-02-30", "2024-13", "20240", "2024-06-1"):
        body = json.dumps({"text": BODY, "published": day}).encode()
        found = read.read(shot(body, kind="application/json"), body, NEWS)
        assert found is not None
        assert found.published is None


@pytest.mark.parametrize("body", [b"", b"[1]", b'{"text": 5}', b"\xff", b'{"items": []}', b"[" * 100_000])
def test_json_that_a_link_led_to_is_no_document(body: bytes) -> None:
    assert read.read(shot(body, kind="application/json"), body, NEWS) is None


def linked(**said: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | said)}</script>'


def meta(**said: str) -> str:
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{text}">' for name, text in said.items())


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (linked(datePublished="2025-03-04T23:30:00+05:30", dateModified="2025-09-09"), "2025-03-04"),
        (linked(**{"@type": "ReportageNewsArticle"}, datePublished="2025-03-04")
         + meta(article_published_time="2025-03-01"), "2025-03-04"),
        (linked(**{"@graph": [{"@type": "WebPage", "datePublished": "2001-01-01"},
                              {"@type": ["NewsArticle"], "datePublished": "2025-03-05"}]}), "2025-03-05"),
        (meta(article_published_time="2025-03-06 13:55:27 +01:00"), "2025-03-06"),
        ('<meta name="DC.Date" content="Friday, March 7, 2025">', "2025-03-07"),
        ('<script type="application/ld+json">{broken</script>' + meta(article_published_time="2025-03-08T01:00:00Z"),
         "2025-03-08"),
        (linked(datePublished="2031-01-01") + meta(article_published_time="2025-03-09"), "2025-03-09"),
        ("", None),
    ],
)  # fmt: skip
def test_the_date_of_a_news_page(head: str, day: str | None) -> None:
    assert news(head).published == day


def test_the_date_of_the_feed_comes_first_unless_it_lies_in_the_future() -> None:
    head = '<meta property="article:published_time" content="2025-03-06">'
    assert news(head, published="2025-03-05").published == "2025-03-05"
    assert news(head, published="2025-09-25").published == "2025-09-25"  # a day ahead: clocks differ
    assert news(head, published="2025-09-26").published == "2025-03-06"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (linked(headline="Zoom&#8217;s turn"), "Zoom\u2019s turn"),
        (linked(headline="Cut off by its ..."), "A headline"),
        (meta(og_title="Meta stops - The Paper", og_site_name="The Paper"), "Meta stops"),
        (meta(og_title="A pause - and what follows", og_site_name="The Paper"), "A pause - and what follows"),
        (meta(og_title="A headline | Paper"), "A headline"),
        ("<title>Something else</title>", "A headline"),
    ],
)
def test_the_title_of_a_news_page(head: str, title: str) -> None:
    assert news(head).title == title


def test_the_publisher_of_an_imported_page() -> None:
    body = f"<body><article>{BODY}</article></body></html>"
    assert document(f"<html><head>{meta(og_site_name='Le Site')}</head>{body}").publisher == "Le Site"
    assert document(f"<html>{body}", url="https://www.site.example/1").publisher == "site.example"


@pytest.mark.parametrize(
    ("encoded", "kind"),
    [
        ("<p>Die Behörde prüft die Pläne.</p>".encode("iso-8859-1"), "text/html; charset=iso-8859-1"),
        ('<meta charset="windows-1252"><p>Die Behörde prüft die Pläne.</p>'.encode("cp1252"), "text/html"),
        ("<p>Die Behörde prüft die Pläne.</p>".encode(), "text/html; charset=UTF-8"),
        ("Die Behörde prüft die Pläne.".encode("cp1252"), "text/plain; charset=windows-1252"),
        ("Die Behörde prüft die Pläne.".encode(), "text/plain"),
    ],
)
def test_charsets(encoded: bytes, kind: str) -> None:
    body = (
        encoded
        if "plain" in kind
        else b"<html><body>" + encoded.replace(b"<p>", b"<article><p>") + b"</article></body></html>"
    )
    assert "Die Behörde prüft die Pläne." in document(body, kind=kind).text


def test_language_is_that_of_the_text_and_the_sources_for_a_short_one() -> None:
    german = (
        "Das Unternehmen hat nach einem Gespräch mit der Behörde bestätigt, dass es die Daten vorerst nicht verwendet."
    )
    assert document(german, kind="text/plain").lang == "de"
    assert document("Ja. Nein.", kind="text/plain").lang == "en"


@pytest.mark.parametrize("body", [b"%PDF-1.7 ...", b"", b"   ", b"<html><body><script>app()</script></body></html>"])
def test_a_page_without_text_is_no_document(body: bytes) -> None:
    assert read.read(shot(body), body, NEWS) is None


def test_an_image_is_no_document() -> None:
    assert read.read(shot(b"GIF89a", kind="image/gif"), b"GIF89a", NEWS) is None


MIRROR = """---
title: "Examplebook: plans on hold"
source: Mirror of Everything
date: 2025-03-10
tags:
  - privacy
---

# Examplebook: plans on hold

* [Home](/)
* [All categories](/all)

[ ]
night mode

News / PrivacyThe watchdog of Atlantis (ADPO) has confirmed th
*2025-3-8 21:18:0
Author: [paper.example](/jump)
reads: 7*

---

The watchdog of Atlantis has confirmed that Examplebook holds its plans back, [a notice](https://x.example) says.

![A picture](data:image/png;base64,AAAA)

The news comes a week after a letter
that was written over
two lines of a file.

Found this article interesting? Follow us on [Somewhere](https://s.example) to read more of what we post.

Source: https://paper.example/1
\u00a9 [Mirror](https://m.example)

* [Friend one](https://one.example)
* admin#mirror
"""


def test_markdown_of_a_mirrored_page_is_its_article_with_its_own_date() -> None:
    found = document(MIRROR, kind="text/markdown", url="urn:sha256:0")
    assert found.title == "Examplebook: plans on hold"
    assert found.published == "2025-03-08"  # the mirror says the 10th, the day of its copy
    assert found.publisher == "Mirror of Everything"
    assert found.text == (
        "The watchdog of Atlantis has confirmed that Examplebook holds its plans back, a notice says.\n\n"
        "The news comes a week after a letter that was written over two lines of a file."
    )
    assert found.id == found.url == f"sha256:{hashlib.sha256(MIRROR.encode()).hexdigest()}"


def test_markdown_of_terms_keeps_its_lists_and_dates() -> None:
    terms = "# Terms\n\n_[Effective 1 May 2025](/old)_\n\nYou agree to:\n\n- [keep calm](/calm)\n- carry on\n"
    found = document(terms, kind="text/markdown")
    assert found.text == "Effective 1 May 2025\n\nYou agree to:\n\nkeep calm\n\ncarry on"
    assert found.title == "Terms"


def test_plain_text_takes_a_short_first_line_for_its_title() -> None:
    story = "Examplebook waits\n\n14 June 2024\n\nExamplebook has stopped for now, it said in a note to its members.\n"
    found = document(story, kind="text/plain")
    assert (found.title, found.published) == ("Examplebook waits", "2024-06-14")
    bare = document("It said on Friday that it would wait for the watchdog.\nIt was not said why.", kind="text/plain")
    assert (bare.title, bare.published) == ("", None)
    assert bare.text.count("\n\n") == 1


def test_a_record_says_all_itself() -> None:
    record = {"url": "http://n.example/1?b=1", "publisher": "N", "kind": "ngo", "lang": "pt", "published": "2024-07",
              "title": "T", "text": "Um.\n\nDois."}  # fmt: skip
    found = document(json.dumps(record), kind="application/json", url="http://n.example/1?b=1")
    assert (found.id, found.publisher, found.kind, found.lang) == ("https://n.example/1?b=1", "N", Kind.NGO, "pt")
    assert (found.published, found.title, found.text) == ("2024-07", "T", "Um.\n\nDois.")
    one = document(json.dumps({"text": "Um."}), kind="application/json", url="urn:sha256:1")
    assert one.id == document(json.dumps({"text": "Um.", "id": 3}), kind="application/json", url="urn:sha256:1").id


def test_an_imported_page_of_a_known_host_is_read_by_its_sources_rules() -> None:
    known = {"office": OFFICE, "paper": NEWS}
    assert read.source_of(shot(b"", "https://cy.office.example/x"), known) is OFFICE
    assert read.source_of(shot(b"", "https://www.paper.example/x"), known) is NEWS
    assert read.source_of(shot(b"", "https://else.example/x"), known) is read.IMPORTED
    assert read.source_of(shot(b"", "urn:sha256:0"), known) is read.IMPORTED


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("HTTP://WWW.Paper.example:80/A?at_medium=RSS&b=2&utm_source=x#c", "https://www.paper.example/A?b=2"),
        ("https://paper.example", "https://paper.example/"),
        ("https://cy.office.example/a", "https://office.example/a"),
        ("https://board.example/s.do?bbsId=BS074&nttId=9", "https://board.example/s.do?bbsId=BS074&nttId=9"),
        ("https://h.example/n-1.html?wt_mc=rss.red&seite=all", "https://h.example/n-1.html?seite=all"),
    ],
)
def test_addresses(url: str, known: str) -> None:
    assert address.identity(url, OFFICE) == known
    assert address.identity(known, OFFICE) == known


@pytest.mark.parametrize(
    ("text", "lang", "iso"),
    [
        ("Date 20 September 2024", "en", "2024-09-20"),
        ("14th June 2024", "en", "2024-06-14"),
        ("March 30, 2026", "en", "2026-03-30"),
        ("Friday, Sept. 20th, 2024", "en", "2024-09-20"),
        ("vom 3. März 2025 an", "de", "2025-03-03"),
        ("1er août 2025", "fr", "2025-08-01"),
        ("15 de abril de 2025", "pt", "2025-04-15"),
        ("31 juli 2026", "nl", "2026-07-31"),
        ("2024-9-21 21:18:0", "en", "2024-09-21"),
        ("14.06.2024", "de", "2024-06-14"),
        ("2024-06-14T23:30:00-04:00", "en", "2024-06-14"),
        ("31 February 2024", "en", None),
        ("Section 20 Chapter 2024", "en", None),
        ("12 people 2024", "en", None),
        ("June 2024", "en", None),
    ],
)
def test_dates(text: str, lang: str, iso: str | None) -> None:
    assert dates.first(text, lang) == iso


def test_a_date_in_numbers_is_read_as_its_country_writes() -> None:
    assert dates.first("03/04/2025", "en") == "2025-04-03"
    assert dates.first("03/04/2025", "en", month_first=True) == "2025-03-04"


LATEST = "2025-12-31"


def cut(text: str, published: str | None = "2024-01-01") -> list[tuple[str | None, str]]:
    found = sections.split(text, published, LATEST, "en")
    assert found[0].start == 0
    assert found[-1].end == len(text)
    assert all(one.end == two.start for one, two in pairwise(found))
    return [(section.date, text[section.start : section.end].strip()[:12].strip()) for section in found]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("First.\n\nUpdate, 14 June 2024: They gave in.\n\nMore of it.",
         [("2024-01-01", "First."), ("2024-06-14", "Update, 14 J")]),
        ("UPDATE (14 June 2024): They gave in.\n\nThe old text.",
         [("2024-06-14", "UPDATE (14 J"), ("2024-01-01", "The old text")]),
        ("Statement of 21 May 2025\n\nNew.\n\nPrevious statement\n\nOld.",
         [("2025-05-21", "Statement of"), ("2024-01-01", "Previous sta")]),
        ("Latest update: 5 November 2024\n\nNew.", [("2024-11-05", "Latest updat")]),
        ("Text.\n\n3 May 2024 - Correction\n\nIt was Tuesday.",
         [("2024-01-01", "Text."), ("2024-05-03", "3 May 2024 -")]),
    ],
)  # fmt: skip
def test_sections(text: str, parts: list[tuple[str, str]]) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    "line",
    [
        "Last updated 14 June 2024",
        "Updated: 14 June 2024",
        "Published 14 June 2024",
        "The watchdog published its previous statement on 14 June 2024.",
        "Update, 14 June 2027: a day that has not come",
        "Previous statement",
        "14 June 2024",
        "Statements by all of the parties to the proceedings in the court at Dublin before 14 June 2024",
    ],
)
def test_what_heads_no_section(line: str) -> None:
    assert cut(f"{line}\n\nThe text goes on.") == [("2024-01-01", line[:12].strip())]


def test_what_stands_below_an_article_goes() -> None:
    article = ["A long story was told.", "It ended well for everybody."]
    others = ["Related articles", "Meta stops training in Europe", "X has been fined"]
    assert ends.without_calls([*article, "Subscribe to our newsletter today!", "\u00a9 2025 Paper"]) == article
    assert ends.without_calls([*article, *others]) == article
    assert ends.without_calls([*article, "You may also like to know that it went on for years after that."])[2:]
    quoted = ["The firm said: sign up to the scheme.", "Follow us on the way, the watchdog wrote, and " + "word " * 80]
    assert ends.without_calls(quoted) == quoted
