"""An event that is likely told in; the sentence that tells it, as a claim and a report, out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tracker.extract.acts import CORE
from tracker.extract.bearing import near
from tracker.extract.candidates import NONE, Text
from tracker.extract.claims import Claim
from tracker.extract.finder import Finder
from tracker.extract.merge import Key, give_day, make
from tracker.extract.phrases import Sentence
from tracker.extract.scores import ACTIONS
from tracker.model import Action, Report, Subject

#: how much surer the network must be of a sentence in which the rules read another stop or return
APART = 2
#: where no line tells the act more surely of the company there, the one rests on that tells it of the company: by that
#: the quotes of 624 of 690 events of real pages are what their labels rest on, of 607 if any line there will do
TOLD_THERE = -1


class Grounds:
    """Finds what the events of one text rest on."""

    def __init__(self, text: Text, finder: Finder) -> None:
        self.text = text
        self.claims = text.parsed.claims
        self.finder = finder
        self.read = {(report.company, report.region, report.action): report for report in text.reports}

    def of(self, key: Key) -> tuple[Report, Claim | None]:
        """The report of an event, by the rules or by the network, and the claim that it rests on."""
        if report := self.read.get(key):
            claims = (one for one in self.claims if one.action is key[2] and one.sentence.span.start == report.start)
            return report, next(claims, None)
        return self.led(key)

    def led(self, key: Key) -> tuple[Report, Claim]:
        """An event that no rule reads so, resting on the sentence that tells it most surely."""
        company, region, action = key
        place = self.place(key)
        others = [claim for claim in self.claims if claim.sentence is self.text.lines[place]]
        claim = next((replace(one) for one in others if one.action is action), None) or self.claim(place, action)
        claim.reason, claim.companies, claim.regions = None, (company,), (region,)
        attach = self.text.attach
        claim.regulators = attach.cast.authorities(claim)
        attach.calendar.fill(claim, others)
        give_day(attach, claim)
        if claim.date in self.days_of_others(key):
            claim.date = None  # told of the stop before it, or of the return after it
        if not any("use" in one.topics for one in near(attach, claim)) and not attach.scope.training:
            claim.subject = Subject.PRODUCT
        return make(attach, claim, company, region), claim

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
        act, both = self.text.act[first:, column], np.minimum(who, where)
        best = both if both.max() > TOLD_THERE else np.minimum(who, act) if who.max() > NONE else act
        apart = np.array([self.tells_another(line, action) for line in self.text.lines[first:]])
        return first + int(np.where(apart, best - APART, best).argmax())

    def tells_another(self, sentence: Sentence, action: Action) -> bool:
        """Whether the rules read in a sentence another stop or return, and not this one."""
        told = {claim.action for claim in self.claims if claim.sentence is sentence and claim.reason is None}
        return action in CORE and action not in told and bool(told & CORE)

    def claim(self, place: int, action: Action) -> Claim:
        """A claim made of the word of a line that speaks most for an act."""
        sentence = self.text.lines[place]
        first = self.text.impression.word(place, action)
        clause = self.finder.reader.clause(sentence.tokens, first, first + 1)
        return Claim(sentence, action, first, min(len(sentence.tokens), first + 1), clause, "")
