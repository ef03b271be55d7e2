"""Filled claims of one document in; one report for each (company, region, action), out."""

from __future__ import annotations

from dataclasses import replace

from tracker.extract.attach import LONGEST_QUOTE, Attach
from tracker.extract.claims import CORE, OWN, Claim
from tracker.model import Action, Document, Reason, Rejection, Report, Subject

WORLD = "WW"
Key = tuple[str, str, Action]


def reports(attach: Attach, claims: list[Claim], headline: list[Claim]) -> tuple[list[Report], list[Rejection]]:
    """The events that the claims tell of, and what was turned down, in the order of the text."""
    rejected: list[Rejection] = []
    counted: list[Claim] = []
    for claim in claims:
        if claim.reason is None and not in_scope(attach, claim):
            claim.reason = Reason.OUT_OF_SCOPE
    for claim in claims:
        answered(attach, claim)
        if claim.reason is None and claim.action in {Action.ANNOUNCED, Action.STARTED} and attach.rumoured(claim.sentence):
            claim.reason = Reason.ALLEGATION
    for claim in claims:
        attach.fill(claim, [other for other in claims if other.reason is None or other.reason is Reason.DENIAL])
        if claim.reason is None and not claim.companies:
            claim.reason = Reason.NO_COMPANY
        if claim.reason is None:
            counted.append(claim)
        else:
            rejected.append(rejection(attach.document, claim))
    for claim in counted:
        settle(attach, claim)
    rejected += [rejection(attach.document, claim) for claim in counted if claim.reason]
    counted = [claim for claim in counted if not claim.reason]
    told = {claim.action for claim in counted if claim.action in CORE}
    attach.sole = told.pop() if len(told) == 1 else None
    for claim in counted:
        if not claim.regions:
            claim.regions = fallback(attach, claim, counted)
        if claim.date is None:
            claim.date = undated(attach, claim)
    arrivals = {(company, region, claim.action, claim.sentence.span.start) for claim in counted if claim.arrival for company in claim.companies for region in claim.regions}
    best: dict[Key, Report] = {}
    dates: dict[Key, tuple[str | None, str | None]] = {}
    stated_days: set[Key] = set()
    for claim in sorted(counted, key=lambda claim: (-confidence(attach, claim), not claim.dated, claim.sentence.number)):
        for company in claim.companies:
            for region in claim.regions:
                key = (company, region, claim.action)
                best.setdefault(key, make(attach, claim, company, region))
                if claim.dated:
                    dates.setdefault(key, (claim.date, claim.effective))
    for key, (date, effective) in dates.items():
        if best[key].date is None or key not in stated_days:
            best[key] = replace(best[key], date=date, effective=best[key].effective or (effective if effective != date else None))
    narrow(best, {claim.companies + (claim.action,) for claim in counted if claim.near and WORLD in claim.regions})
    for claim in headline:
        if claim.reason is None and claim.action in CORE and claim.object in {"use", "product"} and not any(other.action is claim.action for other in claims):
            from_headline(attach, claim, best)
    resume(best, {(company, claim.action, claim.sentence.span.start) for claim in counted for company in claim.companies if claim.ahead or claim.action is Action.STARTED})
    for key in [key for key in best if (*key, best[key].start) in arrivals]:
        del best[key]
    tidy(best, {(company, claim.sentence.span.start) for claim in counted if claim.permanent for company in claim.companies})
    return sorted(best.values(), key=lambda report: (report.start, report.company, report.region, report.action)), rejected


def from_headline(attach: Attach, claim: Claim, best: dict[Key, Report]) -> None:
    """What only the headline says outright: the words of the text that it rests on are its first sentence on the matter."""
    named = attach.cast.names(claim.sentence.tokens, "C")
    ground = next((s for s in attach.sentences[:5] if "use" in s.topics or s.of("C")), None)
    if not named or ground is None or "use" not in claim.sentence.topics:
        return
    regions = tuple(dict.fromkeys(p.region for p in attach.title_places if not p.left_out))
    told = Claim(ground, claim.action, 0, 1, f"headline: {claim.rule}", claim.clause, claim.object)
    settle(attach, told)
    told.date = ground.date or attach.base
    for region in regions or fallback(attach, told, []):
        best.setdefault((named[0], region, claim.action), make(attach, told, named[0], region))


