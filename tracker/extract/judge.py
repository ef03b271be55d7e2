"""What speaks for each (company, region, action) of a text in; how likely each is told, and the reports of those, out.

Boosted trees over named figures, learned from labelled texts of our own (`python -m tests.bench.learn`). A second judge
sees what the first makes of the other candidates too: of two regions that a sentence names often one is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.extract.acts import CORE
from tracker.extract.bearing import near
from tracker.extract.candidates import NONE, Text
from tracker.extract.claims import Claim
from tracker.extract.finder import Finder
from tracker.extract.leads import ACTIONS, Scores
from tracker.extract.merge import Key, give_day, make, rejection
from tracker.extract.phrases import Sentence
from tracker.extract.settle import WORLD
from tracker.extract.signs import Seen
from tracker.model import Action, Reason, Rejection, Report, Subject

#: what is at least so likely is reported: near the best F1 in cross-validation
LIKELY = 0.45
#: what the rules are at least so sure of is reported from a lower bar on
SURE, BACKED = 0.8, 0.3
#: what no rule reads is reported from here on, where no word of the text is on training, people or their data
ASTRAY = 0.65
#: how much surer the models must be of a sentence in which the rules read another stop or return
APART = 2


class Judge:
    """Trees over figures in the order in which they were learned: a row of figures in, how likely it is told, out."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.bias = float(model["bias"])
        trees = sorted(model["trees"], key=lambda tree: -int(tree["depth"]))
        #: how many trees, the deepest first, have a node at each step down
        self.reaching = [sum(tree["depth"] > step for tree in trees) for step in range(trees[0]["depth"])]
        sizes = [len(tree["figure"]) for tree in trees]
        self.roots = np.cumsum([0, *sizes[:-1]], dtype=np.int32)
        #: of each node: the figure asked, the bar, where to go at most at the bar and over it, and what a leaf adds
        self.figure, self.bar = joined(trees, "figure", np.int32), joined(trees, "bar", np.float32)
        ways = [joined(trees, "low", np.int32), joined(trees, "high", np.int32)]
        self.ways = (np.array(ways) + np.repeat(self.roots, sizes)).ravel("F")
        self.adds = joined(trees, "adds", np.float64)

    def __call__(self, table: Scores) -> Scores:
        """How likely each row is told, 0 to 1."""
        rows, figures = table.shape
        start, told = np.arange(rows, dtype=np.int32) * figures, table.ravel()
        node = np.repeat(self.roots[:, None], rows, 1)
        for count in self.reaching:
            asked = node[:count]
            high = told.take(start + self.figure.take(asked)) > self.bar.take(asked)
            node[:count] = self.ways.take(2 * asked + high)
        likely: Scores = 1 / (1 + np.exp(-self.bias - self.adds.take(node).sum(0)))
        return likely


def joined(trees: Sequence[Mapping[str, Any]], name: str, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """What the nodes of all trees hold under a name, in one row."""
    return np.concatenate([np.array(tree[name], kind) for tree in trees])


class Judges:
    """The first judge and the second; `names` are those of the figures that the first one sees."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.names: list[str] = model["figures"]
        self.first, self.second = Judge(model["first"]), Judge(model["second"])

    def __call__(self, keys: Sequence[Key], table: Scores) -> Scores:
        """How likely each candidate is told, 0 to 1."""
        return self.second(beside(keys, table, self.first(table))) if keys else np.empty(0, np.float32)


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

    def __init__(self, text: Text, finder: Finder, judges: Judges) -> None:
        self.text = text
        self.claims = text.parsed.claims
        self.finder = finder
        keys, table = text.table()
        likely = zip(keys, map(float, judges(keys, table)), strict=True)
        bars = {(one.company, one.region, one.action): BACKED if one.confidence >= SURE else LIKELY
                for one in text.reports}  # fmt: skip
        scope = text.attach.scope
        other = LIKELY if scope.uses or scope.training or scope.product or scope.people or scope.privacy else ASTRAY
        self.likely = {key: chance for key, chance in likely if chance >= bars.get(key, other) and self.bears(key)}
        #: those that no rule reads so
        self.led: list[Claim] = []

    def bears(self, key: Key) -> bool:
        """Whether the text is on the matter by the rules: asked of all acts but a company's own stop or return."""
        scope = self.text.attach.scope
        return key[2] in CORE or scope.training or scope.product

    def reports(self) -> list[Report]:
        """One report for each event that is likely told, as sure as it is likely."""
        read = {(report.company, report.region, report.action): report for report in self.text.reports}
        found = [
            replace(read.get(key) or self.report(key), confidence=round(min(chance, 0.99), 2))
            for key, chance in self.likely.items()
        ]
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

    def report(self, key: Key) -> Report:
        """The report of an event that no rule reads so, resting on the sentence that tells it most surely."""
        company, region, action = key
        seen = self.text.parsed.lines[self.place(key)]
        others = [claim for claim in self.claims if claim.sentence is seen.sentence]
        claim = next((replace(one) for one in others if one.action is action), None) or self.claim(seen, action)
        claim.reason, claim.companies, claim.regions = None, (company,), (region,)
        attach = self.text.attach
        claim.regulators = attach.cast.authorities(claim)
        attach.calendar.fill(claim, others)
        give_day(attach, claim)
        if claim.date in self.days_of_others(key):
            claim.date = None  # told of the stop before it, or of the return after it
        if not any("use" in one.topics for one in near(attach, claim)) and not attach.scope.training:
            claim.subject = Subject.PRODUCT
        self.led.append(claim)
        return make(attach, claim, company, region)

    def days_of_others(self, key: Key) -> set[str | None]:
        """When the rules read another stop or return of the same company in the same place."""
        company, region, action = key
        return {
            one.date
            for one in self.text.reports
            if (one.company, one.region) == (company, region) and action in CORE and one.action in CORE - {action}
        }

    def place(self, key: Key) -> int:
        """The line of the text, not the headline, that tells an event most surely."""
        company, region, action = key
        column, first = ACTIONS.index(action), int(self.text.headline)
        who, where = self.text.who[company][first:, column], self.text.where[region][first:, column]
        both = np.minimum(who, where)
        best = both if both.max() > NONE else who if who.max() > NONE else self.text.act[first:, column]
        apart = np.array([self.tells_another(line.sentence, action) for line in self.text.parsed.lines[first:]])
        return first + int(np.where(apart, best - APART, best).argmax())

    def tells_another(self, sentence: Sentence, action: Action) -> bool:
        """Whether the rules read in a sentence another stop or return, and not this one."""
        told = {claim.action for claim in self.claims if claim.sentence is sentence and claim.reason is None}
        return action in CORE and action not in told and bool(told & CORE)

    def claim(self, seen: Seen, action: Action) -> Claim:
        """A claim made of the words of a sentence that speak most for an act."""
        sentence = seen.sentence
        row = self.text.models.weightiest(self.text.signs.of(seen), action)
        first = start(sentence.lemmas, row)
        last = min(len(sentence.tokens), first + max(1, len(row.split())))
        return Claim(sentence, action, first, last, self.finder.reader.clause(sentence.tokens, first, first + 1), "")


def start(words: list[str], row: str) -> int:
    """The place at which a row of words begins; 0 where it does not stand so."""
    wanted = row.split()
    return next((place for place in range(len(words)) if words[place : place + len(wanted)] == wanted), 0)
