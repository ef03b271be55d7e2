"""What a list says of an item comes in; a page made of it goes out, for sources whose pages are not fetched."""

from __future__ import annotations

from html import escape

from tracker.model import Link, Page, Source


def as_page(source: Source, link: Link, now: str) -> Page:
    """What the list says of an item, as a page; it is marked as made by us, and from what."""
    text = link.summary or f"<p>{escape(link.title)}</p>"
    title = escape(link.title)
    body = f"<!doctype html><title>{title}</title><h1>{title}</h1><article>{text}</article>"
    headers = (("Content-Type", "text/html; charset=utf-8"), ("X-Made-From", source.url))
    return Page(source.url, link.url, 200, headers, body.encode(), now)
