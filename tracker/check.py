"""A source or one address comes in; what the tracker would find and read there goes out; nothing is stored."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from tracker import discover, fetch, limits, pipeline, read
from tracker.declarations import Feeds
from tracker.extract import Reading
from tracker.model import Document, Format, Link, Page, Snapshot, Source, TrackerError, Words
from tracker.pipeline import listed


@dataclass(frozen=True, slots=True)
class Found:
    """What a look gave; `error` is the trouble that ended it, `reached` tells whether anybody answered."""

    #: where the list was read, None for a single address
    list_url: str | None = None
    #: of the first page of the list, in its order, and those of them that would be fetched
    links: tuple[Link, ...] = ()
    wanted: tuple[Link, ...] = ()
    document: Document | None = None
    reading: Reading | None = None
    error: TrackerError | None = None
    reached: bool = True


async def _source(fetcher: fetch.Fetcher, source: Source, words: Words) -> Found:
    """The first page of the list, from the first address that answers as it should."""
    trouble: TrackerError | None = None
    reached = False
    for address in (source.url, *source.fallback):
        ask = discover.openings(source, address)[0]
        try:
            json = source.format is Format.JSON
            page = await fetcher.fetch(ask.url, post=ask.post, delay=source.delay, json=json)
            reached = True
            limits.weigh(page.body)
            shown = limits.bounded(limits.LIST, partial(discover.discover, source, page.body, page.final_url))
            links = discover.plausible(shown, page.fetched)
        except (discover.DiscoverError, fetch.FetchError, limits.OverwhelmedError) as error:
            trouble = trouble or error
            reached |= not isinstance(error, fetch.UnreachedError)
            continue
        gated = discover.gated(source.kind)
        return Found(address, links, tuple(x for x in links if not gated or discover.gate(x, words.gate)))
    return Found(source.url, error=trouble, reached=reached)


async def _look(
    fetcher: fetch.Fetcher,
    target: Source | str,
    sources: Mapping[str, Source],
    words: Words,
    extractor: Callable[[Document], Reading],
) -> Found:
    async with fetcher:
        found = Found() if isinstance(target, str) else await _source(fetcher, target, words)
        link = Link("", target) if isinstance(target, str) else next(iter(found.wanted or found.links), None)
        if link is None:
            return found
        source = target if isinstance(target, Source) else None
        try:
            if source and source.list_only:
                page = listed.as_page(source, link, fetcher.time())
            else:
                page = await fetcher.fetch(link.url, delay=source.delay if source else None)
        except fetch.FetchError as error:
            reached = bool(found.links) or not isinstance(error, fetch.UnreachedError)
            return replace(found, error=error, reached=reached)
    shot = snapshot(page, link, source.id if source else "")

    def look() -> Found:
        document = read.read(shot, page.body, read.source_of(shot, sources))
        return replace(found, document=document, reading=extractor(document) if document else None)

    try:
        limits.weigh(page.body)
        return limits.bounded(limits.READ + limits.EXTRACT, look)
    except limits.OverwhelmedError as error:
        return replace(found, error=error)


def check(
    target: Source | str, feeds: Feeds, words: Words, extractor: Callable[[Document], Reading], now: str
) -> Found:
    """Asks one source for its list and for the first page that it leads to, or one address (`target`) for its page.

    Obeys robots.txt and the waits of hosts as collect does. Trouble is returned, not raised.
    """
    sources = {source.id: source for source in feeds.sources}
    fetcher = fetch.Fetcher(pipeline.agent(feeds), now, chains=pipeline.chains(feeds.sources), allowed=feeds.allow)
    return asyncio.run(_look(fetcher, target, sources, words, extractor))


def snapshot(page: Page, link: Link | None = None, source: str = "") -> Snapshot:
    """A page as the archive would know it, without a place in any file."""
    kind = next((value for name, value in page.headers if name.lower() == "content-type"), "text/html")
    digest = hashlib.sha256(page.body).hexdigest()
    title, published = (link.title, link.published) if link else ("", None)
    return Snapshot(page.final_url, source, digest, page.fetched, "", 0, kind, title, published)
