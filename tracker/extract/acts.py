"""A trigger where it stands in; the act that it tells of, given who acts and on what, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from tracker.extract.forms import addressed, attributive, low_at, of_state, undoes
from tracker.extract.groups import Clause
from tracker.extract.lexicon import Lexicon, Trigger
from tracker.extract.phrases import Token
from tracker.model import Action

#: what the company does itself
OWN = frozenset({Action.PAUSED, Action.RESUMED, Action.ABANDONED, Action.ANNOUNCED, Action.STARTED})
CORE = frozenset({Action.PAUSED, Action.RESUMED, Action.ABANDONED})


@dataclass(frozen=True)
class Sighting:
    """A trigger in a sentence: `tokens[first]` begins it, `kind` is what it is done to."""

    trigger: Trigger
    clause: Clause
    kind: str
    tokens: list[Token]
    first: int
    lexicon: Lexicon

    @property
    def action(self) -> Action:
        """The act that the trigger is for."""
        return self.trigger.action

    @property
    def verb(self) -> str:
        """The dictionary form of the first word."""
        return self.tokens[self.first].lemma

    @property
    def noun(self) -> bool:
        """Whether the act is named by a noun: "the pause"."""
        return self.trigger.form == "nouns"

    @property
    def passive(self) -> bool:
        """Whether the verb is passive: "was paused"."""
        return self.clause.group.passive

    @property
    def official(self) -> bool:
        """Whether an authority, a court or a country acts."""
        return self.clause.role in {"R", "court"} or (not self.noun and of_state(self.tokens, self.clause))

    @cached_property
    def authority(self) -> bool:
        """Whether an authority or a court acts or is named beside the act."""
        courts = self.lexicon.grammar["courts"]
        return self.official or any(token.kind == "R" or token.lemma in courts for token in self.tokens)

    def before(self, words: frozenset[str]) -> bool:
        """Whether one of the words stands before the verb."""
        return any(token.lemma in words for token in self.tokens[: self.clause.group.first])

    def next_low(self) -> str:
        """The word after the first one."""
        return low_at(self.tokens, self.first + 1)


def tells(seen: Sighting) -> bool:
    """Whether the words tell of an act at all: no order to the reader, no "what", no mere description."""
    group = seen.clause.group
    if not seen.noun and addressed(seen.clause, seen.tokens, seen.first):
        return False
    if group.first and seen.tokens[group.first - 1].low in {"what", "whatever"}:
        return False
    return not attributive(seen.tokens, seen.clause, seen.first, seen.lexicon)


def of_core(seen: Sighting) -> Action | None:
    """A stop or a return, as whose act it counts: a company's own, an order of an authority, or neither."""
    action, clause, lexicon = seen.action, seen.clause, seen.lexicon
    if not seen.noun and not seen.passive and seen.tokens[seen.first].low != "no" and clause.noun:
        if (
            clause.noun
            not in lexicon.grammar["nobody"]
            | lexicon.grammar["voices"]
            | lexicon.grammar["company nouns"]
            | lexicon.objects["use"]
        ):
            return None
        if clause.noun in lexicon.objects["use"] and not seen.kind:
            seen = replace(seen, kind="use")
    if not seen.noun and undoes(seen.tokens, clause, lexicon):
        return None
    if seen.kind == "hold" and action is Action.ABANDONED and clause.role in {"C", "pronoun", ""}:
        return Action.RESUMED
    stops = action is not Action.RESUMED
    if seen.kind in {"ban", "go"} or (seen.kind == "hold" and not seen.noun and stops):
        return None
    if stops and seen.passive and not clause.role and seen.before(lexicon.roles["instruments"]):
        return Action.ORDER
    if seen.official:
        return of_official(seen)
    if seen.kind == "other" or (seen.trigger.form != "again" and by_outsiders(seen)):
        return None
    return action


def of_official(seen: Sighting) -> Action | None:
    """A stop by an authority or a court: an order, where its words say what it is on and do not merely name a pause."""
    if seen.action is not Action.PAUSED:
        return None
    if seen.noun or seen.clause.group.tense == "noun":
        return None if seen.kind == "other" else Action.PAUSED
    return Action.ORDER if seen.kind in {"use", "product", ""} and not seen.clause.governors else None


def by_outsiders(seen: Sighting) -> bool:
    """Whether users, rivals or others act, not the company."""
    agent = seen.clause.agent
    named = agent is not None and seen.tokens[agent].lemma not in seen.lexicon.grammar["people"]
    return seen.clause.role in {"people", "other"} and (not seen.passive or named)


def of_plan(seen: Sighting) -> bool:
    """Whether a use of data is told as the company's plan or start."""
    roles = seen.lexicon.roles
    if seen.action is Action.ANNOUNCED:
        if seen.verb in roles["trading"] and seen.clause.group.tense in {"present", "gerund"}:
            return False
        near = seen.tokens[seen.first : seen.first + 12]
        if seen.verb in roles["permitting"] and any(token.lemma in roles["ways out"] for token in near):
            return False
    return seen.passive or seen.clause.role not in {"people", "other", "court", "R"}
