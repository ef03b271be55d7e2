"""A sentence in; the rows and pairs of words and the rows of classes of words by which the model knows it, out.

Seen from one company or one region, its names are starred: "<C*> has" is the company meant, "<C->" another one. So is
a date, seen from which a sentence is known by fewer signs: those round it, and the acts on either side.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from tracker.extract.claims import Claim
from tracker.extract.dates import DATED, Mention
from tracker.extract.finder import Hit
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence, Token
from tracker.model import Regulator

#: words in a row at most, and classes
WORDS, CLASSES = 3, 4
#: the words on each side of a starred name that are known by their side
BESIDE = 12
#: of a longer sentence only the first words are looked at, and fewer in pairs
LONGEST, PAIRED = 200, 60
TOPICS = ("train", "ai", "data", "people", "terms", "privacy", "copyright", "other")


@dataclass(frozen=True, slots=True)
class Target:
    """A company (C) or a region (G), and whether a company is the one that the text speaks of there."""

    kind: str
    id: str
    spoken_of: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence with all signs that are the same from wherever it is seen, and what the others are made of."""

    sentence: Sentence
    #: the words that are looked at, in the forms that the model knows; nothing for a name
    words: list[str]
    #: the classes of these words in their order, those without one left out; of a name its place
    classes: list[str | int]
    #: the class of each word that has one
    class_of: Mapping[int, str]
    plain: frozenset[str]

    @property
    def tokens(self) -> list[Token]:
        """The words that are looked at."""
        return self.sentence.tokens[:LONGEST]


class Signs:
    """Knows the classes of words: triggers by their acts, topics, names, and small words by themselves."""

    def __init__(self, lexicon: Lexicon, regulators: Mapping[str, Regulator]) -> None:
        self.regions = {name: regulator.region for name, regulator in regulators.items()}
        self.links = lexicon.roles["between regions"] | {"&"}
        self.functional = lexicon.function_words
        self.small = self.functional | lexicon.grammar["plain negations"] | frozenset().union(
            *lexicon.mood.values()
        )  # fmt: skip

    def see(self, sentence: Sentence, hits: Sequence[Hit], claims: Sequence[Claim]) -> Seen:
        """A sentence with the signs that do not depend on a target."""
        acts: defaultdict[int, set[str]] = defaultdict(set)
        for trigger, first, _ in hits:
            acts[first].add(trigger.action)
        topics = {place: "#" + name for name in reversed(TOPICS) for place in sentence.topics.get(name, ())}
        classes = topics | {place: "§" + "/".join(sorted(names)) for place, names in acts.items()}
        tokens = sentence.tokens[:LONGEST]
        words = ["" if token.kind else shape(token) for token in tokens]
        row = list(self.classed(tokens, classes))
        signs = {sign for run in runs(words) for sign in rows(run, WORDS)}
        signs.update("K" + sign for run in runs(row) for sign in rows(run, CLASSES))
        signs.update("&" + " ".join(pair) for pair in combinations(self.content(tokens, words), 2))
        plain = (token for token in tokens if not token.kind and token.text not in DATED)
        signs.update("=" + token.low for token in plain if token.low != token.lemma)
        signs.update(sign for claim in claims for sign in of_claim(claim))
        signs.update("T" + name for name in sentence.topics)
        return Seen(sentence, words, row, classes, frozenset(signs))

    def content(self, tokens: Sequence[Token], words: Sequence[str]) -> list[str]:
        """The words that have a meaning of their own, each once and in one order, and what is named beside them."""
        named = {name(token, False, None) for token in tokens[:PAIRED] if token.kind}
        return sorted(
            named.union(word for word in words[:PAIRED] if word[:1].isalpha() and word not in self.functional)
        )

    def classed(self, tokens: Sequence[Token], classes: Mapping[int, str]) -> Iterator[str | int]:
        """The classes of words in their order; those without one are left out, and of a name its place is given."""
        for place, token in enumerate(tokens):
            if (found := classes.get(place)) and (found.startswith("§") or not token.kind):
                yield found
            elif token.kind:
                yield place
            elif token.lemma in self.small or token.low in self.small or not token.low[:1].isalnum():
                yield token.low

    def of(self, seen: Seen, target: Target | None = None) -> frozenset[str]:
        """Every sign of a sentence, seen from nobody or from a target."""
        return seen.plain | self.named(seen, target)

    def named(self, seen: Seen, target: Target | None = None) -> set[str]:
        """The signs of a sentence in which a name stands, or that go by the place of the target's."""
        tokens = seen.tokens
        starred = self.starred(tokens, target) if target else set()
        words = [
            word or name(token, place in starred, target)
            for place, (word, token) in enumerate(zip(seen.words, tokens, strict=True))
        ]
        signs = set(rows_at(words, [place for place, word in enumerate(seen.words) if not word], WORDS))
        row = [words[one] if isinstance(one, int) else one for one in seen.classes]
        places = [place for place, one in enumerate(seen.classes) if isinstance(one, int)]
        signs.update("K" + sign for sign in rows_at(row, places, CLASSES))
        if target and starred:
            signs.update(beside(words, starred))
        elif target:
            signs.add("unnamed")
        return signs

    def dated(self, seen: Seen, places: Mapping[Mention, Sequence[int]], mention: Mention) -> set[str]:
        """The signs of a sentence seen from one of the dates in it; none where its words are not looked at.

        `places` has the words of each of the dates by their numbers.
        """
        if not places[mention]:
            return set()
        own = set(places[mention])
        others = set().union(*places.values()) - own
        words, acts, last = [], [], ""
        for place, token in enumerate(seen.tokens):
            word = "<D*>" if place in own else "<D->" if place in others else ""
            if not word or (word != last and not (word == "<D*>" and word in words)):
                words.append(word or seen.words[place] or name(token, False, None))
                acts.append("" if word else seen.class_of.get(place, ""))
            last = word
        middle = words.index("<D*>")
        signs = set(rows_at(words, [place for place, word in enumerate(words) if word[:2] == "<D"], WORDS))
        signs.update(beside(words, {middle}))
        for side, row in (("<", acts[:middle][::-1]), (">", acts[middle + 1 :])):
            told = [act for act in row if act.startswith("§")]
            signs.update(f"{'M' if number else 'N'}{side}{act}" for number, act in enumerate(told))
        signs.update(sign for sign in seen.plain if sign[0] in "JT")
        signs.add(f"X{min(9, words.count('<D->'))}")
        signs.add("V" + re.sub(r"\d+", "0", seen.sentence.text[mention.start : mention.end].lower()))
        return signs

    def starred(self, tokens: Sequence[Token], target: Target) -> set[int]:
        """The tokens that name a target, and those that stand in a row with one: "in the UK and in Norway"."""
        kinds = "C" if target.kind == "C" else "GR"
        named = [place for place, token in enumerate(tokens) if token.kind and token.kind in kinds]
        found = {place for place in named if self.means(tokens[place], target)}
        for one, two in [*pairwise(named), *pairwise(reversed(named))]:
            first, last = sorted((one, two))
            between = {token.low for token in tokens[first + 1 : last]}
            if one in found and tokens[one].kind == tokens[two].kind and between <= self.links and between:
                found.add(two)
        return found

    def means(self, token: Token, target: Target) -> bool:
        """Whether a name, or a noun that stands for one, means the target."""
        if token.kind == "R":
            return any(self.regions.get(one) == target.id for one in token.ids)
        return target.id in token.ids or (target.spoken_of and not token.ids)


