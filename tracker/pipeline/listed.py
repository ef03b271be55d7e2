"""A page of a list comes in, or what a list says of an item; its links go out, or a page made of what it says."""

from __future__ import annotations

from html import escape

from tracker import discover, limits
from tracker.model import Link, Page, Source


def as_page(source: Source, link: Link, now: str) -> Page:
    """What the list says of an item, as a page, where its own is not fetched; it is marked as made by us, from what."""
    text = link.summary or f"<p>{escape(link.title)}</p>"
    title = escape(link.title)
    body = f"<!doctype html><title>{title}</title><h1>{title}</h1><article>{text}</article>"
    headers = (("Content-Type", "text/html; charset=utf-8"), ("X-Made-From", source.url))
    return Page(source.url, link.url, 200, headers, body.encode(), now)


def shown(source: Source, ask: discover.Ask, page: Page) -> tuple[tuple[Link, ...], tuple[discover.Ask, ...]]:
    """The links of one page of a list, and the requests that it leads to."""

    def read() -> tuple[tuple[Link, ...], tuple[discover.Ask, ...]]:
        links = discover.discover(source, page.body, page.final_url)
        return links, discover.following(source, ask, page.body, page.final_url)

    try:
        limits.weigh(page.body)
        return limits.bounded(limits.LIST, read)
    except limits.OverwhelmedError as error:
        raise discover.DiscoverError(str(error)) from error
