"""A claim and its text in; whether the claim bears on training AI with people's data, out."""

from __future__ import annotations

from tracker.extract.acts import CORE, OWN
from tracker.extract.attach import Attach
from tracker.extract.claims import Claim
from tracker.extract.forms import of_state
from tracker.extract.phrases import Sentence
from tracker.model import Action, Reason, Subject


def in_scope(attach: Attach, claim: Claim) -> bool:
    """Whether the act is about training AI on people's data, or about an AI product's handling of personal data."""
    topics = claim.sentence.topics
    if claim.clause.role == "pronoun" and not told_of_actor(attach, claim):
        return False
    if (
        claim.action is Action.ORDER
        and of_state(claim.sentence.tokens, claim.clause)
        and not {"use", "privacy"} & topics.keys()
    ):
        return False
    if claim.object == "other" and "use" not in topics:
        return False
    if claim.action not in OWN and elsewhere(attach, claim):
        return False
    if claim.arrival:
        return attach.scope.product or attach.scope.training
    if claim.action in {Action.ANNOUNCED, Action.STARTED}:
        return plan_in_scope(attach, claim)
    if claim.action in CORE:
        if not names_object(attach, claim):
            return False
        if "handled" in topics:
            return True
    if "use" in topics and (attach.scope.training or "data" in topics or "people" in topics):
        return not attach.scope.authors or "privacy" in topics
    if "other" in topics and claim.object != "product":
        return False
    return on_training(attach, claim) or on_product(attach, claim)


def elsewhere(attach: Attach, claim: Claim) -> bool:
    """Whether an act belongs to other law: an office not for data protection acts, or authors sue over copyright."""
    if any({"use", "privacy", "handled"} & one.topics.keys() for one in near(attach, claim)):
        return False
    if claim.action is Action.COMPLAINT:
        return attach.scope.copyright >= max(1, attach.scope.privacy)
    named = {name for token in claim.sentence.of("R") for name in token.ids}
    return bool(named) and named.isdisjoint(attach.scope.guardians)


def told_of_actor(attach: Attach, claim: Claim) -> bool:
    """Whether "it" is one who can do the act; a pause by an authority is an order."""
    agent = claim.clause.agent
    caused = agent is not None and agent > claim.clause.outer.head
    official = not caused and attach.cast.antecedent(claim) == "R"
    if claim.action in {Action.ORDER, Action.INQUIRY}:
        return official
    if claim.action is Action.COMPLAINT:
        return not official
    if claim.action in CORE and official:
        if claim.action is not Action.PAUSED or claim.object not in {"use", "product"}:
            return False
        claim.action = Action.ORDER
    return True


def plan_in_scope(attach: Attach, claim: Claim) -> bool:
    """Whether a plan or a start is one of training on people's data, told in its own sentence or beside new terms."""
    negations = attach.lexicon.grammar["plain negations"]
    beside = [one for one in near(attach, claim) if one.span.paragraph == claim.sentence.span.paragraph]
    if claim.policy and any("use" in one.topics and negations.isdisjoint(one.lows) for one in beside):
        return True
    return "use" in claim.sentence.topics and not attach.scope.authors


def near(attach: Attach, claim: Claim) -> list[Sentence]:
    """The sentence of a claim, the two before it and the one after it."""
    number = claim.sentence.number
    return attach.sentences[max(0, number - 2) : number + 2]


def names_object(attach: Attach, claim: Claim) -> bool:
    """Whether a stop or a return says, or points back to, what it is on and whose it is."""
    group, used = claim.clause.group, "use" in claim.sentence.topics
    told = (group.passive and (used or not unrelated(attach, claim))) or about_use(claim) or (claim.held and used)
    if not claim.object and not told and not points_back(attach, claim):
        return False
    if used:
        return True
    if not claim.clause.role and claim.object != "hold" and not unnamed(claim):
        return False
    return group.tense != "noun" or bool(claim.object or definite(claim) or claim.clause.governors)


def unrelated(attach: Attach, claim: Claim) -> bool:
    """Whether a passive's subject is a noun that points to nothing told before: "the leases were put on hold"."""
    start, end = claim.clause.target
    target = claim.sentence.tokens[start:end]
    named = any(token.low[:1].isalpha() and not token.kind for token in target)
    return named and target[-1].low not in attach.lexicon.grammar["pointing"]


