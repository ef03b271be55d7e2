"""A sentence and the day last told before it in; the dates that it counts from that day, as ISO prefixes, out."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from tracker.extract import dates
from tracker.extract.dates import NUMBERS, NUMERAL, Mention

#: the `lead` of a day on which something was that is told after "two months after"
SINCE = "after"
#: what every date that leans on another has in it: cheaper than the expressions
LEANS = re.compile(r"\b(?:day|week|month|year)s?\b|\bthe\s+\d", re.I)
#: after "the 11th" these tell that it is no day of a month that was told: "of June", "century"
NO_DAYS = (
    r"(?!\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
    r"|\s+[a-z]*(?:century|anniversary|amendment|edition|circuit|district|floor))"
)
#: after it these tell that it is of the month of the page
OF_PAGE = re.compile(r"\s+(?:of\s+)?this\s+month\b", re.I)
#: months from which on a month last told is far from the page
FAR = 2
#: before these words "the following month" is a time to come or a stretch, no day of an act
STRETCHES = {"over", "within", "for", "during", "until", "by", "till"}


@lru_cache(maxsize=1)
def expression() -> re.Pattern[str]:
    """The one expression for dates that lean on another date; its groups tell which way."""
    month = "|".join(sorted(map(re.escape, dates.months()), key=len, reverse=True))
    count = rf"(?:{NUMERAL}|{'|'.join(NUMBERS)})"
    return re.compile(
        rf"\b(?:(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{month})\b\.?(?:\s+(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?)?"
        rf",?\s+(?:of\s+)?(?P<year>last|this|that|the same|the following|the previous|next)\s+year\b"
        rf"|\b(?P<ago>last|this)\s+year\b"
        rf"|\b(?:the\s+same|that(?:\s+same|\s+very)?)\s+(?P<same>day|month|year)\b"
        rf"|\bthe\s+(?:next|following)\s+(?P<tomorrow>day)\b"
        rf"|\bthe\s+following\s+(?P<following>week|month|year)\b"
        rf"|\b(?P<count>{count})?\s*\b(?P<unit>day|week|month|year)s?\s+(?P<way>later|earlier|afterwards)\b"
        rf"|\bthe\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)\b{NO_DAYS}",
        re.I,
    )


def find(text: str, base: str | None, told: str | None, mentions: list[Mention]) -> list[Mention]:
    """The dates of a sentence with those that lean on another: on one before them in it, on `told`, on `base`."""
    found = list(mentions)
    if not LEANS.search(text):
        return found
    for match in expression().finditer(text):
        earlier = [one.date for one in found if one.end <= match.start()]
        lead = dates.lead_of(text, match.start())
        date = resolve(match, lead, base, earlier[-1] if earlier else told)
        if date:
            found = [one for one in found if one.end <= match.start() or one.start >= match.end()]
            found.append(Mention(match.start(), match.end(), date, lead))
            found.sort(key=lambda one: one.start)
    for match in distance().finditer(text):
        found = stepped(text, match, base, told, found)
    return found


@lru_cache(maxsize=1)
def distance() -> re.Pattern[str]:
    """ "two days after", "a week before"."""
    return re.compile(
        rf"\b(?P<count>{NUMERAL}|{'|'.join(NUMBERS)})\s+(?P<unit>day|week|month|year)s?\s+(?P<way>after|before)\b", re.I
    )


def stepped(text: str, match: re.Match[str], base: str | None, told: str | None, found: list[Mention]) -> list[Mention]:
    """The dates with that of "two days after 18 September"; the day of what it came "two months after"."""
    count = int(match["count"]) if match["count"].isdigit() else NUMBERS[match["count"].lower()]
    way = 1 if match["way"].lower() == "after" else -1
    near = next((one for one in found if one.start >= match.end()), None)
    if near and not re.search(r"[,;:.]", text[match.end() : near.start]):
        date = move(near.date, match["unit"].lower(), way * count) if count else None
        kept = [one for one in found if one is not near]
        return sorted([*kept, Mention(match.start(), near.end, date, "")], key=lambda one: one.start) if date else kept
    earlier = [one.date for one in found if one.end <= match.start()]
    source = earlier[-1] if earlier else base or told
    date = move(source, match["unit"].lower(), -way * count) if count and source else None
    return (
        sorted([*found, Mention(match.start(), match.end(), date, SINCE)], key=lambda one: one.start) if date else found
    )


def resolve(match: re.Match[str], lead: str, base: str | None, told: str | None) -> str | None:
    """The ISO prefix that one match means, or None where nothing before it tells."""
    if match["month"]:
        return of_year(match, base, told)
    if match["ago"]:
        return str(int(base[:4]) - (match["ago"].lower() == "last")) if base else None
    if match["day"]:
        own = OF_PAGE.match(match.string, match.end())
        return day_alone(int(match["day"]), base, None if own else told) if lead in {"on", "of", "since"} else None
    if not told or lead in STRETCHES:
        return None
    if match["same"]:
        length = {"day": 10, "month": 7, "year": 4}[match["same"].lower()]
        return told[:length] if len(told) >= length else None
    if match["tomorrow"]:
        return move(told, "day", 1)
    if match["following"]:
        return move(told, match["following"].lower(), 1)
    way = -1 if match["way"].lower() == "earlier" else 1
    number = (match["count"] or "several").lower()
    count = int(number) if number.isdigit() else NUMBERS[number]
    return move(told, match["unit"].lower(), way * count) if count else None


def of_year(match: re.Match[str], base: str | None, told: str | None) -> str | None:
    """ "in June of last year", "on 3 November that year"."""
    which = match["year"].lower()
    from_told = {"that": 0, "the same": 0, "the following": 1, "the previous": -1}
    source = told if which in from_told else base
    if source is None:
        return None
    year = int(source[:4]) + (from_told[which] if which in from_told else {"last": -1, "this": 0, "next": 1}[which])
    month = dates.months()[match["month"].lower().rstrip(".")]
    day = match["d1"] or match["d2"]
    return dates.valid(year, month, int(day)) if day else f"{year}-{month:02}"


def day_alone(number: int, base: str | None, told: str | None) -> str | None:
    """ "on the 11th": of the month last told if it lies two months back or more, else of the page's or the one before.

    Of 93 labelled acts where both are days and the month told lies so far back, 62 have that one, 11 the page's.
    """
    day = dates.day_of(base)
    if told and len(told) >= 7 and (day is None or months_back(day, told) >= FAR):
        return dates.valid(int(told[:4]), int(told[5:7]), number)
    if day is None:
        return None
    here = dates.valid(day.year, day.month, number)
    if here and here <= day.isoformat():
        return here
    before = day.replace(day=1) - dt.timedelta(days=1)
    return dates.valid(before.year, before.month, number)


def months_back(day: dt.date, told: str) -> int:
    """How many months a date lies before that of a day."""
    return (day.year - int(told[:4])) * 12 + day.month - int(told[5:7])


def move(told: str, unit: str, count: int) -> str | None:
    """A date moved by days, weeks, months or years, as fine as the unit; None where the date is coarser."""
    if unit == "year":
        return str(int(told[:4]) + count)
    if len(told) < 7:
        return None
    if unit == "month":
        total = int(told[:4]) * 12 + int(told[5:7]) - 1 + count
        return f"{total // 12}-{total % 12 + 1:02}"
    day = dates.day_of(told)
    if day is None:
        return None
    moved = (day + dt.timedelta(days=count * (7 if unit == "week" else 1))).isoformat()
    return moved[:7] if unit == "week" else moved
