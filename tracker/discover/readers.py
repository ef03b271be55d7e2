"""The bytes of a list come in; its links as they are written there go out, by the format of the list."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import chompjs
import defusedxml.ElementTree as Defused
import feedparser  # type: ignore[import-untyped]
from bs4 import BeautifulSoup, Tag

from tracker.model import Find, Format, Source, TrackerError

#: a backslash before what JSON knows no escape for, as GDELT writes it
_BAD_ESCAPE = re.compile(rb'\\(?!["\\/bfnrtu])')


class DiscoverError(TrackerError):
    """The body is not what the source should be; the message says what came instead."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A link as it is written in the list."""

    url: str
    title: str = ""
    summary: str = ""
    date: str = ""
    stamp: str | None = None


def feed(source: Source, body: bytes, base: str) -> Iterator[Raw]:
    # a stream, because feedparser takes bytes for the name of a file; some feeds start with a blank line
    try:
        parsed = feedparser.parse(io.BytesIO(body.lstrip()), response_headers={"content-location": base})
    except ValueError as error:  # it stumbles over characters that do not exist, such as &#x110000;
        raise DiscoverError(f"a feed that cannot be read: {error}") from None
    if not parsed.get("version"):
        raise DiscoverError(f"neither RSS nor Atom, but {glimpse(body)}")
    entries = [(entry, address) for entry in parsed.entries if (address := _address(entry, source))]
    if parsed.get("bozo") and not entries and not isinstance(parsed.bozo_exception, _HARMLESS):
        raise DiscoverError(f"a feed whose XML is broken: {parsed.bozo_exception}")
    if parsed.entries and not entries:
        raise DiscoverError(f"a feed with {len(parsed.entries)} items and not one link")
    for entry, address in entries:
        dated = dict.get(entry, "published") or dict.get(entry, "updated") or ""
        text = entry.get("summary", "")
        if source.list_only and entry.get("content"):
            text = max((str(part.get("value", "")) for part in entry.content), key=len)
        yield Raw(address, entry.get("title", ""), text, dated)


def _address(entry: Any, source: Source) -> str:
    """The address of an item of a feed: that of the first link in the field where the true one stands."""
    written = entry.get(source.link_in, "") if source.link_in else ""
    anchor = html(written).select_one("a[href]") if "<" in written else None
    return str(anchor["href"] if anchor else entry.get("link") or "")


def sitemap(_source: Source, body: bytes, _base: str) -> Iterator[Raw]:
    root = xml(body)
    if local(root) not in ("urlset", "sitemapindex"):
        raise DiscoverError(f"no sitemap, but XML with the root {local(root)}")
    for child in root if local(root) == "urlset" else ():
        if address := text(child, "loc"):
            yield Raw(
                address, text(child, "title"), "", text(child, "publication_date"), text(child, "lastmod") or None
            )


def listing(source: Source, body: bytes, _base: str) -> Iterator[Raw]:
    find = _find(source)
    soup = html(body)
    rows = soup.select(find.item)
    if not rows:
        raise DiscoverError(
            f"find.item ({find.item}) matches nothing" if soup.find("html") else f"no HTML, but {glimpse(body)}"
        )
    found = [(row, row if find.link == "&" else row.select_one(find.link)) for row in rows]
    linked = [(row, anchor) for row, anchor in found if anchor is not None and anchor.has_attr("href")]
    if not linked:
        raise DiscoverError(f"find.link ({find.link}) matches nothing in {len(rows)} items")
    for row, anchor in linked:
        title = _cell(row, find.title) or anchor.get_text(" ", strip=True)
        stamp = _cell(row, find.stamp) or None
        yield Raw(str(anchor["href"]), title, _cell(row, find.summary), _cell(row, find.date), stamp)


def json_list(source: Source, body: bytes, _base: str) -> Iterator[Raw]:
    find = _find(source)
    rows = member(reply(source, body), find.item)
    if not isinstance(rows, list):
        raise DiscoverError(f"JSON without a list {find.item}")
    found = [(row, member(row, find.link)) for row in rows]
    for row, address in found:
        if not address and find.link not in (row if isinstance(row, dict) else ()):
            raise DiscoverError(f"an item of {find.item} without {find.link}")
        if not isinstance(address, str) or not address:
            continue  # null: an item without a page of its own, such as a question on Hacker News
        title, summary, dated, stamp = (
            str(member(row, name) or "") if name else "" for name in (find.title, find.summary, find.date, find.stamp)
        )
        yield Raw(address, title, summary, dated, stamp or None)


READERS = {
    Format.FEED: feed,
    Format.SITEMAP: sitemap,
    Format.LISTING: listing,
    Format.JSON: json_list,
    Format.SCRIPT: json_list,
}
#: what feedparser complains of although it read the feed
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def _find(source: Source) -> Find:
    if source.find is None:
        raise DiscoverError(f"{source.id}: a {source.format} needs `find`, which says where its links stand")
    return source.find


def html(body: bytes | str) -> BeautifulSoup:
    """A body as HTML, which XHTML is too: the library warns of every XML declaration."""
    if isinstance(body, bytes):
        try:
            return BeautifulSoup(body.replace(b"<?xml", b"<?"), "lxml")
        except ValueError as error:  # a declared encoding with a NUL in it
            raise DiscoverError(f"no HTML that can be read: {error}") from None
    return BeautifulSoup(body.replace("<?xml", "<?"), "lxml")


def _cell(row: Tag, selector: str | None) -> str:
    found = row.select_one(selector) if selector else None
    if found is None:
        return ""
    return str(found.get("datetime") or found.get_text(" ", strip=True))


def reply(source: Source, body: bytes) -> Any:
    """What a JSON reply or a script file holds."""
    try:
        if source.format is Format.SCRIPT:
            return chompjs.parse_js_object(body.decode("utf-8-sig", "replace"))
        return json.loads(_BAD_ESCAPE.sub(rb"\\\\", body), strict=False)
    except (ValueError, RecursionError):
        what = "script that assigns an object" if source.format is Format.SCRIPT else "JSON"
        raise DiscoverError(f"no {what}, but {glimpse(body)}") from None


def member(value: Any, dotted: str) -> Any:
    """A member by its dotted name; "." is the value itself."""
    for name in dotted.split(".") if dotted != "." else ():
        value = value.get(name) if isinstance(value, dict) else None
    return value


def xml(body: bytes) -> ElementTree.Element:
    """The root of an XML body that should be a sitemap."""
    try:
        root: ElementTree.Element = Defused.fromstring(body.lstrip())
        return root
    except (ElementTree.ParseError, LookupError, ValueError) as error:  # an unknown encoding, or entities
        raise DiscoverError(f"no sitemap, but {glimpse(body)} ({error})") from None


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def text(element: ElementTree.Element, name: str) -> str:
    """The text of the first descendant of that name, whatever its namespace."""
    return next((x.text.strip() for x in element.iter() if local(x) == name and x.text), "")


def glimpse(body: bytes) -> str:
    """The first words of a body, for a message."""
    start = " ".join(body[:2000].decode("utf-8", "replace").split())[:60]
    if re.match(r"(<!doctype html|<html)", start, re.I):
        return "an HTML page"
    return f"{start!r}" if start else "an empty answer"
