"""The bytes of a web page come in; title, text, dates and publisher come out."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from html import unescape

from bs4 import BeautifulSoup, Tag
from bs4.dammit import UnicodeDammit
from bs4.element import NavigableString, PageElement, PreformattedString
from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura import extract
from trafilatura.utils import load_html

from tracker.model import PageRules, Snapshot, Source
from tracker.read import dates, ends
from tracker.read.parts import Parts, line

# fmt: off
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}
# fmt: on
_UNREAD = {"script", "style", "template", "noscript", "svg", "button", "iframe", "select", "textarea"}
_ARTICLE = re.compile(r"Article$|Posting$|Report$")
#: where pages say when they were first published; Euronews writes "2026-01-06 13:55:27 +01:00"
_ISSUED = ("article:published_time", "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
#: " | ICO", " - BBC News": what may follow the headline in a title
_SITE = re.compile(r"\s+([|\u2013—-])\s+([^|\u2013—]{2,40})$")


def parse(body: bytes, snapshot: Snapshot, source: Source) -> Parts | None:
    """By the rules of its source where they fit the page, else as trafilatura reads it; None for what is not HTML."""
    if body[:5] == b"%PDF-" or (b"\0" in body[:200] and body[:2] not in _UTF_16):
        return None
    charset = re.search(r"charset=[\"']?([\w.:-]+)", snapshot.content_type)
    markup = UnicodeDammit(body, known_definite_encodings=[charset[1]] if charset else [], is_html=True).unicode_markup
    tree = load_html(markup) if markup else None
    if tree is None or markup is None:
        return None
    meta = _meta(tree)
    linked = list(_linked_data(tree))
    articles = [item for item in linked if _is_article(item)]
    title, paragraphs, shown = "", list[str](), None
    missed: tuple[str, ...] = ()
    if source.page:
        title, paragraphs, shown = _by_rules(markup, source.page, source)
        found = {"body": paragraphs, "title": title, "date": shown}
        missed = tuple(name for name, value in found.items() if getattr(source.page, name) and not value)
    stated = [str(item["datePublished"]) for item in articles if item.get("datePublished")]
    stated += [meta[name] for name in _ISSUED if name in meta]
    stated += [str(item["datePublished"]) for item in linked if item.get("datePublished")]
    month_first = source.region == "US"
    days = [dates.first(text, source.lang, month_first=month_first) for text in stated]
    guess = None if shown or snapshot.published or any(days) else _searched(tree, snapshot)
    title = title or _title(tree, meta, articles) or snapshot.title
    paragraphs = paragraphs or _extracted(tree)
    if paragraphs[:1] == [title] and not (source.list_only and len(paragraphs) == 1):  # a headline may be all we have
        paragraphs = paragraphs[1:]
    text = "\n\n".join(ends.without_calls(paragraphs))
    return Parts(title, text, (shown, snapshot.published, *days, guess), meta.get("og:site_name", ""), missed=missed)


def _by_rules(markup: str, rules: PageRules, source: Source) -> tuple[str, list[str], str | None]:
    """Title, paragraphs and date at the places that the source declares; empty where the page has no such place."""
    soup = BeautifulSoup(markup, "lxml")
    month_first = source.region == "US"
    found = soup.select(rules.date) if rules.date else []
    texts = (str(tag.get("datetime") or tag.get("content") or tag.get_text(" ")) for tag in found)
    days = (dates.first(text, source.lang, month_first=month_first) for text in texts)
    day = next((day for day in days if day), None)
    for selector in rules.remove:
        for tag in soup.select(selector):
            tag.decompose()
    heading = soup.select_one(rules.title) if rules.title else None
    bodies = soup.select(rules.body)
    outer = [tag for tag in bodies if not any(parent in bodies for parent in tag.parents)]
    paragraphs = [row for tag in outer for row in _paragraphs(tag)]
    return line(heading.get_text(" ")) if heading else "", paragraphs, day


def _paragraphs(tag: Tag) -> list[str]:
    """The text of an element, cut where a block begins or ends."""
    return [row for row in map(line, "".join(_pieces(tag)).split("\0")) if row]


def _pieces(node: PageElement) -> Iterator[str]:
    if isinstance(node, Tag):
        if node.name in _UNREAD:
            return
        edge = "\0" if node.name in _BLOCKS else ""
        yield edge
        for child in node.children:
            yield from _pieces(child)
        yield edge
    elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
        yield str(node).replace("\0", "")


def _extracted(tree: HtmlElement) -> list[str]:
    written = extract(tree, favor_precision=True, include_comments=False, output_format="txt") or ""
    return [row for row in map(line, written.split("\n")) if row]


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The meta elements by name or property in lower case; of several the first."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        if name and (content := line(element.get("content") or "")):
            found.setdefault(name, content)
    return found


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """Every object of the JSON-LD of a page, those inside others too; scripts that are not JSON are passed over."""
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            waiting = deque([json.loads(script.text or "", strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.popleft()
            if isinstance(item, list):
                waiting.extendleft(reversed(item))
            elif isinstance(item, dict):
                yield item
                graph = item.get("@graph")
                waiting.extendleft(reversed(graph) if isinstance(graph, list) else [graph])


def _is_article(item: dict[str, object]) -> bool:
    types = item.get("@type")
    return any(_ARTICLE.search(str(name)) for name in (types if isinstance(types, list) else [types]))


def _title(tree: HtmlElement, meta: dict[str, str], articles: list[dict[str, object]]) -> str:
    """The headline: of the JSON-LD, else og:title without the name of the site, else the only h1, else the title."""
    named = [line(unescape(str(item["headline"]))) for item in articles if item.get("headline")]
    if named and not named[0].endswith(("…", "...")):
        return named[0]
    headings = [text for h1 in tree.iter("h1") if (text := line(h1.text_content()))]
    shown = meta.get("og:title") or (headings[0] if len(headings) == 1 else line(tree.findtext(".//title") or ""))
    match = _SITE.search(shown)
    if match and (
        shown[: match.start()] in headings or meta.get("og:site_name", match[2]).casefold() == match[2].casefold()
    ):
        return shown[: match.start()]
    return shown


def _searched(tree: HtmlElement, snapshot: Snapshot) -> str | None:
    """What htmldate finds in markup and address; it is not let guess from the text at large."""
    last = dates.latest(snapshot.fetched)
    address = None if snapshot.url.startswith("urn:") else snapshot.url
    return find_date(tree, original_date=True, extensive_search=False, max_date=last, url=address)
