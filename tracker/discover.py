"""A source and the bytes of its list come in; the links it shows and the requests for its next pages go out."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
from bs4 import BeautifulSoup, Tag
from dateparser.date import DateDataParser

from tracker.address import canonical
from tracker.model import Find, Format, Kind, Link, Source, TrackerError

#: characters of a title or teaser that are kept
_LONGEST = 5_000
#: characters of an ISO date that are known, by the unit that dateparser found
_PRECISION = {"year": 4, "month": 7}
#: four digits, or two where RFC 822 puts a year; without this dateparser takes "14 June" for June 2014
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)|\d [A-Za-z]{3} \d\d \d\d:")

#: as feeds write it; the name of the day may be wrong or missing
_RFC822 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? (GMT|UT|[+-]\d{4})$")


class DiscoverError(TrackerError):
    """The body is not what the source should be; the message says what came instead."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a page of a list; with `post` it is sent as a JSON body, otherwise it is a GET."""

    url: str
    post: dict[str, object] | None = None
    #: counted from 1
    page: int = 1
    #: which of the bodies in the source's `post` it is
    order: int = 0
    #: the address of the list with `{page}` for the number, where it is counted there
    counted: str = ""


@dataclass(frozen=True, slots=True)
class _Raw:
    """A link as it is written in the list."""

    url: str
    title: str = ""
    summary: str = ""
    date: str = ""
    stamp: str | None = None


def discover(source: Source, body: bytes, base: str) -> tuple[Link, ...]:
    """The links of one list in its order, each address once, canonical, narrowed by `keep` and `drop`.

    `base` is the address that the body came from. Raises DiscoverError when the body is not of the source's format:
    a broken list and a list with nothing new never look alike.
    """
    raws = _READERS[source.format](source, body, base)
    links: dict[str, Link] = {}
    for raw in raws:
        try:
            url = canonical(_join(base, _unicode(raw.url).strip()), source)
        except (DiscoverError, ValueError):  # one bad link does not spoil a list
            continue
        if not re.match(r"https?://[^/]", url) or not _wanted(source, url):
            continue
        title, summary = _plain(raw.title), _plain(raw.summary)
        link = Link(
            source.id, url, title, summary, iso_prefix(raw.date, source.lang), raw.stamp and _unicode(raw.stamp)
        )
        links.setdefault(url, link)
    return tuple(links.values())


def openings(source: Source, address: str) -> tuple[Ask, ...]:
    """The first requests for a list: one, or one for each JSON body of the source."""
    if source.post:
        return tuple(Ask(address, _numbered(body, 1), 1, n) for n, body in enumerate(source.post))
    return (Ask(address.replace("{page}", "1"), counted=address),)


def following(source: Source, ask: Ask, body: bytes, base: str) -> tuple[Ask, ...]:
    """The requests that the answer to `ask` leads to: its next pages, or the parts of a sitemap index."""
    if source.format is Format.SITEMAP:
        root = _xml(body)
        index = _local(root) == "sitemapindex" and ask.page == 1  # an index of indexes is read one level deep
        found = [_text(child, "loc") for child in root] if index else []
        return tuple(Ask(_join(base, url), page=2) for url in found[: source.max_pages])
    if source.find is None or source.find.pages is None or ask.page >= source.max_pages:
        return ()
    if source.format is Format.LISTING:
        link = BeautifulSoup(body, "lxml").select_one(source.find.pages)
        return (Ask(_join(base, str(link["href"])), page=ask.page + 1),) if link and link.has_attr("href") else ()
    total = _member(_json(body), source.find.pages)
    if not isinstance(total, int):
        raise DiscoverError(f"{source.find.pages} should be the number of pages, is {total!r}")
    if ask.page >= total:
        return ()
    page = ask.page + 1
    if source.post:
        return (Ask(ask.url, _numbered(source.post[ask.order], page), page, ask.order),)
    return (Ask(ask.counted.replace("{page}", str(page)), page=page, counted=ask.counted),)


