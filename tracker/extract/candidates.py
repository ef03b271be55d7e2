"""A document as the rules and one reader of lines have it in; what each line tells of which company and where, out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracker.extract.attach import Attach
from tracker.extract.claims import Claim
from tracker.extract.phrases import Sentence
from tracker.extract.scores import ACTIONS, Asked, Impression, Reader, Scores
from tracker.extract.seen import Eye, Seen, Target
from tracker.extract.settle import WORLD
from tracker.model import Rejection, Report

#: the score of what is not there
NONE = np.float32(-9)
ABSENT = np.full(len(ACTIONS), NONE)
#: companies and regions at most that are weighed in one text, by how often it names them
MOST_COMPANIES, MOST_REGIONS = 12, 20
Values = dict[str, Scores | float]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document as the rules read it; `lines` are the headline, if any, and the sentences."""

    attach: Attach
    lines: list[Seen]
    claims: list[Claim]
    reports: list[Report]
    rejections: list[Rejection]
    unread: int | None


class Text:
    """One text: its lines (the headline, if any, is the first) with the scores of a reader."""

    def __init__(self, parsed: Parsed, eye: Eye, reader: Reader) -> None:
        self.parsed, self.eye, self.reader = parsed, eye, reader
        self.attach, self.reports = parsed.attach, parsed.reports
        self.lines = [line.sentence for line in parsed.lines]
        self.headline = self.attach.title is not None
        self.refused = Counter((one.action, one.reason) for one in parsed.rejections if one.action)
        names = [self.attach.cast.names(line.tokens, "C") for line in self.lines]
        self.named = [set(found) for found in names]
        #: the company that each line names first
        self.first = [next(iter(found), "") for found in names]
        self.spoken = [self.spoken_of(line) for line in self.lines]
        self.meant = [named or spoken for named, spoken in zip(self.named, self.spoken, strict=True)]

    @cached_property
    def impression(self) -> Impression:
        """The lines as they are read."""
        return self.reader.read(self.parsed.lines)

    @cached_property
    def act(self) -> Scores:
        """How surely each line tells each act."""
        return self.impression.act

    def seen_from(self, kind: str, names: list[str], named: list[set[str]]) -> dict[str, Scores]:
        """The scores of the lines that name companies or regions; `named` are all that each line names."""
        asked = self.asked(kind, names, named)
        scores = {name: np.full((len(self.lines), len(ACTIONS)), NONE, np.float32) for name in names}
        for (name, number), found in zip(asked, self.impression.asked(kind, list(asked.values())), strict=True):
            scores[name][number] = found
        return scores

    def asked(self, kind: str, names: list[str], named: list[set[str]]) -> dict[tuple[str, int], Asked]:
        """The companies or regions in each line that names them, with the words of the others."""
        asked: dict[tuple[str, int], Asked] = {}
        for number, line in enumerate(self.parsed.lines):
            own = {
                name: self.eye.starred(line.tokens, Target(kind, name, name in self.spoken[number]))
                for name in names
                if name in named[number]
            }
            every = set().union(*own.values())
            for name, words in own.items():
                others = sorted(every.difference(words))
                asked[name, number] = Asked(number, words, others, name in self.spoken[number])
        return asked

    def spoken_of(self, line: Sentence) -> set[str]:
        """The company that the text speaks of in a line; the headline's is the main one."""
        cast = self.attach.cast
        found = cast.main if line is self.attach.title else cast.focus(line)
        return {found} if found else set()

    @cached_property
    def who(self) -> dict[str, Scores]:
        """How surely each line tells each act of each company."""
        return self.seen_from("C", self.companies, self.meant)

    @cached_property
    def where(self) -> dict[str, Scores]:
        """How surely each line tells each act in each region."""
        found = self.seen_from("G", self.regions, self.places)
        # that an act is everywhere is mostly told by naming no region, so every line may tell it
        found[WORLD] = np.maximum(found[WORLD], self.impression.world)
        return found

    @cached_property
    def other_who(self) -> dict[str, Scores]:
        """The most that each line tells of any other company."""
        return others(self.who)

    @cached_property
    def other_where(self) -> dict[str, Scores]:
        """The most that each line tells in any other region."""
        return others(self.where)

    @cached_property
    def weights(self) -> Counter[str]:
        """How often each company is named, the headline thrice."""
        count = Counter(company for named in self.named for company in sorted(named))
        count.update(dict.fromkeys(self.attach.cast.title, 2))
        return count

    @cached_property
    def companies(self) -> list[str]:
        """The companies that are weighed."""
        return [company for company, _ in self.weights.most_common(MOST_COMPANIES)]

    @cached_property
    def countries(self) -> list[set[str]]:
        """The regions that each line names."""
        return [{name for token in line.of("G") for name in token.ids} for line in self.lines]

    @cached_property
    def seats(self) -> list[set[str]]:
        """The regions of the regulators that each line names."""
        regulators = self.attach.words.regulators
        return [{regulators[name].region for token in line.of("R") for name in token.ids} for line in self.lines]

    @cached_property
    def country_count(self) -> Counter[str]:
        """In how many lines each region is named."""
        return Counter(region for found in self.countries for region in sorted(found))

    @cached_property
    def seat_count(self) -> Counter[str]:
        """In how many lines each region has a regulator named."""
        return Counter(region for found in self.seats for region in sorted(found))

    @cached_property
    def places(self) -> list[set[str]]:
        """All regions that a line may be about."""
        return [one | two for one, two in zip(self.countries, self.seats, strict=True)]

    @cached_property
    def regions(self) -> list[str]:
        """The regions that are weighed: those named, those of the rules, and the whole world."""
        count = Counter(region for found in self.places for region in sorted(found))
        count.update(report.region for report in self.reports)
        if self.attach.document.region:
            count[self.attach.document.region] += 1
        named = [region for region, _ in count.most_common(MOST_REGIONS) if region != WORLD]
        return [WORLD, *named]

    def users(self, firm: bool, left_out: bool = False) -> list[set[str]]:
        """The regions of users in each line: those surely meant, all, or those that the words leave out."""
        found = [self.attach.title_places] if self.headline else []
        return [
            {place.region for place in places if place.left_out == left_out and (place.firm or not firm)}
            for places in (*found, *self.attach.places)
        ]

    @cached_property
    def sets(self) -> dict[str, list[set[str]]]:
        """The regions of each line by what names them."""
        return {
            "firm": self.users(True), "users": self.users(False), "left out": self.users(False, True),
            "seat": self.seats, "country": self.countries,
        }  # fmt: skip


def others(scores: dict[str, Scores]) -> dict[str, Scores]:
    """For each name the highest scores that any other one has."""
    return {
        name: np.max([np.full_like(own, NONE), *(other for one, other in scores.items() if one != name)], 0)
        for name, own in scores.items()
    }
