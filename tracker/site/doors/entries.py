"""A slice of the timeline comes in; its events go out as entries: one an event, with a name that lasts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from tracker.site.desk import Desk, MissingError, Row
from tracker.site.doors.answers import absolute
from tracker.site.formats import called, codes, day, slug, weblink
from tracker.site.slices import Slice

NAME = "Regulatory News Tracker"
#: what the names of entries are made in: never to be changed, or every reader shows every event anew
SPACE = UUID("0d6c6c2e-5f0b-4c39-9a0f-6a2f5a1f7c11")
#: signs that XML 1.0 cannot hold
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: events read at once
CHUNK = 500
#: no event is from before it: the time of a record without any
START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as a feed tells it; `row` is its row of the view timeline."""

    row: Row
    #: address of the page of the event
    url: str
    title: str
    #: address of the best source, where it has one
    source: str | None
    regulators: tuple[str, ...]
    #: when it entered the record, and when it changed there last
    added: datetime
    updated: datetime

    @property
    def id(self) -> str:
        """The name of the entry, the same on every host and for ever."""
        return lasting(f"event/{self.row['event']}")

    @property
    def tags(self) -> tuple[str, ...]:
        """Company, region, action and regulators as words to sort by."""
        return (self.row["company_name"], self.row["region_name"], self.row["action_label"], *self.regulators)

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the event as data, with the address of its page."""
        facts = {name: self.row[name] for name in COLUMNS if name in self.row}
        return {**facts, "regulators": list(self.regulators), "url": self.url}


#: the columns of the view timeline that are given as data, in this order; `url` is the address of the event's page
COLUMNS = (
    "event", "date", "company", "company_name", "region", "region_name", "action", "actor", "effective", "regulators",
    "subject", "part", "state", "summary", "quote", "document_url", "publisher", "published", "witnesses", "confidence",
    "url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A slice or one page of it: what it is called, its entries, and where it stands among the others."""

    slice: Slice
    title: str
    entries: tuple[Entry, ...]
    events: int
    #: when the record changed last
    updated: datetime
    page: int
    pages: int


def lasting(path: str) -> str:
    """Return the name of what stands at `path`, as a URN."""
    return uuid5(SPACE, path).urn


def instant(text: str | None) -> datetime:
    """Return a time of the database; a date alone, of whatever precision, is its first moment."""
    if not text:
        return START
    padded = text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
    found = datetime.fromisoformat(padded)
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)


async def title(desk: Desk, wanted: Slice) -> str:
    """Return what `wanted` is called; MissingError where it names a company, region or so that nobody declared."""
    names: Mapping[str, str] = {row["filter"]: row["name"] for row in await desk.rows("feed_names", wanted)}
    for name, value in wanted.given.items():
        if name not in names:
            raise MissingError(f"{name} “{value}”")
    return ", ".join(names[name] for name in wanted.given)


async def part(desk: Desk, wanted: Slice, page: int = 1, size: int | None = None) -> Part:
    """Return page number `page` of `wanted`, `size` events a page, or all of its events.

    Raises MissingError where there is no such slice or page.
    """
    called = await title(desk, wanted)
    (counted,) = await desk.rows("feed_size", wanted)
    pages = max(-(-counted["events"] // size), 1) if size else 1
    if not 1 <= page <= pages:
        raise MissingError(f"page “{page}”")
    order = await desk.rows("feed_order", wanted, limit=size or -1, offset=(page - 1) * (size or 0))
    entries = [entry for n in range(0, len(order), CHUNK) for entry in await _entries(desk, order[n : n + CHUNK])]
    updated = max((entry.updated for entry in entries), default=instant(counted["built"]))
    return Part(wanted, called, tuple(entries), counted["events"], updated, page, pages)


async def _entries(desk: Desk, order: list[Row]) -> list[Entry]:
    """Return the entries of the rows of sql/feed_order.sql; a few at a time, so that no query takes long."""
    ids = json.dumps([row["id"] for row in order])
    rows = {row["event"]: row for row in await desk.rows("feed_events", ids=ids)}
    return [_entry(desk, {**rows[row["id"]], **row}) for row in order if row["id"] in rows]


def _entry(desk: Desk, row: Row) -> Entry:
    row = {name: _UNFIT.sub("", value) if isinstance(value, str) else value for name, value in row.items()}
    when = f"{day(row['date'])}: " if row["date"] else ""
    return Entry(
        row,
        absolute(desk, f"/event/{slug(row['event'])}"),
        f"{when}{called(row)}",
        weblink(row["document_url"]),
        tuple(codes(row["regulators"])),
        instant(row["added"]),
        instant(row["updated"]),
    )
