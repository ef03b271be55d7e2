"""The claims of a document in; its reports, with who, where and when, each event once, and its rejections, out."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from tracker.extract import dates, where
from tracker.extract.acts import OWN
from tracker.extract.claims import Claim, bounds
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence
from tracker.extract.scope import Scope
from tracker.extract.when import Calendar
from tracker.extract.who import Cast
from tracker.model import Action, Document, Words


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
        #: the numbers of the sentences that tell of an act
        self.telling: frozenset[int] = frozenset()
        named = [one.date for one in dates.find(document.title, None)]
        #: the one day of the headline
        self.titled_day = named[0] if len(named) == 1 and len(named[0]) == 10 else None
        self.calendar = Calendar(sentences, self.base, lexicon)
        self.cast = Cast(document, title, sentences, words, lexicon)
        self.places = [self.users(sentence) for sentence in sentences]
        self.title_places = self.users(title) if title else []
        self.usual = self.usual_regions()

    def users(self, sentence: Sentence) -> list[where.Place]:
        """The users' regions of a sentence, without the seat of an authority that acts for more than it."""
        named = [self.words.regulators[name] for token in sentence.of("R") for name in token.ids]
        seats = {one.country for one in named if one.country != one.region}
        found = where.places(sentence.tokens, self.lexicon)
        return [place for place in found if place.firm or place.region not in seats]

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

    def headed_regions(self, ground: Sentence) -> tuple[str, ...]:
        """The users' regions of the headline, else of the sentence that it rests on."""
        for places in (self.title_places, self.places[ground.number]):
            if kept := [place.region for place in places if place.firm and not place.left_out]:
                return tuple(dict.fromkeys(kept))
        return ()

    def headed_temporary(self) -> bool:
        """Whether the headline or a heading near the top says "for now"."""
        heads = [self.title] if self.title else []
        heads += [sentence for sentence in self.sentences[:6] if sentence.span.heading]
        return any(head.spans(self.lexicon.cues["temporary"]) for head in heads)

    def rumoured(self, sentence: Sentence) -> bool:
        """Whether the sentence, the headline or the lead says that it is a rumour."""
        told = [sentence, *([self.title] if self.title else []), *self.sentences[:3]]
        return any(one.spans(self.lexicon.cues["rumour"]) for one in told)

    def fill(self, claim: Claim, claims: list[Claim]) -> None:
        """Give a claim its companies, authorities, regions and days; `claims` are those that bound its words."""
        claim.companies = self.cast.companies(claim)
        claim.regulators = self.cast.authorities(claim)
        claim.regions = self.regions(claim, claims)
        seats = {self.words.regulators[name].region for name in claim.regulators} & set(claim.regions)
        if seats and claim.action not in OWN:
            claim.regions = tuple(region for region in claim.regions if region in seats)
        claim.near = bool(claim.regions)
        if claim.action in {Action.ANNOUNCED, Action.STARTED, Action.RESUMED}:
            claim.regions = tuple(dict.fromkeys((*claim.regions, *self.covered(claim))))
        self.calendar.fill(claim, claims)

    def regions(self, claim: Claim, claims: list[Claim]) -> tuple[str, ...]:
        """The users' regions in the claim's clause, else in its sentence, else those that "there" points to."""
        start, end = bounds(claim, claims)
        found = self.places[claim.sentence.number]
        lows = [token.low for token in claim.sentence.tokens[start:end]]
        before = any(place.token < claim.last for place in found)
        if "there" in lows and not before and (meant := self.pointed_to(claim.sentence, lows)):
            return meant
        inside = [place for place in found if start <= place.token < end]
        for choice in (
            [place for place in inside if place.firm],
            [place for place in found if place.firm and not self.elsewhere(place, claim, claims)],
            inside,
            [place for place in found if place.firm],
        ):
            kept = [place.region for place in choice if not place.left_out]
            if not kept and claim.held and claim.action is Action.PAUSED:
                # "we are leaving users in the EEA out": that is the pause
                kept = [place.region for place in choice if place.apart]
            if kept:
                return tuple(dict.fromkeys(kept))
        return self.pointed_to(claim.sentence, lows)

    def pointed_to(self, sentence: Sentence, lows: list[str]) -> tuple[str, ...]:
        """The regions of the sentences before that "there" or "in those countries" means."""
        there, nouns = "there" in lows, self.lexicon.roles["places"]
        if not there and not any(one in {"those", "these"} and two in nouns for one, two in pairwise(lows)):
            return ()
        for earlier in reversed(self.places[max(0, sentence.number - 2) : sentence.number]):
            if earlier:
                named = tuple(dict.fromkeys(place.region for place in earlier))
                return (earlier[-1].region,) if there else named
        return ()

    def covered(self, claim: Claim) -> list[str]:
        """The regions of a sentence soon after that says where the same holds: "The UK and Switzerland are covered"."""
        for later in self.sentences[claim.sentence.number + 1 : claim.sentence.number + 4]:
            if later.number in self.telling:
                return []
            found = [place.region for place in self.places[later.number] if not place.left_out]
            if (self.lexicon.grammar["plain negations"] | {"except"}) & set(later.lows):
                continue
            if len(found) > 1 and later.spans(self.lexicon.cues["covered"]):
                return found
        return []

    def elsewhere(self, place: where.Place, claim: Claim, claims: list[Claim]) -> bool:
        """Whether a region stands in the clause of another claim of the sentence."""
        beside = [other for other in claims if other is not claim and other.sentence is claim.sentence]
        return any(place.token in range(*bounds(other, claims)) for other in beside)
