"""The address of a site comes in; an entry for feeds.yaml goes out, made from what the site really lists."""

from __future__ import annotations

import asyncio
import io
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import FoldedScalarString

from tracker import discover, fetch, pipeline
from tracker.declarations import Feeds
from tracker.discover.readers import html
from tracker.model import Find, Format, InputError, Kind, Link, Page, Regulator, Source

#: where feeds lie on sites that do not name them
_USUAL = ("/feed/", "/rss.xml", "/rss", "/atom.xml", "/feed.xml")
#: links of one form that make a list, and words that make a headline
_ROWS, _WORDS = 4, 3
#: of a list's longest pause, what is still normal
_PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry as YAML, what its list gave, and what else was tried."""

    yaml: str
    links: tuple[Link, ...]
    tried: tuple[str, ...]


@dataclass(slots=True)
class _Site:
    """What is known of the site while it is looked at."""

    fetcher: fetch.Fetcher
    draft: Source
    tried: list[str] = field(default_factory=list)

    async def page(self, url: str) -> Page | None:
        try:
            return await self.fetcher.fetch(url)
        except fetch.FetchError as error:
            self.tried.append(f"{url}: {error.message}")
            return None

    def links(self, source: Source, page: Page) -> tuple[Link, ...]:
        try:
            found = discover.plausible(discover.discover(source, page.body, page.final_url), page.fetched)
        except discover.DiscoverError as error:
            self.tried.append(f"{source.url} as {source.format}: {error}")
            return ()
        self.tried.append(f"{source.url} as {source.format}: {len(found)} links")
        return found


def propose(url: str, feeds: Feeds, regulators: Mapping[str, Regulator], now: str) -> Proposal:
    """Looks for a feed, a list on the page and a sitemap; each is tried, and the first that gives links is taken.

    Asks by robots.txt and with waits, as collect does. Raises InputError where nothing is found, with what was tried.
    """
    fetcher = fetch.Fetcher(pipeline.agent(feeds), now, budget=20, allowed=feeds.allow)
    taken = {source.id for source in feeds.sources}
    site, found = asyncio.run(_look(fetcher, url, regulators, taken))
    if found is None:
        raise InputError(f"{url}: no feed, list or sitemap was found; tried:\n  " + "\n  ".join(site.tried))
    source, links = found
    return Proposal(_yaml(source, links), links, tuple(site.tried))


async def _look(
    fetcher: fetch.Fetcher, url: str, regulators: Mapping[str, Regulator], taken: set[str]
) -> tuple[_Site, tuple[Source, tuple[Link, ...]] | None]:
    site = _Site(fetcher, Source(id="x", name="", kind=Kind.NEWS, url=url, format=Format.FEED))
    async with fetcher:
        page = await site.page(url)
        if page is None:
            return site, None
        soup = html(page.body)
        site.draft = _about(page, soup, regulators, taken)
        async for source, answer in _candidates(site, page, soup):
            links = site.links(source, answer)
            if links:
                return site, (source, links)
    return site, None


async def _candidates(site: _Site, page: Page, soup: BeautifulSoup) -> AsyncIterator[tuple[Source, Page]]:
    """Every way in, the best first, with the answer that it gave."""
    base, draft = page.final_url, site.draft
    for form in (Format.FEED, Format.SITEMAP):  # the address may be one already
        if page.body.lstrip()[:1] == b"<" and not soup.select_one("body a[href]"):
            yield replace(draft, url=page.url, format=form), page
    named = [urljoin(base, str(link["href"])) for link in soup.select(_ALTERNATE)]
    for url in dict.fromkeys(named):
        if answer := await site.page(url):
            yield replace(draft, url=url, format=Format.FEED), answer
    lists = _lists(draft, page, soup)
    for source in lists:
        yield source, page
    if not lists:
        site.tried.append(f"{base}: no list of {_ROWS} links or more in one folder, with {_WORDS} words or more each")
    for url in (urljoin(base, path) for path in _USUAL):
        if answer := await site.page(url):
            yield replace(draft, url=url, format=Format.FEED), answer
    robots = await site.page(urljoin(base, "/robots.txt"))
    maps = re.findall(r"(?im)^sitemap:\s*(\S+)", robots.body.decode("utf-8", "replace")) if robots else []
    for url in dict.fromkeys([*maps[:3], urljoin(base, "/sitemap.xml")]):
        if answer := await site.page(url):
            yield replace(draft, url=url, format=Format.SITEMAP), answer


_ALTERNATE = 'link[rel~="alternate"][type="application/rss+xml"], link[rel~="alternate"][type="application/atom+xml"]'


def _about(page: Page, soup: BeautifulSoup, regulators: Mapping[str, Regulator], taken: set[str]) -> Source:
    """Id, name, kind, region and language, as far as the page tells them."""
    host = (urlsplit(page.final_url).hostname or "").removeprefix("www.")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    meta = soup.select_one('meta[property="og:site_name"]')
    name = " ".join(str(meta["content"]).split()) if meta and meta.get("content") else title or host
    own = next((x for x in regulators.values() if x.url and _host(x.url) == host), None)
    root = soup.select_one("html[lang]")
    lang = str(root["lang"])[:2].lower() if root else "en"
    stem = re.sub(r"[^a-z0-9]+", "-", host.rpartition(".")[0].lower()).strip("-") or "site"
    numbered = (f"{stem}-{n}" for n in range(2, 1000))
    return Source(
        id=stem if stem not in taken else next(x for x in numbered if x not in taken),
        name=own.name if own else name[:80],
        kind=Kind.REGULATOR if own else Kind.NEWS,
        url=page.url,
        format=Format.FEED,
        lang=lang if re.fullmatch("[a-z]{2}", lang) else "en",
        region=own.region if own else None,
        regulator=own.id if own else None,
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _lists(draft: Source, page: Page, soup: BeautifulSoup) -> list[Source]:
    """The lists on a page: links whose addresses have one form and whose texts are headlines; the longest first."""
    here, forms = urlsplit(page.final_url), defaultdict(list)
    for anchor in soup.select("a[href]"):
        try:
            parts = urlsplit(urljoin(page.final_url, str(anchor["href"])))
        except ValueError:
            continue
        if parts.netloc == here.netloc and len(_headline(anchor).split()) >= _WORDS:
            forms[_form(parts.path)].append((anchor, parts.path))
    found = []
    for rows in sorted(forms.values(), key=len, reverse=True):
        paths = {path for _, path in rows}
        folder = _common([path for _, path in rows])
        if len(paths) >= _ROWS and len(folder) > 1:
            find = Find(item=f'a[href*="{folder}"]', link="&")
            keep = (re.escape(folder).replace(r"\-", "-") + "[^?#]",)
            found.append(replace(draft, url=page.url, format=Format.LISTING, find=find, keep=keep))
    return found


def _headline(anchor: Tag) -> str:
    return anchor.get_text(" ", strip=True)


def _form(path: str) -> tuple[str, ...]:
    """The folders of an address, numbers alike."""
    return tuple(re.sub(r"\d+", "0", part) for part in path.split("/")[:-1] if part)


def _common(paths: list[str]) -> str:
    """The folder, from its first slash to its last, that all addresses share."""
    shared = paths[0]
    for path in paths[1:]:
        while not path.startswith(shared):
            shared = shared[:-1]
    return shared[: shared.rfind("/") + 1]


def _yaml(source: Source, links: tuple[Link, ...]) -> str:
    """The entry, with what a person must still decide in its note."""
    entry: dict[str, object] = {"id": source.id, "name": source.name, "kind": str(source.kind)}
    optional = {"region": source.region, "regulator": source.regulator}
    entry |= {name: value for name, value in optional.items() if value}
    if source.lang != "en":
        entry["lang"] = source.lang
    entry |= {"url": source.url, "format": str(source.format), "poll": 24}
    if source.find:
        entry |= {"find": {"item": source.find.item, "link": source.find.link}, "keep": list(source.keep)}
    entry["expect"] = {"links": max(1, len(links) // 2), "gap": _gap(links)}
    dated = sum(link.published is not None for link in links)
    entry["note"] = FoldedScalarString(
        f"Proposed from {len(links)} links, {dated} with a date. Open: kind, region, licence, what the pages look like."
    )
    out = io.StringIO()
    writer = YAML()
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.dump([entry], out)
    return "\n".join(
        "  " + line if line and not line.startswith("  ") else line for line in out.getvalue().splitlines()
    )


def _gap(links: tuple[Link, ...]) -> int:
    """Days without news that are normal: some of the longest pauses that the list shows."""
    days = sorted({date.fromisoformat(x.published) for x in links if x.published and len(x.published) == 10})
    pauses = [(later - earlier).days for earlier, later in pairwise(days)]
    return min(365, max(7, _PATIENCE * max(pauses))) if pauses else 90
