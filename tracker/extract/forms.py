"""Tokens and a place among them in; what part a word plays there, where its form alone does not tell, out."""

from __future__ import annotations

from itertools import pairwise

from tracker.extract.dates import months
from tracker.extract.groups import Clause, is_bare, is_past
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token


def low_at(tokens: list[Token], place: int) -> str:
    """The word at a place, lower case; empty outside the sentence."""
    return tokens[place].low if 0 <= place < len(tokens) else ""


def is_noun(tokens: list[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a word that is as often a noun as a verb is a noun here."""
    token, after = tokens[place], low_at(tokens, place + 1)
    if token.low.endswith("ing"):
        return low_at(tokens, place - 1) in {"the", "a", "its"} and after == "of"
    if is_past(token, lexicon):
        return False
    if place == 0:
        return after in {"of", "on", "in", "for", "by"}
    before = tokens[place - 1]
    if before.kind:
        return before.kind == "G" and (before.people or is_bare(token))
    if before.low in lexicon.before_verbs:
        return before.low == "no"
    if before.low in lexicon.before_nouns:
        return True
    if before.low in lexicon.grammar["adverbs"] or before.low.endswith("ly"):
        return False
    if before.low in {",", "and", "or"} or not before.low[:1].isalpha():
        return not is_bare(token) and after in {",", "and", "or", "of", "against"}
    if is_bare(token):
        plural = before.low.endswith("s") and not before.low.endswith("ss")
        return not plural or before.low in lexicon.roles["attributes"]
    subject = before.lemma in lexicon.grammar["company nouns"] | lexicon.grammar["regulator nouns"]
    return not (before.low in {"now", "today", "again"} or subject)


def attributive(tokens: list[Token], clause: Clause, first: int, lexicon: Lexicon) -> bool:
    """Whether a participle only describes a noun: "new and resumed conversations", "the suspended accounts"."""
    if not clause.group.alone or not is_past(tokens[first], lexicon) or not first or first + 1 >= len(tokens):
        return False
    before, after = tokens[first - 1].low, tokens[first + 1]
    if not after.low[:1].isalpha() or after.kind or after.low.endswith("ing") or after.low in lexicon.after_verbs:
        return False
    paired = before in {"and", "or"} and low_at(tokens, first - 2) in lexicon.roles["paired attributes"]
    return paired or before in lexicon.grammar["determiners"] | {"new", "old"}


def addressed(clause: Clause, tokens: list[Token], first: int) -> bool:
    """Whether the verb is an order to the reader: "change your settings"."""
    group = clause.group
    if group.tense != "present" or group.first != first or clause.governors or not is_bare(tokens[first]):
        return False
    if first == 0:
        return len(tokens) < 2 or not tokens[1].kind
    return tokens[first - 1].low in {":", "please", "“", '"', "so"}


def undoes(tokens: list[Token], clause: Clause, lexicon: Lexicon) -> bool:
    """Whether the object is itself a stop: "dropped its plan to pause", "postponed a decision on whether to stop"."""
    start, end = clause.target
    if start < end and tokens[start].low in lexicon.mood["undoing"]:
        return True
    return not clause.group.passive and any(
        tokens[place].lemma in lexicon.mood["stop"] and tokens[place - 1].low in {"to", "of", "on"}
        for place in range(start + 1, min(end, start + 9))
    )


def reserved(tokens: list[Token], clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a "may" is a right that a policy gives the company: "its terms say that it may train"."""
    before = tokens[max(0, clause.group.first - 40) : clause.group.first]
    return any(token.lemma in lexicon.grammar["papers"] and not token.kind for token in before)


def of_state(tokens: list[Token], clause: Clause) -> bool:
    """Whether a country acts: "Italy fines OpenAI"."""
    place = clause.group.first - 1
    while place > 0 and not tokens[place].kind and tokens[place].low.endswith("ly"):
        place -= 1
    before = tokens[place] if place >= 0 else None
    state = before is not None and before.kind == "G" and not before.people
    return state and clause.agent is None and not clause.group.passive and clause.group.tense != "noun"


def from_a_day(tokens: list[Token]) -> bool:
    """ "From August 17 it goes into training": a present that looks ahead."""
    return any(
        token.low in {"from", "starting"} and (after.low in months() or after.low.isdigit() or after.low == "next")
        for token, after in pairwise(tokens)
    )
