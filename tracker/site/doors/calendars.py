"""Entries come in; a calendar goes out: an all-day entry for each dated event, and one for the day it takes effect.

An event of which only the month or the year is known takes up the whole month or year, since no day may be made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from icalendar import Calendar, Event

from tracker.site.doors.entries import Entry, Part, lasting
from tracker.site.formats import called, day, limited

PRODUCT = "-//Regulatory News Tracker//Timeline//EN"


def calendar(part: Part, name: str, url: str) -> bytes:
    """Return the calendar of `part`, called `name`, that stands at `url`."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("description", _told(part))
    found.add("url", url)
    found.add("last-modified", part.updated)
    found.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    for entry in part.entries:
        for one in _days(entry):
            found.add_component(one)
    return bytes(found.to_ical())


def _told(part: Part) -> str:
    """Return what the calendar holds and, in numbers, what it does not."""
    told = "Days of acts, and days on which they take effect."
    if part.pages > 1:
        told += f" It holds the {len(part.entries)} events that came up last, of {part.events}: ask for a narrower one."
    undated = sum(not entry.row["date"] for entry in part.entries)
    return told + (f" {undated} more have no date and are not in it." if undated else "")


def _days(entry: Entry) -> Iterator[Event]:
    row = entry.row
    what = called(row)
    if row["date"]:
        yield _day(entry, f"event/{row['event']}", row["date"], what)
    if row["effective"] and row["effective"] != row["date"]:
        yield _day(entry, f"event/{row['event']}#effective", row["effective"], f"{what}, takes effect")


def _day(entry: Entry, path: str, prefix: str, what: str) -> Event:
    first, end = span(prefix)
    found = Event()
    found.add("uid", lasting(path).removeprefix("urn:uuid:"))
    found.add("dtstamp", entry.updated)
    found.add("created", entry.added)
    found.add("last-modified", entry.updated)
    found.add("dtstart", first)
    found.add("dtend", end)
    found.add("summary", what if len(prefix) == 10 else f"{what} ({day(prefix)}, day not known)")
    quote = f"\n\n“{entry.row['quote']}”" if entry.row["quote"] else ""
    source = f"\n\n{entry.row['publisher']}: {entry.source}" if entry.source else ""
    found.add("description", f"{limited(entry.row)}{quote}{source}")
    found.add("url", entry.url)
    found.add("categories", list(entry.tags))
    found.add("transp", "TRANSPARENT")
    return found


def span(prefix: str) -> tuple[date, date]:
    """Return the first day of an ISO date prefix and the day after its last."""
    first = date.fromisoformat(f"{prefix}-01-01"[:10])
    if len(prefix) == 4:
        return first, first.replace(year=first.year + 1)
    if len(prefix) == 7:
        return first, (first + timedelta(days=31)).replace(day=1)
    return first, first + timedelta(days=1)
