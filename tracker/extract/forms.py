"""Tokens and a place among them in; what part a word plays there, where its form alone does not tell, out."""

from __future__ import annotations

from tracker.extract.clauses import Clause, is_past
from tracker.extract.dates import months
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token


def is_noun(tokens: list[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a word that is as often a noun as a verb is a noun here."""
    token, grammar = tokens[place], lexicon.grammar
    if token.low.endswith("ing"):
        return (
            place > 0
            and tokens[place - 1].low in {"the", "a", "its"}
            and place + 1 < len(tokens)
            and tokens[place + 1].low == "of"
        )
    if is_past(token):
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if place == 0:
        return after is not None and after.low in {"of", "on", "in", "for", "by"}
    before = tokens[place - 1]
    if before.kind:
        return before.kind == "G"
    if before.low in grammar["modals"] | grammar["do"] | grammar["negations"] | grammar["pronouns"] | {
        "to",
        "also",
        "who",
        "which",
        "that",
    }:
        return before.low == "no"
    if before.low in grammar["determiners"] | {"'s", "'"} or before.low in grammar["prepositions"]:
        return True
    if before.low in grammar["adverbs"] or before.low.endswith("ly"):
        return False
    if before.low in {",", "and", "or"} or not before.low[:1].isalpha():
        return token.low != token.lemma and after is not None and after.low in {",", "and", "or", "of", "against"}
    if token.low != token.lemma:
        return not (
            before.low in {"now", "today", "again"}
            or before.low.endswith("ly")
            or before.lemma in lexicon.grammar["company nouns"] | lexicon.grammar["regulator nouns"]
        )
    return not (before.low.endswith("s") and not before.low.endswith("ss")) or before.low in {"previous", "gdpr"}


def attributive(tokens: list[Token], clause: Clause, first: int, lexicon: Lexicon) -> bool:
    """Whether a participle only describes a noun: "new and resumed conversations", "the suspended accounts"."""
    group = clause.group
    if group.first != group.head or not is_past(tokens[first]) or not first or first + 1 >= len(tokens):
        return False
    before, after, grammar = tokens[first - 1], tokens[first + 1], lexicon.grammar
    closed = (
        grammar["determiners"]
        | grammar["prepositions"]
        | grammar["pronouns"]
        | grammar["subordinators"]
        | grammar["adverbs"]
        | {"to"}
    )
    plain = after.low[:1].isalpha() and after.low not in closed and not after.kind and not after.low.endswith("ing")
    return plain and (
        before.low in grammar["determiners"] | {"new", "old"}
        or (
            before.low in {"and", "or"} and first > 1 and tokens[first - 2].low in {"new", "old", "paused", "suspended"}
        )
    )


def addressed(clause: Clause, tokens: list[Token], first: int) -> bool:
    """Whether the verb is an order to the reader: "change your settings"."""
    group = clause.group
    if group.tense != "present" or group.first != first or clause.governors or tokens[first].low != tokens[first].lemma:
        return False
    return (first == 0 and (len(tokens) < 2 or not tokens[1].kind)) or (
        first > 0 and tokens[first - 1].low in {":", "please", "“", '"', "so"}
    )


def undoes(tokens: list[Token], clause: Clause) -> bool:
    """Whether the object is itself a stop: "dropped its plan to pause", "postponed a decision on whether to stop"."""
    start, end = clause.target
    for place in range(start, min(end, start + 9)):
        token = tokens[place]
        if place == start and token.low in {"denying", "refusing", "resuming", "restarting", "ignoring"}:
            return True
        if (
            token.lemma in {"pause", "suspend", "stop", "halt", "abandon", "freeze", "deny"}
            and place > start
            and tokens[place - 1].low in {"to", "of", "on"}
            and not clause.group.passive
        ):
            return True
    return False


def reserved(tokens: list[Token], clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a "may" is a right that a policy gives the company: "its terms say that it may train"."""
    before = tokens[max(0, clause.group.first - 40) : clause.group.first]
    return any(token.lemma in lexicon.grammar["papers"] and not token.kind for token in before)


def from_a_day(tokens: list[Token]) -> bool:
    """ "From August 17 it goes into training": a present that looks ahead."""
    return any(
        token.low in {"from", "starting"}
        and place + 1 < len(tokens)
        and (tokens[place + 1].low in months() or tokens[place + 1].low.isdigit() or tokens[place + 1].low == "next")
        for place, token in enumerate(tokens)
    )
