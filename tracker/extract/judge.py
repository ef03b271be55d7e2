"""What speaks for each (company, region, action) of a text in; how likely each is told, and the reports of those, out.

Boosted trees over named figures, learned from labelled texts of our own (`python -m tests.bench.learn`). A second judge
sees what the first makes of the other candidates too: of two regions that a sentence names often one is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tracker.extract.acts import CORE
from tracker.extract.candidates import Text
from tracker.extract.claims import Claim
from tracker.extract.days import Dated, Dates, Days
from tracker.extract.finder import Finder
from tracker.extract.grounds import Grounds
from tracker.extract.leads import ACTIONS, Scores
from tracker.extract.merge import Key, rejection
from tracker.extract.settle import WORLD
from tracker.extract.trees import Judge
from tracker.model import Action, Reason, Rejection, Report

#: what is at least so likely is reported: of the bars with about the best F1 on unseen texts the most precise
LIKELY = 0.5
#: an announcement from here on: news of products come nearest to it, and of those below it half are false
ANNOUNCED = 0.55
#: a text that is less likely on the matter at all tells nothing: in cross-validation that halves the false alarms of
#: texts on something else and costs nothing
RELEVANT = 0.85
#: what the rules are at least so sure of is reported from a lower bar on
SURE, BACKED = 0.8, 0.3
#: what no rule reads is reported from here on, where no word of the text is on training, people or their data
ASTRAY = 0.65


#: the names of the judges among what is learned, in their order
JUDGES = ("first", "whole", "second")


class Judges:
    """The first judge, the one of the text as a whole, and the second; the first one sees the figures of `names`."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.names: list[str] = model["figures"]
        self.first, self.whole, self.second = (Judge(model[name]) for name in JUDGES)

    def __call__(self, keys: Sequence[Key], table: Scores) -> Scores:
        """How likely each candidate is told, 0 to 1; a text that may well be on another matter tells nothing."""
        if not keys:
            return np.empty(0, np.float32)
        chances = self.first(table)
        if self.whole(as_whole(keys, table, chances))[0] < RELEVANT:
            return np.zeros(len(keys), np.float32)
        return self.second(beside(keys, table, chances))


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

    def __init__(self, text: Text, finder: Finder, judges: Judges, days: Days) -> None:
        self.text = text
        self.claims = text.parsed.claims
        self.finder = finder
        keys, table = text.table()
        likely = zip(keys, map(float, judges(keys, table)), strict=True)
        #: what the rules read, and how sure they are
        self.read = {(one.company, one.region, one.action): one.confidence for one in text.reports}
        self.likely = {key: chance for key, chance in likely if chance >= self.bar(key) and self.bears(key)}
        self.grounds = Grounds(text, finder)
        self.days = days
        #: those that no rule reads so
        self.led: list[Claim] = []

    def bar(self, key: Key) -> float:
        """How likely a candidate must be to be reported."""
        if self.read.get(key, 0) >= SURE:
            return BACKED
        scope = self.text.attach.scope
        if key not in self.read and not (
            scope.uses or scope.training or scope.product or scope.people or scope.privacy
        ):
            return ASTRAY
        return ANNOUNCED if key[2] is Action.ANNOUNCED else LIKELY

    def bears(self, key: Key) -> bool:
        """Whether the text is on the matter by the rules: asked of all acts but a company's own stop or return."""
        scope = self.text.attach.scope
        return key[2] in CORE or scope.training or scope.product

    def reports(self) -> list[Report]:
        """One report for each event that is likely told, as sure as it is likely."""
        if not self.likely:
            return []
        found, told, dates = [], [], Dates(self.text, self.days.models)
        for key, chance in self.likely.items():
            report, claim = self.grounds.of(key)
            day = self.days(Dated(dates, report, claim))
            if claim:
                told.append((claim, day))
                if key not in self.grounds.read:
                    self.led.append(claim)
            effective = report.effective if report.effective != day else None
            found.append(replace(report, date=day, effective=effective, confidence=round(min(chance, 0.99), 2)))
        for claim, day in told:  # not before: a claim may be the ground of another event too
            claim.date = day
        return sorted(found, key=lambda report: (report.start, report.company, report.region, report.action))

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