def gate(link: Link, groups: tuple[tuple[str, ...], ...]) -> bool:
    """Whether title and teaser have a word of every group; a word is a lower-case stem, matched where a word starts."""
    text = f"{link.title} {link.summary} ".casefold()  # a word that must end there is declared with a blank behind it
    return all(_stems(group).search(text) for group in groups)


def gated(kind: Kind) -> bool:
    """Whether links of such a publisher pass the gate first; what authorities, companies and NGOs say is all read."""
    return kind in (Kind.NEWS, Kind.BLOG)


def plausible(links: tuple[Link, ...], today: str) -> tuple[Link, ...]:
    """The same links, those dated more than a day after `today` (ISO day or time) without their date."""
    latest = (date.fromisoformat(today[:10]) + timedelta(days=1)).isoformat()
    return tuple(replace(x, published=None) if x.published and x.published > latest else x for x in links)


def item(source: Source, url: str) -> str:
    """What names the thing behind an address: `source.same` finds it where one thing stands under several paths."""
    parts = urlsplit(url)
    found = re.search(source.same, url) if source.same else None
    return f"{parts.netloc}#{found.group(1)}" if found else urlunsplit(("", *parts[1:4], ""))


def iso_prefix(written: str, lang: str) -> str | None:
    """The date as precise as written, in the publisher's own time zone: year, month or day; None without a year."""
    for text in dict.fromkeys((written.strip(), written.split(",")[0].strip())):
        if iso := re.match(r"\d{4}(-\d\d(-\d\d(?=$|[T ]))?)?(?=$|[T ])", text):
            return iso.group() if _exists(iso.group()) else None
        if not _YEAR.search(text) or re.match(r"(0?\d|1[0-2])/(0?\d|1[0-2])/\d", text):
            continue  # 03/04/2026 is a day in March or in April: nobody can tell
        if _RFC822.match(text):  # dateparser needs some milliseconds for each
            with suppress(ValueError):
                return parsedate_to_datetime(text).date().isoformat()
        found = _dates(lang).get_date_data(text)
        if found.date_obj is not None:
            return str(found.date_obj.date().isoformat()[: _PRECISION.get(found.period or "", 10)])
    return None


def _exists(prefix: str) -> bool:
    try:
        return bool(date.fromisoformat((prefix + "-01-01")[:10]))
    except ValueError:
        return False


def _feed(_source: Source, body: bytes, base: str) -> Iterator[_Raw]:
    # a stream, because feedparser takes bytes for the name of a file; some feeds start with a blank line
    try:
        parsed = feedparser.parse(io.BytesIO(body.lstrip()), response_headers={"content-location": base})
    except ValueError as error:  # it stumbles over characters that do not exist, such as &#x110000;
        raise DiscoverError(f"a feed that cannot be read: {error}") from None
    if not parsed.get("version"):
        raise DiscoverError(f"neither RSS nor Atom, but {_glimpse(body)}")
    entries = [entry for entry in parsed.entries if entry.get("link")]
    if parsed.get("bozo") and not entries and not isinstance(parsed.bozo_exception, _HARMLESS):
        raise DiscoverError(f"a feed whose XML is broken: {parsed.bozo_exception}")
    for entry in entries:
        dated = dict.get(entry, "published") or dict.get(entry, "updated") or ""
        yield _Raw(entry.link, entry.get("title", ""), entry.get("summary", ""), dated)


def _sitemap(_source: Source, body: bytes, _base: str) -> Iterator[_Raw]:
    root = _xml(body)
    if _local(root) not in ("urlset", "sitemapindex"):
        raise DiscoverError(f"no sitemap, but XML with the root {_local(root)}")
    for child in root if _local(root) == "urlset" else ():
        if address := _text(child, "loc"):
            dated = _text(child, "publication_date")
            yield _Raw(address, _text(child, "title"), "", dated, _text(child, "lastmod") or None)