def of_claim(claim: Claim) -> Iterator[str]:
    """What the rules make of a clause, as signs."""
    head = f"J{claim.action}|"
    told = f"{head}{claim.reason or 'told'}"
    yield from (told, f"{told}|{claim.clause.role}", f"{told}|{claim.object}", f"{told}|{claim.clause.group.tense}")
    yield f"{head}{claim.permanent:d}{claim.temporary:d}"


def places(seen: Seen, mentions: Iterable[Mention]) -> dict[Mention, range]:
    """The words of each date by their numbers, none of a date that is not looked at."""
    first = seen.sentence.span.start
    starts, ends = [token.start - first for token in seen.tokens], [token.end - first for token in seen.tokens]
    return {one: range(bisect_right(ends, one.start), bisect_left(starts, one.end)) for one in mentions}


def name(token: Token, starred: bool, target: Target | None) -> str:
    """How a name stands in a row."""
    if target is None or (token.kind == "C") != (target.kind == "C"):
        return f"<{token.kind}>"
    return f"<{token.kind}*>" if starred else f"<{token.kind}->"


def shape(token: Token) -> str:
    """A word in its dictionary form; numbers are alike, and so are months and days."""
    if token.low[:1].isdigit():
        return "0"
    return DATED.get(token.text, token.lemma)


def runs(row: Iterable[str | int]) -> Iterator[list[str]]:
    """The words between the names of a row, which are empty words or numbers."""
    run: list[str] = []
    for word in row:
        if word and isinstance(word, str):
            run.append(word)
        else:
            yield run
            run = []
    yield run


def rows(words: Sequence[str], longest: int) -> Iterator[str]:
    """Every row of up to `longest` words."""
    for count in range(1, longest + 1):
        for first in range(len(words) - count + 1):
            yield " ".join(words[first : first + count])


def rows_at(words: Sequence[str], places: Iterable[int], longest: int) -> Iterator[str]:
    """Every row of up to `longest` words that has one of some places in it."""
    for place in places:
        for count in range(1, longest + 1):
            for first in range(max(0, place - count + 1), min(place, len(words) - count) + 1):
                yield " ".join(words[first : first + count])


def beside(words: Sequence[str], starred: set[int]) -> Iterator[str]:
    """The words round the first starred name, by their side."""
    middle = min(starred)
    for place in range(max(0, middle - BESIDE), min(len(words), middle + BESIDE + 1)):
        if place not in starred:
            side = "L|" if place < middle else "R|"
            yield side + words[place]
            if place + 1 < len(words):
                yield f"{side}{words[place]} {words[place + 1]}"
