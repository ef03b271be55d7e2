"""An address such as /timeline.atom?company=meta comes in; that slice of the timeline goes out in the format asked."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from datasette import Response
from feedgen.feed import FeedGenerator

from tracker.site.desk import Desk, MissingError
from tracker.site.doors import calendars
from tracker.site.doors.answers import absolute, answer
from tracker.site.doors.entries import COLUMNS, NAME, Entry, Part, lasting, part
from tracker.site.slices import Slice

#: the page that shows the same slices to people
PAGE = "/timeline"
#: events on one page of a feed, older ones are on its next pages; events of a calendar, which has no pages
SIZE, DAYS = 100, 1000
#: a cell that opens with one of these is a formula to a spreadsheet
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(NamedTuple):
    """A format: media type, what people call it, what makes it of a part of the timeline, and the events on a page."""

    kind: str
    name: str
    make: Callable[[Desk, Part], Awaitable[bytes]]
    size: int | None = None
    #: whether the pages after the first can be asked for
    paged: bool = False


def path(ending: str, wanted: Slice, page: int = 1) -> str:
    """Return the path of the feed of `wanted` in the format that `ending` names."""
    query = wanted.query(page=str(page) if page > 1 else None)
    return f"/timeline.{ending}?{query}" if query else f"/timeline.{ending}"


def door(ending: str) -> Callable[[Desk], Awaitable[Response]]:
    """Return what answers requests for the format that `ending` names."""
    form = FORMATS[ending]

    async def feed(desk: Desk) -> Response:
        wanted = Slice.read(desk.argument)
        asked = (form.paged and desk.argument("page")) or "1"
        if not re.fullmatch("[0-9]{1,6}", asked):
            raise MissingError(f"page “{asked}”")
        body = await form.make(desk, await part(desk, wanted, int(asked), form.size))
        return answer(desk, body, form.kind + ("; charset=utf-8" if "json" not in form.kind else ""))

    return feed


def _home(desk: Desk, wanted: Slice) -> str:
    query = wanted.query()
    return absolute(desk, f"{PAGE}?{query}" if query else PAGE)


def _heading(found: Part) -> str:
    return f"{NAME}: {found.title}" if found.title else NAME


async def _html(desk: Desk, entry: Entry) -> str:
    template = desk.datasette.jinja_env.get_template("tracker/feed_entry.html")
    return str(await template.render_async(entry=entry, e=entry.row))


async def _atom(desk: Desk, found: Part) -> bytes:
    """Atom (RFC 4287), with links to its other pages (RFC 5005)."""
    feed = FeedGenerator()
    feed.id(lasting(f"timeline?{found.slice.query()}"))
    feed.title(_heading(found))
    feed.subtitle("Acts of companies that train AI on people’s data, and of others against it; one entry an event.")
    feed.author(name=NAME)
    feed.language("en")
    feed.updated(found.updated)
    feed.generator("regulatory-news-tracker")
    feed.link(href=_home(desk, found.slice), rel="alternate", type="text/html")
    pages = {"self": found.page, "first": 1, "last": found.pages}
    pages |= {"previous": found.page - 1} if found.page > 1 else {}
    pages |= {"next": found.page + 1} if found.page < found.pages else {}
    for rel, page in pages.items():
        feed.link(href=absolute(desk, path("atom", found.slice, page)), rel=rel, type="application/atom+xml")
    for entry in found.entries:
        one = feed.add_entry(order="append")
        one.id(entry.id)
        one.title(entry.title)
        one.link(href=entry.url, rel="alternate", type="text/html")
        one.published(entry.added)
        one.updated(entry.updated)
        one.summary(entry.row["summary"])
        one.content(await _html(desk, entry), type="html")
        one.category([{"term": tag} for tag in entry.tags])
    return bytes(feed.atom_str())


async def _json_feed(desk: Desk, found: Part) -> bytes:
    """JSON Feed 1.1; the fields of the event stand under `_event`."""
    more = found.page < found.pages
    return _json({
        "version": "https://jsonfeed.org/version/1.1",
        "title": _heading(found),
        "home_page_url": _home(desk, found.slice),
        "feed_url": absolute(desk, path("feed.json", found.slice, found.page)),
        **({"next_url": absolute(desk, path("feed.json", found.slice, found.page + 1))} if more else {}),
        "language": "en",
        "authors": [{"name": NAME}],
        "items": [await _item(desk, entry) for entry in found.entries],
    })  # fmt: skip


async def _item(desk: Desk, entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        **({"external_url": entry.source} if entry.source else {}),
        "title": entry.title,
        "summary": entry.row["summary"],
        "content_html": await _html(desk, entry),
        "date_published": entry.added.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": list(entry.tags),
        "_event": {"about": absolute(desk, "/api"), **entry.facts},
    }


async def _table_json(desk: Desk, found: Part) -> bytes:
    """All events of the slice, as JSON."""
    return _json({
        "title": _heading(found),
        "url": absolute(desk, path("json", found.slice)),
        "filters": found.slice.given,
        "count": found.events,
        "updated": found.updated.isoformat(),
        "events": [entry.facts for entry in found.entries],
    })  # fmt: skip


async def _table_csv(desk: Desk, found: Part) -> bytes:  # noqa: ARG001
    """All events of the slice, as CSV (RFC 4180); an apostrophe stands before text that a spreadsheet would run."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for entry in found.entries:
        rows.writerow([_cell({**entry.facts, "regulators": ", ".join(entry.regulators)}[name]) for name in COLUMNS])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


async def _calendar(desk: Desk, found: Part) -> bytes:
    """The dated events of the slice and the days on which they take effect, as a calendar (RFC 5545)."""
    address = absolute(desk, path("ics", found.slice))
    # a second of work at most, beside the answers to others
    return await asyncio.to_thread(calendars.calendar, found, _heading(found), address)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


#: by the ending of the address
FORMATS = {
    "atom": Format("application/atom+xml", "Atom", _atom, SIZE, paged=True),
    "feed.json": Format("application/feed+json", "JSON Feed", _json_feed, SIZE, paged=True),
    "ics": Format("text/calendar", "Calendar", _calendar, DAYS),
    "csv": Format("text/csv", "CSV", _table_csv),
    "json": Format("application/json", "JSON", _table_json),
}
