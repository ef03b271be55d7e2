"""Text comes in; the full dates that it writes out come back as ISO dates with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import dateparser

_WORD = r"[^\W\d_]{3,12}"
_FULL = re.compile(
    rf"""(?<![\w/.-])(?:
      (?P<iso>(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})
    | (?P<numbers>\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d)
    | (?P<words>\d{{1,2}}(?:st|nd|rd|th|er|[.ºª°])?\s+(?:(?:of|de|di)\s+)?{_WORD}\.?,?\s+(?:(?:de|del)\s+)?(?:19|20)\d\d
      | {_WORD}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}(-\d\d){0,2}")
_PREFIX = re.compile(r"\s*((?:19|20)\d\d-\d\d-\d\d)(?!\d)")
_PARTS: list[str] = ["day", "month", "year"]


class Found(NamedTuple):
    """A date and `text[start:end]` that says it."""

    start: int
    end: int
    iso: str


def find(text: str, lang: str, *, month_first: bool = False) -> Iterator[Found]:
    """The days that a text writes out in full: 20 September 2024, June 14th, 2024, 2024-9-21, 14.06.2024.

    Months are read in `lang` and in English. Numbers mean day, month, year, unless `month_first`.
    """
    for match in _FULL.finditer(text):
        if match["words"]:
            iso = _worded(match["words"], lang)
        else:
            numbers = [int(number) for number in re.findall(r"\d+", match[0])]
            if not match["iso"]:
                numbers = [numbers[2], *(numbers[:2] if month_first else numbers[1::-1])]
            iso = _day(*numbers)
        if iso:
            yield Found(match.start(), match.end(), iso)


def first(text: str, lang: str, *, month_first: bool = False) -> str | None:
    """The first date of a text as ISO; a machine-readable stamp (2024-06-14T09:30:00+01:00) as the day it writes."""
    if match := _PREFIX.match(text):
        return _day(*(int(number) for number in match[1].split("-")))
    return next((found.iso for found in find(text, lang, month_first=month_first)), None)


def latest(fetched: str) -> str:
    """The last day that a page fetched at this time can bear: clocks and zones differ by a day."""
    return (date.fromisoformat(fetched[:10]) + timedelta(days=1)).isoformat()


def plausible(iso: str, last: str) -> bool:
    """Whether an ISO prefix exists and lies between the first web pages and the last day possible."""
    try:
        date.fromisoformat(iso + "-01-01"[len(iso) - 4 :])
    except ValueError:
        return False
    return bool(_ISO.fullmatch(iso)) and "1991" <= iso <= last


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _worded(text: str, lang: str) -> str | None:
    """Day, month and year, or None where the word between them is no month."""
    settings = {"REQUIRE_PARTS": _PARTS, "PARSERS": ["absolute-time"]}
    parsed = dateparser.parse(re.sub(r"(?<=\d)(er|[ºª°])", "", text), languages=sorted({lang, "en"}), settings=settings)
    return parsed.date().isoformat() if parsed else None
