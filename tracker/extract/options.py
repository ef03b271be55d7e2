"""An act that a line tells in; the dates of its text that may be its day, each with what is known of it, out.

The networks weigh them (tracker/extract/network.py) by these facts, by the words of the date, and by those of the act.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tracker.extract.days import MOST, Dated, is_past, middle
from tracker.extract.mentions import Dates, Place
from tracker.extract.scores import Option
from tracker.model import Action

#: days between a date and the page, and numbers of other things, at most that are told apart
GAPS, COUNTED = (0, 1, 3, 8, 40, 400), 9
#: lines between an act and a date, lines from the start and from the end, and times that a date is named, likewise
LINES, FIRST, LAST, TIMES = 6, 5, 3, 3


class Options:
    """The dates up to the day of its page that may be that of an act in a line."""

    def __init__(self, every: Dates, line: int, company: str, action: Action) -> None:
        self.text, self.every, self.line = every.text, every, line
        self.base = every.base(line)
        told = (place for date, found in every.places.items() if is_past(date, self.base) for place in found)
        #: the nearest first
        self.places = sorted(told, key=lambda one: (abs(one.line - line), one.line, one.mention.start))[:MOST]
        self.times = Counter(place.mention.date for place in self.places)
        self.dates = sorted({*self.times, *([self.base] if self.base else ())})
        same = (report.date for report in self.text.reports if (report.company, report.action) == (company, action))
        self.by_rules = Counter(date for date in same if date)

    def __iter__(self) -> Iterator[Option]:
        """Each date where it stands, then the page's own day, then that there is none, whose date is empty."""
        of_act = self.of_act()
        known = {date: [*of_act, *self.of_date(date)] for date in self.dates}
        for place in self.places:
            date = place.mention.date
            if words := self.every.asked(place.line).get(place.mention):
                yield Option(date, words, [*known[date], *self.of_place(place)])
        if self.base:
            yield Option(self.base, None, [*known[self.base], "stands nowhere"])
        yield Option("", None, [*of_act, "none"])

    def of_act(self) -> list[str]:
        """What is the same for all dates."""
        return [
            f"page {'with' if self.base else 'without'} a day",
            f"one of {min(COUNTED, len(self.dates))} dates",
            f"act in line {min(FIRST, self.line)}",
        ]

    def of_date(self, date: str) -> list[str]:
        """What is known of a date wherever it stands."""
        rank, own = self.dates.index(date), self.by_rules[date]
        found = {
            "the page's": date == self.base,
            "by rules": own > 0,
            "of another act by rules": self.every.given[date] > own,
        }
        return [
            f"{len(date)} characters",
            f"{self.age(date)} before the page",
            f"{min(TIMES, self.times[date])} times",
            f"{min(COUNTED, rank)} dates before",
            f"{min(COUNTED, len(self.dates) - 1 - rank)} dates after",
            *(fact for fact, holds in found.items() if holds),
        ]

    def age(self, date: str) -> str:
        """The days between a date and the page, about."""
        day, page = middle(date), middle(self.base)
        if not day or not page:
            return "nobody knows how long"
        gap = (page - day).days
        return next((f"up to {most} days" for most in GAPS if gap <= most), "long")

    def of_place(self, place: Place) -> list[str]:
        """How a date stands to the line of the act, and in the text."""
        first, last = sorted((place.line, self.line))
        between = sum(first < one.line < last for one in self.places)
        lines = self.text.lines
        found = {
            "in the headline": self.text.headline and not place.line,
            "in the paragraph": lines[place.line].span.paragraph == lines[self.line].span.paragraph,
            "unsure": not place.mention.sure,
            f"counted {place.mention.sense}": place.mention.sense,
        }
        return [
            f"{max(-LINES, min(LINES, place.line - self.line))} lines after",
            f"{min(COUNTED, between)} between",
            f"in line {min(FIRST, place.line)}",
            f"in line {min(LAST, len(lines) - 1 - place.line)} from the end",
            *(fact for fact, holds in found.items() if holds),
        ]


def pointed(found: Dated) -> dict[str, float]:
    """How likely each date is the day of a report by what reads its text; the same in all regions, so asked once."""
    act, known = (found.told, found.report.company, found.report.action), found.every.pointed
    if act not in known:
        options = list(Options(found.every, *act))
        every: defaultdict[str, float] = defaultdict(float)
        chances = found.text.impression.days(found.told, found.report.action, options)
        for option, chance in zip(options, chances.tolist(), strict=True):
            every[option.date] += chance
        del every[""]
        known[act] = every
    return known[act]
