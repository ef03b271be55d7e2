"""What speaks for each (company, region, action) of a text in; how likely each is told, and the reports of those, out.

Boosted trees over named figures, learned from labelled texts of our own (`python -m tests.bench.learn`). A second judge
sees what the first makes of the other candidates too: of two regions that a sentence names often one is meant. What
each of two kinds of readers gives is judged apart, and the mean counts: it is more often right than either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tracker.extract.acts import CORE
from tracker.extract.candidates import Text
from tracker.extract.claims import Claim
from tracker.extract.days import Dated, Days, day
from tracker.extract.figures import Figures
from tracker.extract.finder import STOPPING, Finder
from tracker.extract.grounds import Grounds
from tracker.extract.mentions import Dates
from tracker.extract.merge import Key, rejection
from tracker.extract.options import pointed
from tracker.extract.scores import ACTIONS, Scores
from tracker.extract.settle import WORLD
from tracker.extract.trees import Judge
from tracker.model import Action, Reason, Rejection, Report

#: what is at least so likely is reported
LIKELY = 0.5
#: what the rules are at least so sure of is reported from a lower bar on
SURE, BACKED = 0.8, 0.45
#: a text that is less likely on the matter at all tells nothing: by one reader, at .85, that halved the false alarms
#: of texts on something else in cross-validation and cost nothing
RELEVANT = 0.8
#: acts from which a use of data begins
BEGINNING = frozenset({Action.RESUMED, Action.ANNOUNCED, Action.STARTED})
#: the names of the judges among what is learned, in their order
JUDGES = ("first", "whole", "second")


class Judges:
    """The first judge, the one of the text as a whole, and the second; the first one sees the figures of `names`."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.names: list[str] = model["figures"]
        self.first, self.whole, self.second = (Judge(model[name]) for name in JUDGES)

    def __call__(self, keys: Sequence[Key], table: Scores) -> tuple[float, Scores]:
        """How likely the text is on the matter, and how likely each candidate is told, 0 to 1."""
        if not keys:
            return 0.0, np.empty(0, np.float32)
        chances = self.first(table)
        return float(self.whole(as_whole(keys, table, chances))[0]), self.second(beside(keys, table, chances))


@dataclass(frozen=True, slots=True)
class View:
    """What speaks for the candidates of a text as one reader has it, with the judges of that."""

    figures: Figures
    judges: Judges

    @property
    def text(self) -> Text:
        """The text as the reader has it."""
        return self.figures.text


def likely(views: Sequence[View]) -> dict[Key, float]:
    """How likely each candidate is told, on average of what judges make of it by each reader of a text.

    A text that may well be on another matter tells nothing; it is not read again once that is sure.
    """
    found: defaultdict[Key, float] = defaultdict(float)
    matter = 0.0
    for left, view in zip(reversed(range(len(views))), views, strict=True):
        keys, table = view.figures.table()
        whole, chances = view.judges(keys, table)
        matter += whole
        if matter + left < RELEVANT * len(views):
            return {}
        for key, chance in zip(keys, chances.tolist(), strict=True):
            found[key] += chance / len(views)
    return found


def as_whole(keys: Sequence[Key], table: Scores, chances: Scores) -> Scores:
    """One row for a text: the figures of its likeliest candidate, the highest of each, and how likely some are."""
    core = [chance for key, chance in zip(keys, chances, strict=True) if key[2] in CORE]
    likely = (chances.max(), max(core, default=0), (chances > 0.3).sum(), (chances > 0.5).sum())
    row: Scores = np.concatenate([table[chances.argmax()], table.max(0), likely]).astype(np.float32)
    return row[None]


