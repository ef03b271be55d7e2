"""Filled claims of one document in; one report for each (company, region, action), out."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from tracker.extract.acts import CORE, OWN
from tracker.extract.attach import Attach
from tracker.extract.bearing import answered, in_scope
from tracker.extract.claims import Claim
from tracker.extract.settle import WORLD, fallback, is_core, undated
from tracker.model import Action, Document, Reason, Rejection, Report, Subject

Key = tuple[str, str, Action]
LONGEST_QUOTE = 600
#: so many states of the EU are "several"
SEVERAL = 3


def reports(attach: Attach, claims: list[Claim], headline: list[Claim]) -> tuple[list[Report], list[Rejection]]:
    """The events that the claims tell of, and what was turned down, in the order of the text."""
    weigh(attach, claims)
    beside: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.reason in {None, Reason.DENIAL}:
            beside.setdefault(claim.sentence.number, []).append(claim)
    attach.telling = frozenset(beside)
    for claim in claims:
        given_up(claim, beside.get(claim.sentence.number, []))
        attach.fill(claim, beside.get(claim.sentence.number, []))
        if claim.reason is None and not claim.companies:
            claim.reason = Reason.NO_COMPANY
    counted = [claim for claim in claims if claim.reason is None]
    rejected = [rejection(attach.document, claim) for claim in claims if claim.reason]
    for claim in counted:
        measure(attach, claim)
    rejected += [rejection(attach.document, claim) for claim in counted if claim.reason]
    counted = [claim for claim in counted if claim.reason is None]
    complete(attach, counted)
    best = strongest(attach, counted)
    narrow(best, {(*claim.companies, claim.action) for claim in counted if claim.near and WORLD in claim.regions})
    told = {claim.action for claim in claims}
    for claim in headline:
        if claim.reason is None and claim.action in CORE - told and claim.object in {"use", "product"}:
            from_headline(attach, claim, best)
    resume(best, started(counted))
    outlived(best)
    for key in arrivals(counted, best):
        del best[key]
    tidy(
        best,
        {(company, claim.sentence.span.start) for claim in counted if claim.permanent for company in claim.companies},
    )
    ordered = sorted(best.values(), key=lambda report: (report.start, report.company, report.region, report.action))
    return ordered, rejected


def weigh(attach: Attach, claims: list[Claim]) -> None:
    """Turn down what is out of scope or a rumour, and what the next words deny."""
    for claim in claims:
        if claim.reason is None and not in_scope(attach, claim):
            claim.reason = Reason.OUT_OF_SCOPE
    for claim in claims:
        answered(attach, claim)
        planned = claim.action in {Action.ANNOUNCED, Action.STARTED}
        if claim.reason is None and planned and attach.rumoured(claim.sentence):
            claim.reason = Reason.ALLEGATION


def given_up(claim: Claim, beside: list[Claim]) -> None:
    """What stands only in the words that were given up is no plan: "dropped the clause that let it train"."""
    ended = any(other.action is Action.ABANDONED and other.first < claim.first for other in beside)
    if ended and claim.reason is None and claim.action is Action.ANNOUNCED and not claim.ahead:
        claim.reason = Reason.OUT_OF_SCOPE


def complete(attach: Attach, counted: list[Claim]) -> None:
    """Give the claims that name no region or no day those that the text gives them."""
    told = {claim.action for claim in counted if claim.action in CORE}
    attach.sole = told.pop() if len(told) == 1 else None
    for claim in counted:
        if not claim.regions:
            claim.regions = fallback(attach, claim, counted)
        claim.regions = joined(attach, claim)
        give_day(attach, claim)


def joined(attach: Attach, claim: Claim) -> tuple[str, ...]:
    """The regions of a claim; complaints in several states of the EU are one there, as labelling has it."""
    members = set(claim.regions).intersection(attach.words.regions["EU"].members)
    if claim.action is not Action.COMPLAINT or len(members) < SEVERAL:
        return claim.regions
    return tuple(dict.fromkeys("EU" if region in members else region for region in claim.regions))


def give_day(attach: Attach, claim: Claim) -> None:
    """Give a claim the day of the news where it names none; what is to come is no day of an act."""
    day = claim.sentence.date or attach.base
    if claim.date and day and claim.date > day[: len(claim.date)]:
        claim.date, claim.effective = None, claim.effective or claim.date
    if claim.date is None:
        claim.date = undated(attach, claim)


def strongest(attach: Attach, counted: list[Claim]) -> dict[Key, Report]:
    """The surest claim of each act as its report, with the days of the surest that tells them itself."""
    best: dict[Key, Report] = {}
    dates: dict[Key, tuple[str | None, str | None]] = {}
    for claim in sorted(
        counted, key=lambda claim: (-confidence(attach, claim), not claim.dated, claim.sentence.number)
    ):
        for company, region in product(claim.companies, claim.regions):
            key = (company, region, claim.action)
            best.setdefault(key, make(attach, claim, company, region))
            if claim.dated:
                dates.setdefault(key, (claim.date, claim.effective))
    for key, (date, effective) in dates.items():
        later = effective if effective != date else None
        best[key] = replace(best[key], date=date, effective=best[key].effective or later)
    return best


def started(counted: list[Claim]) -> set[tuple[str, Action, int]]:
    """What goes ahead or has begun, by company, action and place of its sentence."""
    return {
        (company, claim.action, claim.sentence.span.start)
        for claim in counted
        for company in claim.companies
        if claim.ahead or claim.action is Action.STARTED
    }


def arrivals(counted: list[Claim], best: dict[Key, Report]) -> list[Key]:
    """The reports of a product's mere arrival that no pause before them made a resumption."""
    mere = {
        (company, region, claim.action, claim.sentence.span.start)
        for claim in counted
        if claim.arrival
        for company, region in product(claim.companies, claim.regions)
    }
    return [key for key, report in best.items() if (*key, report.start) in mere]