def answered(attach: Attach, claim: Claim) -> None:
    """A demand that the company is said to have met is an act; an act that the next words deny ("It has not.") is none."""
    number = claim.sentence.number
    following = attach.sentences[number + 1] if number + 1 < len(attach.sentences) else None
    if claim.reason is Reason.DEMAND and claim.action in CORE:
        for sentence, start in ((claim.sentence, claim.last), (following, 0)):
            if sentence is None:
                continue
            spans = [place for place in attach.lexicon.cues["compliance"].spans(sentence.cells, sentence.lemmas, sentence.lows) if place >= start]
            if spans and not {"not", "n't", "never", "refuse", "decline", "if"} & set(sentence.lows[max(0, spans[0] - 4) : spans[0]]):
                claim.reason = None
                return
    if claim.reason is None and following and len(following.tokens) < 6 and {"not", "n't", "untrue", "wrong", "false"} & set(following.lows):
        claim.reason = Reason.DENIAL


def in_scope(attach: Attach, claim: Claim) -> bool:
    """Whether the act is about training AI on people's data, or about an AI product's handling of personal data."""
    sentence, scope = claim.sentence, attach.scope
    topics = sentence.topics
    near = [s for s in attach.sentences[max(0, sentence.number - 2) : sentence.number + 2]]
    if claim.clause.role == "pronoun" and claim.action in {Action.ORDER, Action.INQUIRY} and attach.cast.antecedent(claim) != "R":
        return False
    if claim.clause.role == "pronoun" and claim.action in CORE and attach.cast.antecedent(claim) == "R":
        if claim.action is not Action.PAUSED or claim.object not in {"use", "product"}:
            return False
        claim.action = Action.ORDER
    if claim.object == "other" and "use" not in topics:
        return False
    if claim.action in {Action.ANNOUNCED, Action.STARTED} and not claim.arrival:
        beside = [s for s in near if s.span.paragraph == sentence.span.paragraph]
        if claim.policy and any("use" in s.topics and not {"no", "not", "n't", "never"} & set(s.lows) for s in beside):
            return True
        return "use" in topics and scope.copyright <= scope.privacy + scope.people
    if claim.action in CORE and not claim.object and not points_back(attach, claim) and not (claim.clause.group.passive or about_use(attach, claim) or claim.held and "use" in topics):
        return False
    if claim.action in CORE and not claim.clause.role and "use" not in topics and claim.object != "hold" and not unnamed(attach, claim):
        return False
    if claim.action in CORE and claim.clause.group.tense == "noun" and not claim.object and "use" not in topics and not (definite(claim) or claim.clause.governors):
        return False
    if claim.action in CORE and "handled" in topics:
        return True
    if "use" in topics and (scope.training or "data" in topics or "people" in topics):
        return scope.copyright <= scope.privacy + scope.people or "privacy" in topics
    if "other" in topics:
        return False
    if scope.training and claim.object == "use" and claim.action in CORE and (claim.clause.role in {"C", "voice"} or claim.regulators or sentence.of("R")):
        return True
    if scope.training and claim.action not in OWN and claim.action is not Action.COMPLAINT:
        same = [s for s in near if s.span.paragraph == sentence.span.paragraph or s.span.heading]
        return scope.title or any("use" in s.topics for s in same) or scope.uses * 4 >= scope.sentences
    if scope.training and (claim.action is Action.COMPLAINT or scope.title or sentence.number < 4 or any("use" in s.topics for s in near) or scope.uses * 4 >= scope.sentences):
        return True
    if scope.product and claim.object in {"product", "use", "ban"} and claim.action not in {Action.ANNOUNCED, Action.STARTED}:
        claim.subject = Subject.PRODUCT
        return any({"privacy", "use"} & s.topics.keys() or s.of("R") for s in [*near, attach.title] if s)
    return False


def unnamed(attach: Attach, claim: Claim) -> bool:
    """Whether a passive or a noun without its doer is still the company's: the sentence names one before it, or its subject is "it"."""
    tokens = claim.sentence.tokens
    start, end = claim.clause.target
    if any(token.kind == "C" for token in [*tokens[: claim.first], *tokens[start:end]]) or claim.clause.group.tense == "noun":
        return True
    target = tokens[start:end]
    return any(token.low in {"it", "this", "they"} for token in target[-3:]) or claim.object == "use" and claim.clause.group.passive


def about_use(attach: Attach, claim: Claim) -> bool:
    """Whether the words after the verb speak of training or of data."""
    start, end = claim.clause.target
    words = claim.sentence.topics
    tokens = claim.sentence.tokens
    return any(start <= place < end and not (tokens[place].low == "trained") for name in ("train", "data") for place in words.get(name, ()))


