"""A claim and its text in; the day of the act, and the day from which it holds, out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from itertools import pairwise

from tracker.extract import counted, dates
from tracker.extract.acts import CORE, OWN
from tracker.extract.claims import Claim, bounds
from tracker.extract.dates import Mention
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence
from tracker.model import Action

#: how many sentences may give the day of the news
LEAD = 2
#: a month with its year
MONTHLY = re.compile(r"\b[A-Z][a-z]{2,8}\.?,?\s+(20\d\d)\b")
#: how many sentences back "the next day" may point
CONTEXT = 3
#: a day with its year, in words
FULL = re.compile(r"(?:\d{1,2}\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2}),?\s+(20\d\d)\b")

#: "the training that the authority had stopped": what follows is told of the object
HAD = re.compile(r"\b(?:that|which|who|whom|where)\b[^,;]{0,50}\bhad\b")
#: "an app that closed its doors in", up to the date
ASIDE = re.compile(r",[^,;]*\b(?:that|which|who)\b[^,;]*$")


class Calendar:
    """The dates of one text, published on the day `base`."""

    def __init__(self, sentences: list[Sentence], base: str | None, lexicon: Lexicon) -> None:
        self.sentences = sentences
        self.base = base
        self.roles = lexicon.roles
        self.found: dict[tuple[int, bool], list[Mention]] = {}
        self.plain: dict[tuple[int, bool], list[Mention]] = {}
        #: the last sentence that has each year of the full dates
        self.last = {match[1]: one.number for one in sentences for match in FULL.finditer(one.text)}
        years = [match[1] for one in sentences for match in MONTHLY.finditer(one.text)] if base is None else []
        #: the year in which an undated text seems to be written: the latest of its dates
        self.written = max(years, default=None)

    def fill(self, claim: Claim, claims: list[Claim]) -> None:
        """Give a claim its day and the day it takes effect, where its own words, else its sentence, tell them."""
        found = self.mentions(claim.sentence, looks_ahead(claim, self.roles))
        mentions = own(claim, claims, found) or found
        for mention in mentions:
            if mention.lead not in {*self.roles["before ends"], counted.SINCE} and self.takes_effect(mention, claim):
                claim.effective = claim.effective or mention.date
        usable = [
            mention
            for mention in mentions
            if mention.date != claim.effective
            and mention.lead not in self.roles["before other days"]
            and not self.of_another(mention, claim)
        ]
        if claim.action not in CORE:
            usable = [mention for mention in usable if mention.lead != "through"]
        trigger = place_of(claim)
        if since := [mention for mention in usable if mention.lead == counted.SINCE]:
            usable = since
        if claim.clause.group.tense == "noun" and (told := HAD.search(claim.sentence.text, trigger)):
            usable = [mention for mention in usable if mention.start > told.end()] or usable
        if (claim.ahead or claim.clause.group.tense == "future") and len(usable) > 1:
            early = [mention for mention in usable if mention.start < trigger]
            late = [mention for mention in usable if mention.start > trigger]
            if early and late:
                claim.effective = claim.effective or late[0].date
                usable = early
        claim.dated = bool(usable)
        if usable:
            claim.date = min(usable, key=lambda mention: (abs(mention.start - trigger), mention.start)).date

    def takes_effect(self, mention: Mention, claim: Claim) -> bool:
        """Whether a date says from when, not on which day: "will resume on 3 November", "from 26 June"."""
        if (
            mention.lead in self.roles["before starts"]
            and claim.action in {Action.ANNOUNCED, Action.RESUMED, Action.STARTED}
            and claim.clause.group.tense in {"future", "infinitive"}
        ):
            return True
        base = claim.sentence.date or self.base
        return claim.action in OWN and base is not None and mention.date > base[: len(mention.date)]

    def of_another(self, mention: Mention, claim: Claim) -> bool:
        """Whether a date is of another act: of a clause about its subject or object, or of a plan."""
        sentence, verb = claim.sentence, place_of(claim)
        if mention.lead == counted.SINCE:
            return mention.start > verb
        if mention.start > verb:
            between = sentence.text[verb : mention.start].lower()
            if claim.clause.group.tense != "noun" and HAD.search(between):
                return True
        else:
            between = sentence.text[mention.end : verb]
            if (
                claim.clause.agent is not None
                and ASIDE.search(sentence.text[: mention.start])
                and between.startswith(",")
            ):
                return True
        return claim.held and mention.date in {(sentence.date or self.base or "")[:7], (self.base or "")[:4]}

    def mentions(self, sentence: Sentence, ahead: bool = False) -> list[Mention]:
        """The dates of a sentence, read once."""
        key = (sentence.number, ahead)
        if key not in self.found:
            self.found[key] = self.read(sentence, ahead)
        return self.found[key]

    def read(self, sentence: Sentence, ahead: bool) -> list[Mention]:
        """The dates of a sentence, without "from 7 May to 1 August": periods of data, not days of acts."""
        told = self.told_before(sentence) if counted.LEANS.search(sentence.text) else None
        found = self.dates_of(sentence, told, ahead)
        kept = list(found)
        for one, two in pairwise(found):
            between = sentence.text[one.end : two.start].strip().lower()
            if between in self.roles["between dates"] and one.lead in {"from", "between", "of"}:
                kept = [mention for mention in kept if mention not in {one, two}]
        return kept

    def told_before(self, sentence: Sentence) -> str | None:
        """The last day up to the publication that the few sentences before told."""
        told = None
        for earlier in self.sentences[max(0, sentence.number - CONTEXT) : sentence.number]:
            for mention in self.dates_of(earlier, told):
                if mention.date <= (self.base or "9"):
                    told = mention.date
        return told

    def dates_of(self, sentence: Sentence, told: str | None, ahead: bool = False) -> list[Mention]:
        """All dates of a sentence, those that lean on the day `told` before it among them."""
        base = sentence.date or self.base or self.written
        return counted.find(sentence.text, base, told, self.plain_dates(sentence, ahead))

    def plain_dates(self, sentence: Sentence, ahead: bool) -> list[Mention]:
        """The dates of a sentence that lean on no other, read once, and again to look ahead where a year is missing."""
        text, key = sentence.text, (sentence.number, ahead)
        behind = self.plain_dates(sentence, False) if ahead else []
        if ahead and all(dates.YEAR.search(text, one.start, one.end) for one in behind):
            return behind
        if key not in self.plain:
            self.plain[key] = dates.find(text, sentence.date or self.base, self.year_before(sentence), ahead)
        return self.plain[key]

    def news_day(self) -> str | None:
        """The day in the week up to the publication that the first sentences give for the news."""
        day = dates.day_of(self.base)
        if day is None:
            return None
        week = (day - dt.timedelta(days=6)).isoformat()
        for sentence in [one for one in self.sentences if not one.span.heading][:LEAD]:
            for mention in self.mentions(sentence):
                other = mention.lead in self.roles["before other days"] | self.roles["before starts"] | {counted.SINCE}
                if len(mention.date) == 10 and week <= mention.date <= day.isoformat() and not other:
                    return mention.date
        return None

    def month_before(self, sentence: Sentence) -> str | None:
        """The month of all full dates that an undated text gave up to a sentence, where it is one."""
        found = {
            mention.date[:7]
            for earlier in self.sentences[: sentence.number + 1]
            for mention in self.mentions(earlier)
            if len(mention.date) == 10 and mention.sure
        }
        return found.pop() if len(found) == 1 else None

    def year_before(self, sentence: Sentence) -> int | None:
        """The last year that the text gave before this sentence, else the one year of the full dates after it."""
        for earlier in reversed(self.sentences[max(0, sentence.number - 6) : sentence.number + 1]):
            years = [low for low in earlier.lows if len(low) == 4 and low.isdigit() and low[:2] in {"19", "20"}]
            if years:
                return int(years[-1])
        later = [year for year, number in self.last.items() if number >= sentence.number]
        return int(later[0]) if len(later) == 1 else None


def looks_ahead(claim: Claim, roles: Mapping[str, frozenset[str]]) -> bool:
    """Whether a month without a year may be one to come."""
    return (
        claim.clause.group.tense == "future"
        or claim.action in {Action.ANNOUNCED, Action.RESUMED}
        or not roles["looking ahead"].isdisjoint(claim.sentence.lows)
    )


def own(claim: Claim, claims: list[Claim], mentions: list[Mention]) -> list[Mention]:
    """The dates among the words that are the claim's own."""
    start, end = bounds(claim, claims)
    tokens, offset = claim.sentence.tokens, claim.sentence.span.start
    return [one for one in mentions if tokens[start].start <= one.start + offset < tokens[end - 1].end]


def place_of(claim: Claim) -> int:
    """Where the words of a claim begin in its sentence, in characters."""
    return claim.sentence.tokens[claim.first].start - claim.sentence.span.start
