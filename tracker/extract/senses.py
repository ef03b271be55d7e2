"""The sentences of a text with the plainest days of their words in; the other days that these may mean out.

"On the 8th" may be of this month or of the one last told, "in June" of this year or of the one told of, "on Friday" the
last before the page or the first after what was told. Which is meant is learned (tracker/extract/days.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from babel.dates import get_month_names

from tracker.extract.counted import NO_DAYS, move
from tracker.extract.dates import (
    NUMBERS,
    NUMERAL,
    SEASONS,
    UNITS,
    WEEKDAYS,
    YEAR,
    Mention,
    day_of,
    lead_of,
    months,
    valid,
)
from tracker.extract.phrases import Sentence

#: how words come to mean a day: counted from the page, or forth or back from a day told before
PAGE, FORTH, BACK = SENSES = ("from the page", "forth", "back")
#: days told last from which the next ones are counted, and days that the line before may mean
TOLD, MEANT = 3, 4
#: the characters of a whole day, and the lines in which a page tells its own
DAY, OPENING = 10, 3
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
COUNTS = {
    **NUMBERS, "couple of": 2, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20,
    "twenty-four": 24, "twenty-eight": 28, "thirty": 30, "forty-eight": 48, "seventy-two": 72,
}  # fmt: skip
#: times of day, which stand for the day
TIMES = ("day", "morning", "afternoon", "evening", "night", "weekend")
STEPS = {"last": -1, "previous": -1, "preceding": -1, "next": 1, "following": 1, "same": 0, "that": 0, "this": 0}
#: of these the page's own day is none
OF_TOLD = {"same", "that"}
BACKWARDS = {"earlier", "before", "ago", "previously", "prior"}
#: before a number of days these tell what "later" tells after it
COUNTING = {"within", "after", "for", "before"}
#: what every expression has in it: cheaper than the whole
MAY = re.compile(
    r"\d|day|week|month|year|hour|fortnight|summer|spring|autumn|fall|winter|night|morning|evening|afternoon"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\bthe\s+\w*(?:first|second|third|th)\b",
    re.I,
)


@lru_cache(maxsize=1)
def expression() -> re.Pattern[str]:
    """The one expression for words that may mean several days; its groups tell which way."""

    def one_of(names: Iterable[str]) -> str:
        return "|".join(sorted(names, key=len, reverse=True))

    english = [name for width in ("wide", "abbreviated") for name in get_month_names(width, locale="en").values()]
    month, ordinal = one_of({*map(str.lower, english), "sept"}), one_of(ORDINALS)
    plain = one_of(set(map(str.lower, english[:12])) - {"march", "may"})
    times, units = one_of((*TIMES, *UNITS[1:])), one_of(("hour", "fortnight", *UNITS, *SEASONS))
    yearless = r"(?!\.?,?\s+(?:of\s+)?\d{4})"
    before = "in|since|from|during|by|until|of|early|late|mid|mid-|around|last|that|and|only|back in"
    ways = "later|earlier|afterwards|after|before|ago|previously|prior|on|had passed"
    return re.compile(
        rf"\b(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{month})\b{yearless}"
        rf"|\b(?P<m2>{month})\b\.?\s+(?:the\s+)?(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\d){yearless}"
        rf"|\b(?P<o3>{ordinal}|last\s+day)\s+(?:day\s+)?of\s+(?P<m3>{month}|(?:the|that|this)\s+month)\b"
        rf"|\b(?:(?:{before})[\s-]+(?P<m4>{month})|(?P<m5>{plain}))\b(?!\.?,?\s+\d){yearless}"
        rf"|(?:\bthe\s+|\()(?P<d6>[0-3]?\d)(?:st|nd|rd|th)\b{NO_DAYS}"
        rf"|\bthe\s+(?P<o6>{ordinal})(?=\s*(?:[,.;:)]|of\s+(?:this|that|the)\s+month|$))"
        rf"|\b(?P<weekday>{'|'.join(list(WEEKDAYS)[:7])})\b"
        rf"|\b(?P<count>{NUMERAL}|{one_of(COUNTS)})\s+(?P<unit>{units})s?\b(?:\s+(?P<way>{ways}))?"
        rf"|\b(?:the\s+)?(?:very\s+)?(?P<step>{one_of(STEPS)})\s+(?:very\s+|same\s+)?(?P<of>{times}|{one_of(SEASONS)})\b(?!\s+of\b)"
        rf"|\bthe\s+(?P<one>{times})\s+(?P<side>after|before)\b(?P<yesterday>\s+yesterday)?"
        rf"|\b(?P<near>yesterday|today|tonight|this\s+time\s+last\s+year)\b",
        re.I,
    )


def of_text(lines: Sequence[Sentence], plain: Sequence[Sequence[Mention]], base: str | None) -> Iterator[list[Mention]]:
    """For each line of a text the further days; `plain` are those of each line, `base` the day of the page if any."""
    page = [] if base else days_of_page(plain)
    recent: list[str] = []
    meant: list[str] = []
    written = ""  # the last with its year
    for line, mentions in zip(lines, plain, strict=True):
        own = line.date or base
        told = dict.fromkeys([*reversed(recent), *([written] if written else [])])
        found = find(line.text, [own] if own else page, [*told], meant, mentions)
        yield found
        meant = list(dict.fromkeys(one.date for one in found))[:MEANT] or meant
        for one in mentions:
            if not own or one.date <= own[: len(one.date)]:
                recent = [*(date for date in recent if date != one.date), one.date][-TOLD:]
                written = one.date if YEAR.search(line.text, one.start, one.end) else written


def days_of_page(plain: Sequence[Sequence[Mention]]) -> list[str]:
    """The days of which a page that tells none may be: the first of its first lines, and the last of all."""
    days = [[one.date for one in mentions if len(one.date) == DAY and one.sure] for mentions in plain]
    first = next((date for found in days[:OPENING] for date in found), "")
    last = max((date for found in days for date in found), default="")
    return [date for date in dict.fromkeys((first, last)) if date]


def find(
    text: str, page: Sequence[str], told: Sequence[str], meant: Sequence[str], plain: Sequence[Mention]
) -> list[Mention]:
    """The further days of a sentence; `page` are days of the page, `told` some told before, the last first.

    From those that words before it may have `meant`, only steps are counted: "two days later", "on the Friday".
    """
    found: list[Mention] = []
    for match in expression().finditer(text) if MAY.search(text) else ():
        inside = [one.date for one in plain if one.end <= match.start()]
        earlier = [*reversed(inside[-2:]), *told]
        if match["weekday"] or match["count"] or match["step"] or match["one"]:
            earlier += meant
        lead = lead_of(text, match.start())
        known = {one.date for one in plain if one.start < match.end() and match.start() < one.end}
        for date, sense in every(match, lead, page, earlier):
            if date not in known:
                known.add(date)
                found.append(Mention(match.start(), match.end(), date, lead, False, sense))
    return found


def every(match: re.Match[str], lead: str, page: Sequence[str], told: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The days that one match may mean, each with how it comes about."""
    for base in page:
        yield from ((date, PAGE) for date in counted(match, lead, base, True))
    for base in dict.fromkeys(told):
        yield from ((date, FORTH if date > base else BACK) for date in counted(match, lead, base, False))