def points_back(attach: Attach, claim: Claim) -> bool:
    """Whether the act is on "it", "this", "them", or on nothing named at all: the object stands in an earlier sentence."""
    start, end = claim.clause.target
    words = [token.low for token in claim.sentence.tokens[start:end]]
    inside = {token.low for token in claim.sentence.tokens[claim.first : claim.last]}
    loose = attach.lexicon.grammar["prepositions"] | attach.lexicon.grammar["adverbs"] | attach.lexicon.grammar["times"]
    return not words or words[0] in {"it", "this", "them", "these", "so"} | loose or bool({"it", "this", "them", "so"} & inside) or claim.clause.group.tense == "noun"


def definite(claim: Claim) -> bool:
    """Whether a noun points to an act already told: "the pause", "its suspension"."""
    tokens = claim.sentence.tokens
    return any(token.low in {"the", "this", "its", "'s", "that"} for token in tokens[max(0, claim.first - 3) : claim.first])


def settle(attach: Attach, claim: Claim) -> None:
    """A stop for good is an abandonment, a giving up for now a pause; what is not done "for now" may say so in a heading."""
    if claim.held and not claim.temporary and claim.sentence.number < 6:
        claim.temporary = attach.headed_temporary()
    if claim.held and not claim.temporary and not claim.permanent:
        claim.reason = Reason.DENIAL
    elif claim.action is Action.PAUSED and claim.permanent and not claim.temporary:
        claim.action = Action.ABANDONED
    elif claim.action is Action.ABANDONED and claim.temporary and not claim.permanent:
        claim.action = Action.PAUSED


def fallback(attach: Attach, claim: Claim, counted: list[Claim]) -> tuple[str, ...]:
    """Where a claim names no region: the sentence beside it, the headline, the same act told elsewhere, the regulator, else worldwide."""
    cast, own_act = attach.cast, claim.action in OWN
    for number in (claim.sentence.number - 1, claim.sentence.number + 1):
        if not 0 <= number < len(attach.sentences) or attach.sentences[number].span.paragraph != claim.sentence.span.paragraph:
            continue
        named = set(cast.names(attach.sentences[number].tokens, "C"))
        kept = [place.region for place in attach.places[number] if place.firm and not place.left_out]
        unless = {"no", "not", "n't", "except"} & set(attach.sentences[number].lows)
        if kept and named <= set(claim.companies) and not unless:
            return tuple(dict.fromkeys(kept))
    regulators = [attach.words.regulators[name].region for name in claim.regulators]
    if regulators and (not own_act or claim.sentence.of("R")):
        return (regulators[0],)
    news = bool(set(claim.companies) & {*cast.title, cast.main})
    titled = [place.region for place in attach.title_places if not place.left_out]
    if titled and news:
        return tuple(dict.fromkeys(titled))
    for other in counted:
        if other.near and other.action is claim.action and set(other.companies) & set(claim.companies):
            return other.regions
    return of_text(attach, claim, news)


def of_text(attach: Attach, claim: Claim, news: bool) -> tuple[str, ...]:
    """The region of the text as a whole, for an act that names none; its users', else its regulator's, else worldwide."""
    document, usual = attach.document, attach.usual.most_common(1)
    if document.region and document.kind == "regulator":
        return (document.region,)
    if claim.action in CORE and news:
        headline = [attach.words.regulators[name].region for token in (attach.title.of("R") if attach.title else []) for name in token.ids]
        known = [attach.words.regulators[name].region for name, weight in attach.cast.regulators.most_common(1) if weight > 1 or len(attach.cast.regulators) == 1]
        return ([*(region for region, _ in usual), *headline, *known, WORLD][0],)
    if claim.action in OWN:
        return (usual[0][0] if usual and usual[0][1] > 2 and news else WORLD,)
    if usual:
        return (usual[0][0],)
    if claim.action is Action.COMPLAINT and attach.cast.regulators:
        return (attach.words.regulators[attach.cast.regulators.most_common(1)[0][0]].region,)
    return ("US" if claim.action in {Action.COMPLAINT, Action.CLEARED, Action.FINE} else WORLD,)


