"""A sentence as it is seen in; the rows and pairs of words and the rows of classes by which it is known, out.

Seen from one company or one region, its names are starred: "<C*> has" is the company meant, "<C->" another one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token
from tracker.extract.seen import Seen

#: classes of words, and the places of names between them
Row = list[str | int]
#: words in a row at most, and classes
WORDS, CLASSES = 3, 4
#: the words on each side of a starred name that are known by their side
BESIDE = 12
#: of a longer sentence fewer words are looked at in pairs
PAIRED = 60


class Signs:
    """Knows which words have no meaning of their own."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.functional = lexicon.function_words
        self.small = self.functional | lexicon.grammar["plain negations"] | frozenset().union(*lexicon.mood.values())

    def plain(self, seen: Seen, classes: Row) -> set[str]:
        """The signs of a sentence, and of its row of classes, that are the same from wherever it is seen."""
        words = ["" if token.kind else word for word, token in zip(seen.words, seen.tokens, strict=True)]
        signs = {sign for run in runs(words) for sign in rows(run, WORDS)}
        signs.update("K" + sign for run in runs(classes) for sign in rows(run, CLASSES))
        signs.update("&" + " ".join(pair) for pair in combinations(self.content(seen.tokens, words), 2))
        signs.update("=" + token.low for word, token in zip(words, seen.tokens, strict=True) if inflected(word, token))
        return signs.union(seen.rules)

    def content(self, tokens: Sequence[Token], words: Sequence[str]) -> list[str]:
        """The words that have a meaning of their own, each once and in one order, and what is named beside them."""
        named = {f"<{token.kind}>" for token in tokens[:PAIRED] if token.kind}
        return sorted(
            named.union(word for word in words[:PAIRED] if word[:1].isalpha() and word not in self.functional)
        )

    def classes(self, seen: Seen) -> Row:
        """The classes of words in their order; those without one are left out, and of a name its place is given."""
        found: Row = []
        for place, (token, name) in enumerate(zip(seen.tokens, seen.classes, strict=True)):
            if name and (name.startswith("§") or not token.kind):
                found.append(name)
            elif token.kind:
                found.append(place)
            elif token.lemma in self.small or token.low in self.small or not token.low[:1].isalnum():
                found.append(token.low)
        return found

    def named(self, seen: Seen, classes: Row, kind: str = "", starred: Collection[int] = ()) -> set[str]:
        """The signs in which a name stands, seen from nobody or from what the starred words mean."""
        tokens = seen.tokens
        words = [
            name(token, kind, place in starred) if token.kind else word
            for place, (word, token) in enumerate(zip(seen.words, tokens, strict=True))
        ]
        signs = set(rows_at(words, [place for place, token in enumerate(tokens) if token.kind], WORDS))
        row = [words[one] if isinstance(one, int) else one for one in classes]
        places = [place for place, one in enumerate(classes) if isinstance(one, int)]
        signs.update("K" + sign for sign in rows_at(row, places, CLASSES))
        if kind and starred:
            signs.update(beside(words, min(starred)))
        elif kind:
            signs.add("unnamed")
        return signs


def inflected(word: str, token: Token) -> bool:
    """Whether a word, not a name, a month or a day, stands in another form than the dictionary's."""
    return bool(word) and word[0] != "<" and token.low != token.lemma


def name(token: Token, kind: str, starred: bool) -> str:
    """How a name stands in a row."""
    if not kind or (token.kind == "C") != (kind == "C"):
        return f"<{token.kind}>"
    return f"<{token.kind}*>" if starred else f"<{token.kind}->"


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


def beside(words: Sequence[str], middle: int) -> Iterator[str]:
    """The words round the first starred name, by their side."""
    for place in range(max(0, middle - BESIDE), min(len(words), middle + BESIDE + 1)):
        if words[place][-2:] != "*>":
            side = "L|" if place < middle else "R|"
            yield side + words[place]
            if place + 1 < len(words):
                yield f"{side}{words[place]} {words[place + 1]}"