def _listing(source: Source, body: bytes, _base: str) -> Iterator[_Raw]:
    find = _find(source)
    soup = BeautifulSoup(body, "lxml")
    rows = soup.select(find.item)
    if not rows and not soup.find("html"):
        raise DiscoverError(f"no HTML, but {_glimpse(body)}")
    for row in rows:
        anchor = row.select_one(find.link)
        if anchor is None or not anchor.has_attr("href"):
            continue
        title = _cell(row, find.title) or anchor.get_text(" ", strip=True)
        stamp = _cell(row, find.stamp) or None
        yield _Raw(str(anchor["href"]), title, _cell(row, find.summary), _cell(row, find.date), stamp)


def _json_list(source: Source, body: bytes, _base: str) -> Iterator[_Raw]:
    find = _find(source)
    rows = _member(_json(body), find.item)
    if not isinstance(rows, list):
        raise DiscoverError(f"JSON without a list {find.item}")
    for row in rows:
        address = _member(row, find.link)
        if not isinstance(address, str) or not address:
            raise DiscoverError(f"an item of {find.item} without {find.link}")
        title, summary, dated, stamp = (
            str(_member(row, name) or "") if name else "" for name in (find.title, find.summary, find.date, find.stamp)
        )
        yield _Raw(address, title, summary, dated, stamp or None)


_READERS = {Format.FEED: _feed, Format.SITEMAP: _sitemap, Format.LISTING: _listing, Format.JSON: _json_list}
#: what feedparser complains of although it read the feed
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def _join(base: str, url: str) -> str:
    try:
        return urlsplit(urljoin(base, url)).geturl()
    except ValueError:  # "http://["
        raise DiscoverError(f"no address: {url[:100]}") from None


def _wanted(source: Source, url: str) -> bool:
    kept = not source.keep or any(re.search(pattern, url) for pattern in source.keep)
    return kept and not any(re.search(pattern, url) for pattern in source.drop)


def _find(source: Source) -> Find:
    if source.find is None:
        raise DiscoverError(f"{source.id}: a {source.format} needs `find`, which says where its links stand")
    return source.find


def _cell(row: Tag, selector: str | None) -> str:
    found = row.select_one(selector) if selector else None
    if found is None:
        return ""
    return str(found.get("datetime") or found.get_text(" ", strip=True))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise DiscoverError(f"no JSON, but {_glimpse(body)}") from None


def _member(value: Any, dotted: str) -> Any:
    for name in dotted.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _numbered(body: dict[str, object], page: int) -> dict[str, object]:
    return {name: page if value == "{page}" else value for name, value in body.items()}


def _xml(body: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(body.lstrip())
    except ElementTree.ParseError as error:
        raise DiscoverError(f"no sitemap, but {_glimpse(body)} ({error})") from None


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element, name: str) -> str:
    """The text of the first descendant of that name, whatever its namespace."""
    return next((x.text.strip() for x in element.iter() if _local(x) == name and x.text), "")


def _plain(text: str) -> str:
    plain = BeautifulSoup(text, "lxml").get_text(" ") if "<" in text else unescape(text)
    return " ".join(_unicode(plain).replace("\0", " ").split())[:_LONGEST]


def _unicode(text: str) -> str:
    """Text without the halves of characters that JSON can spell (`\\ud800`) and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _glimpse(body: bytes) -> str:
    start = " ".join(body[:2000].decode("utf-8", "replace").split())[:60]
    if re.match(r"(<!doctype html|<html)", start, re.I):
        return "an HTML page"
    return f"{start!r}" if start else "an empty answer"


@cache
def _stems(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")")


@cache
def _dates(lang: str) -> DateDataParser:
    languages = [lang] if lang == "en" else [lang, "en"]
    return DateDataParser(languages=languages, settings={"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["year"]})