def from_headline(attach: Attach, claim: Claim, best: dict[Key, Report]) -> None:
    """What only the headline says outright, resting on the first sentence of the text on the matter."""
    named = attach.cast.names(claim.sentence.tokens, "C")
    ground = next((s for s in attach.sentences[:5] if "use" in s.topics or s.of("C")), None)
    if not named or ground is None or "use" not in claim.sentence.topics:
        return
    regions = attach.headed_regions(ground)
    told = Claim(ground, claim.action, 0, 1, claim.clause, claim.object)
    told.companies = (named[0],)
    measure(attach, told)
    told.date = ground.date or attach.base
    for region in regions or fallback(attach, told, []):
        report = replace(make(attach, told, named[0], region), rule=f"headline: {claim.words}")
        best.setdefault((named[0], region, claim.action), report)


def measure(attach: Attach, claim: Claim) -> None:
    """A stop for good is an abandonment, a giving up for now a pause; a heading may say "for now"."""
    if claim.held and not claim.temporary and claim.sentence.number < 6:
        claim.temporary = attach.headed_temporary()
    if claim.held and not claim.temporary and not claim.permanent:
        claim.reason = Reason.DENIAL
    elif claim.action is Action.PAUSED and claim.permanent and not claim.temporary:
        claim.action = Action.ABANDONED
    elif claim.action is Action.ABANDONED and not claim.permanent and (claim.temporary or is_removal(attach, claim)):
        claim.action = Action.PAUSED


def is_removal(attach: Attach, claim: Claim) -> bool:
    """Whether a product is taken off the market, which alone does not tell for how long: "pulled its app"."""
    verb = claim.sentence.tokens[claim.first].lemma
    return claim.subject is Subject.PRODUCT and verb in attach.lexicon.roles["removing"]


def make(attach: Attach, claim: Claim, company: str, region: str) -> Report:
    """A claim as the report of one company's act in one region."""
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
        rule=claim.words,
        confidence=confidence(attach, claim),
    )


def confidence(attach: Attach, claim: Claim) -> float:
    """How sure the reading is, 0 to 1."""
    value = 0.45
    value += 0.15 if "use" in claim.sentence.topics else 0
    value += 0.1 if claim.near else 0
    value += 0.1 if (claim.clause.role == "C" and claim.action in OWN) or claim.clause.role in {"R", "court"} else 0
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
        report = best[company, region, action]
        if action not in {Action.ANNOUNCED, Action.STARTED} or (company, action, report.start) not in ahead:
            continue
        paused = best.get((company, region, Action.PAUSED))
        if paused and follows(report, paused):
            key = (company, region, Action.RESUMED)
            if key not in best or (best[key].date is None and report.date):
                best[key] = replace(report, action=Action.RESUMED)
            del best[company, region, action]


def outlived(best: dict[Key, Report]) -> None:
    """What came back later had not been given up: of a withdrawn product that returned, the end was a pause."""
    for company, region, action in list(best):
        end, back = best[company, region, action], best.get((company, region, Action.RESUMED))
        if action is not Action.ABANDONED or back is None or end.start >= back.start or end.subject != "product":
            continue
        best.setdefault((company, region, Action.PAUSED), replace(end, action=Action.PAUSED))
        del best[company, region, action]


def follows(report: Report, paused: Report) -> bool:
    """Whether a start is told as one after the pause."""
    if paused.core and (report.start == paused.start or paused.date == report.date):
        return False
    return paused.date is None or (report.date is None and report.core) or (report.date or "") > paused.date


def tidy(best: dict[Key, Report], lasting: set[tuple[str, int]]) -> None:
    """Drop the weaker of two readings of one act."""
    for company, region, action in list(best):
        if action is Action.ABANDONED and (company, region, Action.PAUSED) in best:
            one, two = best[company, region, action], best[company, region, Action.PAUSED]
            if one.confidence < two.confidence and (company, one.start) not in lasting:
                del best[company, region, action]


def known(claim: Claim) -> tuple[str | None, Action, int]:
    """By what a claim is known again: its first company, its act, and where its sentence begins."""
    return claim.companies[0] if claim.companies else None, claim.action, claim.sentence.span.start


def rejection(document: Document, claim: Claim) -> Rejection:
    """A claim that does not count, with its reason."""
    span = claim.sentence.span
    end = min(span.end, span.start + LONGEST_QUOTE)
    assert claim.reason is not None
    company, action, _ = known(claim)
    return Rejection(
        document.id, claim.reason, action, company, document.text[span.start : end], span.start, end, claim.words
    )
