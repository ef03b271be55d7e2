"""A source and the bytes of its list come in; the links it shows and the requests for its next pages go out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from html import unescape
from urllib.parse import parse_qs, quote, urljoin, urlsplit, urlunsplit

from tracker.address import canonical
from tracker.discover import readers
from tracker.discover.dates import iso_prefix, of_address
from tracker.discover.readers import DiscoverError, Raw
from tracker.model import Format, Kind, Link, Source

__all__ = [
    "Ask",
    "DiscoverError",
    "discover",
    "following",
    "gate",
    "gated",
    "iso_prefix",
    "item",
    "openings",
    "plausible",
]

#: where the number of a page stands in an address
_PLACE = re.compile(r"\{(?:page|start:(\d+))\}")
#: characters of a title or teaser that are kept, and of the whole text of an item whose page is not fetched
_LONGEST, _WHOLE = 5_000, 200_000


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a page of a list; with `post` it is sent as a JSON body, otherwise it is a GET."""

    url: str
    post: dict[str, object] | None = None
    #: counted from 1
    page: int = 1
    #: which of the bodies in the source's `post` it is
    order: int = 0
    #: the address of the list with a place for the number of the page, where it is counted there
    counted: str = ""


def discover(source: Source, body: bytes, base: str) -> tuple[Link, ...]:
    """The links of one list in its order, each address once, canonical, narrowed by what the source declares.

    `base` is the address that the body came from. Raises DiscoverError when the body is not of the source's format:
    a broken list and a list with nothing new never look alike.
    """
    links: dict[str, Link] = {}
    for raw in readers.READERS[source.format](source, body, base):
        try:
            link = _link(source, raw, base)
        except (DiscoverError, ValueError):  # one bad link does not spoil a list
            continue
        if link and re.match(r"https?://[^/\0-\x20][^\0-\x1f]*$", link.url) and _wanted(source, link.url):
            links.setdefault(link.url, link)
    if source.newest is not None and len(links) > source.newest:
        dated = sorted(links.values(), key=lambda link: link.published or "", reverse=True)
        return tuple(dated[: source.newest])
    return tuple(links.values())


def _link(source: Source, raw: Raw, base: str) -> Link | None:
    """What a link of a list leads to; None where its title says that it is nothing for us."""
    title = _plain(raw.title)
    address = _unicode(raw.url).strip()
    if source.link_param:
        address = next(iter(parse_qs(urlsplit(address).query).get(source.link_param, [])), address)
    if source.becomes:
        meant = re.search(source.becomes.title, title)
        if meant is None:
            return None
        named = {name: value for name, value in meant.groupdict().items() if value}
        title = " ".join(named.values())
        address = source.becomes.url.format(**{name: quote(value) for name, value in named.items()})
    url = canonical(_join(base, address), source)
    find = source.find
    day = iso_prefix(raw.date, source.lang, find.date_order if find else None)
    if day is None and source.dated:
        day = of_address(source.dated, url)
    summary = _unicode(raw.summary)[:_WHOLE] if source.list_only else _plain(raw.summary)
    stamp = raw.stamp and _unicode(raw.stamp)
    if source.list_only:  # there is no page that could tell of a change
        stamp = sha256(f"{title}\n{summary}".encode()).hexdigest()
    return Link(source.id, url, title, summary, day, stamp)


def openings(source: Source, address: str) -> tuple[Ask, ...]:
    """The first requests for a list: one, or one for each JSON body of the source."""
    if source.post:
        return tuple(Ask(address, _numbered(body, 1), 1, n) for n, body in enumerate(source.post))
    return (Ask(_at(address, 1), counted=address),)


def following(source: Source, ask: Ask, body: bytes, base: str) -> tuple[Ask, ...]:
    """The requests that the answer to `ask` leads to: its next pages, or the parts of a sitemap index."""
    if source.format is Format.SITEMAP:
        root = readers.xml(body)
        if _PLACE.search(ask.counted) and len(root) and ask.page < source.max_pages:
            return (_next(ask),)
        index = readers.local(root) == "sitemapindex" and ask.page == 1  # an index of indexes is read one level deep
        found = [readers.text(child, "loc") for child in root] if index else []
        return tuple(Ask(_join(base, url), page=2) for url in found[: source.max_pages])
    if source.find is None or source.find.pages is None or ask.page >= source.max_pages:
        return ()
    if source.format is Format.LISTING:
        link = readers.html(body).select_one(source.find.pages)
        return (Ask(_join(base, str(link["href"])), page=ask.page + 1),) if link and link.has_attr("href") else ()
    total = readers.member(readers.reply(source, body), source.find.pages)
    if not isinstance(total, int):
        raise DiscoverError(f"{source.find.pages} should be the number of pages, is {total!r}")
    if ask.page >= total:
        return ()
    page = ask.page + 1
    if source.post:
        return (Ask(ask.url, _numbered(source.post[ask.order], page), page, ask.order),)
    return (_next(ask),)


def _next(ask: Ask) -> Ask:
    """The next page of a list whose address counts them."""
    return Ask(_at(ask.counted, ask.page + 1), page=ask.page + 1, counted=ask.counted)


def _at(address: str, page: int) -> str:
    """The address of a page: `{page}` counts from 1, `{start:100}` the items before it, of which a page has 100."""
    return _PLACE.sub(lambda place: str((page - 1) * int(place[1]) if place[1] else page), address)


def gate(link: Link, groups: tuple[tuple[str, ...], ...]) -> bool:
    """Whether title and teaser have a word of every group; a word is a lower-case stem, matched where a word starts."""
    text = f"{link.title} {link.summary} ".casefold()  # a word that must end there is declared with a blank behind it
    return all(_stems(group).search(text) for group in groups)


def gated(kind: Kind) -> bool:
    """Whether links of such a publisher pass the gate first; what authorities, companies and NGOs say is all read."""
    return kind in (Kind.NEWS, Kind.BLOG, Kind.AGGREGATOR)


def plausible(links: tuple[Link, ...], today: str) -> tuple[Link, ...]:
    """The same links, those dated more than a day after `today` (ISO day or time) without their date."""
    latest = (date.fromisoformat(today[:10]) + timedelta(days=1)).isoformat()
    return tuple(replace(x, published=None) if x.published and x.published > latest else x for x in links)


def item(source: Source, url: str) -> str:
    """What names the thing behind an address: `source.same` finds it where one thing stands under several paths."""
    parts = urlsplit(url)
    found = re.search(source.same, url) if source.same else None
    return f"{parts.netloc}#{found.group(1)}" if found else urlunsplit(("", *parts[1:4], ""))


@cache
def _stems(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")")


def _join(base: str, url: str) -> str:
    try:
        return urlsplit(urljoin(base, url)).geturl()
    except ValueError:  # "http://["
        raise DiscoverError(f"no address: {url[:100]}") from None


def _wanted(source: Source, url: str) -> bool:
    kept = not source.keep or any(re.search(pattern, url) for pattern in source.keep)
    return kept and not any(re.search(pattern, url) for pattern in source.drop)


def _numbered(body: dict[str, object], page: int) -> dict[str, object]:
    return {name: page if value == "{page}" else value for name, value in body.items()}


def _plain(text: str | None) -> str:
    text = text or ""
    plain = readers.html(text).get_text(" ") if "<" in text else unescape(text)
    return " ".join(_unicode(plain).replace("\0", " ").split())[:_LONGEST]


def _unicode(text: str) -> str:
    """Text without the halves of characters that JSON can spell (`\\ud800`) and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
