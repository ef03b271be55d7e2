"""An act of a sentence comes in; whose it is, or why it does not count, goes out."""

from __future__ import annotations

from tracker.extract.foreign_cast import Cast
from tracker.extract.foreign_forms import CORE, STOPS, Act
from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Sentence
from tracker.model import Action, Reason

OWN = CORE | {Action.ANNOUNCED, Action.STARTED}


class Scales:
    """Weighs the acts of one language: the data use must be their object, and a company their doer or their aim."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue

    def __call__(self, act: Act, sentence: Sentence, cast: Cast, acts: list[Act]) -> Reason | None:
        """Find whose act it is; the reason where it does not count, else None (no companies: nothing to us)."""
        if not cast.near_use(sentence) and not product(sentence):
            named = act.action in CORE and bool(sentence.of("C")) and cast.artificial(sentence)
            return Reason.OUT_OF_SCOPE if named else None
        if act.action in CORE:
            return self.weigh_core(act, sentence, cast)
        if act.action in OWN:
            return self.weigh_plan(act, sentence, cast, acts)
        return self.weigh_other(act, sentence, cast, acts)

    def weigh_core(self, act: Act, sentence: Sentence, cast: Cast) -> Reason | None:
        doer = cast.doer(sentence, act)
        if act.target == "ban" and act.action in STOPS:
            return None
        if act.target == "other" or (act.target == "launch" and not self.told(sentence, act)):
            return act.reason or (Reason.OUT_OF_SCOPE if doer.kind == "C" and cast.artificial(sentence) else None)
        if act.reason is not None:
            return act.reason if doer.kind in {"C", "N"} or sentence.of("C") else None
        if doer.kind == "N" and not doer.companies:
            return Reason.NO_COMPANY
        if doer.kind in {"R", "K"}:
            if act.action is Action.PAUSED and act.mode == "fact":
                act.action, act.companies = Action.ORDER, cast.affected(sentence, act)
            return None
        if act.mode == "noun" and (
            "use" not in sentence.topics or (act.action is not Action.ABANDONED and act.target != "use")
        ):
            return None
        act.companies, act.sure = doer.companies, doer.sure
        return None

    @staticmethod
    def told(sentence: Sentence, act: Act) -> bool:
        """Whether the act's part of the sentence has a word on AI or training: a launch may be any product's."""
        spots = [spot for name in ("ai", "train") for spot in sentence.topics.get(name, [])]
        brands = any(token.kind == "C" and token.low.endswith(" ai") for token in sentence.tokens[act.start : act.end])
        return brands or any(act.start <= spot < act.end for spot in spots)

    def weigh_plan(self, act: Act, sentence: Sentence, cast: Cast, acts: list[Act]) -> Reason | None:
        doer = cast.doer(sentence, act)
        if (
            doer.kind != "C"
            or "use" not in sentence.topics
            or any(other.action in CORE and other.reason is None for other in acts)
        ):
            return None
        inside = {token.low for token in sentence.tokens[act.first : act.last]}
        if act.reason is None and not inside & self.tongue.grammar["negations"]:
            act.companies, act.sure = doer.companies, min(doer.sure, 0.8)
        return act.reason

    def weigh_other(self, act: Act, sentence: Sentence, cast: Cast, acts: list[Act]) -> Reason | None:
        """Regulators, courts and complainants act; what a company does to itself or asks for is none of these."""
        doer = cast.doer(sentence, act)
        if act.reason is not None:
            return act.reason
        official = doer.kind in {"R", "K"} or (act.action is not Action.COMPLAINT and cast.authority(sentence, act))
        if (
            act.action in {Action.ORDER, Action.INQUIRY}
            and not official
            and not (act.passive and cast.official(sentence))
        ):
            return None
        if act.action is Action.COMPLAINT and (official or (doer.kind == "C" and not act.passive)):
            return None
        if act.action in {Action.FINE, Action.CLEARED} and not (
            official or cast.official(sentence) or doer.kind != "C"
        ):
            return None
        if act.action is Action.ORDER and any(
            other.action in {Action.CLEARED} and other.start == act.start for other in acts
        ):
            return None
        if act.action is Action.FINE and any(other.action is Action.CLEARED for other in acts):
            return None
        act.companies, act.sure = cast.affected(sentence, act), 0.8
        return None


def product(sentence: Sentence) -> bool:
    """Whether a sentence is about an AI product's handling of personal data."""
    spoken = bool(sentence.of("R")) or "ai" in sentence.topics
    return "privacy" in sentence.topics and bool(sentence.of("C")) and spoken
