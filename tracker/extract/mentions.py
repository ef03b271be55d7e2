"""A text as a reader has it in; the days that its words may mean, where each stands and of which acts, out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain, takewhile

from tracker.extract import dates, seen, senses
from tracker.extract.candidates import ABSENT, Text
from tracker.extract.dates import Mention
from tracker.extract.scores import Asked, Scores
from tracker.model import Action

#: characters of a text whose dates are read: a list of numbers has thousands
LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Place:
    """A date in a line of the text."""

    line: int
    mention: Mention
    text: str


class Dates:
    """The dates of one text, how surely each is that of an act, and how often the rules give it as one."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.places: dict[str, list[Place]] = {}
        self.mentions: dict[int, list[Mention]] = {}
        self.scored: dict[int, dict[Mention, Scores]] = {}
        self.looked_at: dict[int, dict[Mention, Asked]] = {}
        #: how likely each date is the day of an act of a company that a line tells, by what reads the text
        self.pointed: dict[tuple[int, str, Action], dict[str, float]] = {}
        calendar = text.attach.calendar
        lines = list(takewhile(lambda line: line.span.start <= LONGEST, text.lines))
        first = int(text.headline)
        plain = [dates.find(line.text, text.attach.base) for line in lines[:first]]
        plain += [
            list(dict.fromkeys([*calendar.mentions(line), *calendar.mentions(line, True)])) for line in lines[first:]
        ]
        further = senses.of_text(lines, plain, text.attach.base)
        for number, (line, *every) in enumerate(zip(lines, plain, further, strict=True)):
            for mention in chain(*every):
                self.places.setdefault(mention.date, []).append(Place(number, mention, line.text))
                self.mentions.setdefault(number, []).append(mention)
        told = [report for report in text.reports if report.date]
        self.given = Counter(report.date for report in told)
        self.given_act = Counter((report.action, report.date) for report in told)
        self.given_company = Counter((report.company, report.date) for report in told)
        #: the day that the rules give a company's act
        self.other = {(report.company, report.action): report.date or "" for report in told}

    def scores(self, place: Place) -> Scores:
        """How surely each act is told as of the date at a place; not at all where its words are not looked at."""
        if place.line not in self.scored:
            asked = self.asked(place.line)
            words = {tuple(one.own): one for one in asked.values()}
            found = dict(zip(words, self.text.impression.asked("D", list(words.values())), strict=True))
            self.scored[place.line] = {mention: found[tuple(one.own)] for mention, one in asked.items()}
        return self.scored[place.line].get(place.mention, ABSENT)

    def asked(self, line: int) -> dict[Mention, Asked]:
        """The dates of a line that are looked at, each with the words of the others; read once."""
        if line not in self.looked_at:
            words = seen.places(self.text.parsed.lines[line], self.mentions[line])
            every = set().union(*words.values())
            self.looked_at[line] = {
                one: Asked(line, own, sorted(every.difference(own))) for one, own in words.items() if own
            }
        return self.looked_at[line]

    def base(self, line: int) -> str | None:
        """The day of the section or the page that a line stands in."""
        return self.text.lines[line].date or self.text.attach.base
