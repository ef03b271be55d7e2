"""A sentence and its day of publication in; the dates that it means, as ISO prefixes no finer than its words, out."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

LANGUAGES = ("en", "de", "fr", "it", "es", "pt", "nl")
#: spellings that babel's tables lack
MORE_MONTHS = {"sept": 9, "märz": 3, "set": 9, "janv": 1, "juil": 7, "mrt": 3}
WEEKDAYS = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "lunes martes miércoles jueves viernes sábado domingo",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    )
    for number, name in enumerate(names.split())
}
NUMBERS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "several": 0,
    "few": 0,
}
#: a count in digits; of more units no text means a day, and they would lead out of the calendar
NUMERAL = r"\d{1,3}"
TODAY = ("today", "heute", "aujourd'hui", "oggi", "hoy", "hoje", "vandaag", "tonight")
YESTERDAY = ("yesterday", "gestern", "hier", "ieri", "ayer", "ontem", "gisteren")
UNITS = ("day", "week", "month", "year")
SEASONS = ("summer", "spring", "autumn", "fall", "winter")
#: English months and days, each by a sign of its kind: what happened in one April says nothing of the next
DATED = {
    name: sign
    for names, sign in ((get_month_names(locale="en"), "<month>"), (get_day_names(locale="en"), "<day>"))
    for name in names.values()
}
WORD, DIGIT, YEAR = re.compile(r"\w+"), re.compile(r"\d"), re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` means `date`; `lead` is the word before it."""

    start: int
    end: int
    date: str
    lead: str
    #: the words name a year or a day counted from the publication, not a month and day alone
    sure: bool = True
    #: how the words come to mean it where they may mean another day too (tracker/extract/senses.py)
    sense: str = ""


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Month names and abbreviations of the languages we read, lower case."""
    table = dict(MORE_MONTHS)
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                table[name.lower().rstrip(".")] = number
    return table


@lru_cache(maxsize=1)
def expression() -> re.Pattern[str]:
    """The one expression for all ways of writing a date; its groups tell which way it was."""
    month = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    day = r"(?P<{}>[0-3]?\d)(?:st|nd|rd|th|er|º|ª|\.)?"
    weekday = "|".join(map(re.escape, WEEKDAYS))
    return re.compile(
        rf"(?P<iso>\b(?P<y1>20\d\d|19\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)\b)"
        rf"|\b(?P<dotted>(?P<d2>[0-3]?\d)\.\s?(?P<m2>[01]?\d)\.(?P<y2>20\d\d|\d\d)\b)"
        rf"|\b(?P<slashed>(?P<a3>[0-3]?\d)/(?P<b3>[0-3]?\d)/(?P<y3>20\d\d)\b)"
        rf"|\b{day.format('d4')}(?:\s+|(?<=\.))(?:of\s+|de\s+|di\s+)?(?P<m4>{month})\b\.?(?:(?:,?\s+|(?<=\.))(?:de\s+|del\s+)?(?P<y4>(?:19|20)\d\d))?"
        rf"|\b(?P<m5>{month})\b\.?\s+{day.format('d5')}\b(?!\d)(?:,?\s+(?P<y5>(?:19|20)\d\d))?"
        rf"|\b(?P<m6>{month})\b\.?,?\s+(?:of\s+|de\s+|del\s+)?(?P<y6>(?:19|20)\d\d)\b"
        rf"|\b(?P<back>last|this|next|in|since|from|during|by|until|of|early|late|mid|mid-|around"
        rf"|im|en|em|nel|a|in de)[\s-]+(?P<m7>{month})\b(?!\.?,?\s+(?:\d|of\s+\d|de\s+\d))"
        rf"|\b(?P<m8>january|february|april|june|july|august|september|october|november|december)\b(?!\.?,?\s+\d)"
        rf"|\b(?:(?P<side>last|next|this|coming|past)\s+)?(?P<weekday>{weekday})\b"
        rf"|\b(?P<today>{'|'.join(TODAY)})\b|\b(?P<yesterday>{'|'.join(YESTERDAY)})\b"
        rf"|\b(?:(?P<which>earlier this|later this|(?:start|beginning) of (?:the|this)|this|last|past|previous)\s+"
        rf"(?P<unit>{'|'.join((*UNITS[1:], *SEASONS))}))\b"
        rf"|\b(?P<count>{NUMERAL}|{'|'.join(NUMBERS)})\s+(?P<ago>{'|'.join(UNITS)})s?\s+ago\b"
        rf"|\b(?P<quarter>first|second|third|fourth|q[1-4])\s+(?:quarter\s+)?(?:of\s+)?(?P<y9>20\d\d)\b"
        rf"|\b(?P<y10>(?:19|20)\d\d)\b(?![-/]\d|\s*(?:users|people|posts|photos|million|miles))",
        re.I,
    )


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """Words of which every date has one, if it has no digit; of those of several parts the first."""
    named = (*months(), *WEEKDAYS, *TODAY, *YESTERDAY, *UNITS, *(f"{unit}s" for unit in UNITS), *SEASONS)
    return frozenset(WORD.findall(name)[0] for name in named)


def may_date(text: str) -> bool:
    """Whether a sentence can have a date: much cheaper than the expressions."""
    return bool(DIGIT.search(text)) or not words().isdisjoint(WORD.findall(text.lower()))


def find(text: str, base: str | None, year: int | None = None, future: bool = False) -> list[Mention]:
    """The dates of a sentence; `base` is its day of publication (ISO prefix), `year` one that the text gave before."""
    if not may_date(text):
        return []
    day = day_of(base)
    found = []
    for match in expression().finditer(text):
        date = resolve(match, base, day, year, future)
        if date:
            lead = (match["back"] or "").lower() or lead_of(text, match.start())
            sure = not ((match["d4"] and not match["y4"]) or (match["d5"] and not match["y5"]))
            found.append(Mention(match.start(), match.end(), date, lead, sure))
    return found


def lead_of(text: str, start: int) -> str:
    """The word before a place, in small letters; none at the beginning."""
    words = text[:start].split()
    return words[-1].lower().strip('(,“"') if words else ""


def day_of(base: str | None) -> dt.date | None:
    """The day of an ISO prefix that has one."""
    try:
        return dt.date.fromisoformat(base) if base else None
    except ValueError:
        return None


def valid(year: int, month: int, day: int) -> str | None:
    """An ISO day, or None where there is no such day."""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def resolve(match: re.Match[str], base: str | None, day: dt.date | None, year: int | None, future: bool) -> str | None:
    """The ISO prefix that one match means, or None where the words and the base do not tell."""
    if match["iso"]:
        return valid(int(match["y1"]), int(match["m1"]), int(match["d1"]))
    if match["dotted"]:
        full = int(match["y2"]) if len(match["y2"]) == 4 else 2000 + int(match["y2"])
        return valid(full, int(match["m2"]), int(match["d2"]))
    if match["slashed"]:
        first, second, full = int(match["a3"]), int(match["b3"]), int(match["y3"])
        if first > 12:
            return valid(full, second, first)
        return valid(full, first, second) if second > 12 else None
    for month_group, day_group, year_group in (("m4", "d4", "y4"), ("m5", "d5", "y5")):
        if match[day_group]:
            month = months()[match[month_group].lower().rstrip(".")]
            full_year = (
                int(match[year_group])
                if match[year_group]
                else near(month, int(match[day_group]), base, day, year, future)
            )
            return valid(full_year, month, int(match[day_group])) if full_year else None
    if match["m6"]:
        return f"{match['y6']}-{months()[match['m6'].lower().rstrip('.')]:02}"
    if match["m7"] or match["m8"]:
        return bare_month(match, base, day, year, future)
    if match["y9"]:
        return match["y9"]
    if match["y10"]:
        return match["y10"]
    return relative(match, day) if day else None


def near(month: int, number: int, base: str | None, day: dt.date | None, year: int | None, future: bool) -> int | None:
    """The year of a month and day: the latest not after the publication, or the next where the text looks ahead."""
    if day is None:
        return int(base[:4]) if base else year
    here = valid(day.year, month, number)
    if here is None:
        return None
    gap = (dt.date.fromisoformat(here) - day).days
    if gap > (330 if future else 45):
        return day.year - 1
    return day.year + 1 if gap < -300 and future else day.year


def bare_month(
    match: re.Match[str], base: str | None, day: dt.date | None, year: int | None, future: bool
) -> str | None:
    """ "last August", "in June": the latest such month at the publication, or the next where the text looks ahead."""
    month = months()[(match["m7"] or match["m8"]).lower().rstrip(".")]
    full = int(base[:4]) if base else year
    if full is None:
        return None
    if day is not None:
        ahead = month > day.month
        if (match["back"] or "").lower() == "last":
            # in September "last August" is a year ago: of the month before one says "last month"
            full -= 1 if month >= day.month - 1 else 0
        elif ahead and not (future or (match["back"] or "").lower() in {"from", "next", "by", "until"}):
            full -= 1
        elif not ahead and month < day.month - 6 and (match["back"] or "").lower() == "next":
            full += 1
    return f"{full}-{month:02}"


def relative(match: re.Match[str], day: dt.date) -> str | None:
    """ "on Friday", "yesterday", "last month", counted from the day of publication."""
    if match["weekday"]:
        back = (day.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
        side = (match["side"] or "").lower()
        if side in {"next", "coming"}:
            return (day + dt.timedelta(days=7 - back)).isoformat()
        return (day - dt.timedelta(days=back or (7 if side in {"last", "past"} else 0))).isoformat()
    if match["today"]:
        return day.isoformat()
    if match["yesterday"]:
        return (day - dt.timedelta(days=1)).isoformat()
    if match["unit"]:
        return spell(match["which"].lower(), match["unit"].lower(), day)
    if match["ago"]:
        count = int(match["count"]) if match["count"].isdigit() else NUMBERS[match["count"].lower()]
        return ago(count, match["ago"].lower(), day) if count else None
    return None


def spell(which: str, unit: str, day: dt.date) -> str | None:
    """ "last week", "earlier this year" as a month or a year."""
    last = which in {"last", "past", "previous"}
    if unit == "week":
        return (day - dt.timedelta(days=7 if last else min(day.weekday(), day.day - 1))).isoformat()[:7]
    if unit == "month":
        return (day.replace(day=1) - dt.timedelta(days=1)).isoformat()[:7] if last else day.isoformat()[:7]
    if unit == "year":
        return str(day.year - last)
    return str(day.year - (1 if last and day.month < 9 else 0))


def ago(count: int, unit: str, day: dt.date) -> str:
    """ "two weeks ago", as fine as the unit."""
    if unit == "day":
        return (day - dt.timedelta(days=count)).isoformat()
    if unit == "week":
        return (day - dt.timedelta(weeks=count)).isoformat()[:7]
    if unit == "month":
        total = day.year * 12 + day.month - 1 - count
        return f"{total // 12}-{total % 12 + 1:02}"
    return str(day.year - count)