def undated(attach: Attach, claim: Claim) -> str | None:
    """The day of publication, for what a text tells as its news."""
    if claim.sentence.date and claim.clause.group.tense != "pluperfect":
        return claim.sentence.date
    before = date_before(attach, claim)
    lows = {token.low for token in claim.sentence.tokens[max(0, claim.clause.group.first - 2) : claim.first]}
    if not is_core(attach, claim) and attach.base and claim.clause.group.tense == "perfect" and lows & {"since", "recently", "now", "just", "lately"}:
        return attach.base[:7]
    if not is_core(attach, claim) or before and claim.clause.group.tense in {"past", "pluperfect", "infinitive", "gerund"} and claim.sentence.number > 1:
        return before
    return claim.sentence.date or attach.base or attach.month_before(claim.sentence)


def date_before(attach: Attach, claim: Claim) -> str | None:
    """The one date of the sentence before in the same paragraph."""
    number = claim.sentence.number - 1
    if number < 0 or attach.sentences[number].span.paragraph != claim.sentence.span.paragraph and not attach.sentences[number].span.heading:
        return None
    found = {mention.date for mention in attach.dates_of(attach.sentences[number])}
    return found.pop() if len(found) == 1 else None


def is_core(attach: Attach, claim: Claim) -> bool:
    """Whether the act is the text's news: told first, and not as something that had happened before."""
    if claim.clause.group.tense == "pluperfect" or claim.sentence.tokens[claim.first].lemma == "be":
        return False
    if claim.date is None:
        return claim.sentence.number < 6 or claim.action in attach.headlined or attach.sole == claim.action
    base = claim.sentence.date or attach.base
    return base is not None and base[:7] == claim.date[:7]


def make(attach: Attach, claim: Claim, company: str, region: str) -> Report:
    document, span = attach.document, claim.sentence.span
    end = min(span.end, span.start + LONGEST_QUOTE)
    return Report(
        document=document.id,
        company=company,
        region=region,
        action=claim.action,
        date=claim.date,
        effective=claim.effective if claim.effective != claim.date else None,
        regulators=claim.regulators,
        subject=claim.subject,
        core=is_core(attach, claim),
        quote=document.text[span.start : end],
        start=span.start,
        end=end,
        rule=claim.rule,
        confidence=confidence(attach, claim),
    )


def confidence(attach: Attach, claim: Claim) -> float:
    """How sure the reading is, 0 to 1."""
    value = 0.45
    value += 0.15 if "use" in claim.sentence.topics else 0
    value += 0.1 if claim.near else 0
    value += 0.1 if claim.clause.role == "C" and claim.action in OWN or claim.clause.role in {"R", "court"} else 0
    value += 0.05 if claim.dated else 0
    value += 0.15 if claim.action in CORE else 0
    value += 0.05 if set(claim.companies) & {attach.cast.main, *attach.cast.title} else 0
    return round(min(value, 0.99), 2)


def narrow(best: dict[Key, Report], stated: set[tuple[str, ...]]) -> None:
    """Without the worldwide report that only lacked the region which another report of the same act names."""
    for company, region, action in list(best):
        if region == WORLD and (company, action) not in stated:
            others = [key for key in best if key[0] == company and key[2] is action and key[1] != WORLD]
            if others and action in CORE:
                del best[company, region, action]


def resume(best: dict[Key, Report], ahead: set[tuple[str, Action, int]]) -> None:
    """Going ahead after a pause in the same place is a resumption."""
    for company, region, action in list(best):
        if action not in {Action.ANNOUNCED, Action.STARTED} or (company, action, best[company, region, action].start) not in ahead:
            continue
        paused = best.get((company, region, Action.PAUSED))
        report = best[company, region, action]
        if paused and report.start != paused.start and (paused.date is None or report.date is None and report.core or (report.date or "") > paused.date) and not (paused.core and paused.date == report.date):
            key = (company, region, Action.RESUMED)
            if key not in best or best[key].date is None and report.date:
                best[key] = replace(report, action=Action.RESUMED)
            del best[company, region, action]


def tidy(best: dict[Key, Report], lasting: set[tuple[str, int]]) -> None:
    """Drop the weaker of two readings of one act."""
    for company, region, action in list(best):
        if action is Action.ABANDONED and (company, region, Action.PAUSED) in best:
            one, two = best[company, region, action], best[company, region, Action.PAUSED]
            if one.confidence < two.confidence and (company, one.start) not in lasting:
                del best[company, region, action]


def rejection(document: Document, claim: Claim) -> Rejection:
    span = claim.sentence.span
    end = min(span.end, span.start + LONGEST_QUOTE)
    assert claim.reason is not None
    company = claim.companies[0] if claim.companies else None
    return Rejection(document.id, claim.reason, claim.action, company, document.text[span.start : end], span.start, end, claim.rule)
