"""Tokens and the place of a verb in; the verb with its auxiliaries, its voice, modal and tense, out."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token

#: signs at which a clause ends
STOPS = frozenset(';:.()—–!?"“”')
QUOTES = frozenset("\"“”‘’'")


@dataclass(slots=True)
class Group:
    """A verb with its auxiliaries: "has not been paused"."""

    first: int
    head: int
    passive: bool = False
    negated: bool = False
    modal: str = ""
    #: past, perfect, pluperfect, present, progressive, future, infinitive, gerund, or noun where it is no verb
    tense: str = "present"

    @property
    def alone(self) -> bool:
        """Whether no auxiliary stands before the verb."""
        return self.first == self.head


@dataclass(slots=True)
class Clause:
    """What a reader sees round a verb."""

    group: Group
    #: what it depends on, innermost first: "agreed" in "agreed to pause"
    governors: list[Group] = field(default_factory=list)
    #: the token of the one who acts; None where the clause names nobody
    agent: int | None = None
    #: what the agent is: C, R, court, voice, people, other, pronoun or empty
    role: str = ""
    #: the tokens of what it is done to
    target: tuple[int, int] = (0, 0)
    #: the noun right before an active verb, where it is no name: "the training stopped", "my jaw dropped"
    noun: str = ""
    #: the subordinator that opens the clause, if any
    opener: str = ""

    @property
    def outer(self) -> Group:
        """The outermost verb: "agreed" in "agreed to pause"."""
        return self.governors[-1] if self.governors else self.group


def is_past(token: Token, lexicon: Lexicon) -> bool:
    """Whether a verb's form is past or a participle: "paused", "withdrew", "put"."""
    changed = token.low != token.lemma and not token.low.endswith(("ing", "s"))
    return changed or token.low in lexicon.grammar["unchanging"]


def is_bare(token: Token) -> bool:
    """Whether a word stands in its dictionary form: "pause", not "pauses"."""
    return token.low == token.lemma


def verb_group(tokens: list[Token], head: int, lexicon: Lexicon) -> Group:
    """The auxiliaries before a verb, back to the first of them."""
    group = Group(head, head)
    verb = tokens[head]
    chain = auxiliaries(tokens, group, lexicon)
    gerund = verb.low.endswith("ing")
    group.passive = bool(chain) and chain[0] == "be" and not gerund and is_past(verb, lexicon)
    before = tokens[head - 1].low if head else ""
    if not chain and before in {"or", "and"} and is_past(verb, lexicon):
        inherit(tokens, group, lexicon)
    if not chain and is_bare(verb) and before in {"and", "or", ","}:
        share(tokens, group, lexicon)
        if not group.alone:
            return group
    group.tense = tense(tokens, group, chain, lexicon)
    return group


def auxiliaries(tokens: list[Token], group: Group, lexicon: Lexicon) -> list[str]:
    """The kinds of the auxiliaries, innermost first; the group takes its first token, modal and negation from them."""
    grammar = lexicon.grammar
    chain: list[str] = []
    place = group.head - 1
    while place >= 0 and not tokens[place].kind:
        token = tokens[place]
        if token.low in grammar["negations"] and token.low != "without":
            group.negated = group.negated if token.low == "no" else not group.negated
        elif kind := auxiliary(tokens, place, lexicon):
            chain.append(kind)
            if kind == "modal":
                group.modal = group.modal or token.lemma
            elif kind == "to":
                group.first = place
                destine(tokens, group, lexicon)
                break
        elif words := adverbial(tokens, place, lexicon):
            place -= words
            continue
        elif token.low in grammar["adverbs"] or token.low.endswith("ly") or token.low in QUOTES:
            place -= 1
            continue
        elif token.low == "," and (opening := aside(tokens, place)):
            place = opening - 1
            continue
        else:
            break
        group.first = place
        place -= 1
    return chain


def destine(tokens: list[Token], group: Group, lexicon: Lexicon) -> None:
    """ "is to be paused", "are not to be used": what is settled for the time to come, told by "be" before "to"."""
    place = group.first - 1
    negated = place > 0 and tokens[place].low in lexicon.grammar["plain negations"]
    place -= negated
    if place >= 0 and tokens[place].low in {"is", "are"}:
        group.first, group.modal, group.negated = place, "be", group.negated ^ negated


def auxiliary(tokens: list[Token], place: int, lexicon: Lexicon) -> str:
    """What auxiliary a word is: modal, be, had, have, do, to; empty where it is none ("Meta's", "in May")."""
    token, grammar = tokens[place], lexicon.grammar
    if token.low == "'s" and (place == 0 or tokens[place - 1].low not in grammar["pronouns"]):
        return ""
    if token.low in grammar["modals"] and not (token.low == "may" and token.text == "May"):
        return "modal"
    if token.low in grammar["have"]:
        return "had" if token.low == "had" else "have"
    if token.low == "to":
        return "to"
    return next((kind for kind in ("be", "do") if token.low in grammar[kind]), "")


def tense(tokens: list[Token], group: Group, chain: list[str], lexicon: Lexicon) -> str:
    """The tense that the auxiliaries give a verb, else its form."""
    if group.modal == "be":
        return "future"
    for kind, name in (("to", "infinitive"), ("modal", "future"), ("had", "pluperfect"), ("have", "perfect")):
        if kind in chain:
            return name
    if tokens[group.head].low.endswith("ing"):
        return "progressive" if "be" in chain else "gerund"
    if "be" in chain or "do" in chain:
        past = any(token.low in {"was", "were", "did"} for token in tokens[group.first : group.head])
        return "past" if past else "present"
    return "past" if is_past(tokens[group.head], lexicon) else "present"


def share(tokens: list[Token], group: Group, lexicon: Lexicon) -> None:
    """A bare verb joined to another shares its "to" or its modal: "agreed to review and suspend"."""
    for place in range(group.head - 2, max(-1, group.head - 14), -1):
        token, after = tokens[place], tokens[place + 1]
        if token.low in STOPS:
            return
        if token.low == "to" and is_bare(after) and not after.kind:
            group.first, group.tense = place, "infinitive"
            return
        if token.low in lexicon.grammar["modals"] and token.text != "May":
            group.first, group.tense, group.modal = place, "future", token.lemma
            return


def inherit(tokens: list[Token], group: Group, lexicon: Lexicon) -> None:
    """A participle after "or" or "and" shares the first one's auxiliaries: "has to be withdrawn, or trained anew"."""
    lows = [token.low for token in tokens[max(0, group.head - 9) : group.head]]
    if "be" not in lows:
        return
    before = lows[: len(lows) - lows[::-1].index("be")]
    modals = [low for low in before if low in lexicon.grammar["modals"]]
    group.passive = True
    group.modal = modals[-1] if modals else "must" if "to" in before else ""


def adverbial(tokens: list[Token], place: int, lexicon: Lexicon) -> int:
    """The number of words of the adverbial that ends at a place, as in "had of its own accord paused"; 0 for none."""
    for phrase in lexicon.adverbials.get(tokens[place].low, ()):
        if [token.low for token in tokens[max(0, place + 1 - len(phrase)) : place + 1]] == phrase:
            return len(phrase)
    return 0


def aside(tokens: list[Token], place: int) -> int:
    """The comma that opens what the one at `place` closes, as in "will, for good, not train"; 0 for none."""
    for opening in range(place - 1, max(0, place - 7), -1):
        if tokens[opening].low == ",":
            return opening
    return 0