def counted(match: re.Match[str], lead: str, base: str, page: bool) -> Iterable[str]:
    """The days that one match may mean as counted from a day of the page or one told before."""
    if month := match["m1"] or match["m2"] or match["m4"] or match["m5"]:
        # not of "that may"
        return of_month(month, int(match["d1"] or match["d2"] or 0), base) if month[0].isupper() else ()
    if match["o3"]:
        return of_ordinal(match["o3"].lower(), match["m3"].lower(), base)
    if match["d6"] or match["o6"]:
        number = int(match["d6"]) if match["d6"] else ORDINALS.index(match["o6"].lower()) + 1
        return of_number(number, base)
    if match["weekday"]:
        return of_week(WEEKDAYS[match["weekday"].lower()], base, page)
    count, unit = steps(match, lead)
    back = count <= 0 and (match["step"] or "").lower() not in OF_TOLD
    return stepped(base, unit, count) if back or not page else ()


def of_month(name: str, number: int, base: str) -> Iterator[str]:
    """A month, or a day of it, of the year of another day, and of the year before or after if that is nearer."""
    month, year = months()[name.lower().rstrip(".")], int(base[:4])
    own = int(base[5:7] or month)
    for one in dict.fromkeys((year, year - (month > own) + (month < own))):
        if date := valid(one, month, number) if number else f"{one}-{month:02}":
            yield date


def of_ordinal(name: str, month: str, base: str) -> Iterator[str]:
    """ "The first of July", "the last day of March", "the second of the month"."""
    for found in [base[:7]] if month.endswith("month") else of_month(month, 0, base):
        if name in ORDINALS:
            yield from of_number(ORDINALS.index(name) + 1, found)
        elif first := day_of(f"{found}-01"):
            after = (first + dt.timedelta(days=31)).replace(day=1)
            yield (after - dt.timedelta(days=1)).isoformat()


def of_number(number: int, base: str) -> Iterator[str]:
    """A day of the month of another one."""
    if date := valid(int(base[:4]), int(base[5:7]), number) if len(base) > 4 else None:
        yield date


def of_week(number: int, base: str, page: bool) -> Iterator[str]:
    """A day of the week: of the page the last one and that of the week before; else the last and the first after."""
    if day := day_of(base):
        last = day - dt.timedelta(days=(day.weekday() - number) % 7)
        yield last.isoformat()
        yield (last + dt.timedelta(days=-7 if page else 7)).isoformat()


def steps(match: re.Match[str], lead: str) -> tuple[int, str]:
    """How many units forth or back a match counts; no unit where it counts from nothing."""
    if match["near"]:
        near = match["near"].lower()
        return (-12, "month") if near.startswith("this") else (-(near == "yesterday"), "day")
    if match["one"]:
        return (1 if match["side"].lower() == "after" else -1) * (2 if match["yesterday"] else 1), unit_of(match["one"])
    if match["step"]:
        return STEPS[match["step"].lower()], unit_of(match["of"])
    way, number = (match["way"] or "").lower(), match["count"].lower()
    count = int(number) if number.isdigit() else COUNTS[number]
    if not count or not (way or lead in COUNTING):
        return 0, ""
    unit = match["unit"].lower()
    if unit == "hour":
        count = max(1, round(count / 24))
    elif unit == "fortnight":
        count *= 2
    return -count if way in BACKWARDS or lead == "before" else count, unit_of(unit)


def unit_of(word: str) -> str:
    """The unit as which a word is counted."""
    kinds = {"hour": "day", "fortnight": "week", **dict.fromkeys(TIMES, "day"), **dict.fromkeys(SEASONS, "year")}
    return kinds.get(word.lower(), word.lower())


def stepped(base: str, unit: str, count: int) -> Iterator[str]:
    """A date some units away, as fine as they are; of weeks from a month the month."""
    if unit == "week" and len(base) == len("2024-06"):
        unit, count = "month", round(count * 7 / 30)
    if unit and (date := move(base, unit, count)):
        yield date
