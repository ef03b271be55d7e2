"""A claim of a use of data in; the claim with its mood where the use is coming or has begun, else nothing, out."""

from __future__ import annotations

from tracker.extract.claims import Claim
from tracker.extract.forms import from_a_day, is_noun, reserved
from tracker.extract.groups import Group
from tracker.extract.lexicon import Lexicon
from tracker.extract.mood import judge
from tracker.model import Action, Reason


def of_use(claim: Claim, lexicon: Lexicon) -> Claim | None:
    """A use of data that is told as coming or as begun; one that merely goes on is no event."""
    clause, tokens = claim.clause, claim.sentence.tokens
    topics = claim.sentence.topics.keys()
    if "train" not in topics or not {"data", "people"} & topics:
        return None
    lows = [token.low for token in tokens[clause.group.first : clause.group.head]]
    if "longer" in lows:
        return None
    claim.reason = judge(claim.sentence, clause, lexicon, False)
    if claim.reason is Reason.POSSIBILITY and is_right(claim, lexicon):
        claim.reason = None
        courts = lexicon.grammar["courts"]
        official = any(token.kind == "R" or token.lemma in courts for token in tokens[: clause.group.first])
        return None if official else claim
    claim.ahead = looks_ahead(claim, lexicon)
    if tokens[clause.group.head].lemma in lexicon.mood["begin"] and not begins_use(claim, lexicon):
        return None
    if has_begun(claim, lexicon):
        claim.action = Action.STARTED
        return claim
    if is_now(claim) or (clause.group.tense == "present" and from_a_day(tokens)):
        claim.ahead = True
    return claim if claim.ahead or is_disclosed(claim, lexicon) else None


def groups(claim: Claim) -> list[Group]:
    """The verb and what it depends on."""
    return [claim.clause.group, *claim.clause.governors]


def is_right(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether a "may" is a right that the company gives itself in its terms."""
    clause = claim.clause
    return (
        clause.role in {"C", "pronoun", ""}
        and clause.noun not in lexicon.roles["machines"]
        and any(group.modal in {"may", "can", "might", "could"} for group in groups(claim))
        and reserved(claim.sentence.tokens, clause, lexicon)
    )


def looks_ahead(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether the use is still to come: "will use", "plans to use", "is about to use"."""
    clause, tokens = claim.clause, claim.sentence.tokens
    if any(group.tense == "future" for group in groups(claim)):
        return True
    for group in clause.governors:
        verb = group.tense not in {"pluperfect", "noun"} and not is_noun(tokens, group.head, lexicon)
        if tokens[group.head].low in lexicon.mood["about to"]:
            return True
        if verb and tokens[group.head].lemma in lexicon.mood["planning"]:
            return True
    first = clause.group.first
    return clause.group.tense == "infinitive" and first > 0 and tokens[first - 1].low in lexicon.mood["about"]


def begins_use(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether what begins is the data use: "began training", "the training started"."""
    clause, topics = claim.clause, claim.sentence.topics
    start, end = clause.target
    if any(token.low in lexicon.roles["begun uses"] for token in claim.sentence.tokens[start : min(end, start + 5)]):
        return True
    if end - start < 3 and topics["train"][0] < clause.group.first:
        return True
    return clause.noun in lexicon.objects["use"] and claim.object == "use"


def has_begun(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether the use has begun or is now under way: "began to use", "has switched on", "is now training"."""
    group, tokens, mood = claim.clause.group, claim.sentence.tokens, lexicon.mood
    going_on = group.tense == "progressive" or (group.tense == "perfect" and tokens[group.head].low.endswith("ing"))
    if going_on and {"now", "since"} & set(claim.sentence.lows):
        return True
    begins = [one for one in groups(claim) if tokens[one.head].lemma in mood["begin"]]
    if any(one.tense == "present" and one is not group for one in begins):
        return True
    begun = bool(begins)
    past = any(one.tense in {"past", "perfect", "pluperfect"} for one in groups(claim))
    return past and not claim.ahead and (begun or tokens[group.head].lemma in mood["switching on"])


def is_now(claim: Claim) -> bool:
    """ "is now used": a use that is new."""
    group = claim.clause.group
    words = claim.sentence.tokens[max(0, group.first - 1) : group.head]
    return group.passive and group.tense == "present" and any(token.low == "now" for token in words)


def is_disclosed(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether a use that goes on is told as new: admitted, or written into the terms."""
    group, tokens, mood = claim.clause.group, claim.sentence.tokens, lexicon.mood
    if group.tense not in {"present", "progressive"}:
        return False
    before = tokens[: group.first]
    admitted = any(token.lemma in mood["admitting"] and not token.kind for token in before)
    stated = any(token.lemma in mood["stating"] for token in before)
    return admitted or (stated and reserved(tokens, claim.clause, lexicon))
