"""A sentence in; what is seen of it out: its words, their classes and forms, and what the rules make of it.

A name is seen by its kind alone: "<C> has" is some company. Which words mean a company, a region or a date that is
asked about is told beside it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.extract.claims import Claim
from tracker.extract.dates import DATED, Mention
from tracker.extract.finder import Hit
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence, Token
from tracker.model import Regulator

#: of a longer sentence only the first words are looked at
LONGEST = 80
TOPICS = ("train", "ai", "data", "people", "terms", "privacy", "copyright", "other")
#: the forms of a word beside the one of the dictionary, by their ends; 0 is a name, 1 the dictionary's, 5 another
FORMS = {"ing": 2, "ed": 3, "s": 4}


@dataclass(frozen=True, slots=True)
class Target:
    """A company (C) or a region (G), and whether a company is the one that the text speaks of there."""

    kind: str
    id: str
    spoken_of: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as the readers see it."""

    sentence: Sentence
    #: the words that are looked at, in the forms of the dictionary
    words: list[str]
    #: what kind of word each is: the acts that it may tell, or its topic; nothing for most
    classes: list[str]
    forms: list[int]
    #: the topics of the sentence, and what the rules read in its clauses
    rules: list[str]

    @property
    def tokens(self) -> list[Token]:
        """The words that are looked at."""
        return self.sentence.tokens[:LONGEST]


class Eye:
    """Knows the classes of words, and which names mean what is asked about."""

    def __init__(self, lexicon: Lexicon, regulators: Mapping[str, Regulator]) -> None:
        self.regions = {name: regulator.region for name, regulator in regulators.items()}
        self.links = lexicon.roles["between regions"] | {"&"}

    def see(self, sentence: Sentence, hits: Sequence[Hit], claims: Sequence[Claim]) -> Seen:
        """A sentence as the readers see it."""
        acts: defaultdict[int, set[str]] = defaultdict(set)
        for trigger, first, _ in hits:
            acts[first].add(trigger.action)
        classes = {place: "#" + name for name in reversed(TOPICS) for place in sentence.topics.get(name, ())}
        classes |= {place: "§" + "/".join(sorted(names)) for place, names in acts.items()}
        tokens = sentence.tokens[:LONGEST]
        return Seen(
            sentence,
            [f"<{token.kind}>" if token.kind else shape(token) for token in tokens],
            [classes.get(place, "") for place in range(len(tokens))],
            [form(token) for token in tokens],
            sorted({*(f"T{name}" for name in sentence.topics), *(sign for one in claims for sign in of_claim(one))}),
        )

    def starred(self, tokens: Sequence[Token], target: Target) -> list[int]:
        """The tokens that name a target, and those that stand in a row with one: "in the UK and in Norway"."""
        kinds = "C" if target.kind == "C" else "GR"
        named = [place for place, token in enumerate(tokens) if token.kind and token.kind in kinds]
        found = {place for place in named if self.means(tokens[place], target)}
        for one, two in [*pairwise(named), *pairwise(reversed(named))]:
            first, last = sorted((one, two))
            between = {token.low for token in tokens[first + 1 : last]}
            if one in found and tokens[one].kind == tokens[two].kind and between <= self.links and between:
                found.add(two)
        return sorted(found)

    def means(self, token: Token, target: Target) -> bool:
        """Whether a name, or a noun that stands for one, means the target."""
        if token.kind == "R":
            return any(self.regions.get(one) == target.id for one in token.ids)
        return target.id in token.ids or (target.spoken_of and not token.ids)


def of_claim(claim: Claim) -> Iterator[str]:
    """What the rules make of a clause."""
    head = f"J{claim.action}|"
    told = f"{head}{claim.reason or 'told'}"
    yield from (told, f"{told}|{claim.clause.role}", f"{told}|{claim.object}", f"{told}|{claim.clause.group.tense}")
    yield f"{head}{claim.permanent:d}{claim.temporary:d}"


def places(seen: Seen, mentions: Iterable[Mention]) -> dict[Mention, range]:
    """The words of each date by their numbers, none of a date that is not looked at."""
    first = seen.sentence.span.start
    starts, ends = [token.start - first for token in seen.tokens], [token.end - first for token in seen.tokens]
    return {one: range(bisect_right(ends, one.start), bisect_left(starts, one.end)) for one in mentions}


def shape(token: Token) -> str:
    """A word in its dictionary form; numbers are alike, and so are months and days."""
    if token.low[:1].isdigit():
        return "0"
    return DATED.get(token.text, token.lemma)


def form(token: Token) -> int:
    """Which form of its word a token is."""
    if token.kind:
        return 0
    if token.low == token.lemma:
        return 1
    return next((number for end, number in FORMS.items() if token.low.endswith(end)), 5)