def on_training(attach: Attach, claim: Claim) -> bool:
    """Whether the act stands where a text on training tells of it."""
    scope, sentence = attach.scope, claim.sentence
    if not scope.training:
        return False
    own = claim.object in {"use", "product"} and claim.action in CORE
    return (
        (
            own
            and (claim.clause.role in {"C", "voice", "pronoun"} or claim.clause.group.passive or bool(sentence.of("R")))
        )
        or claim.action is Action.COMPLAINT
        or scope.title
        or sentence.number < 4
        or any("use" in one.topics for one in near(attach, claim))
        or scope.uses * 4 >= scope.sentences
    )


def on_product(attach: Attach, claim: Claim) -> bool:
    """Whether the act is on an AI product over personal data; the claim's subject is then the product."""
    scope, sentence = attach.scope, claim.sentence
    told = (
        claim.object in {"product", "use", "ban"}
        or (claim.action not in OWN and sentence.of("R") and sentence.of("C"))
        or (claim.action in CORE and claim.clause.role in {"C", "pronoun"} and points_back(attach, claim))
    )
    if not scope.product or not told or claim.action in {Action.ANNOUNCED, Action.STARTED}:
        return False
    claim.subject = Subject.PRODUCT
    beside = [*near(attach, claim), *attach.sentences[:3], *([attach.title] if attach.title else [])]
    return any({"privacy", "use"} & one.topics.keys() or one.of("R") for one in beside)


def points_back(attach: Attach, claim: Claim) -> bool:
    """Whether the act is on "it" or on nothing named: the object then stands in an earlier sentence."""
    if claim.clause.group.tense == "noun":
        return True
    start, end = claim.clause.target
    words = [token.low for token in claim.sentence.tokens[start:end]]
    inside = {token.low for token in claim.sentence.tokens[claim.first : claim.last]}
    grammar = attach.lexicon.grammar
    loose = grammar["prepositions"] | grammar["adverbs"] | grammar["times"]
    return (
        not words
        or words[0] in {"it", "this", "them", "these", "so"} | loose
        or not inside.isdisjoint({"it", "this", "them", "so"})
    )


def unnamed(claim: Claim) -> bool:
    """Whether a passive or a noun without its doer is the company's: one is named before it, or its subject is "it"."""
    group, tokens = claim.clause.group, claim.sentence.tokens
    start, end = claim.clause.target
    target = tokens[start:end]
    return (
        group.tense == "noun"
        or any(token.kind == "C" for token in [*tokens[: claim.first], *target])
        or any(token.low in {"it", "this", "they"} for token in target[-3:])
        or (claim.object == "use" and group.passive)
    )


def about_use(claim: Claim) -> bool:
    """Whether the words after the verb speak of training or of data."""
    tokens, topics = claim.sentence.tokens, claim.sentence.topics
    places = [*topics.get("train", ()), *topics.get("data", ())]
    return any(place in range(*claim.clause.target) and tokens[place].low != "trained" for place in places)


def definite(claim: Claim) -> bool:
    """Whether a noun points to an act already told: "the pause", "its suspension"."""
    before = claim.sentence.tokens[max(0, claim.first - 3) : claim.first]
    return any(token.low in {"the", "this", "its", "'s", "that"} for token in before)


def answered(attach: Attach, claim: Claim) -> None:
    """A demand that the company met is an act; an act that the next words deny ("It has not.") is none."""
    following = next(iter(attach.sentences[claim.sentence.number + 1 :][:1]), None)
    if claim.reason is Reason.DEMAND and claim.action in CORE:
        if complied(attach, claim.sentence, claim.last) or (following and complied(attach, following, 0)):
            claim.reason = None
    elif claim.reason is None and following and len(following.tokens) < 6:
        denying = attach.lexicon.mood["short denial"]
        claim.reason = None if denying.isdisjoint(following.lows) else Reason.DENIAL


def complied(attach: Attach, sentence: Sentence, start: int) -> bool:
    """Whether a sentence says after `start` that a demand was met: "It complied", not "did not comply"."""
    cues = [place for place in sentence.spans(attach.lexicon.cues["compliance"]) if place >= start]
    unmet = attach.lexicon.mood["unmet"]
    return bool(cues) and unmet.isdisjoint(sentence.lows[max(0, cues[0] - 4) : cues[0]])
