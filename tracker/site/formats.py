"""Takes values of the database; gives them as a reader wants to see them. Registered as Jinja filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from tracker.site.marks import marked
from tracker.site.shares import share

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: how sure an event is, from the surest down
SURE = ((0.9, "high"), (0.7, "good"), (0.5, "fair"), (0.0, "low"))


def weblink(url: str | None) -> str | None:
    """Return `url` where it is an http(s) address with a host, else None: nothing else in the data becomes a link."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def day(prefix: str | None) -> str:
    """Return an ISO date prefix or time in words: `2024-06-14` is "14 June 2024", `2024-06` "June 2024"."""
    if not prefix:
        return "no date known"
    year, *rest = prefix[:10].split("-")
    if not all(part.isdigit() for part in (year, *rest)) or not 1 <= int((rest or ["1"])[0]) <= 12:
        return prefix
    words = [str(int(rest[1]))] if len(rest) > 1 else []
    words += [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*words, year])


def month(prefix: str | None) -> str:
    """Return an ISO date prefix as short as a table cell asks for: "Jun 2024"."""
    words = day(prefix).split()
    return " ".join([words[-2][:3], words[-1]]) if prefix and len(words) > 1 else day(prefix)


def fraction(prefix: str) -> float:
    """Return an ISO date prefix as a decimal year; a month or a year alone is put in its middle."""
    parts = [int(part) for part in prefix[:10].split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    if len(parts) == 2:
        return parts[0] + (parts[1] - 0.5) / 12
    first = date(parts[0], 1, 1)
    return parts[0] + (date(*parts) - first).days / (date(parts[0] + 1, 1, 1) - first).days


def spoken(text: str) -> str:
    """Return `text` with its ISO dates in words."""
    return re.sub(r"\b[12][0-9]{3}-[0-9]{2}(-[0-9]{2})?\b", lambda found: day(found[0]), text)


def codes(text: str | None) -> list[str]:
    """Return the codes in a comma text."""
    return [code.strip() for code in (text or "").split(",") if code.strip()]


def slug(value: str) -> str:
    """Return `value` quoted for one part of a path."""
    return quote(value, safe="")


def host(url: str | None) -> str:
    """Return the host of an address, without `www.`."""
    return (urlsplit(url or "").hostname or "").removeprefix("www.") if weblink(url) else ""


def sureness(confidence: float | None) -> str:
    """Return in words how sure an event is."""
    value = confidence or 0
    return next(word for least, word in SURE if value >= least)


def called(event: Mapping[str, Any]) -> str:
    """Return what an event is called: `Meta, European Union: paused`, or `paused in part`."""
    part = " in part" if event["part"] else ""
    return f"{event['company_name']}, {event['region_name']}: {event['action_label'].lower()}{part}"


def limited(event: Mapping[str, Any]) -> str:
    """Return the summary of an event, with the part of the data or people that it is about."""
    return f"{event['summary']} Only: {event['part']}." if event["part"] else str(event["summary"])


def count(number: int | None, one: str, many: str | None = None) -> str:
    """Return a number with its noun: "1 event", "1,200 events"."""
    return f"{number or 0:,} {one if number == 1 else many or one + 's'}"


FILTERS: dict[str, Callable[..., Any]] = {
    "weblink": weblink,
    "day": day,
    "month": month,
    "spoken": spoken,
    "codes": codes,
    "slug": slug,
    "host": host,
    "marked": marked,
    "sureness": sureness,
    "called": called,
    "limited": limited,
    "count": count,
    "share": lambda pair: share(*pair),
}
