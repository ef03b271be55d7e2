"""The forms in which sites list and show their pages, for the sites that web.py plays; texts are our own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web import Web

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a page of a site answers."""

    body: str
    type: str = "text/html; charset=utf-8"
    status: int = 200


#: web, path, query and body of a request: what the site answers, None where it has no such page
Site = Callable[["Web", str, Query, bytes], Reply | None]
#: path of an article: title, teaser, day, paragraphs
Articles = dict[str, tuple[str, str, str, tuple[str, ...]]]


def page(title: str, body: str, head: str = "") -> Reply:
    return Reply(f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>")


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def article(title: str, day: str, *texts: str) -> Reply:
    data = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": f"{day}T08:00:00Z"})
    head = f'<script type="application/ld+json">{data}</script><meta property="article:published_time" content="{day}">'
    return page(title, f"<main><article><h1>{title}</h1>{paragraphs(*texts)}</article></main>", head)


def rss(
    title: str, entries: list[tuple[str, str, str, str]], zone: str = "+0000", guids: bool = False, lead: str = ""
) -> Reply:
    """RSS 2.0 of (link, title, text, day); an empty day is an empty pubDate."""
    items = "".join(
        f"<item><title>{escape(name)}</title><link>{escape(link)}</link><description>{escape(text)}</description>"
        f"<pubDate>{_rfc822(day, zone)}</pubDate>"
        f'<guid isPermaLink="false">{8100 + n if guids else escape(link)}</guid></item>'
        for n, (link, name, text, day) in enumerate(entries)
    )
    channel = f"<channel><title>{title}</title>{items}</channel>"
    xml = f'{lead}<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'
    return Reply(xml, "application/rss+xml")


def _rfc822(day: str, zone: str) -> str:
    return f"{format_datetime(datetime.fromisoformat(day + 'T10:00:00'))[:-6]} {zone}" if day else ""


def atom(entries: list[tuple[str, str, str, str]]) -> Reply:
    """Atom of (link, title, text, day)."""
    items = "".join(
        f'<entry><id>{escape(link)}</id><title type="html">{escape(title)}</title>'
        f'<link rel="alternate" href="{escape(link)}"/>'
        f'<updated>{day}T10:00:00Z</updated><summary type="html">{escape(text)}</summary></entry>'
        for link, title, text, day in entries
    )
    xml = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Register</title>{items}</feed>'
    return Reply(xml, "application/atom+xml")


def listing(items: list[tuple[str, str]], extra: str = "") -> Reply:
    """A list of (link, title), between a menu and a foot with links of their own."""
    rows = "".join(f'<li><a href="{link}">{escape(title)}</a></li>' for link, title in items)
    return page("News", f"<nav><a href='/'>Home</a></nav><main><ul>{rows}</ul>{extra}</main><a href='/legal'>Legal</a>")


def reply_json(value: object) -> Reply:
    return Reply(json.dumps(value), "application/json")
