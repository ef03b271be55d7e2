"""A clause with its verb in; the verbs and nouns that the verb depends on, innermost first, out."""

from __future__ import annotations

from tracker.extract.groups import STOPS, Clause, Group, aside, is_bare, verb_group
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token

#: how far a reader looks back for what governs an infinitive
REACH = 9


class Governors:
    """Finds what a verb depends on, and the object that acts in "asked Meta to pause"."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = lexicon.grammar

    def climb(self, tokens: list[Token], clause: Clause) -> None:
        """Fill the governors of a clause, outwards, four at most."""
        inner = clause.group
        for _ in range(4):
            governor = self.governor(tokens, inner, clause)
            if governor is None:
                return
            clause.governors.append(governor)
            if self.is_named(tokens, governor, clause):
                return
            inner = governor

    def is_named(self, tokens: list[Token], governor: Group, clause: Clause) -> bool:
        """Whether what governs is a noun ("Meta's decision to"); its owner then acts."""
        place = governor.head - 1
        if not governor.alone or place < 0:
            return False
        closed = self.grammar["determiners"] | self.grammar["prepositions"] | {"to"}
        while (
            place > 0
            and governor.head - place < 4
            and tokens[place].low.isalpha()
            and not tokens[place].kind
            and tokens[place].low not in closed
        ):
            place -= 1
        if tokens[place].low in {"'s", "'"} and place and tokens[place - 1].kind in {"C", "R"}:
            if clause.agent is None:
                clause.agent, clause.role = place - 1, tokens[place - 1].kind
            return True
        return (
            tokens[place].low in self.grammar["determiners"]
            and governor.head - place < 4
            and is_bare(tokens[governor.head])
        )

    def governor(self, tokens: list[Token], inner: Group, clause: Clause) -> Group | None:
        """What a verb depends on: "agreed" in "agreed to pause", "made" in "made X pause"; None for none."""
        bare = inner.tense == "present" and not inner.negated and inner.alone
        linked = inner.tense in {"infinitive", "gerund"}
        if not inner.first or not (linked or bare or inner.tense == "past"):
            return None
        place = inner.first - 1
        if inner.tense == "gerund":
            before = tokens[place]
            if before.kind == "C" and clause.agent is None and inner is clause.group:
                clause.agent, clause.role = place, "C"
                return None
            if not self.takes_gerund(before):
                return None
        elif inner.tense == "infinitive" and tokens[place].low in {"and", "or"}:
            place = before_first(tokens, place)
        return self.look_back(tokens, place, inner, clause, bare)

    def takes_gerund(self, token: Token) -> bool:
        """Whether a gerund may depend on the word before it: "stopped using", "from using"."""
        return (
            token.low in self.grammar["prepositions"]
            or token.lemma in self.lexicon.governing
            or token.low in {"to", "and", "or"}
        )

    def look_back(self, tokens: list[Token], place: int, inner: Group, clause: Clause, bare: bool) -> Group | None:
        """Walk back from a verb to what governs it; a name on the way is the one who is asked or made to act."""
        linked = inner.tense in {"infinitive", "gerund"}
        crossed, reach = 0, place + 1 - REACH
        while place >= 0 and place >= reach:
            token = tokens[place]
            if token.low == "," and place == inner.first - 1 and (opening := aside(tokens, place)):
                place = opening - 1
                continue
            if token.low in STOPS or (token.low == "," and crossed):
                return None
            if self.divides(token):
                if token.low in {"and", "or"} and linked and not crossed:
                    place -= 1
                    continue
                return None
            if self.governs(token):
                if not linked and not (token.lemma in self.grammar["causatives"] and crossed):
                    return None
                if not linked and clause.agent is None:
                    clause.agent, clause.role = place + 1, "other"
                return verb_group(tokens, place, self.lexicon)
            if clause.agent is None and (role := self.acting_object(tokens, place, inner, clause, bare, crossed)):
                clause.agent, clause.role = place, role
            crossed += token.low not in (
                self.grammar["adverbs"] | self.grammar["prepositions"] | self.grammar["determiners"]
            )
            if not linked and crossed > 3:
                break
            place -= 1
        if clause.agent is not None and inner is clause.group:
            clause.agent, clause.role = None, ""
        return None

    def divides(self, token: Token) -> bool:
        """Whether a word stands between two clauses or two verbs."""
        return (
            not token.kind
            and (token.low in self.grammar["subordinators"] or token.low in {"and", "or", "but"})
            and token.low not in {"after", "before", "than"}
        )

    def acting_object(
        self, tokens: list[Token], place: int, inner: Group, clause: Clause, bare: bool, crossed: int
    ) -> str:
        """What a word is that acts though it is an object, as in "asked Meta to", "stopped it from"; else empty."""
        token = tokens[place]
        linked = inner.tense in {"infinitive", "gerund"}
        led = tokens[place - 1].low if place else ""
        if (
            led in {"of", "by"}
            and place > 1
            and token.kind in {"C", "R"}
            and inner.tense == "infinitive"
            and not crossed
        ):
            return token.kind  # "the decision of Meta to pause"
        if led in self.grammar["away"] or (led == "with" and token.kind == "R"):  # but "pleads with Meta to pause"
            return ""
        if token.kind in {"C", "R"} and inner is clause.group and (linked or bare):
            return token.kind if inner.tense != "gerund" or tokens[inner.first - 1].low in {"from", "into"} else ""
        moved = inner.tense == "infinitive" or bare
        return "pronoun" if token.low in {"it", "them", "him", "her"} and moved and not crossed else ""

    def governs(self, token: Token) -> bool:
        """Whether an act may depend on a word: "agreed", "plan"."""
        return not token.kind and token.lemma in self.lexicon.governing and token.low not in self.grammar["adverbs"]


def before_first(tokens: list[Token], place: int) -> int:
    """In "agreed to review and to pause" the place before the first "to"; else `place`, that of the "and"."""
    for earlier in range(place - 1, max(-1, place - 16), -1):
        if tokens[earlier].low == "to" and is_bare(tokens[earlier + 1]):
            return earlier - 1 if earlier else place
    return place
