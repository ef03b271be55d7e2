"""A claim that names no region or no day in; the region and the day that the text gives it, out."""

from __future__ import annotations

from tracker.extract import counted
from tracker.extract.acts import CORE, OWN
from tracker.extract.attach import Attach
from tracker.extract.claims import Claim, divides
from tracker.extract.phrases import has_word
from tracker.model import Action

#: how many sentences back "the same court" may point
SEATS = 6
#: the region of an act without a limit
WORLD = "WW"


def fallback(attach: Attach, claim: Claim, counted: list[Claim]) -> tuple[str, ...]:
    """Where a claim names no region: the next sentence's, the headline's, the regulator's, else worldwide."""
    cast, own_act = attach.cast, claim.action in OWN
    if claim.action is Action.COMPLAINT and claim.sentence.spans(attach.lexicon.cues["several states"]):
        return ("EU",)
    regulators = [attach.words.regulators[name].region for name in claim.regulators]
    if regulators and not own_act:
        return (regulators[0],)
    for number in (claim.sentence.number - 1, claim.sentence.number + 1):
        if (
            not 0 <= number < len(attach.sentences)
            or attach.sentences[number].span.paragraph != claim.sentence.span.paragraph
        ):
            continue
        named = set(cast.names(attach.sentences[number].tokens, "C"))
        kept = [place.region for place in attach.places[number] if place.firm and not place.left_out]
        unless = {"no", "not", "n't", "except"} & set(attach.sentences[number].lows)
        if kept and named <= set(claim.companies) and not unless:
            return tuple(dict.fromkeys(kept))
    if regulators and beside(claim):
        return (regulators[0],)
    news = bool(set(claim.companies) & {*cast.title, cast.main})
    titled = [place.region for place in attach.title_places if not place.left_out]
    if titled and news:
        return tuple(dict.fromkeys(titled))
    for other in counted:
        if other.near and other.action is claim.action and set(other.companies) & set(claim.companies):
            return other.regions
    return of_text(attach, claim, news)


def beside(claim: Claim) -> bool:
    """Whether an authority stands in the same half of the sentence as the claim."""
    tokens = claim.sentence.tokens
    return any(
        token.kind == "R" and not any(map(divides, tokens[min(place, claim.last) : max(place, claim.first)]))
        for place, token in enumerate(tokens)
    )


def of_text(attach: Attach, claim: Claim, news: bool) -> tuple[str, ...]:
    """The region of the text as a whole: its users', else its regulator's, else worldwide."""
    document, usual = attach.document, attach.usual.most_common(1)
    if document.region and document.kind == "regulator":
        return (document.region,)
    if claim.action in CORE and news:
        headline = [
            attach.words.regulators[name].region
            for token in (attach.title.of("R") if attach.title else [])
            for name in token.ids
        ]
        known = [
            attach.words.regulators[name].region
            for name, weight in attach.cast.regulators.most_common(1)
            if weight > 1 or len(attach.cast.regulators) == 1
        ]
        return ([*(region for region, _ in usual), *headline, *known, WORLD][0],)
    if claim.action in OWN:
        return (usual[0][0] if usual and usual[0][1] > 2 and news else WORLD,)
    if seats := [code for code in seats_in(attach, claim) if code]:
        return (seats[0],)
    if usual:
        return (usual[0][0],)
    if claim.action is Action.COMPLAINT and attach.cast.regulators:
        return (attach.words.regulators[attach.cast.regulators.most_common(1)[0][0]].region,)
    return ("US" if claim.action in {Action.COMPLAINT, Action.CLEARED, Action.FINE} else WORLD,)


def seats_in(attach: Attach, claim: Claim) -> list[str]:
    """Where the court, the authority or the plaintiff of a sentence sits: "a French judge", "the court in Hamburg"."""
    courts, first = attach.lexicon.grammar["courts"], claim.sentence.number
    for number in range(first, max(-1, first - SEATS if claim.clause.role == "court" else first - 1), -1):
        sentence = attach.sentences[number]
        if number < first and not any(token.lemma in courts for token in sentence.tokens):
            continue
        named = [token.ids[0] for token in sentence.of("G")] if number == first else []
        if found := named or [code for city, code in attach.lexicon.cities.items() if has_word(sentence.text, city)]:
            return found
    return []


def undated(attach: Attach, claim: Claim) -> str | None:
    """The day of the news, for what a text tells as its news."""
    tense, number = claim.clause.group.tense, claim.sentence.number
    if claim.sentence.date and tense != "pluperfect":
        return claim.sentence.date
    if attach.base and tells_now(claim):
        return attach.calendar.news_day() or attach.base
    before, news = date_before(attach, claim), is_core(attach, claim)
    lows = {token.low for token in claim.sentence.tokens[max(0, claim.clause.group.first - 2) : claim.first]}
    if not news and attach.base and tense == "perfect" and lows & attach.lexicon.roles["lately"]:
        return attach.base[:7]
    if not news or (before and number > 1 and tense in {"past", "pluperfect", "infinitive", "gerund"}):
        return before
    return (
        claim.sentence.date
        or attach.calendar.news_day()
        or attach.base
        or attach.calendar.month_before(claim.sentence)
        or attach.titled_day
    )


def tells_now(claim: Claim) -> bool:
    """Whether a company's act is told as one of these days, not as a state: "will resume", "is moving forward"."""
    group = claim.clause.group
    if claim.action not in OWN or {"still", "already"} & set(claim.sentence.lows):
        return False
    return group.tense == "future" or (
        group.tense in {"present", "progressive"} and not group.passive and not is_state(claim)
    )


def is_state(claim: Claim) -> bool:
    """Whether the words tell how things are: "is on hold"."""
    return claim.sentence.tokens[claim.first].lemma == "be"


def date_before(attach: Attach, claim: Claim) -> str | None:
    """The one date up to the publication that the one or two sentences before have in the same paragraph."""
    told = claim.sentence.date or attach.base or "9"
    for number in range(claim.sentence.number - 1, max(-1, claim.sentence.number - 3), -1):
        earlier = attach.sentences[number]
        if earlier.span.paragraph != claim.sentence.span.paragraph and not earlier.span.heading:
            return None
        mentions = attach.calendar.mentions(earlier)
        found = {one.date for one in mentions if one.date <= told and one.lead != counted.SINCE}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def is_core(attach: Attach, claim: Claim) -> bool:
    """Whether the act is the text's news: told first, and not as something that had happened before."""
    if claim.clause.group.tense == "pluperfect" or is_state(claim):
        return False
    if claim.date is None:
        return claim.sentence.number < 6 or claim.action in attach.headlined or attach.sole == claim.action
    base = claim.sentence.date or attach.base
    return base is not None and base[:7] == claim.date[:7]
