"""The acts of a sentence come in; for each the reason why it does not count goes out, or nothing where it does."""

from __future__ import annotations

from tracker.extract.foreign_forms import CORE, NEAR, STOPS, Act
from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Sentence, Token
from tracker.model import Action, Reason

#: what others do is no less done where somebody alleges something
OTHERS = frozenset({Action.COMPLAINT, Action.INQUIRY, Action.FINE, Action.ORDER, Action.CLEARED})


class Mood:
    """Judges what a sentence says of its acts."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.grammar = tongue.grammar

    @staticmethod
    def temper(act: Act) -> None:
        """ "for now" makes a pause of giving up, "for good" the other way round."""
        if act.action is Action.ABANDONED and act.rest.get("temporary"):
            act.action = Action.PAUSED
        elif act.action is Action.PAUSED and act.rest.get("permanent") and not act.rest.get("temporary"):
            act.action = Action.ABANDONED

    def judge(self, sentence: Sentence, act: Act, acts: list[Act]) -> Reason | None:
        """Why an act does not count, or None where it does."""
        tokens, rest = sentence.tokens, act.rest
        if sentence.text.rstrip(' "»”').endswith("?") or "¿" in sentence.text[:3]:
            return Reason.QUESTION
        if rest["condition"]:
            return Reason.CONDITION
        if act.action in CORE and self.turned_down(act):
            return Reason.DENIAL
        weighed = [spot for spot in rest["possibility"] if not self.beyond(tokens, act, spot)]
        if weighed and not self.settled(act, weighed):
            return Reason.POSSIBILITY
        if rest["allegation"] and act.action not in OTHERS:
            return Reason.ALLEGATION
        if self.denied(tokens, act) or (act.form == "withheld" and act.action is Action.STARTED):
            return Reason.DENIAL
        if act.action in CORE:
            return self.governed(tokens, act, acts)
        if act.mode == "infinitive":
            return Reason.DEMAND if rest["demand"] else Reason.POSSIBILITY if not rest["decision"] else None
        if act.mode == "conditional" and not rest["announced"]:
            return Reason.POSSIBILITY
        return None

    def beyond(self, tokens: list[Token], act: Act, spot: int) -> bool:
        """Whether a doubt stands after what is told as a fact, behind a comma, and says nothing of it."""
        if act.action not in CORE:
            return spot > act.head
        return (
            act.mode == "fact"
            and act.perfect
            and spot > act.last
            and any(tokens[place].low == "," for place in range(act.last, spot))
        )

    def governed(self, tokens: list[Token], act: Act, acts: list[Act]) -> Reason | None:
        """The outermost verb decides: a stop that is refused, demanded or given up is none."""
        rest = act.rest
        asked = [spot for spot in rest["demand"] if not act.first <= spot < act.last]
        if act.mode in {"fact", "noun"} and not act.claused:
            asked = [
                spot for spot in asked if spot < act.head and tokens[spot - 1].low not in self.grammar["prepositions"]
            ]
        if asked and not (act.perfect and act.mode == "fact") and not self.settled(act, asked):
            return Reason.DEMAND
        ordered = [
            other
            for other in acts
            if other.action is Action.ORDER
            and other.start == act.start
            and other.first < act.first
            and other.reason is None
        ]
        if ordered and not act.perfect:
            return Reason.DEMAND
        if act.action in STOPS and any(self.undone(act, other) for other in acts):
            return Reason.DENIAL
        if act.mode == "conditional" and not rest["announced"]:
            return Reason.POSSIBILITY
        if act.mode == "infinitive" and not [spot for spot in rest["decision"] if not act.first < spot < act.last]:
            return Reason.POSSIBILITY
        return None

    def turned_down(self, act: Act) -> bool:
        """Whether a word of refusal or denial governs an act."""
        loose = act.mode in {"infinitive", "noun"}
        outside = [
            spot for spot in act.rest["denial"] if not act.first <= spot < act.last and (spot < act.head or loose)
        ]
        return bool(outside) and not self.settled(act, outside)

    def undone(self, act: Act, other: Act) -> bool:
        """Whether one of two acts takes the other back: "gave up the plan to suspend"."""
        if other is act or other.action not in STOPS or other.start != act.start:
            return False
        inner, outer = (act, other) if act.mode in {"infinitive", "noun"} else (other, act)
        asked = any(outer.head < spot < inner.head for spot in outer.rest["demand"])
        return (
            not asked
            and inner.mode in {"infinitive", "noun"}
            and outer.mode == "fact"
            and inner.action is Action.PAUSED
            and not inner.rest["decision"]
            and not (inner.mode == "noun" and outer.target != "hold")
        )

    @staticmethod
    def settled(act: Act, spots: list[int]) -> bool:
        """Whether a decision stands between what was asked and the act: "asked to stop, X agreed and stopped"."""
        return act.mode == "fact" and any(
            max(spots) < decided <= act.head or decided <= act.head < min(spots) for decided in act.rest["decision"]
        )

    def denied(self, tokens: list[Token], act: Act) -> bool:
        """Whether a negation stands at the verb."""
        negations = self.grammar["negations"]
        inside = any(
            tokens[place].low in negations
            for place in range(act.first, act.last)
            if act.last - act.first <= 8 or place in {act.first, act.last - 1}
        )
        if inside:
            return False
        if self.tongue.lang in {"de", "nl"}:
            places = [
                *range(max(act.start, act.head - NEAR), act.head),
                *range(max(act.first + 1, act.last - NEAR), act.last),
            ]
            reach = 3 if act.last - act.first == 1 and act.mode == "fact" and not act.perfect and not act.passive else 1
            places += range(act.last, min(act.end, act.last + reach))
        else:
            low = min(act.anchor, act.head)
            stop = next(
                (
                    place
                    for place in range(low - 1, max(act.start, low - NEAR), -1)
                    if tokens[place].low in self.grammar["be"] | self.grammar["have"]
                ),
                max(act.start, low - NEAR),
            )
            places = [*range(stop + 1, low), *range(low, act.head)]
        return any(tokens[place].low in negations for place in places)
