"""The versions of a page so far and one more look at it come in; whether that look is a new version goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from tracker.versions.units import Rules, Words, units

#: words in a sentence whose going alone makes a version: shorter ones are labels and menu entries
_SAID = 5
#: the share of its words that a page may lose, with nothing new, before it is taken for cut short
_CUT = 0.6


class Verdict(NamedTuple):
    """What a look at a page is."""

    #: the place, from 0, of the earlier version that it shows again; None: a new version
    place: int | None
    #: why it shows less than the page says, and tells nothing of it
    trouble: str = ""


def judge(earlier: Sequence[str], current: int, text: str, rules: Rules) -> Verdict:
    """Compare `text` with the `earlier` versions, of which that at `current` was seen last.

    A version has words that no earlier one had in this order, or has lost words of the current one and equals none.
    """
    if text in earlier:
        return Verdict(earlier.index(text))
    if rules.stands_in(text) and not rules.stands_in(earlier[current]):
        return Verdict(current, "an error or a door stands in its place")
    seen = [[unit.words for unit in units(one, rules)] for one in earlier]
    now = [unit.words for unit in units(text, rules)]
    streams = [_line(chain.from_iterable(one)) for one in seen]
    said = set(now)
    for place in sorted(range(len(seen)), key=lambda place: place != current):
        if said == set(seen[place]) or _line(chain.from_iterable(now)) == streams[place]:
            return Verdict(place)
    known = set(chain.from_iterable(seen))
    fresh = [words for words in now if words not in known]
    if not all(_is_known(words, known, streams) for words in fresh):
        return Verdict(None)
    gone = [words for words in seen[current] if words not in said]
    lost = Counter(chain.from_iterable(gone)) - Counter(chain.from_iterable(fresh))
    if lost.total() > _CUT * sum(map(len, seen[current])):
        return Verdict(current, "most of its text is missing and nothing is new: it was cut short")
    said_less = bool(fresh) or any(len(words) >= _SAID for words in gone)
    return Verdict(None if lost and said_less else current)


def _line(words: Iterable[str]) -> str:
    """Words as text in which whole words are found."""
    return f" {' '.join(words)} "


def _is_known(words: Words, known: Collection[Words], streams: Iterable[str]) -> bool:
    """Whether a sentence is a piece of an earlier text, or put together from whole sentences of earlier ones."""
    if any(_line(words) in stream for stream in streams):
        return True
    reached = [True, *(False for _ in words)]
    for start in range(len(words)):
        if reached[start]:
            for end in range(start + 1, len(words) + 1):
                reached[end] = reached[end] or words[start:end] in known
    return reached[-1]
