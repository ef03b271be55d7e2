"""A claim and its text in; whether the claim bears on training AI with people's data, out."""

from __future__ import annotations

from tracker.extract.acts import CORE, OWN
from tracker.extract.attach import Attach
from tracker.extract.claims import Claim
from tracker.model import Action, Reason, Subject


def in_scope(attach: Attach, claim: Claim) -> bool:
    """Whether the act is about training AI on people's data, or about an AI product's handling of personal data."""
    sentence, scope = claim.sentence, attach.scope
    topics = sentence.topics
    near = list(attach.sentences[max(0, sentence.number - 2) : sentence.number + 2])
    if (
        claim.clause.role == "pronoun"
        and claim.action in {Action.ORDER, Action.INQUIRY}
        and attach.cast.antecedent(claim) != "R"
    ):
        return False
    if claim.clause.role == "pronoun" and claim.action is Action.COMPLAINT and attach.cast.antecedent(claim) == "R":
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
    if (
        claim.action in CORE
        and not claim.object
        and not points_back(attach, claim)
        and not (claim.clause.group.passive or about_use(claim) or (claim.held and "use" in topics))
    ):
        return False
    if (
        claim.action in CORE
        and not claim.clause.role
        and "use" not in topics
        and claim.object != "hold"
        and not unnamed(claim)
    ):
        return False
    if (
        claim.action in CORE
        and claim.clause.group.tense == "noun"
        and not claim.object
        and "use" not in topics
        and not (definite(claim) or claim.clause.governors)
    ):
        return False
    if claim.action in CORE and "handled" in topics:
        return True
    if "use" in topics and (scope.training or "data" in topics or "people" in topics):
        return scope.copyright <= scope.privacy + scope.people or "privacy" in topics
    if "other" in topics:
        return False
    if (
        scope.training
        and claim.object == "use"
        and claim.action in CORE
        and (claim.clause.role in {"C", "voice"} or claim.regulators or sentence.of("R"))
    ):
        return True
    if scope.training and claim.action not in OWN and claim.action is not Action.COMPLAINT:
        same = [s for s in near if s.span.paragraph == sentence.span.paragraph or s.span.heading]
        if scope.title or any("use" in s.topics for s in same) or scope.uses * 4 >= scope.sentences:
            return True
    if scope.training and (
        claim.action is Action.COMPLAINT
        or scope.title
        or sentence.number < 4
        or any("use" in s.topics for s in near)
        or scope.uses * 4 >= scope.sentences
    ):
        return True
    if (
        scope.product
        and (
            claim.object in {"product", "use", "ban"}
            or (claim.action not in OWN and sentence.of("R") and sentence.of("C"))
        )
        and claim.action not in {Action.ANNOUNCED, Action.STARTED}
    ):
        claim.subject = Subject.PRODUCT
        return any({"privacy", "use"} & s.topics.keys() or s.of("R") for s in [*near, attach.title] if s)
    return False


def points_back(attach: Attach, claim: Claim) -> bool:
    """Whether the act is on "it" or on nothing named: the object then stands in an earlier sentence."""
    start, end = claim.clause.target
    words = [token.low for token in claim.sentence.tokens[start:end]]
    inside = {token.low for token in claim.sentence.tokens[claim.first : claim.last]}
    loose = attach.lexicon.grammar["prepositions"] | attach.lexicon.grammar["adverbs"] | attach.lexicon.grammar["times"]
    return (
        not words
        or words[0] in {"it", "this", "them", "these", "so"} | loose
        or bool({"it", "this", "them", "so"} & inside)
        or claim.clause.group.tense == "noun"
    )


def unnamed(claim: Claim) -> bool:
    """Whether a passive or a noun without its doer is the company's: one is named before it, or its subject is "it"."""
    tokens = claim.sentence.tokens
    start, end = claim.clause.target
    if (
        any(token.kind == "C" for token in [*tokens[: claim.first], *tokens[start:end]])
        or claim.clause.group.tense == "noun"
    ):
        return True
    target = tokens[start:end]
    return any(token.low in {"it", "this", "they"} for token in target[-3:]) or (
        claim.object == "use" and claim.clause.group.passive
    )


def about_use(claim: Claim) -> bool:
    """Whether the words after the verb speak of training or of data."""
    start, end = claim.clause.target
    words = claim.sentence.topics
    tokens = claim.sentence.tokens
    return any(
        start <= place < end and tokens[place].low != "trained"
        for name in ("train", "data")
        for place in words.get(name, ())
    )


def definite(claim: Claim) -> bool:
    """Whether a noun points to an act already told: "the pause", "its suspension"."""
    tokens = claim.sentence.tokens
    return any(
        token.low in {"the", "this", "its", "'s", "that"} for token in tokens[max(0, claim.first - 3) : claim.first]
    )


def answered(attach: Attach, claim: Claim) -> None:
    """A demand that the company met is an act; an act that the next words deny ("It has not.") is none."""
    number = claim.sentence.number
    following = attach.sentences[number + 1] if number + 1 < len(attach.sentences) else None
    if claim.reason is Reason.DEMAND and claim.action in CORE:
        for sentence, start in ((claim.sentence, claim.last), (following, 0)):
            if sentence is None:
                continue
            spans = [
                place
                for place in attach.lexicon.cues["compliance"].spans(sentence.cells, sentence.lemmas, sentence.lows)
                if place >= start
            ]
            if spans and not {"not", "n't", "never", "refuse", "decline", "if"} & set(
                sentence.lows[max(0, spans[0] - 4) : spans[0]]
            ):
                claim.reason = None
                return
    if (
        claim.reason is None
        and following
        and len(following.tokens) < 6
        and {"not", "n't", "untrue", "wrong", "false"} & set(following.lows)
    ):
        claim.reason = Reason.DENIAL
