"""Takes values of the database; gives them as a reader wants to see them. Registered as Jinja filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from tracker.site.marks import marked

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


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


def codes(text: str | None) -> list[str]:
    """Return the codes in a comma text."""
    return [code.strip() for code in (text or "").split(",") if code.strip()]


def slug(value: str) -> str:
    """Return `value` quoted for one part of a path."""
    return quote(value, safe="")


def host(url: str | None) -> str:
    """Return the host of an address, without `www.`."""
    return (urlsplit(url or "").hostname or "").removeprefix("www.") if weblink(url) else ""


FILTERS: dict[str, Callable[..., Any]] = {
    "weblink": weblink,
    "day": day,
    "month": month,
    "codes": codes,
    "slug": slug,
    "host": host,
    "marked": marked,
}
