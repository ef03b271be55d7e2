"""The claims of a document in; its reports, with who, where and when, each event once, and its rejections, out."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from tracker.extract import dates, where
from tracker.extract.acts import CORE, OWN
from tracker.extract.claims import Claim
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence
from tracker.extract.scope import Scope
from tracker.extract.who import Cast
from tracker.model import Action, Document, Words

LONGEST_QUOTE = 600
#: a day with its year, in words
FULL = re.compile(r"(?:\d{1,2}\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2}),?\s+(20\d\d)\b")


class Attach:
    """Gives the claims of one document their company, region and date, and makes reports of them."""

    def __init__(
        self,
        document: Document,
        title: Sentence | None,
        sentences: list[Sentence],
        words: Words,
        lexicon: Lexicon,
        scope: Scope,
        headlined: frozenset[Action],
    ) -> None:
        self.document = document
        self.title = title
        self.sentences = sentences
        self.words = words
        self.lexicon = lexicon
        self.scope = scope
        self.base = document.published
        self.headlined = headlined
        #: the only act of the company itself that the text tells of
        self.sole: Action | None = None
        self.cast = Cast(document, title, sentences, words, lexicon)
        self.places = [where.places(sentence.tokens, lexicon) for sentence in sentences]
        self.title_places = where.places(title.tokens, lexicon) if title else []
        self.usual = self.usual_regions()

    def usual_regions(self) -> Counter[str]:
        """The users' regions of the text, the headline's most."""
        count = Counter(
            place.region
            for sentence, places in zip(self.sentences, self.places, strict=True)
            for place in places
            if not place.left_out and place.firm and ("use" in sentence.topics or sentence.number < 3 or place.people)
        )
        for place in self.title_places:
            if not place.left_out:
                count[place.region] += 4
        return count

    def headed_temporary(self) -> bool:
        """Whether the headline or a heading near the top says "for now"."""
        heads = [self.title] if self.title else []
        heads += [sentence for sentence in self.sentences[:6] if sentence.span.heading]
        return any(self.lexicon.cues["temporary"].spans(head.cells, head.lemmas, head.lows) for head in heads)

    def rumoured(self, sentence: Sentence) -> bool:
        """Whether the sentence, the headline or the lead says that it is a rumour."""
        phrases = self.lexicon.cues["rumour"]
        return any(
            phrases.spans(s.cells, s.lemmas, s.lows)
            for s in [sentence, *([self.title] if self.title else []), *self.sentences[:3]]
        )

    # who, where and when

    def fill(self, claim: Claim, claims: list[Claim]) -> None:
        claim.companies = self.cast.companies(claim)
        claim.regulators = self.cast.authorities(claim)
        claim.regions = self.regions(claim, claims)
        seats = {self.words.regulators[name].region for name in claim.regulators} & set(claim.regions)
        if seats and claim.action not in OWN:
            claim.regions = tuple(region for region in claim.regions if region in seats)
        claim.near = bool(claim.regions)
        if claim.action in {Action.ANNOUNCED, Action.STARTED, Action.RESUMED}:
            claim.regions = tuple(dict.fromkeys((*claim.regions, *self.covered(claim, claims))))
        self.when(claim, claims)

    def regions(self, claim: Claim, claims: list[Claim]) -> tuple[str, ...]:
        """The users' regions in the claim's clause, else in its sentence."""
        start, end = self.bounds(claim, claims)
        found = self.places[claim.sentence.number]
        inside = [place for place in found if start <= place.token < end]
        for choice in (
            [p for p in inside if p.firm],
            [p for p in found if p.firm and not self.elsewhere(p, claim, claims)],
            inside,
            [p for p in found if p.firm],
        ):
            kept = [place.region for place in choice if not place.left_out]
            if kept:
                return tuple(dict.fromkeys(kept))
        lows = [token.low for token in claim.sentence.tokens[start:end]]
        if "there" in lows or any(
            one in {"those", "these"} and two in {"places", "countries", "regions", "markets"}
            for one, two in itertools.pairwise(lows)
        ):
            for earlier in reversed(self.places[max(0, claim.sentence.number - 2) : claim.sentence.number]):
                if earlier:
                    return (
                        tuple(dict.fromkeys(place.region for place in earlier))
                        if "there" not in lows
                        else (earlier[-1].region,)
                    )
        return ()

    def covered(self, claim: Claim, claims: list[Claim]) -> list[str]:
        """The regions of a sentence soon after that says where the same holds: "The UK and Switzerland are covered"."""
        for later in self.sentences[claim.sentence.number + 1 : claim.sentence.number + 4]:
            if any(other.sentence is later for other in claims):
                return []
            found = [place.region for place in self.places[later.number] if not place.left_out]
            if {"not", "n't", "no", "except", "never"} & set(later.lows):
                continue
            if len(found) > 1 and self.lexicon.cues["covered"].spans(later.cells, later.lemmas, later.lows):
                return found
        return []

    def elsewhere(self, place: where.Place, claim: Claim, claims: list[Claim]) -> bool:
        """Whether a region stands in the clause of another claim of the sentence."""
        return any(
            other is not claim
            and other.sentence is claim.sentence
            and self.bounds(other, claims)[0] <= place.token < self.bounds(other, claims)[1]
            for other in claims
        )

    def bounds(self, claim: Claim, claims: list[Claim]) -> tuple[int, int]:
        """The words round a claim that are its own: up to a "but", a semicolon or the next claim's verb."""
        tokens = claim.sentence.tokens
        others = [
            other
            for other in claims
            if other.sentence is claim.sentence
            and other.action is not claim.action
            and not other.first <= claim.first < other.last
            and other.clause.group.tense not in {"gerund", "infinitive", "noun"}
        ]
        end = len(tokens)
        if tokens and tokens[0].low in {"while", "whereas", "although", "though"}:
            end = next((place for place in range(claim.last, len(tokens)) if tokens[place].low == ","), end)
        for place in range(claim.last, end):
            if tokens[place].low in {";", "but", "while", "whereas"} or any(
                other.clause.group.first == place for other in others if other.first > claim.first
            ):
                end = place
                break
        start = 0
        for place in range(claim.clause.group.first - 1, -1, -1):
            if tokens[place].low in {";", "but", "while", "whereas"} or any(other.first == place for other in others):
                start = place
                break
        return start, end

    def when(self, claim: Claim, claims: list[Claim]) -> None:
        """The day of the act and the day it takes effect."""
        sentence = claim.sentence
        future = (
            claim.clause.group.tense == "future"
            or claim.action in {Action.ANNOUNCED, Action.RESUMED}
            or any(t.low in {"will", "from", "plans", "starting"} for t in sentence.tokens)
        )
        base = sentence.date or self.base
        offset = sentence.span.start
        mentions = periods_out(dates.find(sentence.text, base, self.year_before(sentence), future), sentence.text)
        start, end = self.bounds(claim, claims)
        tokens = sentence.tokens
        low = tokens[start].start - offset if tokens else 0
        high = tokens[end - 1].end - offset if tokens else 0
        own = [m for m in mentions if low <= m.start < high]
        trigger = tokens[claim.first].start - offset
        for mention in own or mentions:
            if mention.lead in {"until", "till", "by", "between", "and", "to", "before"}:
                continue
            if self.takes_effect(mention, claim, base):
                claim.effective = claim.effective or mention.date
        usable = [
            m
            for m in own or mentions
            if m.date != claim.effective
            and m.lead not in {"until", "till", "by", "between", "before", "to", "deadline", "as", "back", "than"}
        ]
        if claim.action not in CORE:
            usable = [m for m in usable if m.lead not in {"through"}]
        if claim.ahead and len(usable) > 1:
            early = [m for m in usable if m.start < trigger]
            late = [m for m in usable if m.start > trigger]
            if early and late:
                claim.effective = claim.effective or late[0].date
                usable = early
        claim.dated = bool(usable)
        if usable:
            claim.date = min(usable, key=lambda m: (abs(m.start - trigger), m.start)).date

    def dates_of(self, sentence: Sentence) -> list[dates.Mention]:
        """The dates of a sentence, periods left out."""
        return periods_out(
            dates.find(sentence.text, sentence.date or self.base, self.year_before(sentence)), sentence.text
        )

    def month_before(self, sentence: Sentence) -> str | None:
        """The month of all full dates that an undated text gave up to a sentence, where it is one."""
        found = {
            mention.date[:7]
            for earlier in self.sentences[: sentence.number + 1]
            for mention in self.dates_of(earlier)
            if len(mention.date) == 10 and mention.sure
        }
        return found.pop() if len(found) == 1 else None

    def takes_effect(self, mention: dates.Mention, claim: Claim, base: str | None) -> bool:
        """Whether a date says from when, not on which day: "will resume on 3 November", "from 26 June"."""
        ahead = base is not None and mention.date > base[: len(mention.date)]
        if (
            mention.lead in {"from", "starting", "beginning", "effective"}
            and claim.action in {Action.ANNOUNCED, Action.RESUMED, Action.STARTED}
            and claim.clause.group.tense in {"future", "infinitive"}
        ):
            return True
        return ahead and claim.action in OWN

    def year_before(self, sentence: Sentence) -> int | None:
        """The last year that the text gave before this sentence."""
        for earlier in reversed(self.sentences[max(0, sentence.number - 6) : sentence.number + 1]):
            years = [
                token.low
                for token in earlier.tokens
                if len(token.low) == 4 and token.low.isdigit() and token.low[:2] in {"19", "20"}
            ]
            if years:
                return int(years[-1])
        later = {match[1] for s in self.sentences[sentence.number :] for match in FULL.finditer(s.text)}
        return int(later.pop()) if len(later) == 1 else None


def periods_out(mentions: list[dates.Mention], text: str) -> list[dates.Mention]:
    """Without "from 7 May to 1 August", "between January and March": spans of data, not days of acts."""
    kept = list(mentions)
    for one, two in itertools.pairwise(mentions):
        between = text[one.end : two.start].strip().lower()
        if between in {"to", "until", "and", "till", "through", "-", "–"} and one.lead in {"from", "between", "of"}:
            kept = [mention for mention in kept if mention not in {one, two}]
    return kept