def beside(keys: Sequence[Key], table: Scores, chances: Scores) -> Scores:
    """The figures of the candidates with their own chances and those of the candidates that share two of three."""
    names = [sorted({key[part] for key in keys}) for part in range(2)]
    spots = tuple(np.array([names[part].index(key[part]) for key in keys]) for part in range(2))
    spot = (*spots, np.array([ACTIONS.index(key[2]) for key in keys]))
    cube = np.zeros((len(names[0]), len(names[1]), len(ACTIONS)), np.float32)
    cube[spot] = chances
    companies, regions, acts = (most_of_others(cube, axis) for axis in range(3))
    whole, most = cube.sum(1, keepdims=True), cube.max(1, keepdims=True)
    wide = [cube[:, [names[1].index(region)]] if region in names[1] else 0 * most for region in (WORLD, "EU")]
    same = [cube[:, :, [number]] for number, action in enumerate(ACTIONS) if action in CORE]
    found = (
        cube, companies, regions, acts, whole - cube, (regions > cube), most_of_others(most, 0), whole.sum(0) - whole,
        *wide, *same,
    )  # fmt: skip
    return np.column_stack([table, *(np.broadcast_to(one, cube.shape)[spot] for one in found)]).astype(np.float32)


def most_of_others(cube: Scores, axis: int) -> Scores:
    """For each cell the most that another one along an axis holds, 0 where there is none."""
    none = np.zeros_like(cube.take([0], axis))
    second, first = np.moveaxis(np.sort(np.concatenate([cube, none], axis), axis), axis, 0)[-2:]
    first, second = np.expand_dims(first, axis), np.expand_dims(second, axis)
    found: Scores = np.where(cube == first, second, first)
    return found


class Verdicts:
    """What the judges hold for told in one text, as reports, each with the claim that it rests on."""

    def __init__(self, views: Sequence[View], finder: Finder, days: Days) -> None:
        self.days = days
        #: as the last reader has it, which knows where each act stands and when it was
        self.text = text = views[-1].text
        self.claims = text.parsed.claims
        self.finder = finder
        #: what the rules read, and how sure they are
        self.read = {(one.company, one.region, one.action): one.confidence for one in text.reports}
        held = likely(views)
        self.likely = {key: chance for key, chance in held.items() if chance >= self.bar(key) and self.bears(key)}
        self.grounds = Grounds(text, finder)
        #: those that no rule reads so
        self.led: list[Claim] = []

    def bar(self, key: Key) -> float:
        """How likely a candidate must be to be reported."""
        return BACKED if self.read.get(key, 0) >= SURE else LIKELY

    def bears(self, key: Key) -> bool:
        """Whether the text is on the matter by the rules: asked of all acts but a company's own stop or return."""
        scope = self.text.attach.scope
        return key[2] in CORE or scope.training or scope.product

    def reports(self) -> list[Report]:
        """One report for each event that is likely told, as sure as it is likely."""
        if not self.likely:
            return []
        found, told, every = [], [], Dates(self.text)
        for key, chance in self.likely.items():
            report, claim = self.grounds.of(key)
            dated = Dated(every, report, claim)
            date = day(self.days(dated, pointed(dated)))
            if claim:
                told.append((claim, date))
                if key not in self.grounds.read:
                    self.led.append(claim)
            effective = report.effective if report.effective != date else None
            found.append(replace(report, date=date, effective=effective, confidence=round(min(chance, 0.99), 2)))
        for claim, date in told:  # not before: a claim may be the ground of another event too
            claim.date = date
        return sorted(apart(found), key=lambda report: (report.start, report.company, report.region, report.action))

    def refused(self, reports: list[Report]) -> list[Rejection]:
        """What the rules read and no report tells, with the reason for it; its claims get that reason too."""
        read = {(report.company, report.action) for report in self.text.reports}
        told: set[tuple[str, object]] = {(report.company, report.action) for report in reports}
        told |= {(report.company, report.start) for report in reports}
        found = []
        for claim in self.claims:
            acts = {(company, claim.action) for company in claim.companies}
            places = {(company, claim.sentence.span.start) for company in claim.companies}
            if claim.reason is None and acts & read and told.isdisjoint(acts | places):
                claim.reason = Reason.UNLIKELY
                found.append(rejection(self.text.attach.document, claim))
        return found


def apart(found: Sequence[Report]) -> Iterator[Report]:
    """Reports, no stop with the date of effect of what begins: "will resume on 3 November what it paused in June"."""
    begun = {(one.company, one.region, one.effective) for one in found if one.action in BEGINNING}
    for one in found:
        shared = one.action in STOPPING and (one.company, one.region, one.effective) in begun
        yield replace(one, effective=None) if shared else one
